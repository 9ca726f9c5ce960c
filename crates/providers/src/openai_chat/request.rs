//! A question in the words of chat completions, and of the vendor's dialect of them.

use runnel_conversation::{Adjustment, Problem};
use serde::Serialize;

use super::{
    format::{ResponseFormat, response_format},
    messages::{Message, messages},
    search::{self, SearchFields},
    thinking::{self, ThinkingFields},
};
use crate::{
    json::{JsonWish, json_wish, with_words},
    merge::extended,
    protocol::Exchange,
    request::ChatRequest,
    sampling::{Sampling, sampling},
    thinking::settled,
    vendor::{SearchDialect, TokenLimit, Vendor},
};

/// The body of `POST chat/completions`.
#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Message<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frequency_penalty: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presence_penalty: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat>,
    #[serde(flatten)]
    thinking: ThinkingFields<'a>,
    #[serde(flatten)]
    search: SearchFields,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

/// The exchange that asks this of a vendor.
///
/// # Errors
/// [`ProblemCode::Protocol`] when it cannot be written as JSON.
///
/// [`ProblemCode::Protocol`]: runnel_conversation::ProblemCode::Protocol
pub(crate) fn exchange(vendor: &Vendor, request: &ChatRequest) -> Result<Exchange, Problem> {
    let mut adjustments = Vec::new();
    let request = settled(vendor, request, &mut adjustments);
    let Sampling { temperature, top_p, top_k, max_tokens, frequency_penalty, presence_penalty, seed, stop } =
        sampling(vendor, &request, &mut adjustments);
    let JsonWish { mode, words } = json_wish(vendor, &request, false, &mut adjustments);
    let system = with_words(request.system.as_deref(), words.as_deref());

    let ChatRequest { model, stream, .. } = &request;
    let limit_named = |name| max_tokens.filter(|_| vendor.token_limit == name);
    let body = Body {
        model,
        messages: messages(vendor, system.as_deref(), &request),
        stream: *stream,
        stream_options: (*stream && vendor.stream_usage).then_some(StreamOptions { include_usage: true }),
        temperature,
        top_p,
        top_k,
        max_tokens: limit_named(TokenLimit::MaxTokens),
        max_completion_tokens: limit_named(TokenLimit::MaxCompletionTokens),
        frequency_penalty,
        presence_penalty,
        seed,
        stop,
        response_format: mode.map(|mode| response_format(vendor.json_of(model), mode)),
        thinking: thinking::fields(vendor, model, request.parameters.thinking),
        search: searching(vendor, &request, &mut adjustments),
    };
    let path = vendor.chat_path.as_deref().unwrap_or("chat/completions").replace("{model}", model);
    let body = extended(vendor, &request, &body)?;
    let exchange = Exchange::with_body(path, &body)?;
    Ok(Exchange { adjustments, ..exchange })
}

fn searching(vendor: &Vendor, request: &ChatRequest, adjustments: &mut Vec<Adjustment>) -> SearchFields {
    let dialect = vendor.search_of(&request.model);
    let wish = request.parameters.search;
    if wish == Some(true) && dialect == SearchDialect::None {
        adjustments.push(Adjustment::SearchUnavailable);
    }
    search::fields(dialect, wish)
}

#[cfg(test)]
mod tests;
