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

fn parts(parts: Value) -> Value {
    let content = Value::from_iter([("parts", parts)]);
    json!({ "candidates": [{ "content": content, "index": 0 }] })
}

fn finish(reason: &str) -> Value {
    json!({ "candidates": [{ "finishReason": reason }] })
}

#[test]
fn thoughts_are_reasoning_and_signatures_are_passed_over() {
    let frames = [
        parts(json!([{"text": "why", "thought": true}, {"text": "so", "thoughtSignature": "x"}])),
        parts(json!([{"text": "", "thoughtSignature": "y"}, {"thoughtSignature": "z"}])),
        finish("STOP"),
    ];
    assert_eq!(events(&frames), [reasoning("why"), content("so"), finished(FinishReason::Stop)]);
}

#[test]
fn a_call_comes_whole_and_keeps_the_words_of_its_arguments() {
    let frame = r#"{"candidates":[{"content":{"parts":[
        {"functionCall":{"id":"1","name":"add","args":{"x": 1.50}}},{"functionCall":{"name":"now"}},{"functionCall":{}}
    ]},"finishReason":"STOP"}]}"#;
    let call = |id: &str, name: &str, arguments: &str| {
        TurnEvent::ToolCall(ToolCall { id: id.into(), name: name.into(), arguments: arguments.into() })
    };
    assert_eq!(
        read([frame]),
        [call("1", "add", "{\"x\": 1.50}"), call("", "now", ""), finished(FinishReason::Stop)]
    );
}

#[test]
fn a_page_that_was_searched_is_told_once() {
    let grounded = json!({"candidates": [{"groundingMetadata": {"groundingChunks": [
        {"web": {"uri": "https://a.example", "title": "A"}},
        {"retrievedContext": {"uri": "gs://bucket"}},
        {"web": {"uri": "https://b.example", "title": ""}},
        {"web": {"title": "no address"}},
    ]}}]});
    let source = |url: &str, title: Option<&str>| {
        TurnEvent::Source(Source { url: url.into(), title: title.map(str::to_owned) })
    };
    assert_eq!(
        events(&[grounded.clone(), grounded, finish("STOP")]),
        [
            source("https://a.example", Some("A")),
            source("https://b.example", None),
            finished(FinishReason::Stop)
        ]
    );
}

#[test]
fn only_the_first_candidate_is_the_answer() {
    let both = json!({"candidates": [
        {"index": 1, "content": {"parts": [{"text": "other"}]}, "finishReason": "SAFETY"},
        {"index": 0, "content": {"parts": [{"text": "so"}]}, "finishReason": "STOP"},
    ]});
    assert_eq!(events(&[both]), [content("so"), finished(FinishReason::Stop)]);
}

#[test]
fn any_field_may_be_missing_null_or_of_a_wrong_type() {
    let odd = [
        json!({"candidates": []}),
        json!({"candidates": null, "usageMetadata": null}),
        json!({"candidates": [null, 1, {}]}),
        json!({"candidates": [{"content": null}]}),
        json!({"candidates": [{"content": {"parts": null, "role": "model"}}]}),
        json!({"candidates": [{"content": {"parts": [null, {"text": 1}, {"text": "so"}]}, "finishReason": 7}]}),
        json!({"modelVersion": "m"}),
        finish("FINISH_REASON_UNSPECIFIED"),
        finish("STOP"),
    ];
    assert_eq!(events(&odd), [content("so"), finished(FinishReason::Stop)]);
}

#[test]
fn the_last_counts_hold_and_those_without_a_number_say_nothing() {
    let frames = [
        json!({"usageMetadata": {"trafficType": "ON_DEMAND"}}),
        json!({"usageMetadata": {"promptTokenCount": 3, "totalTokenCount": 3}}),
        finish("STOP"),
        json!({"usageMetadata": {
            "promptTokenCount": 3, "candidatesTokenCount": 5, "totalTokenCount": 15,
            "cachedContentTokenCount": 2, "thoughtsTokenCount": 7,
        }}),
        json!({"usageMetadata": {"trafficType": "ON_DEMAND"}}),
    ];
    let usage = Usage {
        prompt_tokens: Some(3),
        completion_tokens: Some(5),
        total_tokens: Some(15),
        cached_tokens: Some(2),
        reasoning_tokens: Some(7),
    };
    assert_eq!(events(&frames), [TurnEvent::Usage(usage), finished(FinishReason::Stop)]);
    assert_eq!(events(&frames[..1]).len(), 1);
}

