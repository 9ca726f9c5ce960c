use proptest::prelude::*;
use runnel_conversation::{ProblemCode, Source, ToolCall, Usage};
use serde_json::json;

use super::*;
use crate::decoding::{self, content, finished, problem, reasoning};
use crate::{frames::ServerSentEvents, reading::Reading};

fn events(frames: &[Value]) -> Vec<TurnEvent> {
    decoding::events::<Decoder>(frames)
}

fn document(text: &str) -> Vec<TurnEvent> {
    decoding::document::<Decoder>(text)
}

fn delta(kind: &str, field: &str, text: &str) -> Value {
    json!({"type": "content_block_delta", "index": 0, "delta": {"type": kind, field: text}})
}

fn said(text: &str) -> Value {
    delta("text_delta", "text", text)
}

fn block(index: u64, block: &Value) -> Value {
    json!({"type": "content_block_start", "index": index, "content_block": block})
}

fn stop(reason: &str) -> Value {
    json!({"type": "message_delta", "delta": {"stop_reason": reason, "stop_sequence": null}, "usage": {"output_tokens": 5}})
}

fn end() -> Value {
    json!({"type": "message_stop"})
}

fn usage() -> TurnEvent {
    TurnEvent::Usage(Usage { completion_tokens: Some(5), ..Usage::default() })
}

#[test]
fn an_answer_is_thinking_then_text_then_counts_and_its_end() {
    let frames = [
        json!({"type": "message_start", "message": {"content": [], "usage": {"output_tokens": 1}}}),
        block(0, &json!({"type": "thinking", "thinking": "", "signature": ""})),
        json!({"type": "ping"}),
        delta("thinking_delta", "thinking", "why"),
        delta("signature_delta", "signature", "c2ln"),
        json!({"type": "content_block_stop", "index": 0}),
        block(1, &json!({"type": "redacted_thinking", "data": "ZGF0YQ=="})),
        block(2, &json!({"type": "text", "text": ""})),
        said("so"),
        stop("end_turn"),
        end(),
    ];
    assert_eq!(events(&frames), [reasoning("why"), content("so"), usage(), finished(FinishReason::Stop)]);
}

#[test]
fn every_reason_to_stop_has_one_of_ours_or_keeps_its_word() {
    for (word, reason) in [
        ("end_turn", FinishReason::Stop),
        ("stop_sequence", FinishReason::Stop),
        ("max_tokens", FinishReason::Length),
        ("model_context_window_exceeded", FinishReason::Length),
        ("tool_use", FinishReason::ToolCalls),
        ("refusal", FinishReason::ContentFilter),
        ("pause_turn", FinishReason::Other("pause_turn".into())),
    ] {
        assert_eq!(events(&[stop(word), end()]), [usage(), finished(reason)]);
    }
}

#[test]
fn a_message_that_begins_again_keeps_what_was_said_and_forgets_what_was_gathered() {
    let tool = |id: &str| block(1, &json!({"type": "tool_use", "id": id, "name": "add", "input": {}}));
    let input = |json: &str| {
        let delta = json!({"type": "input_json_delta", "partial_json": json});
        json!({"type": "content_block_delta", "index": 1, "delta": delta})
    };
    let start = |count: u64| json!({"type": "message_start", "message": {"usage": {"output_tokens": count}}});
    let frames = [
        start(9),
        said("one "),
        tool("a"),
        input("{\"x\""),
        start(5),
        said("two"),
        tool("b"),
        input("{\"x\":1}"),
        json!({"type": "message_delta", "delta": {"stop_reason": "tool_use"}}),
        end(),
    ];
    let call = ToolCall { id: "b".into(), name: "add".into(), arguments: "{\"x\":1}".into() };
    assert_eq!(
        events(&frames),
        [
            content("one "),
            content("two"),
            TurnEvent::ToolCall(call),
            usage(),
            finished(FinishReason::ToolCalls)
        ]
    );
}

