//! What an event may hold.

use runnel_conversation::Usage;
use serde::Deserialize;

use crate::lenient;

/// An event, or the whole answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Response {
    #[serde(deserialize_with = "lenient::object")]
    pub(super) output: Option<Output>,
    #[serde(deserialize_with = "lenient::object")]
    pub(super) usage: Option<Counts>,
}

/// The answer: a text, or where messages were asked for, a choice of them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Output {
    #[serde(deserialize_with = "lenient::string")]
    pub(super) text: Option<String>,
    #[serde(deserialize_with = "lenient::string")]
    pub(super) finish_reason: Option<String>,
    #[serde(deserialize_with = "lenient::objects")]
    pub(super) choices: Vec<Choice>,
    #[serde(deserialize_with = "lenient::object")]
    pub(super) search_info: Option<SearchInfo>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    #[serde(deserialize_with = "lenient::object")]
    pub(super) message: Option<Message>,
    #[serde(deserialize_with = "lenient::string")]
    pub(super) finish_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    #[serde(deserialize_with = "lenient::field")]
    pub(super) content: Option<Content>,
    #[serde(deserialize_with = "lenient::string")]
    pub(super) reasoning_content: Option<String>,
    #[serde(deserialize_with = "lenient::objects")]
    pub(super) tool_calls: Vec<ToolCallPiece>,
}

/// Models that see pictures say parts.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Content {
    Text(String),
    Parts(Vec<Part>),
}

impl Content {
    pub(super) fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Parts(parts) => parts.into_iter().filter_map(|part| part.text).collect(),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Part {
    text: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ToolCallPiece {
    #[serde(deserialize_with = "lenient::count")]
    pub(super) index: Option<u64>,
    #[serde(deserialize_with = "lenient::string")]
    pub(super) id: Option<String>,
    #[serde(deserialize_with = "lenient::object")]
    pub(super) function: Option<Function>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Function {
    #[serde(deserialize_with = "lenient::string")]
    pub(super) name: Option<String>,
    #[serde(deserialize_with = "lenient::string")]
    pub(super) arguments: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SearchInfo {
    #[serde(deserialize_with = "lenient::objects")]
    pub(super) search_results: Vec<Page>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Page {
    #[serde(deserialize_with = "lenient::string")]
    pub(super) url: Option<String>,
    #[serde(deserialize_with = "lenient::string")]
    pub(super) title: Option<String>,
}

/// Tokens so far.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_field_names, reason = "the names are the vendor's")]
pub(super) struct Counts {
    #[serde(deserialize_with = "lenient::count")]
    input_tokens: Option<u64>,
    #[serde(deserialize_with = "lenient::count")]
    output_tokens: Option<u64>,
    #[serde(deserialize_with = "lenient::count")]
    total_tokens: Option<u64>,
    #[serde(deserialize_with = "lenient::object")]
    prompt_tokens_details: Option<Details>,
    #[serde(deserialize_with = "lenient::object")]
    output_tokens_details: Option<Details>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Details {
    #[serde(deserialize_with = "lenient::count")]
    cached_tokens: Option<u64>,
    #[serde(deserialize_with = "lenient::count")]
    reasoning_tokens: Option<u64>,
}

impl Counts {
    /// The counts, as the vendor gives them.
    pub(super) fn usage(&self) -> Option<Usage> {
        let usage = Usage {
            prompt_tokens: self.input_tokens,
            completion_tokens: self.output_tokens,
            total_tokens: self.total_tokens,
            cached_tokens: self.prompt_tokens_details.as_ref().and_then(|details| details.cached_tokens),
            reasoning_tokens: self
                .output_tokens_details
                .as_ref()
                .and_then(|details| details.reasoning_tokens),
        };
        (usage != Usage::default()).then_some(usage)
    }
}
