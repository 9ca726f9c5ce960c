//! A question in the words of Responses.

use base64::{Engine, prelude::BASE64_STANDARD};
use runnel_conversation::{Adjustment, Effort, Parameter, Problem, Thinking};
use serde::Serialize;
use serde_json::Value;

use crate::{
    json::{JsonMode, JsonWish, json_wish},
    merge::extended,
    protocol::Exchange,
    request::{ChatMessage, ChatRequest, Picture, Role},
    sampling::{Sampling, sampling},
    thinking::{effort_of, wish},
    vendor::{SearchDialect, ThinkingDialect, ThinkingOff, Vendor},
};

/// What a schema is called; the name means nothing.
const SCHEMA_NAME: &str = "answer";

/// The body of `POST responses`.
#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instructions: Option<&'a str>,
    input: Vec<Message<'a>>,
    stream: bool,
    /// Conversations are kept here, and nowhere else unasked.
    store: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<Reasoning<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Tool>,
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: Content<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Content<'a> {
    Text(&'a str),
    Parts(Vec<Part<'a>>),
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Part<'a> {
    InputText { text: &'a str },
    InputImage { image_url: String },
}

#[derive(Serialize)]
struct Reasoning<'a> {
    effort: &'a str,
    /// Without this nothing of the thinking is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'static str>,
}

#[derive(Serialize)]
struct Text {
    format: Format,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Format {
    JsonObject,
    JsonSchema { name: &'static str, schema: Value },
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Tool {
    WebSearch,
}

/// The exchange that asks this of `OpenAI`, or of who speaks as it does.
///
/// # Errors
/// `Protocol` when it cannot be written as JSON.
pub(crate) fn exchange(vendor: &Vendor, request: &ChatRequest) -> Result<Exchange, Problem> {
    let mut adjustments = Vec::new();
    let sampling = sampling(vendor, request, &mut adjustments);
    adjustments.extend(without_words(&sampling));
    let Sampling { temperature, top_p, max_tokens, .. } = sampling;
    let reasoning = reasoning(vendor, request, &mut adjustments);
    let tools = tools(vendor, request, &mut adjustments);
    // The vendor looks for the word in the input alone, and not in the instructions.
    let input = ChatRequest { system: None, ..request.clone() };
    let JsonWish { mode, words } = json_wish(vendor, &input, false, &mut adjustments);

    let words = words.as_deref().map(|words| Message { role: "system", content: Content::Text(words) });
    let messages = request.messages.iter().map(message_of);
    let body = Body {
        model: &request.model,
        instructions: request.system.as_deref(),
        input: words.into_iter().chain(messages).collect(),
        stream: request.stream,
        store: false,
        temperature,
        top_p,
        max_output_tokens: max_tokens,
        reasoning,
        text: mode.map(|mode| Text { format: format(mode) }),
        tools,
    };
    let body = extended(vendor, request, &body)?;
    let exchange = Exchange::with_body("responses", &body)?;
    Ok(Exchange { adjustments, ..exchange })
}

/// What of the parameters the protocol has no words for, whatever the vendor takes elsewhere.
fn without_words(sampling: &Sampling) -> impl Iterator<Item = Adjustment> {
    [
        (Parameter::TopK, sampling.top_k.is_some()),
        (Parameter::FrequencyPenalty, sampling.frequency_penalty.is_some()),
        (Parameter::PresencePenalty, sampling.presence_penalty.is_some()),
        (Parameter::Seed, sampling.seed.is_some()),
        (Parameter::Stop, !sampling.stop.is_empty()),
    ]
    .into_iter()
    .filter(|(_, set)| *set)
    .map(|(parameter, _)| Adjustment::Dropped { parameter })
}

fn message_of(message: &ChatMessage) -> Message<'_> {
    let role = match message.role {
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    let pictures = &message.images;
    if pictures.is_empty() {
        return Message { role, content: Content::Text(&message.text) };
    }
    let text = (!message.text.is_empty()).then_some(Part::InputText { text: &message.text });
    let pictures = pictures.iter().map(|picture| Part::InputImage { image_url: url_of(picture) });
    Message { role, content: Content::Parts(text.into_iter().chain(pictures).collect()) }
}

fn url_of(picture: &Picture) -> String {
    match picture {
        Picture::Link(url) => url.clone(),
        Picture::Data { media_type, bytes } => {
            format!("data:{media_type};base64,{}", BASE64_STANDARD.encode(bytes))
        }
    }
}

/// A wish about thinking. Whatever the vendor's words for it elsewhere, here it is an effort.
fn reasoning<'a>(
    vendor: &'a Vendor,
    request: &ChatRequest,
    adjustments: &mut Vec<Adjustment>,
) -> Option<Reasoning<'a>> {
    let wish = wish(vendor, request)?;
    let efforts = vendor.efforts_of(&request.model);
    let cannot = vendor.thinking_of(&request.model) == ThinkingDialect::None;
    let stays = vendor.thinking_off_of(&request.model) == ThinkingOff::Never;
    let off = efforts.off.as_deref().filter(|_| !stays);
    let (effort, adjustment) = match (wish, off) {
        (Thinking::Off, _) if cannot => (None, None),
        _ if cannot => (None, Some(Adjustment::ThinkingUnavailable)),
        (Thinking::Off, Some(off)) => (Some(off), None),
        (Thinking::Off, None) => (Some(efforts.low.as_str()), Some(Adjustment::ThinkingStays)),
        (Thinking::On, _) => (Some(efforts.of(Effort::Medium)), None),
        (Thinking::Effort { level }, _) => (Some(efforts.of(level)), None),
        (Thinking::Budget { tokens }, _) => {
            (Some(efforts.of(effort_of(tokens))), Some(Adjustment::ThinkingApproximated))
        }
    };
    adjustments.extend(adjustment);
    effort.map(|effort| Reasoning { effort, summary: (wish != Thinking::Off).then_some("auto") })
}

fn tools(vendor: &Vendor, request: &ChatRequest, adjustments: &mut Vec<Adjustment>) -> Vec<Tool> {
    match (request.parameters.search, vendor.search_of(&request.model)) {
        (Some(true), SearchDialect::ProtocolTool) => vec![Tool::WebSearch],
        (Some(true), search) => {
            let unavailable = search != SearchDialect::Always;
            adjustments.extend(unavailable.then_some(Adjustment::SearchUnavailable));
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn format(mode: JsonMode) -> Format {
    match mode {
        JsonMode::Object => Format::JsonObject,
        JsonMode::Schema(schema) => Format::JsonSchema { name: SCHEMA_NAME, schema },
    }
}

#[cfg(test)]
mod tests;
