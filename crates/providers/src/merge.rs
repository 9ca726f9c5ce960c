//! What vendor files and people add to the body of a request.

use runnel_conversation::{Problem, ProblemCode};
use serde::Serialize;
use serde_json::Value;

use crate::{request::ChatRequest, vendor::Vendor};

/// The body with the fields of the vendor's file and of the model's family, and last with those of the
/// person.
///
/// # Errors
/// [`ProblemCode::Protocol`] when it cannot be written as JSON.
pub(crate) fn extended(
    vendor: &Vendor,
    request: &ChatRequest,
    body: &impl Serialize,
) -> Result<Value, Problem> {
    let mut body = json(body)?;
    merge(&mut body, json(&vendor.body)?);
    if let Some(family) = vendor.family(&request.model) {
        merge(&mut body, json(&family.body)?);
    }
    if let Some(extra) = &request.parameters.extra {
        merge(&mut body, Value::Object(extra.clone()));
    }
    Ok(body)
}

fn json(value: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(value).map_err(|error| {
        let message = format!("The question cannot be written as JSON: {error}");
        Problem::new(ProblemCode::Protocol, message)
    })
}

/// Adds what is in one value to another. Objects take in each other's fields; of anything else the
/// later replaces the earlier.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

#[cfg(test)]
mod tests {
    use runnel_conversation::Parameters;
    use serde_json::json;

    use super::*;
    use crate::own_vendor::vendor_from_toml;

    #[test]
    fn the_vendors_fields_come_before_the_persons_and_objects_are_merged() {
        let own = r#"
            like = "custom-openai"
            id = "own"
            body = { a = 1, b = { c = 2, d = 3 } }
            families = [{ begins = "m", body = { f = 7 } }]
        "#;
        let extra = json!({"b": {"d": 4, "e": [5]}, "messages": []}).as_object().cloned();
        let request = ChatRequest {
            parameters: Parameters { extra, ..Parameters::default() },
            ..ChatRequest::new("m", Vec::new())
        };
        let body = json!({"b": {"c": 0, "x": 6}, "messages": [{"role": "user"}]});
        assert_eq!(
            extended(&vendor_from_toml(own).unwrap(), &request, &body).unwrap(),
            json!({"a": 1, "b": {"c": 2, "d": 4, "e": [5], "x": 6}, "f": 7, "messages": []})
        );
    }
}
