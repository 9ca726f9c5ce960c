//! A question in Ollama's words.

use base64::{Engine, prelude::BASE64_STANDARD};
use runnel_conversation::{Parameters, Problem, Thinking};
use serde::Serialize;

use super::Decoder;
use crate::{
    frames::JsonLines,
    protocol::Exchange,
    request::{ChatMessage, ChatRequest, Picture, Role},
    thinking::{wish, word},
    vendor::Vendor,
};

/// The body of `POST api/chat`.
#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Message<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    think: Option<Think>,
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
enum Think {
    Switch(bool),
    Level(&'static str),
}

#[derive(PartialEq, Serialize)]
struct Options {
    #[serde(skip_serializing_if = "Option::is_none")]
    num_predict: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
}

impl Options {
    fn are_none(&self) -> bool {
        *self == Self { num_predict: None, temperature: None, top_p: None }
    }
}

/// The exchange that asks this of an Ollama server.
///
/// # Errors
/// `Unsupported` when a picture is a link, which Ollama does not fetch.
pub(crate) fn exchange(vendor: &Vendor, request: &ChatRequest) -> Result<Exchange, Problem> {
    request.check_pictures(vendor)?;
    let system = request.system.as_deref();
    let system = system.map(|content| Message { role: "system", content, images: Vec::new() });
    let messages = request.messages.iter().map(|message| message_of(vendor, message));
    let Parameters { temperature, top_p, max_tokens: num_predict, .. } = request.parameters;
    let body = Body {
        model: &request.model,
        messages: system.into_iter().chain(messages).collect(),
        stream: request.stream,
        think: wish(vendor, request).map(think),
        options: Options { num_predict, temperature, top_p },
    };
    Exchange::with_body("api/chat", &body, JsonLines::default(), Decoder::default())
}

fn message_of<'a>(vendor: &Vendor, message: &'a ChatMessage) -> Message<'a> {
    let role = match message.role {
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    let pictures = message.pictures_for(vendor).iter();
    let images = pictures.filter_map(|picture| match picture {
        Picture::Data { bytes, .. } => Some(BASE64_STANDARD.encode(bytes)),
        Picture::Link(_) => None,
    });
    Message { role, content: &message.text, images: images.collect() }
}

/// A wish in Ollama's words. It knows no budgets, and only some models take levels: whoever gives a budget wants
/// thinking.
fn think(wish: Thinking) -> Think {
    match wish {
        Thinking::Off => Think::Switch(false),
        Thinking::On | Thinking::Budget { .. } => Think::Switch(true),
        Thinking::Effort { level } => Think::Level(word(level)),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use runnel_conversation::{Effort, ProblemCode};
    use serde_json::{Value, json};

    use super::*;
    use crate::vendors::vendor;

    fn request() -> ChatRequest {
        ChatRequest {
            model: "qwen3:4b".into(),
            system: None,
            messages: vec![ChatMessage::new(Role::User, "hi")],
            parameters: Parameters::default(),
            stream: true,
        }
    }

    fn body(request: &ChatRequest) -> Value {
        let exchange = exchange(&vendor("ollama").unwrap(), request).unwrap();
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
            max_tokens: Some(100),
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
                "options": {"num_predict": 100, "temperature": 0.5, "top_p": 0.9},
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
    fn a_link_is_refused_since_ollama_fetches_none() {
        let mut request = request();
        request.messages[0].images.push(Picture::Link("https://example.com/cat.png".into()));
        let problem = exchange(&vendor("ollama").unwrap(), &request).err().unwrap();
        assert_eq!(problem.code, ProblemCode::Unsupported);
    }
}
