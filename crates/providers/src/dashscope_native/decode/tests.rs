use proptest::prelude::*;
use runnel_conversation::{ProblemCode, Source, ToolCall};
use serde_json::json;

use super::*;
use crate::decoding::{self, code, content, reasoning};

fn read<'a>(frames: impl IntoIterator<Item = &'a str>) -> Vec<TurnEvent> {
    decoding::read::<Decoder>(frames)
}

fn events(frames: &[Value]) -> Vec<TurnEvent> {
    decoding::events::<Decoder>(frames)
}

fn said(message: &Value, finish: &str) -> Value {
    json!({"output": {"choices": [{"message": message, "finish_reason": finish}]}})
}

const STOP: TurnEvent = TurnEvent::Finished { reason: FinishReason::Stop };

#[test]
fn pieces_and_wholes_come_to_the_same() {
    let pieces = [
        said(&json!({"reasoning_content": "why", "content": ""}), "null"),
        said(&json!({"reasoning_content": "?", "content": ""}), "null"),
        said(&json!({"reasoning_content": "", "content": "s"}), "null"),
        said(&json!({"reasoning_content": "", "content": "o"}), "stop"),
    ];
    let wholes = [
        said(&json!({"reasoning_content": "why", "content": ""}), "null"),
        said(&json!({"reasoning_content": "why?", "content": ""}), "null"),
        said(&json!({"reasoning_content": "why?", "content": "s"}), "null"),
        said(&json!({"reasoning_content": "why?", "content": "so"}), "stop"),
    ];
    let expected = [reasoning("why"), reasoning("?"), content("s"), content("o"), STOP];
    assert_eq!(events(&pieces), expected);
    assert_eq!(events(&wholes), expected);
}

#[test]
fn a_call_is_joined_however_it_comes() {
    let call = |name: &str, arguments: &str, finish: &str| {
        let function = json!({"name": name, "arguments": arguments});
        said(&json!({"content": "", "tool_calls": [{"index": 0, "id": "", "function": function}]}), finish)
    };
    let expected = ToolCall { id: String::new(), name: "add".into(), arguments: "{\"x\":1}".into() };
    let expected = [TurnEvent::ToolCall(expected), TurnEvent::Finished { reason: FinishReason::ToolCalls }];
    assert_eq!(events(&[call("add", "{\"x", "null"), call("", "\":1}", "tool_calls")]), expected);
    assert_eq!(events(&[call("add", "{\"x", "null"), call("add", "{\"x\":1}", "tool_calls")]), expected);
}

#[test]
fn parts_a_text_and_pages_are_understood() {
    let page = json!({"url": "https://a.example", "title": "A", "index": 1});
    let frames = [
        json!({"output": {"search_info": {"search_results": [page, page]}}}),
        said(&json!({"content": [{"text": "s"}, {"image": "x"}]}), "null"),
        json!({"output": {"text": "o", "finish_reason": "null"}}),
        json!({"output": {"text": "", "finish_reason": "stop"}, "usage": {"input_tokens": 1}}),
    ];
    let source = Source { url: "https://a.example".into(), title: Some("A".into()) };
    let usage = Usage { prompt_tokens: Some(1), ..Usage::default() };
    assert_eq!(
        events(&frames),
        [TurnEvent::Source(source), content("s"), content("o"), TurnEvent::Usage(usage), STOP]
    );
}

#[test]
fn an_error_ends_the_turn_and_what_was_said_stays() {
    let error = json!({"code": "Throttling.RateQuota", "message": "Slow down.", "request_id": "r"});
    let events = events(&[said(&json!({"content": "kept"}), "null"), error]);
    assert_eq!((&events[0], code(&events)), (&content("kept"), ProblemCode::RateLimited));
}

#[test]
fn a_stream_without_a_reason_is_truncated_and_one_of_garbage_is_not_the_protocol() {
    assert_eq!(code(&events(&[said(&json!({"content": "so"}), "null")])), ProblemCode::Truncated);
    assert_eq!(code(&read(["{\"outp", "what"])), ProblemCode::Protocol);
    let mut events = Vec::new();
    Decoder::default().document("{\"output\":{\"text\":\"so\"}}", &mut events);
    assert_eq!(events, [content("so"), STOP]);
    events.clear();
    Decoder::default().document("{\"hello\":1}", &mut events);
    assert_eq!(code(&events), ProblemCode::Protocol);
}

proptest! {
    #[test]
    fn whatever_the_frames_there_is_one_ending(
        frames in prop::collection::vec(prop_oneof![
            Just("{\"output\":{\"text\":\"so\",\"finish_reason\":\"stop\"}}".to_owned()),
            Just("{\"output\":{\"choices\":[{\"message\":{\"content\":[1]}}]}}".to_owned()),
            Just("{\"code\":\"X\",\"message\":\"no\"}".to_owned()),
            ".*",
        ], 0..8),
    ) {
        let events = read(frames.iter().map(String::as_str));
        prop_assert_eq!(events.iter().filter(|event| event.is_ending()).count(), 1);
        prop_assert!(events.last().unwrap().is_ending());
    }
}
