//! A question in the words of the older protocol.

use base64::{Engine, prelude::BASE64_STANDARD};
use runnel_conversation::{Adjustment, Parameter, Problem, Thinking};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    json::{JsonMode, JsonWish, json_wish, with_words},
    merge::extended,
    protocol::Exchange,
    request::{ChatMessage, ChatRequest, Picture, Role},
    sampling::{Sampling, sampling},
    thinking::{budget_of, wish},
    vendor::{SearchDialect, ThinkingDialect, Vendor},
};

/// Where texts are answered. Models that see pictures are elsewhere, and the vendor's file says where.
const PATH: &str = "services/aigc/text-generation/generation";
/// What asks for a stream.
const STREAM: &[(&str, &str)] = &[("x-dashscope-sse", "enable")];

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    input: Input<'a>,
    parameters: Parameters,
}

#[derive(Serialize)]
struct Input<'a> {
    messages: Vec<Message<'a>>,
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
#[serde(rename_all = "snake_case")]
enum Part<'a> {
    Image(String),
    Text(&'a str),
}

#[derive(Serialize)]
struct Parameters {
    result_format: &'static str,
    /// Pieces instead of the whole text again each time.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    incremental_output: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presence_penalty: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<Value>,
    #[serde(flatten)]
    thinking: ThinkingFields,
    #[serde(flatten)]
    search: SearchFields,
}

#[derive(Default, Serialize)]
struct ThinkingFields {
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_thinking: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_budget: Option<u32>,
}

#[derive(Default, Serialize)]
struct SearchFields {
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_search: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    search_options: Option<SearchOptions>,
}

#[derive(Serialize)]
struct SearchOptions {
    enable_source: bool,
}

/// The exchange that asks this of `DashScope`.
///
/// # Errors
/// `Protocol` when it cannot be written as JSON.
pub(crate) fn exchange(vendor: &Vendor, request: &ChatRequest) -> Result<Exchange, Problem> {
    let mut adjustments = Vec::new();
    let Sampling { temperature, top_p, top_k, max_tokens, frequency_penalty, presence_penalty, seed, stop } =
        sampling(vendor, request, &mut adjustments);
    if frequency_penalty.is_some() {
        adjustments.push(Adjustment::Dropped { parameter: Parameter::FrequencyPenalty });
    }
    let thinking = thinking(vendor, request, &mut adjustments);
    let search = search(vendor, request, &mut adjustments);
    let JsonWish { mode, words } = json_wish(vendor, request, false, &mut adjustments);

    let system = with_words(request.system.as_deref(), words.as_deref());
    let system = system.as_deref().map(|text| Message { role: "system", content: Content::Text(text) });
    let messages = request.messages.iter().map(message_of);
    let body = Body {
        model: &request.model,
        input: Input { messages: system.into_iter().chain(messages).collect() },
        parameters: Parameters {
            result_format: "message",
            incremental_output: request.stream,
            temperature,
            top_p,
            top_k,
            max_tokens,
            presence_penalty,
            seed,
            stop,
            response_format: mode.map(response_format),
            thinking,
            search,
        },
    };
    let body = extended(vendor, request, &body)?;
    let path = vendor.chat_path.as_deref().unwrap_or(PATH);
    let exchange = Exchange::with_body(path, &body)?;
    let headers = if request.stream { STREAM } else { &[] };
    Ok(Exchange { headers, adjustments, ..exchange })
}

fn message_of(message: &ChatMessage) -> Message<'_> {
    let role = match message.role {
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    if message.images.is_empty() {
        return Message { role, content: Content::Text(&message.text) };
    }
    let pictures = message.images.iter().map(|picture| Part::Image(url_of(picture)));
    let text = (!message.text.is_empty()).then_some(Part::Text(&message.text));
    Message { role, content: Content::Parts(pictures.chain(text).collect()) }
}

fn url_of(picture: &Picture) -> String {
    match picture {
        Picture::Link(url) => url.clone(),
        Picture::Data { media_type, bytes } => {
            format!("data:{media_type};base64,{}", BASE64_STANDARD.encode(bytes))
        }
    }
}

