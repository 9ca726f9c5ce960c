//! What a response may hold, be it an event of a stream or the whole answer.

use runnel_conversation::Usage;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::lenient;

/// A `GenerateContentResponse`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Response<'a> {
    #[serde(borrow, deserialize_with = "lenient::objects")]
    pub(super) candidates: Vec<Candidate<'a>>,
    #[serde(deserialize_with = "lenient::object")]
    pub(super) prompt_feedback: Option<PromptFeedback>,
    #[serde(deserialize_with = "lenient::object")]
    pub(super) usage_metadata: Option<Counts>,
    #[serde(borrow)]
    pub(super) error: Option<&'a RawValue>,
}

impl<'a> Response<'a> {
    /// Whether this is a response at all, and not another object that came in its place.
    pub(super) fn says_something(&self) -> bool {
        !self.candidates.is_empty() || self.prompt_feedback.is_some() || self.usage_metadata.is_some()
    }

    /// The candidate that is the answer. Others were not asked for.
    pub(super) fn take_first_candidate(&mut self) -> Option<Candidate<'a>> {
        let candidates = std::mem::take(&mut self.candidates);
        candidates.into_iter().find(|candidate| candidate.index.unwrap_or(0) == 0)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Candidate<'a> {
    #[serde(deserialize_with = "lenient::count")]
    pub(super) index: Option<u64>,
    #[serde(borrow, deserialize_with = "lenient::object")]
    pub(super) content: Option<Content<'a>>,
    #[serde(deserialize_with = "lenient::string")]
    pub(super) finish_reason: Option<String>,
    #[serde(deserialize_with = "lenient::object")]
    pub(super) grounding_metadata: Option<Grounding>,
}

/// What an answer rests on.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Grounding {
    #[serde(deserialize_with = "lenient::objects")]
    pub(super) grounding_chunks: Vec<GroundingChunk>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GroundingChunk {
    #[serde(deserialize_with = "lenient::object")]
    pub(super) web: Option<Page>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Page {
    #[serde(deserialize_with = "lenient::string")]
    pub(super) uri: Option<String>,
    #[serde(deserialize_with = "lenient::string")]
    pub(super) title: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Content<'a> {
    #[serde(borrow, deserialize_with = "lenient::objects")]
    pub(super) parts: Vec<Part<'a>>,
}

/// A text or a call, perhaps with a signature, which is passed over.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Part<'a> {
    #[serde(deserialize_with = "lenient::string")]
    pub(super) text: Option<String>,
    /// Whether the text is a summary of what the model thought.
    #[serde(deserialize_with = "lenient::flag")]
    pub(super) thought: Option<bool>,
    #[serde(borrow, deserialize_with = "lenient::object")]
    pub(super) function_call: Option<FunctionCall<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FunctionCall<'a> {
    #[serde(deserialize_with = "lenient::string")]
    pub(super) id: Option<String>,
    #[serde(deserialize_with = "lenient::string")]
    pub(super) name: Option<String>,
    /// An object, where others send its text.
    #[serde(borrow)]
    pub(super) args: Option<&'a RawValue>,
}

/// What is said of the question, when it is not answered.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PromptFeedback {
    #[serde(deserialize_with = "lenient::string")]
    pub(super) block_reason: Option<String>,
    #[serde(deserialize_with = "lenient::string")]
    pub(super) block_reason_message: Option<String>,
}

/// Tokens so far.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[allow(clippy::struct_field_names, reason = "the names are the vendor's")]
pub(super) struct Counts {
    #[serde(deserialize_with = "lenient::count")]
    prompt_token_count: Option<u64>,
    #[serde(deserialize_with = "lenient::count")]
    candidates_token_count: Option<u64>,
    #[serde(deserialize_with = "lenient::count")]
    total_token_count: Option<u64>,
    #[serde(deserialize_with = "lenient::count")]
    cached_content_token_count: Option<u64>,
    #[serde(deserialize_with = "lenient::count")]
    thoughts_token_count: Option<u64>,
}

impl Counts {
    /// The counts as the vendor gives them: thoughts are not among the candidates' tokens. Vertex sends
    /// the object without any count until the last event.
    pub(super) fn usage(&self) -> Option<Usage> {
        let usage = Usage {
            prompt_tokens: self.prompt_token_count,
            completion_tokens: self.candidates_token_count,
            total_tokens: self.total_token_count,
            cached_tokens: self.cached_content_token_count,
            reasoning_tokens: self.thoughts_token_count,
        };
        (usage != Usage::default()).then_some(usage)
    }
}
