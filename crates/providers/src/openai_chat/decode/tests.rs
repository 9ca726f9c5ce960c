use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::decoding::{self, content, finished, problem, reasoning};
use crate::frames::{Framing, ServerSentEvents};

fn events(frames: &[Value]) -> Vec<TurnEvent> {
    decoding::events::<Decoder>(frames)
}

fn document(text: &str) -> Vec<TurnEvent> {
    decoding::document::<Decoder>(text)
}

fn delta(delta: Value) -> Value {
    let choice = Value::from_iter([("index", json!(0)), ("delta", delta)]);
    Value::from_iter([("choices", vec![choice])])
}

fn finish(reason: &str) -> Value {
    json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] })
}

/// What a field may hold, rightly or wrongly.
fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => Just(Value::Null),
        3 => "[a<>\\n你]{0,3}".prop_map(Value::from),
        1 => Just(json!("stop")),
        1 => prop_oneof![Just(json!(0)), Just(json!(1)), Just(json!(true)), Just(json!([])), Just(json!({}))],
        1 => Just(json!([{"type": "text", "text": "part"}])),
        1 => Just(json!([{"url": "https://example.org"}])),
        1 => Just(json!([{"type": "reasoning.text", "text": "why"}])),
        1 => Just(json!([{"index": 0, "id": "x", "function": {"name": "f", "arguments": "{}"}}])),
        1 => Just(json!({"prompt_tokens": 1, "total_tokens": 3})),
        1 => Just(json!({"message": "no", "status_code": 1008, "usage": {"total_tokens": 5}})),
    ]
}

/// An object of some of these fields.
fn object(fields: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let fields = proptest::sample::subsequence(fields, 0..=fields.len());
    let named = |name: &'static str| (Just(name), any_value());
    fields
        .prop_flat_map(move |fields| fields.into_iter().map(named).collect::<Vec<_>>())
        .prop_map(Value::from_iter)
}

fn any_chunk() -> impl Strategy<Value = Value> {
    let said = &[
        "content",
        "reasoning_content",
        "reasoning",
        "reasoning_details",
        "refusal",
        "tool_calls",
        "annotations",
        "executed_tools",
    ];
    let said = || prop_oneof![5 => object(said), 1 => any_value()];
    let choice =
        (object(&["index", "finish_reason", "usage"]), said(), proptest::option::weighted(0.1, said()));
    let choice = choice.prop_map(|(mut choice, delta, message)| {
        choice["delta"] = delta;
        if let Some(message) = message {
            choice["message"] = message;
        }
        choice
    });
    let choices = prop_oneof![
        9 => proptest::collection::vec(choice, 0..=2).prop_map(Value::from),
        1 => any_value(),
    ];
    let around = &[
        "id",
        "usage",
        "error",
        "base_resp",
        "x_groq",
        "code",
        "message",
        "detail",
        "object",
        "citations",
        "search_results",
        "web_search",
        "search_info",
    ];
    (object(around), choices).prop_map(|(mut chunk, choices)| {
        chunk["choices"] = choices;
        chunk
    })
}

fn both(frames: &[String]) -> (Vec<TurnEvent>, Vec<TurnEvent>) {
    let (mut here, mut there) = (Vec::new(), Vec::new());
    let (mut decoder, mut patient) = (Decoder::default(), Decoder::default());
    for data in frames {
        decoder.frame(Frame::message(data), &mut here);
        patient.patiently(data, &mut there);
    }
    decoder.end(&mut here);
    patient.end(&mut there);
    (here, there)
}

proptest! {
    #[test]
    fn a_plain_chunk_means_what_it_means_read_patiently(chunks in proptest::collection::vec(any_chunk(), 1..4)) {
        let frames: Vec<_> = chunks.iter().map(Value::to_string).collect();
        let (here, there) = both(&frames);
        prop_assert_eq!(here, there);
    }
}

