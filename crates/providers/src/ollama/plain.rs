//! The line that nearly every line is: text on its way, lent out of its frame.

use serde::{Deserialize, de::IgnoredAny};

use crate::text::Text;

/// A line that says text before the last one, and nothing else that matters. Anything else is no plain
/// line, and is read with more patience instead.
#[derive(Deserialize)]
pub(super) struct PlainLine<'a> {
    #[serde(borrow)]
    pub(super) message: PlainMessage<'a>,
    #[serde(default)]
    done: bool,
    #[serde(default, rename = "error")]
    _error: Nothing,
    #[serde(default, rename = "base_resp")]
    _base_resp: Nothing,
}

/// What may be there, but only as `null`.
type Nothing = ();

#[derive(Deserialize)]
pub(super) struct PlainMessage<'a> {
    #[serde(borrow)]
    pub(super) content: Text<'a>,
    #[serde(borrow, default)]
    pub(super) thinking: Option<Text<'a>>,
    /// Missing, `null` or empty.
    #[serde(default, rename = "tool_calls")]
    _tool_calls: Option<[IgnoredAny; 0]>,
}

impl<'a> PlainLine<'a> {
    /// The line in a frame, if it is a plain one.
    pub(super) fn of(data: &'a str) -> Option<Self> {
        serde_json::from_str(data).ok().filter(|line: &Self| !line.done)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn text_on_its_way_is_plain_and_what_says_more_is_not() {
        let message = json!({"role": "assistant", "content": "a", "thinking": ""});
        let call = json!({"content": "", "tool_calls": [{"function": {"name": "f"}}]});
        for (line, expected) in [
            (json!({"model": "m", "message": message, "done": false}), true),
            (json!({"message": message, "done": true, "eval_count": 3}), false),
            (json!({"message": message, "error": "no"}), false),
            (json!({"message": message, "base_resp": {"status_code": 1008}}), false),
            (json!({"message": call, "done": false}), false),
            (json!({"message": {"content": 5}, "done": false}), false),
            (json!({"response": "a", "done": false}), false),
        ] {
            assert_eq!(PlainLine::of(&line.to_string()).is_some(), expected, "{line}");
        }
    }
}
