//! What a decoder makes of frames.

use proptest::prelude::*;
use runnel_conversation::Source;
use serde_json::json;

use super::*;
use crate::decoding::{self, content, finished, problem, reasoning};

fn read<'a>(frames: impl IntoIterator<Item = &'a str>) -> Vec<TurnEvent> {
    decoding::read::<Decoder>(frames)
}

fn events(frames: &[Value]) -> Vec<TurnEvent> {
    decoding::events::<Decoder>(frames)
}

fn document(text: &str) -> Vec<TurnEvent> {
    decoding::document::<Decoder>(text)
}

fn delta(kind: &str, text: &str) -> Value {
    json!({"type": format!("response.{kind}.delta"), "item_id": "i", "delta": text, "obfuscation": "x"})
}

fn done(item: &Value) -> Value {
    json!({"type": "response.output_item.done", "item": item})
}

fn end(status: &str, output: &Value) -> Value {
    json!({"type": format!("response.{status}"), "response": {"status": status, "output": output, "error": null}})
}

fn said(text: &str) -> Value {
    json!({"type": "message", "content": [{"type": "output_text", "text": text, "annotations": []}]})
}

fn call(arguments: &str) -> Value {
    json!({"type": "function_call", "id": "fc_1", "call_id": "c1", "name": "add", "arguments": arguments})
}

#[test]
fn what_came_in_deltas_is_not_said_again_by_what_repeats_it() {
    let thought = json!({"type": "reasoning", "summary": [{"type": "summary_text", "text": "why"}]});
    let frames = [
        json!({"type": "response.created", "response": {"status": "in_progress", "output": []}}),
        delta("reasoning_summary_text", "why"),
        json!({"type": "response.reasoning_summary_text.done", "text": "why"}),
        done(&thought),
        delta("output_text", "s"),
        delta("output_text", "o"),
        json!({"type": "response.output_text.done", "text": "so"}),
        done(&said("so")),
        end("completed", &json!([thought, said("so")])),
    ];
    let expected = [reasoning("why"), content("s"), content("o"), finished(FinishReason::Stop)];
    assert_eq!(events(&frames), expected);
}

#[test]
fn a_page_that_is_cited_is_told_once() {
    let citation =
        json!({"type": "url_citation", "url": "https://a.example", "title": "A", "start_index": 0});
    let file = json!({"type": "file_citation", "file_id": "f"});
    let message = json!({"type": "message", "content": [{"type": "output_text", "text": "so", "annotations": [file, citation]}]});
    let frames = [
        delta("output_text", "so"),
        json!({"type": "response.output_text.annotation.added", "annotation": citation}),
        done(&message),
        end("completed", &json!([message])),
    ];
    let source = TurnEvent::Source(Source { url: "https://a.example".into(), title: Some("A".into()) });
    let expected = [content("so"), source, finished(FinishReason::Stop)];
    assert_eq!(events(&frames), expected);
    assert_eq!(events(&frames[2..]), expected);
}

#[test]
fn reasoning_and_its_summary_are_not_both_said() {
    for (first, second) in
        [("reasoning_text", "reasoning_summary_text"), ("reasoning_summary_text", "reasoning_text")]
    {
        let frames = [
            delta(first, ""),
            delta(first, "a"),
            delta(second, "b"),
            delta(first, "c"),
            end("completed", &json!([])),
        ];
        assert_eq!(events(&frames)[..2], [reasoning("a"), reasoning("c")]);
    }
}

#[test]
fn a_call_is_said_once_it_is_whole_even_if_the_limit_cut_it_off() {
    let expected = |arguments: &str| {
        TurnEvent::ToolCall(ToolCall { id: "c1".into(), name: "add".into(), arguments: arguments.into() })
    };
    let frames = [
        json!({"type": "response.output_item.added", "item": call("")}),
        json!({"type": "response.function_call_arguments.delta", "delta": "{}"}),
        done(&call("{\"x\"")),
        json!({"type": "response.incomplete", "response": {
            "status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"},
            "output": [call("{\"x\"")],
        }}),
    ];
    assert_eq!(events(&frames), [expected("{\"x\""), finished(FinishReason::Length)]);
}

#[test]
fn items_that_came_only_at_the_end_are_said_there() {
    let thought = json!({"type": "reasoning", "content": [{"type": "reasoning_text", "text": "why"}]});
    let search = json!({"type": "web_search_call", "status": "completed"});
    let frames = [end("completed", &json!([thought, search, said("so"), call("{}")]))];
    let events = events(&frames);
    assert_eq!(events[..2], [reasoning("why"), content("so")]);
    assert!(matches!(&events[2], TurnEvent::ToolCall(call) if call.name == "add"));
    assert_eq!(events[3..], [finished(FinishReason::Stop)]);
}

#[test]
fn a_server_that_does_not_sort_thinking_out_leaves_tags_in_the_content() {
    let frames = [
        delta("output_text", "<think>why</th"),
        delta("output_text", "ink>so"),
        end("completed", &json!([])),
    ];
    assert_eq!(events(&frames), [reasoning("why"), content("so"), finished(FinishReason::Stop)]);
    let whole = json!({"status": "completed", "output": [said("why</think>so")]});
    assert_eq!(document(&whole.to_string()), [reasoning("why"), content("so"), finished(FinishReason::Stop)]);
}

#[test]
fn a_refusal_is_a_block_in_the_models_words() {
    let refused = json!({"type": "message", "content": [{"type": "refusal", "refusal": "I cannot."}]});
    let streamed = [
        delta("refusal", "I can"),
        delta("refusal", "not."),
        done(&refused),
        end("completed", &json!([refused])),
    ];
    for frames in [&streamed[..], &streamed[3..]] {
        let events = events(frames);
        assert_eq!(problem(&events).code, ProblemCode::Blocked);
        assert_eq!(problem(&events).message, "I cannot.");
    }
}