#[test]
fn nearly_every_recorded_chunk_is_plain_and_means_the_same_either_way() {
    let Some(recordings) = runnel_testkit::recordings() else {
        return eprintln!("skipped: the recordings are not here");
    };
    let (mut plain, mut all) = (0, 0);
    for row in recordings.of_protocol("openai-chat") {
        let mut frames = Vec::new();
        let mut framing = ServerSentEvents::default();
        framing.push(&recordings.bytes(&row.file), &mut |frame| frames.push(frame.data.to_owned())).unwrap();
        frames.retain(|data| data != DONE);
        let (here, there) = both(&frames);
        assert_eq!(here, there, "{}", row.file);
        plain += frames.iter().filter(|data| PlainChunk::of(data).is_some()).count();
        all += frames.len();
    }
    assert!(plain * 10 >= all * 9, "{plain} of {all}");
}

#[test]
fn reasoning_is_the_first_of_its_names_that_says_anything() {
    let detail =
        json!([{"type": "reasoning.text", "text": "c"}, {"type": "reasoning.encrypted", "data": "x"}]);
    for (said, expected) in [
        (json!({"reasoning_content": "a", "reasoning": "b", "reasoning_details": detail}), "a"),
        (json!({"reasoning_content": "", "reasoning": "b", "reasoning_details": detail}), "b"),
        (json!({"reasoning_content": null, "reasoning": "", "reasoning_details": detail}), "c"),
        (json!({"reasoning_details": [{"type": "reasoning.summary", "summary": "d"}]}), "d"),
    ] {
        assert_eq!(events(&[delta(said), json!("[DONE]")])[0], reasoning(expected));
    }
}

#[test]
fn any_field_may_be_missing_null_or_of_a_wrong_type() {
    let odd = [
        json!({}),
        json!({"choices": null}),
        json!({"choices": []}),
        json!({"choices": [{}]}),
        json!({"choices": [{"delta": null, "finish_reason": ""}]}),
        json!({"choices": [{"delta": {"content": null, "role": null, "tool_calls": null, "reasoning": 5}}]}),
        json!({"choices": [{"index": null, "delta": {"content": "a", "reasoning_content": {}}, "finish_reason": "null"}]}),
        json!({"choices": [{"index": "0", "delta": {"content": ["b"]}, "finish_reason": 1}], "usage": []}),
    ];
    let mut events = events(&odd);
    assert_eq!(events.remove(0), content("a"));
    assert_eq!(problem(&events).code, ProblemCode::Truncated);
}

#[test]
fn only_the_first_choice_is_the_answer() {
    let other = json!({"choices": [{"index": 1, "delta": {"content": "b"}, "finish_reason": "stop"}]});
    let both = json!({"choices": [
        {"index": 1, "delta": {"content": "b"}}, {"index": 0, "delta": {"content": "a"}, "finish_reason": "stop"},
    ]});
    assert_eq!(events(&[other, both]), [content("a"), finished(FinishReason::Stop)]);
}

#[test]
fn the_last_usage_that_says_anything_holds() {
    let usage = |total| json!({"choices": [], "usage": {"prompt_tokens": 1, "total_tokens": total}});
    let in_choice =
        json!({"choices": [{"finish_reason": "stop", "usage": {"total_tokens": 7, "cached_tokens": 2}}]});
    let of_groq = json!({"choices": [], "x_groq": {"id": "x", "usage": {"total_tokens": 9}}});
    let nothing = [json!({"usage": {}}), json!({"usage": null}), json!({"usage": {"total_tokens": 0}})];
    for (told, total, cached) in [(usage(5), 5, None), (in_choice, 7, Some(2)), (of_groq, 9, None)] {
        let frames = [&[usage(3), told, finish("stop")], nothing.as_slice()].concat();
        let events = events(&frames);
        let [TurnEvent::Usage(usage), TurnEvent::Finished { .. }] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!((usage.total_tokens, usage.cached_tokens), (Some(total), cached));
    }
}

#[test]
fn a_finish_holds_though_null_follows_and_usage_comes_after_it() {
    let after =
        json!({"choices": [{"delta": {"content": ""}, "finish_reason": null}], "usage": {"total_tokens": 1}});
    let events = events(&[finish("length"), after, json!("[DONE]")]);
    assert!(matches!(events[0], TurnEvent::Usage(_)));
    assert_eq!(events[1..], [finished(FinishReason::Length)]);
}

