//! What is sent for a question.

use bytes::Bytes;
use runnel_conversation::{
    AnswerFormat, Effort, MediaKind, MediaLink, Parameter, Parameters, ProblemCode, Thinking,
};
use serde_json::json;

use super::*;
use crate::{
    own_vendor::vendor_from_toml,
    request::{ChatMessage, Picture, Role},
    vendors::vendor,
};

fn request(model: &str) -> ChatRequest {
    ChatRequest::new(model, vec![ChatMessage::new(Role::User, "hi")])
}

fn sent(request: &ChatRequest) -> (Value, Vec<Adjustment>) {
    let exchange = exchange(&vendor("gemini").unwrap(), request).unwrap();
    (serde_json::from_slice(&exchange.body).unwrap(), exchange.adjustments)
}

/// The body without the question itself.
fn told(model: &str, parameters: Parameters) -> (Value, Vec<Adjustment>) {
    let (mut body, adjustments) = sent(&ChatRequest { parameters, ..request(model) });
    body.as_object_mut().unwrap().remove("contents").unwrap();
    (body, adjustments)
}

#[test]
fn a_plain_question_says_nothing_that_was_not_asked_for() {
    let expected = json!({"contents": [{"role": "user", "parts": [{"text": "hi"}]}]});
    assert_eq!(sent(&request("gemini-3.8-flash")), (expected, Vec::new()));
}

#[test]
fn the_path_names_the_model_and_says_whether_it_streams() {
    let path = |model: &str, stream| {
        let request = ChatRequest { stream, ..request(model) };
        exchange(&vendor("gemini").unwrap(), &request).unwrap().path
    };
    assert_eq!(path("gemini-x", true), "models/gemini-x:streamGenerateContent?alt=sse");
    assert_eq!(path("models/gemini-x", false), "models/gemini-x:generateContent");
    assert_eq!(path("tunedModels/mine", false), "tunedModels/mine:generateContent");
}

#[test]
fn a_conversation_goes_in_turns_and_begins_with_the_person() {
    let mut request = request("gemini-3.8-flash");
    request.system = Some("Be brief.".into());
    request.messages = vec![
        ChatMessage::new(Role::Assistant, "Welcome."),
        ChatMessage {
            images: vec![
                Picture::Link("https://example.com/cat.PNG?size=2".into()),
                Picture::Data { media_type: "image/webp".into(), bytes: Bytes::from_static(b"\x89PNG") },
            ],
            media: vec![MediaLink { kind: MediaKind::Video, url: "https://youtu.be/abc".into() }],
            ..ChatMessage::new(Role::User, "What are these?")
        },
        ChatMessage::new(Role::Assistant, "Cats."),
        ChatMessage::new(Role::User, "And"),
        ChatMessage::new(Role::Assistant, " "),
        ChatMessage::new(Role::User, "now?"),
    ];
    assert_eq!(
        sent(&request).0,
        json!({
            "systemInstruction": {"parts": [{"text": "Be brief."}]},
            "contents": [
                {"role": "user", "parts": [
                    {"fileData": {"fileUri": "https://example.com/cat.PNG?size=2", "mimeType": "image/png"}},
                    {"inlineData": {"mimeType": "image/webp", "data": "iVBORw=="}},
                    {"fileData": {"fileUri": "https://youtu.be/abc"}},
                    {"text": "What are these?"},
                ]},
                {"role": "model", "parts": [{"text": "Cats."}]},
                {"role": "user", "parts": [{"text": "And"}, {"text": "now?"}]},
            ],
        })
    );
}

#[test]
fn a_server_that_fetches_nothing_is_not_sent_links() {
    let mut request = request("m");
    request.messages[0].images.push(Picture::Link("https://example.com/cat.png".into()));
    let problem = request.check_attachments(&vendor("custom-gemini").unwrap()).unwrap_err();
    assert_eq!(problem.code, ProblemCode::Unsupported);
}

#[test]
fn parameters_have_their_own_names_and_bounds() {
    let parameters = Parameters {
        temperature: Some(2.5),
        top_p: Some(0.9),
        top_k: Some(40),
        max_tokens: Some(100),
        frequency_penalty: Some(0.1),
        presence_penalty: Some(0.2),
        seed: Some(7),
        stop: vec!["END".into()],
        ..Parameters::default()
    };
    let expected = json!({"generationConfig": {
        "temperature": 2.0, "topP": 0.9, "topK": 40, "maxOutputTokens": 100, "frequencyPenalty": 0.1,
        "presencePenalty": 0.2, "seed": 7, "stopSequences": ["END"],
    }});
    let bounded = Adjustment::Bounded { parameter: Parameter::Temperature, value: 2.0 };
    assert_eq!(told("gemini-3.8-flash", parameters), (expected, vec![bounded]));
}

