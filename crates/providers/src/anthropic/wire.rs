//! What an event may hold. Deltas come by the thousand, so their texts are borrowed from the frame; what
//! comes once or twice in a reply stays a plain JSON value and is looked into where it is needed.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::lenient;

/// An event of the stream. Which fields it has depends on its kind.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Event<'a> {
    #[serde(rename = "type", borrow)]
    pub(super) kind: Text<'a>,
    /// Which block of the message this belongs to.
    pub(super) index: Option<u64>,
    #[serde(borrow)]
    pub(super) delta: Option<Delta<'a>>,
    /// A block at its start: its text is usually still empty.
    pub(super) content_block: Seldom,
    /// The message at its start: without content, with first counts.
    pub(super) message: Seldom,
    /// Running totals.
    pub(super) usage: Seldom,
    pub(super) error: Seldom,
}

/// What is new, in a block or (`stop_reason`) in the message.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Delta<'a> {
    #[serde(rename = "type", borrow)]
    pub(super) kind: Text<'a>,
    #[serde(borrow)]
    pub(super) text: Text<'a>,
    #[serde(borrow)]
    pub(super) thinking: Text<'a>,
    #[serde(borrow)]
    pub(super) partial_json: Text<'a>,
    pub(super) citation: Seldom,
    #[serde(borrow)]
    pub(super) stop_reason: Text<'a>,
}

/// What only few events hold: no more than a pointer in the many others, which are moved around.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Seldom(Option<Box<Value>>);

impl Seldom {
    /// What is there, `null` where nothing is.
    pub(super) fn value(&self) -> &Value {
        self.0.as_deref().unwrap_or(&Value::Null)
    }
}

/// A text that is taken for empty where it is missing, `null` or no text at all: a field that makes no
/// sense costs itself and not its event.
#[derive(Debug, Default)]
pub(super) struct Text<'a>(Cow<'a, str>);

impl Text<'_> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, unless it is empty.
    pub(super) fn into_string(self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.into_owned())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(lenient::text(deserializer)?.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delta(json: &str) -> Delta<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_text_is_borrowed_unless_something_in_it_is_escaped() {
        assert!(matches!(delta(r#"{"text": "你好"}"#).text.0, Cow::Borrowed("你好")));
        assert_eq!(delta(r#"{"text": "a\nb"}"#).text.as_str(), "a\nb");
    }

    #[test]
    fn what_is_no_text_costs_only_itself() {
        for odd in ["null", "true", "-1", "1", "0.5", "[1, [2]]", r#"{"a": {"b": 1}}"#] {
            let json = format!(r#"{{"type": "text_delta", "thinking": {odd}, "text": "a"}}"#);
            let delta = delta(&json);
            assert_eq!((delta.thinking.as_str(), delta.text.as_str()), ("", "a"), "{odd}");
        }
    }
}
