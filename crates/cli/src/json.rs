//! `--json` and `--schema`: what is asked for, and whether the answer is that.

use std::path::Path;

use runnel_engine::Engine;
use runnel_engine::contract::{AnswerFormat, CheckJson, JsonCheck, JsonError, Refusal, Violation};
use serde_json::Value;

use crate::failure::Failure;

/// The JSON Schema in a file. Whether it is one is the engine's to say.
pub(crate) fn schema_in(file: &Path) -> Result<Value, Failure> {
    let at = |reason: String| Failure::Usage(format!("{}: {reason}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| at(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| at(format!("this is no JSON: {error}")))
}

/// What keeps an answer from being what was asked for, each in a line.
pub(crate) async fn faults(
    engine: &Engine,
    said: String,
    format: &AnswerFormat,
) -> Result<Vec<String>, Refusal> {
    let schema = match format {
        AnswerFormat::JsonObject => None,
        AnswerFormat::JsonSchema { schema } => Some(schema.clone()),
    };
    let check = engine.check_json(CheckJson { text: said, schema }).await?;
    Ok(told(check, format))
}

fn told(check: JsonCheck, format: &AnswerFormat) -> Vec<String> {
    let JsonCheck { value, error, violations } = check;
    if let Some(JsonError { line, column, message }) = error {
        return vec![format!("the answer is not JSON: line {line}, column {column}: {message}")];
    }
    if *format == AnswerFormat::JsonObject && !value.is_some_and(|value| value.is_object()) {
        return vec!["the answer is JSON, but no object".to_owned()];
    }
    let sentence = |Violation { path, message }| {
        let place = if path.is_empty() { "the whole" } else { path.as_str() };
        format!("the answer is not as the schema says: {place}: {message}")
    };
    violations.into_iter().map(sentence).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_that_is_what_was_asked_for_is_not_talked_about() {
        let sound = JsonCheck { value: Some(json!({})), ..JsonCheck::default() };
        assert!(told(sound.clone(), &AnswerFormat::JsonObject).is_empty());
        assert!(told(sound, &AnswerFormat::JsonSchema { schema: json!({}) }).is_empty());
    }

    #[test]
    fn each_fault_is_told_with_its_place() {
        let error = Some(JsonError { line: 2, column: 7, message: "expected value".into() });
        let no_json = JsonCheck { error, ..JsonCheck::default() };
        assert_eq!(
            told(no_json, &AnswerFormat::JsonObject),
            ["the answer is not JSON: line 2, column 7: expected value"]
        );
        let list = JsonCheck { value: Some(json!([])), ..JsonCheck::default() };
        assert_eq!(told(list, &AnswerFormat::JsonObject), ["the answer is JSON, but no object"]);
        let violation = |path: &str| Violation { path: path.into(), message: "no".into() };
        let violated = JsonCheck {
            value: Some(json!(5)),
            violations: vec![violation(""), violation("/a/0")],
            ..JsonCheck::default()
        };
        assert_eq!(
            told(violated, &AnswerFormat::JsonSchema { schema: json!({}) }),
            [
                "the answer is not as the schema says: the whole: no",
                "the answer is not as the schema says: /a/0: no",
            ]
        );
    }
}