#[test]
fn what_is_not_known_is_passed_over() {
    let frames = [
        json!({"type": "invented_since", "delta": {"text": "no"}}),
        block(0, &json!({"type": "server_tool_use", "id": "a", "name": "web_search", "input": {}})),
        delta("input_json_delta", "partial_json", "{\"query\": \"x\"}"),
        delta("invented_delta", "text", "no"),
        said("so"),
        json!({"type": "content_block_delta", "index": null, "delta": null}),
        json!({"type": "message_delta", "delta": null, "usage": null}),
        json!({}),
        stop("end_turn"),
    ];
    assert_eq!(events(&frames), [content("so"), usage(), finished(FinishReason::Stop)]);
}

#[test]
fn pages_that_were_found_or_cited_are_sources_once() {
    let page =
        |kind: &str, url: &str| json!({"type": kind, "url": url, "title": "T", "encrypted_content": "x"});
    let found =
        [page("web_search_result", "https://a.example"), page("web_search_result", "https://b.example")];
    let cite = |url: &str| {
        let citation = page("web_search_result_location", url);
        json!({"type": "content_block_delta", "index": 3, "delta": {"type": "citations_delta", "citation": citation}})
    };
    let frames = [
        block(0, &json!({"type": "server_tool_use", "id": "a", "name": "web_search", "input": {}})),
        block(1, &json!({"type": "web_search_tool_result", "tool_use_id": "a", "content": found})),
        block(
            2,
            &json!({"type": "web_search_tool_result", "content": {"type": "web_search_tool_result_error", "error_code": "max_uses_exceeded"}}),
        ),
        said("so"),
        cite("https://b.example"),
        cite("https://c.example"),
        end(),
    ];
    let source = |url: &str| TurnEvent::Source(Source { url: url.into(), title: Some("T".into()) });
    let (a, b, c) = (source("https://a.example"), source("https://b.example"), source("https://c.example"));
    assert_eq!(events(&frames), [a, b, content("so"), c, finished(FinishReason::Stop)]);
}

#[test]
fn a_stream_ends_with_its_stop_or_done_or_after_a_reason_and_is_truncated_otherwise() {
    for frames in [vec![said("a"), end()], vec![said("a"), json!("[DONE]")]] {
        assert_eq!(events(&frames), [content("a"), finished(FinishReason::Stop)]);
    }
    assert_eq!(events(&[said("a"), stop("end_turn")])[1..], [usage(), finished(FinishReason::Stop)]);
    assert_eq!(problem(&events(&[said("a")])).code, ProblemCode::Truncated);
    assert_eq!(problem(&events(&[])).code, ProblemCode::Truncated);
}

#[test]
fn an_error_ends_the_turn_and_keeps_what_was_said() {
    let overloaded = json!({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}});
    let of_a_gateway = json!({"error": {"type": "new_api_error", "message": "Overloaded"}});
    for error in [overloaded, of_a_gateway] {
        let events = events(&[said("so"), error, said("no"), end()]);
        assert_eq!(events[0], content("so"));
        assert_eq!(
            (problem(&events).code, problem(&events).message.as_str()),
            (ProblemCode::Overloaded, "Overloaded")
        );
        assert_eq!(events.len(), 2);
    }
}

#[test]
fn garbage_costs_itself_and_nothing_but_garbage_is_not_the_protocol() {
    let garbage = json!("{\"type\":\"content_bl");
    let events = |frames: &[Value]| events(frames);
    assert_eq!(events(&[garbage.clone(), said("so"), end()])[0], content("so"));
    assert_eq!(problem(&events(&[garbage, json!("[]"), json!("hello")])).code, ProblemCode::Protocol);
}

#[test]
fn a_whole_message_is_the_same_answer() {
    let message = json!({
        "type": "message",
        "content": [
            {"type": "thinking", "thinking": "why", "signature": "c2ln"},
            {"type": "text", "text": "so"},
            {"type": "tool_use", "id": "a", "name": "add", "input": {"x": 1}},
        ],
        "stop_reason": "tool_use",
        "usage": {"output_tokens": 5},
    });
    let call = ToolCall { id: "a".into(), name: "add".into(), arguments: "{\"x\":1}".into() };
    assert_eq!(
        document(&message.to_string()),
        [
            reasoning("why"),
            content("so"),
            TurnEvent::ToolCall(call),
            usage(),
            finished(FinishReason::ToolCalls)
        ]
    );
}