#[test]
fn a_stream_ends_with_done_or_after_a_finish_and_is_truncated_otherwise() {
    let said = delta(json!({"content": "a"}));
    assert_eq!(events(&[said.clone(), json!("[DONE]")]), [content("a"), finished(FinishReason::Stop)]);
    assert_eq!(events(&[said.clone(), finish("stop")]), [content("a"), finished(FinishReason::Stop)]);
    assert_eq!(problem(&events(&[said])).code, ProblemCode::Truncated);
    assert_eq!(problem(&events(&[])).code, ProblemCode::Truncated);
}

#[test]
fn corrupt_frames_are_passed_over_and_nothing_but_them_is_a_failure() {
    let corrupt = [json!("{\"id\":\"chatcmpl-jQugNdata:{\"id\""), json!("42"), json!("[1]")];
    let good = [delta(json!({"content": "a"})), json!("[DONE]")];
    assert_eq!(events(&[corrupt.as_slice(), &good].concat())[0], content("a"));
    let garbage = events(&corrupt);
    assert_eq!(problem(&garbage).code, ProblemCode::Protocol);
    assert!(problem(&garbage).raw.as_ref().unwrap().contains("jQugN"));
    assert_eq!(problem(&events(&[json!("garbage"), json!("[DONE]")])).code, ProblemCode::Protocol);
}

#[test]
fn an_error_in_the_stream_ends_it_after_the_usage_beside_it() {
    let error =
        json!({"error": {"code": 429, "message": "slow down"}, "choices": [], "usage": {"total_tokens": 2}});
    let events = events(&[delta(json!({"content": "a"})), finish("stop"), error, json!("[DONE]")]);
    assert!(matches!(
        events.as_slice(),
        [TurnEvent::Content { .. }, TurnEvent::Usage(_), TurnEvent::Failed { .. }]
    ));
    assert_eq!(problem(&events).code, ProblemCode::RateLimited);
    assert_eq!(problem(&events).message, "slow down");
}

#[test]
fn an_event_named_error_ends_the_stream_whatever_it_holds() {
    for (data, message) in
        [("{\"error\":{\"message\":\"a\"}}", "a"), ("\"b\"", "b"), ("out of cheese", "out of cheese")]
    {
        let mut events = Vec::new();
        Decoder::default().frame(Frame { event: "error", data }, &mut events);
        assert_eq!(problem(&events).message, message);
    }
}

#[test]
fn an_error_that_says_null_or_nothing_is_none() {
    for nothing in [Value::Null, json!(""), json!({}), json!(false)] {
        let chunk = json!({"error": nothing, "choices": [{"delta": {"content": "a"}}]});
        assert_eq!(events(&[chunk, finish("stop")])[0], content("a"));
    }
}