#[test]
fn a_response_ends_for_a_reason() {
    let incomplete = |reason: &str| {
        let details = json!({ "reason": reason });
        json!({"type": "response.incomplete", "response": {"status": "incomplete", "incomplete_details": details}})
    };
    for (frame, reason) in [
        (end("completed", &json!([])), FinishReason::Stop),
        (json!({"type": "response.done", "response": {"status": "completed"}}), FinishReason::Stop),
        (incomplete("max_output_tokens"), FinishReason::Length),
        (incomplete("content_filter"), FinishReason::ContentFilter),
        (incomplete("max_tool_calls"), FinishReason::Other("max_tool_calls".into())),
    ] {
        assert_eq!(events(&[frame]), [finished(reason)]);
    }
}

#[test]
fn a_failure_is_told_wherever_it_is_said() {
    let error = json!({"code": "rate_limit_exceeded", "message": "Slow down."});
    for frame in [
        json!({"type": "error", "error": error}),
        json!({"type": "error", "code": "rate_limit_exceeded", "message": "Slow down."}),
        json!({"type": "response.failed", "response": {"status": "failed", "error": error}}),
        json!({ "error": error }),
    ] {
        let events = events(&[delta("output_text", "kept"), frame]);
        assert_eq!(events[0], content("kept"));
        assert_eq!(problem(&events).code, ProblemCode::RateLimited);
        assert_eq!(problem(&events).message, "Slow down.");
    }
    let mute = events(&[end("failed", &json!([]))]);
    assert_eq!(problem(&mute).code, ProblemCode::Overloaded);
    let mut events = Vec::new();
    Decoder::default().frame(Frame { event: "error", data: "out of cheese" }, &mut events);
    assert_eq!(problem(&events).message, "out of cheese");
}

#[test]
fn the_name_of_an_event_may_stand_outside_of_it() {
    let mut events = Vec::new();
    let frame = Frame { event: "response.output_text.delta", data: "{\"delta\":\"so\"}" };
    Decoder::default().frame(frame, &mut events);
    assert_eq!(events, [content("so")]);
}

#[test]
fn the_counts_are_those_of_the_response_at_the_end() {
    let usage = json!({
        "input_tokens": 3, "output_tokens": 5, "total_tokens": 8,
        "input_tokens_details": {"cached_tokens": 2}, "output_tokens_details": {"reasoning_tokens": 4},
    });
    let frames = [json!({"type": "response.completed", "response": {"status": "completed", "usage": usage}})];
    let expected = Usage {
        prompt_tokens: Some(3),
        completion_tokens: Some(5),
        total_tokens: Some(8),
        cached_tokens: Some(2),
        reasoning_tokens: Some(4),
    };
    assert_eq!(events(&frames), [TurnEvent::Usage(expected), finished(FinishReason::Stop)]);
}

#[test]
fn a_stream_without_its_end_is_truncated_and_one_of_garbage_is_not_the_protocol() {
    assert_eq!(problem(&events(&[delta("output_text", "so")])).code, ProblemCode::Truncated);
    assert_eq!(problem(&read(["[DONE]"])).code, ProblemCode::Truncated);
    assert_eq!(problem(&read(["{\"type\":\"respo", "what"])).code, ProblemCode::Protocol);
    let odd = [
        json!({"type": "response.output_text.delta", "delta": 7}),
        json!({"type": "response.output_item.done", "item": null}),
        json!({"type": "response.unheard_of", "delta": "x"}),
        json!({"hello": 1}),
        json!({"type": "response.completed"}),
    ];
    assert_eq!(events(&odd), [finished(FinishReason::Stop)]);
}

#[test]
fn a_reply_in_one_piece_may_tell_of_an_error_or_make_no_sense() {
    let error = r#"{"error":{"message":"no","type":"invalid_request_error","code":"invalid_api_key"}}"#;
    assert_eq!(problem(&document(error)).code, ProblemCode::BadKey);
    for text in ["{}", "[]", "{\"output\":", "{\"output\":7}"] {
        assert_eq!(problem(&document(text)).code, ProblemCode::Protocol, "{text}");
    }
    let waiting = json!({"status": "queued", "output": []});
    assert_eq!(problem(&document(&waiting.to_string())).code, ProblemCode::Truncated);
}

fn any_frame() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just(delta("output_text", "so")),
        Just(delta("refusal", "no")),
        Just(done(&call("{}"))),
        Just(end("completed", &json!([said("so")]))),
        Just(json!({"type": "error", "message": "no"})),
    ];
    let value = value.prop_map(|value| value.to_string());
    // A good frame with anything in the place of some of its text, or anything at all.
    let bent = (value.clone(), any::<prop::sample::Index>(), ".{0,3}").prop_map(|(text, at, other)| {
        let (before, after) = text.split_at(at.index(text.len()));
        format!("{before}{other}{}", after.get(1..).unwrap_or_default())
    });
    prop_oneof![value, bent, ".*"]
}

proptest! {
    #[test]
    fn whatever_the_frames_there_is_one_ending(frames in proptest::collection::vec(any_frame(), 0..8)) {
        let events = read(frames.iter().map(String::as_str));
        prop_assert_eq!(events.iter().filter(|event| event.is_ending()).count(), 1);
        prop_assert!(events.last().unwrap().is_ending());
        for frame in &frames {
            prop_assert_eq!(document(frame).iter().filter(|event| event.is_ending()).count(), 1);
        }
    }
}