#[test]
fn a_document_that_is_no_message_is_an_error() {
    let code = |text: &str| problem(&document(text)).code;
    assert_eq!(
        code(r#"{"type":"error","error":{"type":"not_found_error","message":"model: x"}}"#),
        ProblemCode::ModelMissing
    );
    assert_eq!(code(r#"{"hello":"world"}"#), ProblemCode::Protocol);
    assert_eq!(code("{"), ProblemCode::Protocol);
}

#[test]
fn tags_that_a_server_leaves_in_the_text_hold_thinking() {
    let events = events(&[said("<thi"), said("nk>why</think>so"), end()]);
    assert_eq!(events, [reasoning("why"), content("so"), finished(FinishReason::Stop)]);
}

/// Events of the right kinds with fields of any kind.
fn odd_event() -> impl Strategy<Value = String> {
    let kinds = [
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
        "ping",
        "error",
        "text",
        "thinking",
        "tool_use",
        "text_delta",
        "thinking_delta",
        "input_json_delta",
        "citations_delta",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        proptest::sample::select(kinds.to_vec()).prop_map(Value::from),
    ];
    let fields = [
        "type",
        "index",
        "delta",
        "content_block",
        "message",
        "usage",
        "error",
        "text",
        "thinking",
        "name",
        "input",
        "partial_json",
        "stop_reason",
        "content",
        "input_tokens",
        "citation",
        "url",
    ];
    let event = leaf.prop_recursive(4, 24, 6, move |inner| {
        let field = proptest::sample::select(fields.to_vec()).prop_map(str::to_owned);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::vec((field, inner), 0..6).prop_map(Value::from_iter),
        ]
    });
    prop_oneof![4 => event.prop_map(|event| event.to_string()), 1 => ".*"]
}

proptest! {
    #[test]
    fn whatever_comes_a_turn_ends_once(frames in proptest::collection::vec(odd_event(), 0..12)) {
        let mut decoder = Decoder::default();
        let mut events = Vec::new();
        for frame in &frames {
            decoder.frame(Frame::message(frame), &mut events);
            if events.last().is_some_and(TurnEvent::is_ending) {
                break;
            }
        }
        if !events.last().is_some_and(TurnEvent::is_ending) {
            decoder.end(&mut events);
        }
        prop_assert_eq!(events.iter().filter(|event| event.is_ending()).count(), 1);
        prop_assert!(events.last().is_some_and(TurnEvent::is_ending));
    }

    #[test]
    fn whatever_bytes_come_a_turn_ends_once(
        pieces in proptest::collection::vec(
            prop_oneof![
                odd_event().prop_map(|event| format!("event: x\ndata: {event}\n\n").into_bytes()),
                proptest::collection::vec(any::<u8>(), 0..40),
            ],
            0..12,
        ),
    ) {
        let mut reading = Reading::new(Box::<ServerSentEvents>::default(), Box::<Decoder>::default());
        let mut events = Vec::new();
        for piece in &pieces {
            if !reading.has_ended() {
                reading.bytes(piece, &mut events);
            }
        }
        if !reading.has_ended() {
            reading.end(None, &mut events);
        }
        prop_assert_eq!(events.iter().filter(|event| event.is_ending()).count(), 1);
        prop_assert!(events.last().is_some_and(TurnEvent::is_ending));
    }

    #[test]
    fn whatever_a_document_is_it_ends_the_turn_once(text in odd_event()) {
        let events = document(&text);
        prop_assert_eq!(events.iter().filter(|event| event.is_ending()).count(), 1);
        prop_assert!(events.last().is_some_and(TurnEvent::is_ending));
    }
}
