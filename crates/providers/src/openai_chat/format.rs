//! How JSON is asked for, in each dialect.

use serde::Serialize;
use serde_json::Value;

use crate::{json::JsonMode, vendor::JsonDialect};

/// The body's `response_format`.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ResponseFormat {
    JsonObject {
        #[serde(skip_serializing_if = "Option::is_none")]
        schema: Option<Value>,
    },
    JsonSchema {
        json_schema: NamedSchema,
    },
}

#[derive(Serialize)]
pub(super) struct NamedSchema {
    /// OpenAI demands one; it means nothing.
    name: &'static str,
    schema: Value,
}

/// A mode in the words of a dialect.
pub(super) fn response_format(dialect: JsonDialect, mode: JsonMode) -> ResponseFormat {
    match (mode, dialect) {
        (JsonMode::Object, _) => ResponseFormat::JsonObject { schema: None },
        (JsonMode::Schema(schema), JsonDialect::ObjectWithSchema) => {
            ResponseFormat::JsonObject { schema: Some(schema) }
        }
        (JsonMode::Schema(schema), _) => {
            ResponseFormat::JsonSchema { json_schema: NamedSchema { name: "answer", schema } }
        }
    }
}
