//! Answers that are to be JSON.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// A text to look at as JSON.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CheckJson {
    /// The text; a code fence around it is passed over.
    pub text: String,
    /// The JSON Schema to hold it to.
    #[ts(type = "unknown")]
    pub schema: Option<Value>,
}

/// What a text is as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct JsonCheck {
    /// The value; `None` where it is none, which `error` tells from a `null`.
    #[ts(type = "unknown")]
    pub value: Option<Value>,
    /// Why it is no JSON.
    pub error: Option<JsonError>,
    /// Where the value is not what the schema says.
    pub violations: Vec<Violation>,
}

/// Where a text stops being JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct JsonError {
    /// The line of the text, counted from 1.
    pub line: usize,
    /// The place in that line, in bytes, counted from 1.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

/// A place where a value is not what its schema says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Violation {
    /// The place, as a JSON pointer; empty for the whole value.
    pub path: String,
    /// What is wrong there.
    pub message: String,
}
