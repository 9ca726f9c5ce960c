//! Parameters at the engine's gate: what no provider could take does not come in.
//!
//! What one provider takes and another does not is the provider's business, and is adjusted there.

use runnel_conversation::{AnswerFormat, Parameters, Thinking};
use serde_json::Value;

use crate::contract::Refusal;
use crate::json::schema_validator;

/// The most answers to one question.
pub(crate) const MOST_ANSWERS: u32 = 8;

/// The most texts that end an answer.
const MOST_STOPS: usize = 16;

/// Refuses parameters that mean nothing.
pub(crate) fn check(parameters: &Parameters) -> Result<(), Refusal> {
    within("temperature", parameters.temperature, 0.0, f64::MAX)?;
    within("top_p", parameters.top_p, 0.0, 1.0)?;
    within("frequency_penalty", parameters.frequency_penalty, -2.0, 2.0)?;
    within("presence_penalty", parameters.presence_penalty, -2.0, 2.0)?;
    at_least_one("top_k", parameters.top_k)?;
    at_least_one("max_tokens", parameters.max_tokens)?;
    at_least_one("n", parameters.n)?;
    if parameters.n.is_some_and(|n| n > MOST_ANSWERS) {
        return Err(invalid("n", format!("it is more than {MOST_ANSWERS}")));
    }
    if parameters.stop.len() > MOST_STOPS {
        return Err(invalid("stop", format!("there are more than {MOST_STOPS}")));
    }
    if parameters.stop.iter().any(String::is_empty) {
        return Err(invalid("stop", "an empty text would end every answer"));
    }
    if parameters.thinking == Some(Thinking::Budget { tokens: 0 }) {
        return Err(invalid("thinking", "a budget is at least 1 token"));
    }
    if let Some(AnswerFormat::JsonSchema { schema }) = &parameters.format {
        schema_validator(schema)?;
    }
    Ok(())
}

/// Refuses what `settings.toml` has no word for.
pub(crate) fn check_defaults(parameters: &Parameters) -> Result<(), Refusal> {
    check(parameters)?;
    let in_words = |field, value: &Value| match unsayable(value) {
        Some(value) => Err(invalid(field, format!("the settings file has no word for {value}"))),
        None => Ok(()),
    };
    for value in parameters.extra.iter().flat_map(|extra| extra.values()) {
        in_words("extra", value)?;
    }
    match &parameters.format {
        Some(AnswerFormat::JsonSchema { schema }) => in_words("schema", schema),
        _ => Ok(()),
    }
}

/// What of a value TOML cannot say: `null`, and numbers beyond 64 bits with a sign.
fn unsayable(value: &Value) -> Option<&Value> {
    match value {
        Value::Null => Some(value),
        Value::Number(number) => (number.is_u64() && !number.is_i64()).then_some(value),
        Value::Array(values) => values.iter().find_map(unsayable),
        Value::Object(fields) => fields.values().find_map(unsayable),
        Value::Bool(_) | Value::String(_) => None,
    }
}

fn within(field: &str, value: Option<f64>, least: f64, most: f64) -> Result<(), Refusal> {
    // NaN is in no range, and infinity in none of these.
    if value.is_none_or(|value| (least..=most).contains(&value)) {
        return Ok(());
    }
    let up_to = if most < f64::MAX { format!(" to {most}") } else { " up".to_owned() };
    Err(invalid(field, format!("it is no number from {least}{up_to}")))
}

fn at_least_one(field: &str, value: Option<u32>) -> Result<(), Refusal> {
    if value == Some(0) { Err(invalid(field, "it is at least 1")) } else { Ok(()) }
}

fn invalid(field: &str, reason: impl Into<String>) -> Refusal {
    Refusal::SettingInvalid { field: field.to_owned(), reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn none() -> Parameters {
        Parameters::default()
    }

    #[test]
    fn what_means_something_is_let_in() {
        let full = Parameters {
            temperature: Some(0.0),
            top_p: Some(1.0),
            top_k: Some(1),
            max_tokens: Some(1),
            frequency_penalty: Some(-2.0),
            presence_penalty: Some(2.0),
            seed: Some(-1),
            stop: vec!["END".into()],
            n: Some(8),
            thinking: Some(Thinking::Budget { tokens: 1 }),
            format: Some(AnswerFormat::JsonSchema { schema: json!({"type": "object"}) }),
            ..none()
        };
        for parameters in [none(), full] {
            assert_eq!(check_defaults(&parameters), Ok(()));
        }
    }

    #[test]
    fn nonsense_is_refused_by_the_name_of_its_field() {
        for (field, parameters) in [
            ("temperature", Parameters { temperature: Some(f64::NAN), ..none() }),
            ("temperature", Parameters { temperature: Some(-0.1), ..none() }),
            ("temperature", Parameters { temperature: Some(f64::INFINITY), ..none() }),
            ("top_p", Parameters { top_p: Some(1.5), ..none() }),
            ("top_k", Parameters { top_k: Some(0), ..none() }),
            ("max_tokens", Parameters { max_tokens: Some(0), ..none() }),
            ("frequency_penalty", Parameters { frequency_penalty: Some(2.5), ..none() }),
            ("presence_penalty", Parameters { presence_penalty: Some(f64::NEG_INFINITY), ..none() }),
            ("n", Parameters { n: Some(0), ..none() }),
            ("n", Parameters { n: Some(9), ..none() }),
            ("stop", Parameters { stop: vec![String::new()], ..none() }),
            ("stop", Parameters { stop: vec!["x".into(); 17], ..none() }),
            ("thinking", Parameters { thinking: Some(Thinking::Budget { tokens: 0 }), ..none() }),
            (
                "schema",
                Parameters {
                    format: Some(AnswerFormat::JsonSchema { schema: json!({"type": 5}) }),
                    ..none()
                },
            ),
        ] {
            let Err(Refusal::SettingInvalid { field: told, reason }) = check(&parameters) else {
                panic!("{parameters:?} is let in")
            };
            assert_eq!(told, field);
            assert!(!reason.is_empty());
        }
    }

    #[test]
    fn what_the_settings_file_cannot_say_is_no_default() {
        for extra in [json!({"a": [{"b": null}]}), json!({ "a": u64::MAX })] {
            let parameters = Parameters { extra: extra.as_object().cloned(), ..none() };
            assert_eq!(check(&parameters), Ok(()));
            assert!(check_defaults(&parameters).is_err());
        }
    }
}