#[test]
fn thinking_is_a_budget_for_older_models_and_a_level_for_newer_ones() {
    use Adjustment::{ThinkingApproximated, ThinkingStays, ThinkingUnavailable};
    const HIGH: Thinking = Thinking::Effort { level: Effort::High };
    const BUDGET: Thinking = Thinking::Budget { tokens: 5000 };
    for (model, wish, expected, adjustment) in [
        ("gemini-3.8-flash", Thinking::On, json!({"includeThoughts": true}), None),
        ("gemini-3.8-flash", HIGH, json!({"includeThoughts": true, "thinkingLevel": "high"}), None),
        (
            "gemini-3.8-flash",
            BUDGET,
            json!({"includeThoughts": true, "thinkingLevel": "medium"}),
            Some(ThinkingApproximated),
        ),
        ("gemini-3.8-flash", Thinking::Off, json!({"thinkingLevel": "low"}), Some(ThinkingStays)),
        ("gemini-2.5-flash", Thinking::On, json!({"includeThoughts": true, "thinkingBudget": -1}), None),
        ("gemini-2.5-flash", BUDGET, json!({"includeThoughts": true, "thinkingBudget": 5000}), None),
        (
            "gemini-2.5-flash",
            HIGH,
            json!({"includeThoughts": true, "thinkingBudget": 24_576}),
            Some(ThinkingApproximated),
        ),
        ("gemini-2.5-flash", Thinking::Off, json!({"thinkingBudget": 0}), None),
        ("gemini-2.5-flash-lite", Thinking::Off, json!({"thinkingBudget": 0}), None),
        (
            "gemini-2.5-flash-lite",
            Thinking::Budget { tokens: 100 },
            json!({"includeThoughts": true, "thinkingBudget": 512}),
            Some(ThinkingApproximated),
        ),
        ("models/gemini-2.5-pro", Thinking::Off, json!({"thinkingBudget": 128}), Some(ThinkingStays)),
        ("gemini-2.0-flash", Thinking::Off, Value::Null, None),
        ("gemini-2.0-flash", HIGH, Value::Null, Some(ThinkingUnavailable)),
    ] {
        let parameters = Parameters { thinking: Some(wish), ..Parameters::default() };
        let (body, adjustments) = told(model, parameters);
        let config = body.pointer("/generationConfig/thinkingConfig").cloned().unwrap_or_default();
        assert_eq!((config, adjustments), (expected, Vec::from_iter(adjustment)), "{model} {wish:?}");
    }
}

#[test]
fn a_search_is_a_tool() {
    let parameters = Parameters { search: Some(true), ..Parameters::default() };
    assert_eq!(told("gemini-3.8-flash", parameters), (json!({"tools": [{"googleSearch": {}}]}), Vec::new()));
}

#[test]
fn json_is_a_type_and_a_schema_goes_beside_it() {
    let asked = |format| Parameters { format: Some(format), ..Parameters::default() };
    let (body, adjustments) = told("gemini-3.8-flash", asked(AnswerFormat::JsonObject));
    assert_eq!(body, json!({"generationConfig": {"responseMimeType": "application/json"}}));
    assert_eq!(adjustments, []);

    let schema = json!({"type": "object", "additionalProperties": false});
    let (body, _) = told("gemini-2.5-flash", asked(AnswerFormat::JsonSchema { schema: schema.clone() }));
    let expected = json!({"responseMimeType": "application/json", "responseJsonSchema": schema});
    assert_eq!(body, json!({ "generationConfig": expected }));
}

#[test]
fn an_older_model_that_searches_is_asked_for_json_by_the_prompt() {
    let parameters =
        || Parameters { format: Some(AnswerFormat::JsonObject), search: Some(true), ..Parameters::default() };
    let (body, adjustments) = told("gemini-2.5-flash", parameters());
    assert_eq!(adjustments, [Adjustment::JsonByPrompt]);
    assert_eq!(body.get("generationConfig"), None);
    assert!(body["systemInstruction"]["parts"][0]["text"].as_str().unwrap().contains("JSON"));
    let (body, adjustments) = told("gemini-3.8-flash", parameters());
    assert_eq!(adjustments, []);
    assert_eq!(body["generationConfig"]["responseMimeType"], "application/json");
}

#[test]
fn what_is_not_covered_is_merged_in_last() {
    let extra = json!({
        "generationConfig": {"thinkingConfig": {"thinkingLevel": "minimal"}, "candidateCount": 1},
        "safetySettings": [],
    });
    let parameters = Parameters {
        thinking: Some(Thinking::Effort { level: Effort::Low }),
        extra: extra.as_object().cloned(),
        ..Parameters::default()
    };
    let thinking = json!({"includeThoughts": true, "thinkingLevel": "minimal"});
    assert_eq!(
        told("gemini-3.8-flash", parameters).0,
        json!({"generationConfig": {"thinkingConfig": thinking, "candidateCount": 1}, "safetySettings": []})
    );
}

#[test]
fn a_vendor_without_the_tool_says_that_it_cannot_search() {
    let own = "like = \"custom-gemini\"\nid = \"own\"\nsearch = \"none\"";
    let parameters = Parameters { search: Some(true), ..Parameters::default() };
    let request = ChatRequest { parameters, ..request("m") };
    let exchange = exchange(&vendor_from_toml(own).unwrap(), &request).unwrap();
    assert_eq!(exchange.adjustments, [Adjustment::SearchUnavailable]);
}