fn thinking(vendor: &Vendor, request: &ChatRequest, adjustments: &mut Vec<Adjustment>) -> ThinkingFields {
    let Some(wish) = wish(vendor, request) else { return ThinkingFields::default() };
    let with_budget = match vendor.thinking_of(&request.model) {
        ThinkingDialect::EnableThinking => true,
        ThinkingDialect::EnableThinkingOnly => false,
        _ => {
            adjustments.extend((wish != Thinking::Off).then_some(Adjustment::ThinkingUnavailable));
            return ThinkingFields::default();
        }
    };
    let wanted = match wish {
        Thinking::Off | Thinking::On => None,
        Thinking::Budget { tokens } => Some(tokens),
        Thinking::Effort { level } => Some(budget_of(level)),
    };
    let budget = wanted.filter(|_| with_budget).map(|tokens| vendor.budget_near(&request.model, tokens));
    let exact = matches!(wish, Thinking::Off | Thinking::On | Thinking::Budget { .. }) && budget == wanted;
    adjustments.extend((!exact).then_some(Adjustment::ThinkingApproximated));
    ThinkingFields { enable_thinking: Some(wish != Thinking::Off), thinking_budget: budget }
}

fn search(vendor: &Vendor, request: &ChatRequest, adjustments: &mut Vec<Adjustment>) -> SearchFields {
    if request.parameters.search != Some(true) {
        return SearchFields::default();
    }
    let search_options = match vendor.search_of(&request.model) {
        SearchDialect::EnableSearch => Some(SearchOptions { enable_source: true }),
        SearchDialect::EnableSearchOnly => None,
        _ => {
            adjustments.push(Adjustment::SearchUnavailable);
            return SearchFields::default();
        }
    };
    SearchFields { enable_search: Some(true), search_options }
}

fn response_format(mode: JsonMode) -> Value {
    match mode {
        JsonMode::Object => json!({ "type": "json_object" }),
        JsonMode::Schema(schema) => {
            json!({ "type": "json_schema", "json_schema": { "name": "answer", "schema": schema } })
        }
    }
}

#[cfg(test)]
mod tests {
    use runnel_conversation::{AnswerFormat, Effort};

    use super::*;
    use crate::own_vendor::vendor_from_toml;

    const OWN: &str = "like = \"dashscope\"\nid = \"own\"\nprotocol = \"dashscope-native\"\nthinking = \"enable-thinking\"\nsearch = \"enable-search\"\njson = \"schema\"\njson_needs_word = false\njson_with_thinking = true\ntakes = [\"temperature\", \"top_k\", \"frequency_penalty\"]\n";

    fn request() -> ChatRequest {
        ChatRequest::new("m", vec![ChatMessage::new(Role::User, "hi")])
    }

    fn asked(request: &ChatRequest) -> Exchange {
        exchange(&vendor_from_toml(OWN).unwrap(), request).unwrap()
    }

    fn body(exchange: &Exchange) -> Value {
        serde_json::from_slice(&exchange.body).unwrap()
    }

    #[test]
    fn a_stream_is_asked_for_in_a_header_and_in_pieces() {
        let streamed = asked(&request());
        assert_eq!((streamed.path.as_str(), streamed.headers), (PATH, STREAM));
        let expected = json!({
            "model": "m",
            "input": {"messages": [{"role": "user", "content": "hi"}]},
            "parameters": {"result_format": "message", "incremental_output": true},
        });
        assert_eq!(body(&streamed), expected);
        let whole = asked(&ChatRequest { stream: false, ..request() });
        assert!(whole.headers.is_empty());
        assert_eq!(body(&whole)["parameters"], json!({"result_format": "message"}));
    }

    #[test]
    fn wishes_are_parameters() {
        let mut request = request();
        request.system = Some("Be brief.".into());
        request.messages[0].images.push(Picture::Link("https://example.com/cat.png".into()));
        request.parameters.temperature = Some(0.5);
        request.parameters.top_k = Some(20);
        request.parameters.frequency_penalty = Some(1.0);
        request.parameters.search = Some(true);
        request.parameters.thinking = Some(Thinking::Effort { level: Effort::Low });
        request.parameters.format = Some(AnswerFormat::JsonObject);
        let exchange = asked(&request);
        assert_eq!(
            body(&exchange)["input"]["messages"],
            json!([
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": [{"image": "https://example.com/cat.png"}, {"text": "hi"}]},
            ])
        );
        assert_eq!(
            body(&exchange)["parameters"],
            json!({
                "result_format": "message", "incremental_output": true, "temperature": 0.5, "top_k": 20,
                "enable_thinking": true, "thinking_budget": 2048, "enable_search": true,
                "search_options": {"enable_source": true}, "response_format": {"type": "json_object"},
            })
        );
        let dropped = Adjustment::Dropped { parameter: Parameter::FrequencyPenalty };
        assert_eq!(exchange.adjustments, [dropped, Adjustment::ThinkingApproximated]);
    }
}
