use bytes::Bytes;
use runnel_conversation::{Adjustment as A, Effort, Parameters, ProblemCode, Thinking};
use serde_json::json;

use super::*;
use crate::{
    request::{ChatMessage, Picture, Role},
    vendors::vendor,
};

fn request(model: &str) -> ChatRequest {
    ChatRequest::new(model, vec![ChatMessage::new(Role::User, "hi")])
}

/// The body for a vendor, and what was adjusted.
fn asked(vendor_id: &str, request: &ChatRequest) -> (Value, Vec<Adjustment>) {
    let exchange = exchange(&vendor(vendor_id).unwrap(), request).unwrap();
    assert_eq!(exchange.path, "v1/messages");
    (serde_json::from_slice(&exchange.body).unwrap(), exchange.adjustments)
}

/// What is said to a model about thinking, and the limit beside it.
fn thinking(vendor_id: &str, model: &str, wish: Option<Thinking>) -> (Value, Vec<Adjustment>) {
    let mut request = request(model);
    request.parameters.thinking = wish;
    let (mut body, adjustments) = asked(vendor_id, &request);
    let mut said = json!({});
    for field in ["thinking", "output_config", "max_tokens"] {
        if let Some(value) = body.get_mut(field) {
            said[field] = value.take();
        }
    }
    (said, adjustments)
}

fn adaptive() -> Value {
    json!({"type": "adaptive", "display": "summarized"})
}

#[test]
fn a_plain_question_says_what_the_protocol_demands_and_nothing_else() {
    let expected = json!({
        "model": "m", "max_tokens": 8192, "stream": true,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}],
    });
    assert_eq!(asked("custom-anthropic", &request("m")), (expected, Vec::new()));
}

#[test]
fn a_full_question_says_it_all() {
    let mut request = request("claude-opus-4-6");
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
        top_k: Some(40),
        max_tokens: Some(100),
        stop: vec!["END".into()],
        search: Some(true),
        ..Parameters::default()
    };
    let (body, adjustments) = asked("anthropic", &request);
    assert_eq!(adjustments, []);
    assert_eq!(
        body,
        json!({
            "model": "claude-opus-4-6",
            "max_tokens": 100,
            "system": "Be brief.",
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": "hi"}]},
                {"role": "assistant", "content": [{"type": "text", "text": "Hello."}]},
                {"role": "user", "content": [
                    {"type": "image", "source": {"type": "url", "url": "https://example.com/cat.png"}},
                    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw=="}},
                    {"type": "text", "text": "What are these?"},
                ]},
            ],
            "stream": true,
            "temperature": 0.5,
            "top_k": 40,
            "stop_sequences": ["END"],
            "tools": [{"type": "web_search_20250305", "name": "web_search", "max_uses": 5}],
        })
    );
}

#[test]
fn messages_take_turns_and_a_person_begins() {
    let mut request = request("m");
    request.messages = vec![
        ChatMessage::new(Role::Assistant, "left over"),
        ChatMessage::new(Role::User, "one"),
        ChatMessage::new(Role::User, " \n"),
        ChatMessage::new(Role::User, "two"),
        ChatMessage::new(Role::Assistant, "answer"),
        ChatMessage::new(Role::User, "three"),
    ];
    let (body, _) = asked("custom-anthropic", &request);
    assert_eq!(
        body["messages"],
        json!([
            {"role": "user", "content": [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]},
            {"role": "assistant", "content": [{"type": "text", "text": "answer"}]},
            {"role": "user", "content": [{"type": "text", "text": "three"}]},
        ])
    );
}

