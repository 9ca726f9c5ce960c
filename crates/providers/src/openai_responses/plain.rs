//! The event that nearly every event is: more of the answer, lent out of its frame.

use serde::Deserialize;

use crate::text::Text;

/// An event that says some of the answer, and nothing else that matters. What is any other event, or holds a
/// field of another type than it should be, is no plain one, and is read with more patience instead.
#[derive(Deserialize)]
struct PlainEvent<'a> {
    #[serde(rename = "type")]
    _kind: EventKind,
    #[serde(borrow)]
    delta: Text<'a>,
}

#[derive(Deserialize)]
enum EventKind {
    #[serde(rename = "response.output_text.delta")]
    OutputTextDelta,
}

/// The text of an event, if it is a plain one.
pub(super) fn plain_text(data: &str) -> Option<Text<'_>> {
    // Without the brace a list would be read as the fields in their order.
    let event: PlainEvent<'_> = data.starts_with('{').then(|| serde_json::from_str(data).ok())??;
    Some(event.delta)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn more_of_the_answer_is_plain_and_what_says_more_is_not() {
        let kind = "response.output_text.delta";
        for (event, expected) in [
            (json!({"type": kind, "item_id": "m", "delta": "a", "logprobs": []}), true),
            (json!({"type": kind, "delta": null}), false),
            (json!({"type": kind}), false),
            (json!({"type": "response.reasoning_text.delta", "delta": "a"}), false),
            (json!({"delta": "a"}), false),
            (json!([kind, "a"]), false),
        ] {
            assert_eq!(plain_text(&event.to_string()).is_some(), expected, "{event}");
        }
    }
}
