//! Answers that are to be JSON: read, and held to a schema.

use serde_json::Value;

use crate::Engine;
use crate::contract::{CheckJson, JsonCheck, JsonError, Refusal, Violation};

/// The most violations that are told: nobody reads more of them.
const MOST_VIOLATIONS: usize = 100;

impl Engine {
    /// Reads a text as JSON, and holds it to a schema.
    ///
    /// # Errors
    /// [`Refusal::SettingInvalid`] when the schema is none.
    pub async fn check_json(&self, args: CheckJson) -> Result<JsonCheck, Refusal> {
        self.blocking(move |_| check(&args.text, args.schema.as_ref())).await
    }
}

/// Refuses what is no JSON Schema, or refers to one elsewhere: nothing is fetched.
pub(crate) fn schema_validator(schema: &Value) -> Result<jsonschema::Validator, Refusal> {
    let refused = |reason: String| Refusal::SettingInvalid { field: "schema".to_owned(), reason };
    if !schema.is_object() {
        return Err(refused("a JSON Schema is an object".to_owned()));
    }
    jsonschema::validator_for(schema).map_err(|error| refused(error.to_string()))
}

fn check(text: &str, schema: Option<&Value>) -> Result<JsonCheck, Refusal> {
    let validator = schema.map(schema_validator).transpose()?;
    let value: Value = match serde_json::from_str(unfenced(text)) {
        Ok(value) => value,
        Err(error) => return Ok(JsonCheck { error: Some(place_in(text, &error)), ..JsonCheck::default() }),
    };
    let violations = validator.map(|validator| {
        let told = validator.iter_errors(&value).take(MOST_VIOLATIONS);
        told.map(|error| Violation { path: error.instance_path().to_string(), message: error.to_string() })
            .collect()
    });
    Ok(JsonCheck { value: Some(value), error: None, violations: violations.unwrap_or_default() })
}

/// What is between the code fence around a text, or the text where there is none: models that are only asked
/// for JSON like to put it in one.
fn unfenced(text: &str) -> &str {
    let trimmed = text.trim();
    let inside = || {
        let opened = trimmed.strip_prefix("```")?;
        let (language, inside) = opened.split_once('\n')?;
        let is_json =
            matches!(language.trim().to_ascii_lowercase().as_str(), "" | "json" | "jsonc" | "json5");
        let closed = inside.trim_end().strip_suffix("```")?;
        is_json.then_some(closed)
    };
    inside().unwrap_or(trimmed)
}

/// Where in the whole text it stops being JSON.
fn place_in(text: &str, error: &serde_json::Error) -> JsonError {
    let looked_at = unfenced(text);
    // A slice of the text: what is before it counts.
    let start = looked_at.as_ptr().addr() - text.as_ptr().addr();
    let before = text.get(..start).unwrap_or_default();
    let lines_before = before.matches('\n').count();
    let bytes_before = before.len() - before.rfind('\n').map_or(0, |newline| newline + 1);
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    JsonError {
        line: lines_before + error.line().max(1),
        column: if error.line() <= 1 { bytes_before + error.column() } else { error.column() }.max(1),
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn value(text: &str) -> Option<Value> {
        check(text, None).unwrap().value
    }

    #[test]
    fn json_is_read_with_or_without_a_fence_around_it() {
        for text in [
            "{\"a\": 1}",
            " \n{\"a\": 1}\n",
            "```json\n{\"a\": 1}\n```",
            "```\n{\"a\": 1}\n```\n",
            "\n```JSON \n{\"a\": 1}```",
        ] {
            assert_eq!(value(text), Some(json!({"a": 1})), "{text:?}");
        }
        assert_eq!(value("null"), Some(Value::Null));
        assert_eq!(value("```rust\n1\n```"), None);
        assert_eq!(value("Here you are: {}"), None);
    }

    #[test]
    fn a_mistake_is_told_with_its_place_in_the_whole_text() {
        for (text, place) in [
            ("{\"a\": 1,}", (1, 9)),
            ("{\n  \"a\": x\n}", (2, 8)),
            ("\n\n  {\"a\": x}", (3, 9)),
            ("```json\n{\"a\": x}\n```", (2, 7)),
            ("", (1, 1)),
        ] {
            let error = check(text, None).unwrap().error.unwrap();
            assert_eq!((error.line, error.column), place, "{text:?}: {}", error.message);
            assert!(!error.message.contains("line"), "{}", error.message);
        }
    }

    #[test]
    fn violations_are_told_with_their_places() {
        let schema = json!({
            "type": "object",
            "required": ["name"],
            "properties": { "ages": { "type": "array", "items": { "type": "integer" } } },
        });
        let checked = check(r#"{"ages": [1, "two"]}"#, Some(&schema)).unwrap();
        let places: Vec<_> = checked.violations.iter().map(|violation| violation.path.as_str()).collect();
        assert_eq!(places.len(), 2);
        assert!(places.contains(&"") && places.contains(&"/ages/1"), "{places:?}");
        assert!(check(r#"{"name": "x"}"#, Some(&schema)).unwrap().violations.is_empty());
    }

    #[test]
    fn what_is_no_schema_is_refused_and_nothing_is_fetched_for_one() {
        for schema in [
            json!("a text"),
            json!({"type": "colour"}),
            json!({"$ref": "https://example.org/schema.json"}),
            json!({"$ref": "file:///etc/passwd"}),
        ] {
            assert!(matches!(check("{}", Some(&schema)), Err(Refusal::SettingInvalid { .. })), "{schema}");
        }
    }

    proptest! {
        #[test]
        fn a_fence_changes_no_value_and_a_mistake_is_within_the_text(text in "[\\PC\n`]{0,60}", fenced in any::<bool>()) {
            let shown = if fenced { format!("```json\n{text}\n```") } else { text.clone() };
            let checked = check(&shown, None).unwrap();
            match checked.error {
                None => prop_assert!(checked.value.is_some()),
                Some(error) => prop_assert!(error.line <= shown.matches('\n').count() + 1),
            }
        }
    }
}