#[test]
fn newer_models_think_as_much_as_they_find_right_and_an_effort_steers_them() {
    let think = |wish| thinking("anthropic", "claude-opus-4-8", wish);
    let (plain, adaptive) = (json!({"max_tokens": 32_000}), adaptive());
    let with = |effort: &str| json!({"thinking": adaptive, "output_config": {"effort": effort}, "max_tokens": 32_000});
    assert_eq!(think(None), (plain.clone(), vec![]));
    assert_eq!(think(Some(Thinking::Off)), (plain, vec![]));
    assert_eq!(think(Some(Thinking::On)), (json!({"thinking": adaptive, "max_tokens": 32_000}), vec![]));
    assert_eq!(think(Some(Thinking::Effort { level: Effort::Low })), (with("low"), vec![]));
    assert_eq!(
        think(Some(Thinking::Budget { tokens: 50_000 })),
        (with("high"), vec![A::ThinkingApproximated])
    );
}

#[test]
fn models_that_think_unasked_are_asked_to_show_it_and_stop_in_their_own_ways() {
    let shown = json!({"thinking": adaptive(), "max_tokens": 32_000});
    let stopped = |word: &str| json!({"thinking": {"type": word}, "max_tokens": 32_000});
    let stays = json!({"thinking": adaptive(), "output_config": {"effort": "low"}, "max_tokens": 32_000});
    for (model, off, adjustments) in [
        ("claude-opus-5", stopped("disabled"), vec![]),
        ("claude-haiku-5-5", stopped("disabled"), vec![]),
        ("claude-of-tomorrow", stopped("disabled"), vec![]),
        ("claude-sonnet-5-5", stopped("between_tools"), vec![]),
        ("claude-opus-5-5", stays.clone(), vec![A::ThinkingStays]),
        ("claude-fable-5-1", stays, vec![A::ThinkingStays]),
    ] {
        assert_eq!(thinking("anthropic", model, None), (shown.clone(), vec![]), "{model}");
        assert_eq!(thinking("anthropic", model, Some(Thinking::Off)), (off, adjustments), "{model}");
    }
}

#[test]
fn older_models_have_a_budget_that_leaves_something_for_the_answer() {
    let think = |wish| thinking("anthropic", "claude-haiku-4-5-20251001", wish);
    let with = |budget: u32| json!({"thinking": {"type": "enabled", "budget_tokens": budget}, "max_tokens": 32_000.max(budget + 8_192)});
    assert_eq!(think(None), (json!({"max_tokens": 32_000}), vec![]));
    assert_eq!(think(Some(Thinking::Off)), (json!({"max_tokens": 32_000}), vec![]));
    assert_eq!(think(Some(Thinking::On)), (with(8_192), vec![]));
    assert_eq!(think(Some(Thinking::Budget { tokens: 4_000 })), (with(4_000), vec![]));
    assert_eq!(think(Some(Thinking::Budget { tokens: 10 })), (with(1_024), vec![A::ThinkingApproximated]));
    assert_eq!(
        think(Some(Thinking::Effort { level: Effort::Low })),
        (with(2_048), vec![A::ThinkingApproximated])
    );
    assert_eq!(think(Some(Thinking::Budget { tokens: 40_000 })), (with(40_000), vec![]));
    let all = json!({"thinking": {"type": "enabled", "budget_tokens": 32_000}, "max_tokens": 64_000});
    assert_eq!(think(Some(Thinking::Budget { tokens: 100_000 })), (all, vec![A::ThinkingApproximated]));
}

#[test]
fn a_server_of_others_is_told_in_words_not_to_think() {
    let off = json!({"thinking": {"type": "disabled"}, "max_tokens": 8_192});
    assert_eq!(thinking("custom-anthropic", "m", Some(Thinking::Off)), (off, vec![]));
    let (unavailable, adjustments) = thinking("anthropic", "claude-3-haiku-20240307", Some(Thinking::On));
    assert_eq!((unavailable, adjustments), (json!({"max_tokens": 32_000}), vec![A::ThinkingUnavailable]));
}