#[test]
fn an_answer_ends_for_a_reason() {
    for (word, reason) in [
        ("STOP", FinishReason::Stop),
        ("MAX_TOKENS", FinishReason::Length),
        ("SAFETY", FinishReason::ContentFilter),
        ("RECITATION", FinishReason::ContentFilter),
        ("MALFORMED_FUNCTION_CALL", FinishReason::Other("MALFORMED_FUNCTION_CALL".into())),
    ] {
        assert_eq!(events(&[finish(word)]), [finished(reason)]);
    }
}

#[test]
fn a_blocked_question_is_a_problem_with_its_reason() {
    let feedback = json!({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT", "safetyRatings": []}});
    let events = events(&[feedback, json!({"usageMetadata": {"promptTokenCount": 3}})]);
    assert_eq!(problem(&events).code, ProblemCode::Blocked);
    assert!(problem(&events).message.contains("PROHIBITED_CONTENT"));
    assert!(matches!(events[0], TurnEvent::Usage(_)));

    let in_words = json!({"promptFeedback": {"blockReason": "OTHER", "blockReasonMessage": "Not this."}});
    assert_eq!(problem(&document(&in_words.to_string())).message, "Not this.");
    let rated = json!({"promptFeedback": {"safetyRatings": []}});
    assert_eq!(self::events(&[rated, finish("STOP")]), [finished(FinishReason::Stop)]);
}

#[test]
fn an_error_in_the_middle_ends_the_turn_and_what_was_said_stays() {
    let error =
        json!({"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}});
    for error in [error.clone(), json!([error])] {
        let events = events(&[parts(json!([{"text": "kept"}])), error]);
        assert_eq!(events[0], content("kept"));
        assert_eq!(problem(&events).code, ProblemCode::Overloaded);
        assert_eq!(problem(&events).message, "The model is overloaded.");
    }
}

#[test]
fn a_stream_without_a_reason_is_truncated_and_one_of_garbage_is_not_the_protocol() {
    assert_eq!(problem(&events(&[parts(json!([{"text": "so"}]))])).code, ProblemCode::Truncated);
    assert_eq!(problem(&read([])).code, ProblemCode::Truncated);
    assert_eq!(problem(&read(["{\"candidates\":[{", "what"])).code, ProblemCode::Protocol);
    assert_eq!(read(["{\"cand", &finish("STOP").to_string()]), [finished(FinishReason::Stop)]);
}

#[test]
fn a_reply_in_one_piece_is_a_response_or_a_list_of_them() {
    let whole = json!({"candidates": [{"content": {"parts": [{"text": "so"}]}, "finishReason": "STOP"}]});
    assert_eq!(document(&whole.to_string()), [content("so"), finished(FinishReason::Stop)]);
    let list = json!([parts(json!([{"text": "s"}])), parts(json!([{"text": "o"}])), finish("STOP")]);
    let expected = [content("s"), content("o"), finished(FinishReason::Stop)];
    assert_eq!(document(&list.to_string()), expected);
}

#[test]
fn a_reply_in_one_piece_may_tell_of_an_error_or_make_no_sense() {
    let error =
        r#"{"error":{"code":400,"message":"API key not valid.","details":[{"reason":"API_KEY_INVALID"}]}}"#;
    for text in [error, &format!("[{error}]")] {
        assert_eq!(problem(&document(text)).code, ProblemCode::BadKey, "{text}");
    }
    for text in ["{}", "[]", "{\"hello\":1}", "{\"candidates\":", "[1,\"two\"]"] {
        assert_eq!(problem(&document(text)).code, ProblemCode::Protocol, "{text}");
    }
}

fn any_frame() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just(parts(json!([{"text": "so"}])).to_string()),
        Just(finish("STOP").to_string()),
        Just(r#"{"promptFeedback":{"blockReason":"SAFETY"}}"#.to_owned()),
        Just(r#"[{"error":{"message":"no"}}]"#.to_owned()),
    ];
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
