//! A question in Ollama's words.

use base64::{Engine, prelude::BASE64_STANDARD};
use runnel_conversation::{Adjustment, Problem, Thinking};
use serde::Serialize;
use serde_json::Value;

use crate::{
    json::{JsonMode, JsonWish, json_wish, with_words},
    merge::extended,
    protocol::Exchange,
    request::{ChatMessage, ChatRequest, Picture, Role},
    sampling::{Sampling, sampling},
    thinking::settled,
    vendor::Vendor,
};

/// The body of `POST api/chat`.
#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Message<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    think: Option<Think<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<Format>,
    #[serde(skip_serializing_if = "Options::are_none")]
    options: Options,
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: &'a str,
    /// Plain base64: neither links nor `data:` addresses are understood.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    images: Vec<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Think<'a> {
    Switch(bool),
    Level(&'a str),
}

#[derive(Serialize)]
#[serde(untagged)]
enum Format {
    Json(&'static str),
    Schema(Value),
}

#[derive(Default, PartialEq, Serialize)]
struct Options {
    #[serde(skip_serializing_if = "Option::is_none")]
    num_predict: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frequency_penalty: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presence_penalty: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop: Vec<String>,
}

impl Options {
    fn are_none(&self) -> bool {
        *self == Self::default()
    }
}

/// The exchange that asks this of an Ollama server.
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
    if request.parameters.search == Some(true) {
        adjustments.push(Adjustment::SearchUnavailable);
    }

    let system = system.as_deref().map(|content| Message { role: "system", content, images: Vec::new() });
    let ChatRequest { model, parameters, stream, .. } = &request;
    let body = Body {
        model,
        messages: system.into_iter().chain(request.messages.iter().map(message_of)).collect(),
        stream: *stream,
        think: parameters.thinking.and_then(|wish| think(vendor, model, wish)),
        format: mode.map(format),
        options: Options {
            num_predict: max_tokens,
            temperature,
            top_p,
            top_k,
            frequency_penalty,
            presence_penalty,
            seed,
            stop,
        },
    };
    let path = vendor.chat_path.as_deref().unwrap_or("api/chat");
    let body = extended(vendor, &request, &body)?;
    let exchange = Exchange::with_body(path, &body)?;
    Ok(Exchange { adjustments, ..exchange })
}

fn message_of(message: &ChatMessage) -> Message<'_> {
    let role = match message.role {
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    let images = message.images.iter().filter_map(|picture| match picture {
        Picture::Data { bytes, .. } => Some(BASE64_STANDARD.encode(bytes)),
        Picture::Link(_) => None,
    });
    Message { role, content: &message.text, images: images.collect() }
}

/// A settled wish in Ollama's words.
fn think<'a>(vendor: &'a Vendor, model: &str, wish: Thinking) -> Option<Think<'a>> {
    match wish {
        Thinking::Off => Some(Think::Switch(false)),
        Thinking::On => Some(Think::Switch(true)),
        Thinking::Effort { level } => Some(Think::Level(vendor.efforts_of(model).of(level))),
        Thinking::Budget { .. } => None,
    }
}

fn format(mode: JsonMode) -> Format {
    match mode {
        JsonMode::Object => Format::Json("json"),
        JsonMode::Schema(schema) => Format::Schema(schema),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use runnel_conversation::{AnswerFormat, Effort, Parameters, ProblemCode};
    use serde_json::json;

    use super::*;
    use crate::{endpoint::Endpoint, vendors::vendor};

    fn request() -> ChatRequest {
        ChatRequest::new("qwen3:4b", vec![ChatMessage::new(Role::User, "hi")])
    }

    fn asked(request: &ChatRequest) -> Result<Exchange, Problem> {
        Exchange::new(&Endpoint::new(vendor("ollama").unwrap(), None, None).unwrap(), request)
    }

    fn body(request: &ChatRequest) -> Value {
        let exchange = asked(request).unwrap();
        assert_eq!(exchange.path, "api/chat");
        serde_json::from_slice(&exchange.body).unwrap()
    }

    #[test]
    fn a_plain_question_says_nothing_that_was_not_asked_for() {
        let expected =
            json!({"model": "qwen3:4b", "messages": [{"role": "user", "content": "hi"}], "stream": true});
        assert_eq!(body(&request()), expected);
    }

    #[test]
    fn a_full_question_says_it_all() {
        let mut request = request();
        request.system = Some("Be brief.".into());
        let images =
            vec![Picture::Data { media_type: "image/png".into(), bytes: Bytes::from_static(b"\x89PNG") }];
        request.messages.push(ChatMessage::new(Role::Assistant, "Hello."));
        request.messages.push(ChatMessage { images, ..ChatMessage::new(Role::User, "And this?") });
        request.parameters = Parameters {
            temperature: Some(0.5),
            top_p: Some(0.9),
            top_k: Some(40),
            max_tokens: Some(100),
            seed: Some(7),
            stop: vec!["END".into()],
            format: Some(AnswerFormat::JsonObject),
            extra: json!({"options": {"num_ctx": 8192}}).as_object().cloned(),
            thinking: Some(Thinking::On),
            ..Parameters::default()
        };
        assert_eq!(
            body(&request),
            json!({
                "model": "qwen3:4b",
                "messages": [
                    {"role": "system", "content": "Be brief."},
                    {"role": "user", "content": "hi"},
                    {"role": "assistant", "content": "Hello."},
                    {"role": "user", "content": "And this?", "images": ["iVBORw=="]},
                ],
                "stream": true,
                "think": true,
                "format": "json",
                "options": {
                    "num_predict": 100, "temperature": 0.5, "top_p": 0.9, "top_k": 40, "seed": 7, "stop": ["END"],
                    "num_ctx": 8192,
                },
            })
        );
    }

    #[test]
    fn thinking_is_a_switch_or_a_level() {
        for (wish, expected) in [
            (Thinking::Off, json!(false)),
            (Thinking::On, json!(true)),
            (Thinking::Effort { level: Effort::Low }, json!("low")),
            (Thinking::Budget { tokens: 50_000 }, json!(true)),
        ] {
            let mut request = request();
            request.parameters.thinking = Some(wish);
            assert_eq!(body(&request)["think"], expected);
        }
    }

    #[test]
    fn a_model_that_ignores_switches_gets_levels() {
        for (wish, expected) in [(Thinking::Off, "low"), (Thinking::On, "medium")] {
            let mut request = request();
            request.model = "gpt-oss:20b".into();
            request.parameters.thinking = Some(wish);
            assert_eq!(body(&request)["think"], expected);
        }
    }

    #[test]
    fn a_schema_is_the_format_itself() {
        let schema = json!({"type": "object"});
        let mut request = request();
        request.parameters.format = Some(AnswerFormat::JsonSchema { schema: schema.clone() });
        assert_eq!(body(&request)["format"], schema);
    }

    #[test]
    fn a_link_is_refused_since_ollama_fetches_none() {
        let mut request = request();
        request.messages[0].images.push(Picture::Link("https://example.com/cat.png".into()));
        let problem = asked(&request).err().unwrap();
        assert_eq!(problem.code, ProblemCode::Unsupported);
    }
}
