//! The chunk that nearly every chunk is: text, in the types that it should have, lent out of its frame.

use runnel_conversation::Usage;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use super::usage::usage;
use crate::text::Text;

/// A chunk that says text, that it is over, or what it cost, and nothing else that matters.
///
/// It covers no parts, tool calls, errors or several choices, and no field of another type than it
/// should be: what holds any of them is no plain chunk, and is read with more patience instead.
#[derive(Deserialize)]
pub(super) struct PlainChunk<'a> {
    #[serde(borrow)]
    choices: [PlainChoice<'a>; 1],
    #[serde(borrow)]
    usage: Option<&'a RawValue>,
    #[serde(default, rename = "error")]
    _error: Nothing,
    /// Where `MiniMax` tells of a refusal.
    #[serde(default, rename = "base_resp")]
    _base_resp: Nothing,
    /// Groq's own place for usage.
    #[serde(default, rename = "x_groq")]
    _x_groq: Nothing,
    /// The places of the pages that a search found, each vendor's own.
    #[serde(default, rename = "search_results")]
    _search_results: Nothing,
    #[serde(default, rename = "citations")]
    _citations: Nothing,
    #[serde(default, rename = "web_search")]
    _web_search: Nothing,
    #[serde(default, rename = "search_info")]
    _search_info: Nothing,
}

/// What may be there, but only as `null`.
type Nothing = ();

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PlainChoice<'a> {
    index: u64,
    #[serde(borrow)]
    pub(super) delta: Delta<'a>,
    #[serde(borrow)]
    pub(super) finish_reason: Option<Text<'a>>,
    #[serde(borrow)]
    usage: Option<&'a RawValue>,
    #[serde(rename = "message")]
    _message: Nothing,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Delta<'a> {
    #[serde(borrow)]
    pub(super) content: Option<Text<'a>>,
    #[serde(borrow)]
    reasoning_content: Option<Text<'a>>,
    #[serde(borrow)]
    reasoning: Option<Text<'a>>,
    reasoning_details: Option<IgnoredAny>,
    #[serde(rename = "refusal")]
    _refusal: Nothing,
    /// Missing, `null` or empty, as are these two.
    #[serde(rename = "tool_calls")]
    _tool_calls: Option<[IgnoredAny; 0]>,
    #[serde(rename = "annotations")]
    _annotations: Option<[IgnoredAny; 0]>,
    #[serde(rename = "executed_tools")]
    _executed_tools: Option<[IgnoredAny; 0]>,
}

impl<'a> PlainChunk<'a> {
    /// The chunk in a frame, if it is a plain one.
    pub(super) fn of(data: &'a str) -> Option<Self> {
        serde_json::from_str(data).ok().filter(Self::is_all_there_is)
    }

    /// Whether nothing that was left out of it would have had a say.
    fn is_all_there_is(&self) -> bool {
        let [PlainChoice { index, delta, .. }] = &self.choices;
        let reasons = [&delta.reasoning_content, &delta.reasoning];
        let details_count =
            delta.reasoning_details.is_some() && reasons.into_iter().flatten().all(Text::is_empty);
        *index == 0 && !details_count
    }

    /// What it cost so far, where that is told.
    pub(super) fn usage(&self) -> Option<Usage> {
        let [choice] = &self.choices;
        let told = [self.usage, choice.usage].into_iter().flatten();
        told.filter_map(|told| serde_json::from_str(told.get()).ok()).find_map(|told| usage(&told))
    }

    pub(super) fn into_choice(self) -> PlainChoice<'a> {
        let [choice] = self.choices;
        choice
    }
}

impl<'a> Delta<'a> {
    /// The same text is often sent under several names: the first that says anything is taken.
    pub(super) fn take_reasoning(&mut self) -> Option<Text<'a>> {
        let names = [self.reasoning_content.take(), self.reasoning.take()];
        names.into_iter().flatten().find(|text| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn is_plain(chunk: &Value) -> bool {
        PlainChunk::of(&chunk.to_string()).is_some()
    }

    fn with_delta(delta: &Value) -> Value {
        json!({"id": "x", "choices": [{"index": 0, "delta": delta, "logprobs": null, "finish_reason": null}], "usage": null})
    }

    #[test]
    fn text_in_its_usual_types_is_plain() {
        for delta in [
            json!({"role": "assistant", "content": "", "refusal": null}),
            json!({"content": "a\n", "tool_calls": []}),
            json!({"content": null, "reasoning_content": "a"}),
            json!({"reasoning": "a", "reasoning_details": [{"type": "reasoning.text", "text": "a"}]}),
        ] {
            assert!(is_plain(&with_delta(&delta)), "{delta}");
        }
        assert!(is_plain(&json!({"choices": [{"finish_reason": "stop"}], "usage": {"total_tokens": 1}})));
    }

    #[test]
    fn what_says_more_than_that_is_not() {
        for delta in [
            json!({"content": [{"type": "text", "text": "a"}]}),
            json!({"content": 5}),
            json!({"refusal": "no"}),
            json!({"tool_calls": [{"index": 0}]}),
            json!({"content": "a", "annotations": [{"url": "https://example.org"}]}),
            json!({"reasoning": "", "reasoning_details": [{"type": "reasoning.text", "text": "a"}]}),
        ] {
            assert!(!is_plain(&with_delta(&delta)), "{delta}");
        }
        let choice = json!({"delta": {"content": "a"}});
        for chunk in [
            json!({"choices": []}),
            json!({"choices": [choice, choice]}),
            json!({"choices": [{"index": 1, "delta": {"content": "a"}}]}),
            json!({"choices": [{"message": {"content": "a"}}]}),
            json!({"choices": [choice], "citations": ["https://example.org"]}),
            json!({"choices": [choice], "error": {"message": "a"}}),
            json!({"choices": [choice], "base_resp": {"status_code": 1008}}),
            json!({"choices": [choice], "x_groq": {"usage": {"total_tokens": 1}}}),
        ] {
            assert!(!is_plain(&chunk), "{chunk}");
        }
    }
}