#[test]
fn sampling_is_left_out_beside_thinking_and_where_a_model_refuses_it() {
    let all =
        Parameters { temperature: Some(0.5), top_p: Some(0.9), top_k: Some(40), ..Parameters::default() };
    let dropped = |parameter| A::Dropped { parameter };
    let mut request = request("claude-opus-4-6");
    request.parameters = Parameters { thinking: Some(Thinking::On), ..all.clone() };
    let everything = [Parameter::Temperature, Parameter::TopK, Parameter::TopP].map(dropped);
    let (body, adjustments) = asked("anthropic", &request);
    assert_eq!(adjustments, everything);
    assert!(body.get("temperature").or(body.get("top_p")).or(body.get("top_k")).is_none());

    // Temperature and top_p refuse each other.
    request.parameters = all;
    let (body, adjustments) = asked("anthropic", &request);
    assert_eq!((&body["temperature"], &body["top_k"], body.get("top_p")), (&json!(0.5), &json!(40), None));
    assert_eq!(adjustments, [dropped(Parameter::TopP)]);

    request.model = "claude-opus-4-8".into();
    assert_eq!(asked("anthropic", &request).1.len(), 3);

    request.parameters = Parameters { temperature: Some(1.7), seed: Some(1), ..Parameters::default() };
    request.model = "claude-opus-4-6".into();
    let bounded = A::Bounded { parameter: Parameter::Temperature, value: 1.0 };
    assert_eq!(asked("anthropic", &request).1, [bounded, dropped(Parameter::Seed)]);
}

#[test]
fn more_tokens_than_the_model_can_do_are_not_asked_for() {
    let mut request = request("claude-haiku-4-5-20251001");
    request.parameters.max_tokens = Some(100_000);
    let (body, adjustments) = asked("anthropic", &request);
    assert_eq!(body["max_tokens"], 64_000);
    assert_eq!(adjustments, [A::Bounded { parameter: Parameter::MaxTokens, value: 64_000.0 }]);
}

#[test]
fn a_schema_is_a_format_and_any_json_is_asked_for_in_words() {
    let schema = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    let mut request = request("claude-sonnet-4-6");
    request.parameters.format = Some(AnswerFormat::JsonSchema { schema: schema.clone() });
    let (body, adjustments) = asked("anthropic", &request);
    let closed =
        json!({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": false});
    assert_eq!(body["output_config"], json!({"format": {"type": "json_schema", "schema": closed}}));
    assert_eq!((body.get("system"), adjustments), (None, vec![]));

    for (vendor_id, format) in
        [("custom-anthropic", AnswerFormat::JsonSchema { schema }), ("anthropic", AnswerFormat::JsonObject)]
    {
        request.parameters.format = Some(format);
        let (body, adjustments) = asked(vendor_id, &request);
        assert!(body["system"].as_str().unwrap().contains("JSON"), "{body}");
        assert_eq!((body.get("output_config"), adjustments), (None, vec![A::JsonByPrompt]));
    }
}

#[test]
fn a_server_that_cannot_search_is_not_asked_to() {
    let mut request = request("m");
    request.parameters.search = Some(true);
    let (body, adjustments) = asked("custom-anthropic", &request);
    assert_eq!((body.get("tools"), adjustments), (None, vec![A::SearchUnavailable]));
    request.parameters.search = Some(false);
    assert_eq!(asked("custom-anthropic", &request).1, []);
}

#[test]
fn what_a_person_adds_is_merged_last() {
    let mut request = request("claude-opus-5-5");
    let extra = json!({"output_config": {"effort": "max"}, "metadata": {"user_id": "me"}, "max_tokens": 9});
    request.parameters.extra = extra.as_object().cloned();
    request.parameters.thinking = Some(Thinking::Effort { level: Effort::Low });
    let (body, _) = asked("anthropic", &request);
    assert_eq!(body["output_config"], json!({"effort": "max"}));
    assert_eq!((&body["metadata"]["user_id"], &body["max_tokens"]), (&json!("me"), &json!(9)));
}

#[test]
fn pictures_are_refused_where_nobody_sees_them() {
    let mut vendor = Vendor::clone(&vendor("custom-anthropic").unwrap());
    vendor.images = crate::vendor::ImageInput::None;
    let mut request = request("m");
    request.messages[0].images.push(Picture::Link("https://example.com/cat.png".into()));
    assert_eq!(request.check_attachments(&vendor).unwrap_err().code, ProblemCode::Unsupported);
}
