use runnel_conversation::ProblemCode;
use serde_json::json;

use super::*;
use crate::decoding::{self, code};

fn events(lines: &[Value]) -> Vec<TurnEvent> {
    decoding::events::<Decoder>(lines)
}

fn said(content: &str, thinking: &str) -> Value {
    json!({"message": {"role": "assistant", "content": content, "thinking": thinking}, "done": false})
}

fn done(reason: &str) -> Value {
    json!({"message": {"content": ""}, "done": true, "done_reason": reason, "prompt_eval_count": 3, "eval_count": 5})
}

fn usage() -> TurnEvent {
    let usage = Usage { prompt_tokens: Some(3), completion_tokens: Some(5), ..Usage::default() };
    TurnEvent::Usage(usage)
}

#[test]
fn thinking_comes_before_the_answer_and_done_ends_both() {
    assert_eq!(
        events(&[said("", "why"), said("so", ""), done("length")]),
        [
            TurnEvent::Reasoning { text: "why".into() },
            TurnEvent::Content { text: "so".into() },
            usage(),
            TurnEvent::Finished { reason: FinishReason::Length },
        ]
    );
}

#[test]
fn a_call_comes_whole_with_its_arguments_as_an_object() {
    let call = json!({"message": {"tool_calls": [{"function": {"name": "add", "arguments": {"x": 1}}}]}});
    let expected = ToolCall { id: String::new(), name: "add".into(), arguments: "{\"x\":1}".into() };
    assert_eq!(
        events(&[call, done("stop")]),
        [TurnEvent::ToolCall(expected), usage(), TurnEvent::Finished { reason: FinishReason::Stop }]
    );
}

#[test]
fn an_error_line_ends_the_turn_and_what_was_said_stays() {
    let error = json!({"error": "an error was encountered while running the model"});
    let events = events(&[said("so", ""), error]);
    assert_eq!(events[0], TurnEvent::Content { text: "so".into() });
    assert_eq!(code(&events), ProblemCode::Overloaded);
}

#[test]
fn old_servers_leave_the_tags_in_the_content() {
    let events = events(&[said("<thi", ""), said("nk>why</think>so", ""), done("stop")]);
    assert_eq!(events[0], TurnEvent::Reasoning { text: "why".into() });
    assert_eq!(events[1], TurnEvent::Content { text: "so".into() });
}

#[test]
fn an_answer_that_was_not_streamed_is_one_line() {
    let line = json!({"message": {"content": "why</think>so"}, "done": true});
    assert_eq!(
        events(&[line]),
        [
            TurnEvent::Reasoning { text: "why".into() },
            TurnEvent::Content { text: "so".into() },
            TurnEvent::Finished { reason: FinishReason::Stop },
        ]
    );
}

#[test]
fn a_stream_without_done_is_truncated_and_one_of_garbage_is_not_the_protocol() {
    assert_eq!(code(&events(&[said("so", "")])), ProblemCode::Truncated);
    assert_eq!(code(&events(&[json!("Ollama is"), json!("running")])), ProblemCode::Protocol);
    assert_eq!(code(&events(&[json!("garbage"), said("so", "")])), ProblemCode::Truncated);
    let mut events = Vec::new();
    Decoder::default().document("[]", &mut events);
    assert_eq!(code(&events), ProblemCode::Protocol);
}
