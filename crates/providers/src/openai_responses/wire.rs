//! What an event of the stream may hold, and what the response at its end.

use std::borrow::Cow;

use runnel_conversation::Usage;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::lenient;

/// An event. Its kind says which of the fields it has. Those that come with few of the events are boxed,
/// so that the many are small.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Event<'a> {
    #[serde(rename = "type", borrow, deserialize_with = "lenient::text")]
    pub(super) kind: Option<Cow<'a, str>>,
    #[serde(deserialize_with = "lenient::string")]
    pub(super) delta: Option<String>,
    #[serde(borrow, deserialize_with = "lenient::object")]
    pub(super) item: Option<Box<Item<'a>>>,
    #[serde(borrow, deserialize_with = "lenient::object")]
    pub(super) response: Option<Box<Response<'a>>>,
    #[serde(deserialize_with = "lenient::object")]
    pub(super) annotation: Option<Box<Annotation>>,
}

/// A response so far, or at its end.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Response<'a> {
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(super) status: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::objects")]
    pub(super) output: Vec<Item<'a>>,
    #[serde(deserialize_with = "lenient::object")]
    pub(super) usage: Option<Counts>,
    #[serde(deserialize_with = "lenient::object")]
    pub(super) incomplete_details: Option<IncompleteDetails>,
    #[serde(borrow)]
    pub(super) error: Option<&'a RawValue>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct IncompleteDetails {
    #[serde(deserialize_with = "lenient::string")]
    pub(super) reason: Option<String>,
}

/// One thing that a response is made of. Its kind says which of the fields it has.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Item<'a> {
    #[serde(rename = "type", borrow, deserialize_with = "lenient::text")]
    pub(super) kind: Option<Cow<'a, str>>,
    /// Of a message; of reasoning, where the model shows it itself.
    #[serde(deserialize_with = "lenient::objects")]
    pub(super) content: Vec<Part>,
    /// Of reasoning, where it is only told of.
    #[serde(deserialize_with = "lenient::objects")]
    pub(super) summary: Vec<Part>,
    /// The name by which a call is answered; it also has an `id`, which is only the item's.
    #[serde(deserialize_with = "lenient::string")]
    pub(super) call_id: Option<String>,
    #[serde(deserialize_with = "lenient::string")]
    pub(super) name: Option<String>,
    #[serde(deserialize_with = "lenient::string")]
    pub(super) arguments: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Part {
    #[serde(deserialize_with = "lenient::string")]
    pub(super) text: Option<String>,
    #[serde(deserialize_with = "lenient::string")]
    pub(super) refusal: Option<String>,
    #[serde(deserialize_with = "lenient::objects")]
    pub(super) annotations: Vec<Annotation>,
}

/// Something about a stretch of text: with an address, a page that it cites.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Annotation {
    #[serde(deserialize_with = "lenient::string")]
    pub(super) url: Option<String>,
    #[serde(deserialize_with = "lenient::string")]
    pub(super) title: Option<String>,
}

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
    input_tokens_details: Option<InputDetails>,
    #[serde(deserialize_with = "lenient::object")]
    output_tokens_details: Option<OutputDetails>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct InputDetails {
    #[serde(deserialize_with = "lenient::count")]
    cached_tokens: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct OutputDetails {
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
            cached_tokens: self.input_tokens_details.as_ref().and_then(|details| details.cached_tokens),
            reasoning_tokens: self
                .output_tokens_details
                .as_ref()
                .and_then(|details| details.reasoning_tokens),
        };
        (usage != Usage::default()).then_some(usage)
    }
}
