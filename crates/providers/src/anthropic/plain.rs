//! The event that nearly every event is: more of a text, lent out of its frame.

use serde::Deserialize;

use crate::text::Text;

/// An event that says text, and nothing else that matters. What is any other event, or holds a field of another
/// type than it should be, is no plain one, and is read with more patience instead.
#[derive(Deserialize)]
struct PlainEvent<'a> {
    #[serde(rename = "type")]
    _kind: EventKind,
    #[serde(borrow)]
    delta: PlainDelta<'a>,
    /// Gateways may tell of a failure beside it.
    #[serde(default, rename = "error")]
    _error: (),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum EventKind {
    ContentBlockDelta,
}

#[derive(Deserialize)]
struct PlainDelta<'a> {
    #[serde(rename = "type")]
    _kind: DeltaKind,
    #[serde(borrow)]
    text: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum DeltaKind {
    TextDelta,
}

/// The text of an event, if it is a plain one.
pub(super) fn plain_text(data: &str) -> Option<Text<'_>> {
    // Without the brace a list would be read as the fields in their order.
    let event: PlainEvent<'_> = data.starts_with('{').then(|| serde_json::from_str(data).ok())??;
    Some(event.delta.text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn more_of_a_text_is_plain_and_what_says_more_is_not() {
        let text = json!({"type": "text_delta", "text": "a"});
        for (event, expected) in [
            (json!({"type": "content_block_delta", "index": 0, "delta": text}), true),
            (json!({"type": "content_block_delta", "delta": text, "error": null}), true),
            (json!({"type": "content_block_delta", "delta": text, "error": {"message": "no"}}), false),
            (
                json!({"type": "content_block_delta", "delta": {"type": "thinking_delta", "thinking": "a"}}),
                false,
            ),
            (json!({"type": "content_block_delta", "delta": {"type": "text_delta", "text": null}}), false),
            (json!({"type": "message_delta", "delta": text}), false),
            (json!([text]), false),
        ] {
            assert_eq!(plain_text(&event.to_string()).is_some(), expected, "{event}");
        }
    }
}
