//! A JSON Schema as the API takes it.

use serde_json::{Map, Value};

/// The schema with every object closed: the API takes no others. What is valid against it is valid against
/// the one that was given.
pub(super) fn closed(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => Value::Object(closed_object(fields)),
        Value::Array(schemas) => schemas.iter().map(closed).collect(),
        schema => schema.clone(),
    }
}

fn closed_object(fields: &Map<String, Value>) -> Map<String, Value> {
    let mut fields: Map<_, _> = fields
        .iter()
        .map(|(name, value)| (name.clone(), if is_data(name) { value.clone() } else { closed(value) }))
        .collect();
    if fields.get("type").is_some_and(|kind| kind == "object") {
        fields.insert("additionalProperties".to_owned(), false.into());
    }
    fields
}

/// Whether a keyword holds values of answers instead of schemas.
fn is_data(keyword: &str) -> bool {
    matches!(keyword, "const" | "enum" | "default" | "examples")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_are_closed_wherever_they_are_and_data_stays_as_it_is() {
        let schema = json!({
            "type": "object",
            "properties": {
                "tags": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}},
                "kind": {"enum": [{"type": "object"}]},
            },
            "anyOf": [{"type": "object", "additionalProperties": true}],
        });
        assert_eq!(
            closed(&schema),
            json!({
                "type": "object",
                "properties": {
                    "tags": {"type": "array", "items": {
                        "type": "object", "properties": {"n": {"type": "integer"}}, "additionalProperties": false,
                    }},
                    "kind": {"enum": [{"type": "object"}]},
                },
                "anyOf": [{"type": "object", "additionalProperties": false}],
                "additionalProperties": false,
            })
        );
    }
}
