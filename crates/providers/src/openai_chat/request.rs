//! A question in the words of chat completions, and of the vendor's dialect of them.

use base64::{Engine, prelude::BASE64_STANDARD};
use runnel_conversation::{Effort, Parameters, Problem, Thinking};
use serde::Serialize;

use super::Decoder;
use crate::{
    frames::ServerSentEvents,
    protocol::Exchange,
    request::{ChatMessage, ChatRequest, Picture, Role},
    thinking::{budget_of, effort_of, wish, word},
    vendor::{ThinkingDialect, TokenLimit, Vendor},
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
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(flatten)]
    thinking: ThinkingFields,
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
    Text { text: &'a str },
    ImageUrl { image_url: ImageUrl },
}

#[derive(Serialize)]
struct ImageUrl {
    url: String,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

/// The words of all dialects for thinking; a vendor gets those of its own.
#[derive(Default, Serialize)]
struct ThinkingFields {
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_thinking: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_budget: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<ThinkingType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<Reasoning>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ThinkingType {
    Enabled,
    Disabled,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Reasoning {
    Enabled(bool),
    Effort(&'static str),
    MaxTokens(u32),
}

/// The exchange that asks this of a vendor.
///
/// # Errors
/// [`ProblemCode::Unsupported`] when the question has pictures that the vendor does not take.
///
/// [`ProblemCode::Unsupported`]: runnel_conversation::ProblemCode::Unsupported
pub(crate) fn exchange(vendor: &Vendor, request: &ChatRequest) -> Result<Exchange, Problem> {
    request.check_pictures(vendor)?;
    let system = request.system.as_deref();
    let system = system.map(|text| Message { role: "system", content: Content::Text(text) });
    let messages = request.messages.iter().map(|message| message_of(vendor, message));
    let Parameters { temperature, top_p, max_tokens: limit, .. } = request.parameters;
    let limit_named = |name| limit.filter(|_| vendor.token_limit == name);
    let body = Body {
        model: &request.model,
        messages: system.into_iter().chain(messages).collect(),
        stream: request.stream,
        stream_options: (request.stream && vendor.stream_usage)
            .then_some(StreamOptions { include_usage: true }),
        temperature,
        top_p,
        max_tokens: limit_named(TokenLimit::MaxTokens),
        max_completion_tokens: limit_named(TokenLimit::MaxCompletionTokens),
        thinking: if vendor.thinking_needs_stream && !request.stream {
            thinking_fields(vendor.thinking, Thinking::Off)
        } else {
            wish(vendor, request).map(|wish| thinking_fields(vendor.thinking, wish)).unwrap_or_default()
        },
    };
    Exchange::with_body("chat/completions", &body, ServerSentEvents::default(), Decoder::default())
}

fn message_of<'a>(vendor: &Vendor, message: &'a ChatMessage) -> Message<'a> {
    let role = match message.role {
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    let pictures = message.pictures_for(vendor);
    if pictures.is_empty() {
        return Message { role, content: Content::Text(&message.text) };
    }
    let text = (!message.text.is_empty()).then_some(Part::Text { text: &message.text });
    let pictures =
        pictures.iter().map(|picture| Part::ImageUrl { image_url: ImageUrl { url: url_of(picture) } });
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

/// A wish in a dialect's words. Where the dialect has none for it, the nearest: an effort for a budget
/// and a budget for an effort, and plain "on" where it knows neither.
fn thinking_fields(dialect: ThinkingDialect, wish: Thinking) -> ThinkingFields {
    let mut fields = ThinkingFields::default();
    match dialect {
        ThinkingDialect::None
        | ThinkingDialect::Think
        | ThinkingDialect::ThinkLevel
        | ThinkingDialect::AnthropicBudget
        | ThinkingDialect::AnthropicAdaptive
        | ThinkingDialect::GeminiBudget
        | ThinkingDialect::GeminiLevel
        | ThinkingDialect::EnableThinkingOnly
        | ThinkingDialect::ThinkingTypeEffort
        | ThinkingDialect::ChatTemplate => {}
        ThinkingDialect::EnableThinking => {
            fields.enable_thinking = Some(wish != Thinking::Off);
            fields.thinking_budget = match wish {
                Thinking::Off | Thinking::On => None,
                Thinking::Budget { tokens } => Some(tokens),
                Thinking::Effort { level } => Some(budget_of(level)),
            };
        }
        ThinkingDialect::ThinkingType => {
            fields.thinking =
                Some(if wish == Thinking::Off { ThinkingType::Disabled } else { ThinkingType::Enabled });
        }
        ThinkingDialect::ReasoningEffort => {
            fields.reasoning_effort = Some(match wish {
                // Models before gpt-5.1 cannot stop thinking and refuse this, which is better than to
                // think unasked.
                Thinking::Off => "none",
                // What models before gpt-5.1 do by themselves, and those since do not.
                Thinking::On => word(Effort::Medium),
                Thinking::Budget { tokens } => word(effort_of(tokens)),
                Thinking::Effort { level } => word(level),
            });
        }
        ThinkingDialect::Reasoning => {
            fields.reasoning = Some(match wish {
                Thinking::Off => Reasoning::Effort("none"),
                Thinking::On => Reasoning::Enabled(true),
                Thinking::Budget { tokens } => Reasoning::MaxTokens(tokens),
                Thinking::Effort { level } => Reasoning::Effort(word(level)),
            });
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use runnel_conversation::ProblemCode;
    use serde_json::{Value, json};

    use super::*;
    use crate::vendors::vendor;

    fn request(model: &str) -> ChatRequest {
        ChatRequest {
            model: model.into(),
            system: None,
            messages: vec![ChatMessage::new(Role::User, "hi")],
            parameters: Parameters::default(),
            stream: true,
        }
    }

    fn body(vendor_id: &str, request: &ChatRequest) -> Value {
        let exchange = exchange(&vendor(vendor_id).unwrap(), request).unwrap();
        assert_eq!(exchange.path, "chat/completions");
        serde_json::from_slice(&exchange.body).unwrap()
    }

    /// What a vendor is told beside the question itself.
    fn told(vendor_id: &str, model: &str, thinking: Thinking) -> Value {
        let mut request = request(model);
        request.parameters.thinking = Some(thinking);
        let mut body = body(vendor_id, &request);
        let fields = body.as_object_mut().unwrap();
        for field in ["model", "messages", "stream", "stream_options"] {
            fields.remove(field).unwrap();
        }
        body
    }

    #[test]
    fn a_plain_question_says_nothing_that_was_not_asked_for() {
        assert_eq!(
            body("dashscope", &request("qwen-plus")),
            json!({
                "model": "qwen-plus",
                "messages": [{"role": "user", "content": "hi"}],
                "stream": true,
                "stream_options": {"include_usage": true},
            })
        );
    }

    #[test]
    fn a_full_question_says_it_all() {
        let mut request = request("m");
        request.system = Some("Be brief.".into());
        request.messages.extend([
            ChatMessage::new(Role::Assistant, "Hello."),
            ChatMessage {
                images: vec![
                    Picture::Link("https://example.com/cat.png".into()),
                    Picture::Data { media_type: "image/png".into(), bytes: Bytes::from_static(b"\x89PNG") },
                ],
                ..ChatMessage::new(Role::User, "What are these?")
            },
        ]);
        request.parameters = Parameters {
            temperature: Some(0.5),
            top_p: Some(0.9),
            max_tokens: Some(100),
            // Both have shaped the request already.
            system: Some("ignored".into()),
            rounds: Some(3),
            ..Parameters::default()
        };
        assert_eq!(
            body("custom-openai", &request),
            json!({
                "model": "m",
                "messages": [
                    {"role": "system", "content": "Be brief."},
                    {"role": "user", "content": "hi"},
                    {"role": "assistant", "content": "Hello."},
                    {"role": "user", "content": [
                        {"type": "text", "text": "What are these?"},
                        {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}},
                        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw=="}},
                    ]},
                ],
                "stream": true,
                "stream_options": {"include_usage": true},
                "temperature": 0.5,
                "top_p": 0.9,
                "max_tokens": 100,
            })
        );
    }

    #[test]
    fn openai_calls_the_token_limit_by_its_newer_name() {
        let mut request = request("gpt-5");
        request.parameters.max_tokens = Some(100);
        assert_eq!(body("openai", &request)["max_completion_tokens"], json!(100));
        assert_eq!(body("openai", &request).get("max_tokens"), None);
        assert_eq!(body("openrouter", &request)["max_tokens"], json!(100));
    }

    #[test]
    fn each_dialect_has_its_own_words_for_thinking() {
        const LOW: Thinking = Thinking::Effort { level: Effort::Low };
        const BUDGET: Thinking = Thinking::Budget { tokens: 5000 };
        for (vendor, wish, expected) in [
            ("dashscope", Thinking::Off, json!({"enable_thinking": false})),
            ("dashscope", Thinking::On, json!({"enable_thinking": true})),
            ("dashscope", BUDGET, json!({"enable_thinking": true, "thinking_budget": 5000})),
            ("siliconflow", LOW, json!({"enable_thinking": true, "thinking_budget": 2048})),
            ("deepseek", Thinking::Off, json!({"thinking": {"type": "disabled"}})),
            ("deepseek", Thinking::On, json!({"thinking": {"type": "enabled"}})),
            ("tencent-lkeap", BUDGET, json!({"thinking": {"type": "enabled"}})),
            ("openai", Thinking::Off, json!({"reasoning_effort": "none"})),
            ("openai", Thinking::On, json!({"reasoning_effort": "medium"})),
            ("openai", LOW, json!({"reasoning_effort": "low"})),
            ("openai", BUDGET, json!({"reasoning_effort": "medium"})),
            ("openrouter", Thinking::Off, json!({"reasoning": {"effort": "none"}})),
            ("openrouter", Thinking::On, json!({"reasoning": {"enabled": true}})),
            ("openrouter", LOW, json!({"reasoning": {"effort": "low"}})),
            ("openrouter", BUDGET, json!({"reasoning": {"max_tokens": 5000}})),
            ("custom-openai", Thinking::On, json!({})),
        ] {
            assert_eq!(told(vendor, "m", wish), expected, "{vendor} {wish:?}");
        }
    }

    #[test]
    fn a_model_known_not_to_think_is_not_told_to_stop() {
        assert_eq!(told("openai", "gpt-4o", Thinking::Off), json!({}));
        assert_eq!(told("openai", "gpt-4o", Thinking::On), json!({"reasoning_effort": "medium"}));
    }

    #[test]
    fn what_is_not_streamed_does_not_think_where_the_vendor_cannot() {
        let mut request = request("m");
        request.stream = false;
        request.parameters.thinking = Some(Thinking::On);
        assert_eq!(
            body("dashscope", &request),
            json!({
                "model": "m",
                "messages": [{"role": "user", "content": "hi"}],
                "stream": false,
                "enable_thinking": false,
            })
        );
        assert_eq!(body("siliconflow", &request)["enable_thinking"], json!(true));
    }

    #[test]
    fn a_vendor_without_eyes_is_not_shown_pictures() {
        let mut request = request("m");
        let picture = Picture::Link("https://example.com/cat.png".into());
        request.messages[0].images.push(picture);
        let deepseek = vendor("deepseek").unwrap();
        assert_eq!(exchange(&deepseek, &request).err().unwrap().code, ProblemCode::Unsupported);

        // Of earlier pictures only the words are left: the conversation goes on.
        request.messages.push(ChatMessage::new(Role::User, "and?"));
        assert_eq!(
            body("deepseek", &request)["messages"],
            json!([{"role": "user", "content": "hi"}, {"role": "user", "content": "and?"}])
        );
    }

    #[test]
    fn a_picture_may_be_the_whole_question() {
        let mut request = request("m");
        request.messages[0] = ChatMessage {
            images: vec![Picture::Link("https://example.com/cat.png".into())],
            ..ChatMessage::new(Role::User, "")
        };
        assert_eq!(
            body("openai", &request)["messages"],
            json!([{"role": "user", "content": [
                {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}},
            ]}])
        );
    }
}