#[test]
fn a_business_error_under_status_200_is_a_failure() {
    let refused =
        json!({"choices": null, "base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}});
    assert_eq!(problem(&events(&[refused])).code, ProblemCode::NoMoney);
    let fine =
        json!({"choices": [{"delta": {"content": "a"}}], "base_resp": {"status_code": 0, "status_msg": ""}});
    assert_eq!(events(&[fine, finish("stop")])[0], content("a"));
}

#[test]
fn a_finish_that_tells_of_a_failure_is_one() {
    assert_eq!(problem(&events(&[finish("network_error")])).code, ProblemCode::Overloaded);
    assert_eq!(events(&[finish("eos")]), [finished(FinishReason::Other("eos".into()))]);
}

#[test]
fn a_refusal_is_a_blocked_answer_in_the_models_words() {
    let pieces = ["I cannot ", "do that."].map(|piece| delta(json!({"content": null, "refusal": piece})));
    let events = events(&[pieces.as_slice(), &[finish("stop")]].concat());
    assert_eq!(events.len(), 1);
    assert_eq!(problem(&events).code, ProblemCode::Blocked);
    assert_eq!(problem(&events).message, "I cannot do that.");
}

#[test]
fn an_answer_that_was_held_back_is_blocked_and_one_that_was_cut_off_stays() {
    for reason in ["content_filter", "sensitive"] {
        assert_eq!(problem(&events(&[finish(reason)])).code, ProblemCode::Blocked);
        let begun = events(&[delta(json!({"content": "<"})), finish(reason)]);
        assert_eq!(begun, [content("<"), finished(FinishReason::ContentFilter)]);
    }
    let refused_later = [delta(json!({"content": "a"})), delta(json!({"refusal": "no"})), finish("stop")];
    assert_eq!(events(&refused_later), [content("a"), finished(FinishReason::ContentFilter)]);
    let only_thought = [delta(json!({"reasoning": "why"})), finish("content_filter")];
    assert_eq!(problem(&events(&only_thought)).code, ProblemCode::Blocked);
}

#[test]
fn a_cumulative_stream_is_read_by_what_is_new() {
    let mut decoder = Decoder::of(&crate::vendors::vendor("minimax").unwrap());
    let mut events = Vec::new();
    for said in [
        json!({"reasoning_details": [{"type": "reasoning.text", "text": "why"}]}),
        json!({"reasoning_details": [{"type": "reasoning.text", "text": "why not"}]}),
        json!({"content": "so"}),
        json!({"content": "so it is"}),
    ] {
        decoder.frame(Frame::message(&delta(said).to_string()), &mut events);
    }
    assert_eq!(events, [reasoning("why"), reasoning(" not"), content("so"), content(" it is")]);
}

#[test]
fn the_pages_of_a_search_are_told_once() {
    let found = json!({"choices": [{"delta": {"content": "a"}}], "citations": ["https://a"]});
    let source = runnel_conversation::Source { url: "https://a".into(), title: None };
    assert_eq!(
        events(&[found.clone(), found, finish("stop")]),
        [TurnEvent::Source(source), content("a"), content("a"), finished(FinishReason::Stop)]
    );
}

#[test]
fn content_may_be_parts_with_thinking_among_them() {
    let parts = json!([
        {"type": "thinking", "thinking": [{"type": "text", "text": "why"}], "closed": true},
        {"type": "reference", "reference_ids": [1]},
        {"type": "text", "text": "so"},
    ]);
    assert_eq!(
        events(&[delta(json!({ "content": parts })), finish("stop")])[..2],
        [reasoning("why"), content("so")]
    );
}

#[test]
fn a_message_counts_only_where_there_were_no_deltas() {
    let whole = json!({"choices": [{"message": {"content": "ab"}, "finish_reason": "stop"}]});
    assert_eq!(events(std::slice::from_ref(&whole))[0], content("ab"));
    let streamed = [delta(json!({"content": "a"})), delta(json!({"content": "b"})), whole];
    assert_eq!(events(&streamed), [content("a"), content("b"), finished(FinishReason::Stop)]);
}

#[test]
fn tool_calls_are_given_out_whole_at_the_end() {
    let piece = |arguments| {
        delta(
            json!({"tool_calls": [{"index": 0, "id": "a", "function": {"name": "f", "arguments": arguments}}]}),
        )
    };
    let good = events(&[piece("{"), piece("}"), finish("tool_calls")]);
    let [TurnEvent::ToolCall(call), ending] = good.as_slice() else { panic!("{good:?}") };
    assert_eq!(call.arguments, "{}");
    assert_eq!(ending, &finished(FinishReason::ToolCalls));
    // Cut off, a call lacks its end and is not given out.
    assert_eq!(events(&[piece("{")]).len(), 1);
}

#[test]
fn a_document_is_a_whole_answer_or_an_error() {
    let answer = json!({
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "why</think>so"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
    });
    let events = document(&answer.to_string());
    assert_eq!(events[..2], [reasoning("why"), content("so")]);
    assert!(matches!(events[2], TurnEvent::Usage(Usage { total_tokens: Some(3), .. })));
    assert_eq!(events[3..], [finished(FinishReason::Stop)]);

    for (text, code) in [
        ("{\"error\":{\"message\":\"no\",\"code\":\"invalid_api_key\"}}", ProblemCode::BadKey),
        ("{\"code\":50505,\"message\":\"Model service overloaded\",\"data\":null}", ProblemCode::Overloaded),
        ("{\"hello\":\"world\"}", ProblemCode::Protocol),
        ("[]", ProblemCode::Protocol),
        ("{\"choices\":", ProblemCode::Protocol),
    ] {
        assert_eq!(problem(&self::document(text)).code, code, "{text}");
    }
}
