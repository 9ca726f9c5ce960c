//! What is sent for a question.

use bytes::Bytes;
use runnel_conversation::{AnswerFormat, Parameters, ProblemCode};
use serde_json::json;

use super::*;
use crate::own_vendor::vendor_from_toml;

/// `OpenAI`, asked through this protocol.
const OWN: &str = "like = \"openai\"\nid = \"own\"\nprotocol = \"openai-responses\"\nsearch = \"protocol-tool\"\njson = \"schema\"\njson_needs_word = true\n";

fn request() -> ChatRequest {
    ChatRequest::new("m", vec![ChatMessage::new(Role::User, "hi")])
}

fn sent_to(more: &str, request: &ChatRequest) -> (Value, Vec<Adjustment>) {
    let vendor = vendor_from_toml(&format!("{OWN}{more}")).unwrap();
    let exchange = exchange(&vendor, request).unwrap();
    assert_eq!(exchange.path, "responses");
    (serde_json::from_slice(&exchange.body).unwrap(), exchange.adjustments)
}

/// The body without what every one has.
fn told(more: &str, parameters: Parameters) -> (Value, Vec<Adjustment>) {
    let (mut body, adjustments) = sent_to(more, &ChatRequest { parameters, ..request() });
    for field in ["model", "input", "stream", "store"] {
        body.as_object_mut().unwrap().remove(field).unwrap();
    }
    (body, adjustments)
}

#[test]
fn a_plain_question_asks_that_nothing_be_kept() {
    let expected = json!({
        "model": "m", "input": [{"role": "user", "content": "hi"}], "stream": true, "store": false,
    });
    assert_eq!(sent_to("", &request()), (expected, Vec::new()));
}

#[test]
fn a_conversation_has_its_instructions_and_its_pictures() {
    let mut request = request();
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
    let (body, _) = sent_to("", &request);
    assert_eq!(body["instructions"], "Be brief.");
    assert_eq!(
        body["input"],
        json!([
            {"role": "user", "content": "hi"},
            {"role": "assistant", "content": "Hello."},
            {"role": "user", "content": [
                {"type": "input_text", "text": "What are these?"},
                {"type": "input_image", "image_url": "https://example.com/cat.png"},
                {"type": "input_image", "image_url": "data:image/png;base64,iVBORw=="},
            ]},
        ])
    );
}

#[test]
fn a_vendor_without_eyes_is_not_shown_pictures() {
    let mut request = request();
    request.messages[0].images.push(Picture::Link("https://example.com/cat.png".into()));
    let vendor = vendor_from_toml(&format!("{OWN}images = \"none\"")).unwrap();
    assert_eq!(request.check_attachments(&vendor).unwrap_err().code, ProblemCode::Unsupported);
}

#[test]
fn what_the_protocol_has_no_words_for_is_left_out_and_said() {
    let parameters = Parameters {
        temperature: Some(0.5),
        top_p: Some(0.9),
        max_tokens: Some(100),
        seed: Some(7),
        stop: vec!["END".into()],
        ..Parameters::default()
    };
    let dropped = |parameter| Adjustment::Dropped { parameter };
    assert_eq!(
        told("", parameters),
        (
            json!({"temperature": 0.5, "top_p": 0.9, "max_output_tokens": 100}),
            vec![dropped(Parameter::Seed), dropped(Parameter::Stop)]
        )
    );
}

#[test]
fn thinking_is_an_effort_and_is_asked_to_be_summed_up() {
    use Adjustment::{ThinkingApproximated, ThinkingStays, ThinkingUnavailable};
    const LOW: Thinking = Thinking::Effort { level: Effort::Low };
    const BUDGET: Thinking = Thinking::Budget { tokens: 50_000 };
    let thinks = |effort| json!({"reasoning": {"effort": effort, "summary": "auto"}});
    for (more, wish, expected, adjustment) in [
        ("", Thinking::On, thinks("medium"), None),
        ("", LOW, thinks("low"), None),
        ("", BUDGET, thinks("high"), Some(ThinkingApproximated)),
        ("", Thinking::Off, json!({"reasoning": {"effort": "none"}}), None),
        (
            "thinking_off = \"never\"",
            Thinking::Off,
            json!({"reasoning": {"effort": "low"}}),
            Some(ThinkingStays),
        ),
        ("thinking = \"none\"", Thinking::Off, json!({}), None),
        ("thinking = \"none\"", LOW, json!({}), Some(ThinkingUnavailable)),
    ] {
        let parameters = Parameters { thinking: Some(wish), ..Parameters::default() };
        assert_eq!(told(more, parameters), (expected, Vec::from_iter(adjustment)), "{more} {wish:?}");
    }
}

#[test]
fn a_search_is_a_tool() {
    let parameters = || Parameters { search: Some(true), ..Parameters::default() };
    assert_eq!(told("", parameters()), (json!({"tools": [{"type": "web_search"}]}), Vec::new()));
    let own = OWN.replace("protocol-tool", "none");
    let request = ChatRequest { parameters: parameters(), ..request() };
    let exchange = exchange(&vendor_from_toml(&own).unwrap(), &request).unwrap();
    assert_eq!(exchange.adjustments, [Adjustment::SearchUnavailable]);
}

#[test]
fn json_is_a_format_of_the_text() {
    let schema = json!({"type": "object"});
    let format = AnswerFormat::JsonSchema { schema: schema.clone() };
    let (body, adjustments) = told("", Parameters { format: Some(format), ..Parameters::default() });
    assert_eq!(
        body,
        json!({"text": {"format": {"type": "json_schema", "name": "answer", "schema": schema}}})
    );
    assert_eq!(adjustments, []);

    // The word is looked for in the input alone.
    let parameters = Parameters { format: Some(AnswerFormat::JsonObject), ..Parameters::default() };
    let system = Some("Answer in JSON.".into());
    let (body, adjustments) = sent_to("", &ChatRequest { system, parameters, ..request() });
    assert_eq!(body["text"], json!({"format": {"type": "json_object"}}));
    assert_eq!(adjustments, [Adjustment::JsonWordAdded]);
    assert_eq!(body["input"][0]["role"], "system");
    assert!(body["input"][0]["content"].as_str().unwrap().contains("JSON"));
}

#[test]
fn what_is_not_covered_is_merged_in_last() {
    let extra = json!({"reasoning": {"summary": "detailed"}, "service_tier": "flex"});
    let parameters = Parameters {
        thinking: Some(Thinking::On),
        extra: extra.as_object().cloned(),
        ..Parameters::default()
    };
    assert_eq!(
        told("", parameters).0,
        json!({"reasoning": {"effort": "medium", "summary": "detailed"}, "service_tier": "flex"})
    );
}
