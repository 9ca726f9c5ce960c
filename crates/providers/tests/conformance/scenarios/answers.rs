//! Answers, whole and broken, as they come through the socket.

use std::time::{Duration, Instant};

use runnel_conversation::{FinishReason, ProblemCode};
use runnel_providers::{ChatRequest, Http, Limits, Protocol};
use runnel_testkit::{ModelServer, Reply, Split, faults};

use crate::dialects::Dialect;
use crate::turn::{answered, answered_within, impatient, once, request, turn};

pub(crate) async fn an_answer_arrives_whole_however_it_is_cut(dialect: &Dialect) {
    for split in [Split::Events, Split::Whole, Split::Every(1), Split::Every(7)] {
        let reply = Reply::chat(&["想一想。", "I know."], &["你好, ", "世界 🌍", "!"]).split(split);
        let turn = answered(dialect, reply).await;
        assert_eq!(turn.reasoning, "想一想。I know.");
        assert_eq!(turn.content, "你好, 世界 🌍!");
        assert_eq!(turn.reason(), &FinishReason::Stop);
        assert!(turn.usage);
    }
}

pub(crate) async fn an_answer_that_was_not_streamed_is_the_same(dialect: &Dialect) {
    let server = ModelServer::start().await;
    server.reply(Reply::chat(&["Why."], &["So."]));
    let request = ChatRequest { stream: false, ..request() };
    let turn = turn(&Http::new().unwrap(), dialect.endpoint(&server.url()), request).await;
    assert_eq!((turn.reasoning.as_str(), turn.content.as_str()), ("Why.", "So."));
    assert_eq!(turn.reason(), &FinishReason::Stop);
    let asked = server.next_chat().await;
    // Two protocols ask for a stream by the path and by a header.
    let elsewhere = matches!(dialect.protocol, Protocol::Gemini | Protocol::DashscopeNative);
    assert_eq!(asked.json().get("stream") == Some(&false.into()), !elsewhere);
}

pub(crate) async fn garbage_costs_itself_and_nothing_else(dialect: &Dialect) {
    let frames = [dialect.garbage, &(dialect.delta)("good "), dialect.garbage, &(dialect.delta)("still")];
    let turn = answered(dialect, dialect.body(&[&frames.concat(), dialect.end])).await;
    assert_eq!(turn.content, "good still");
    assert_eq!(turn.reason(), &FinishReason::Stop);
}

pub(crate) async fn nothing_but_garbage_is_not_the_protocol(dialect: &Dialect) {
    let turn = answered(dialect, dialect.body(&[dialect.garbage; 3])).await;
    assert_eq!(turn.problem().code, ProblemCode::Protocol);
}

pub(crate) async fn a_stream_that_is_cut_off_keeps_what_had_come(dialect: &Dialect) {
    let delta = (dialect.delta)("kept");
    let whole = dialect.body(&[&delta, &(dialect.delta)("lost"), dialect.end]);
    for reply in [whole.cut_after(delta.len() + 5), dialect.body(&[&delta])] {
        let turn = answered(dialect, reply).await;
        assert_eq!(turn.content, "kept");
        assert_eq!(turn.problem().code, ProblemCode::Truncated);
    }
}

pub(crate) async fn silence_ends_the_turn_and_keeps_what_had_come(dialect: &Dialect) {
    let silent = answered_within(impatient(), dialect, faults::silence()).await;
    assert_eq!(silent.problem().code, ProblemCode::Timeout);

    let delta = (dialect.delta)("kept");
    let stalled = dialect.body(&[&delta, dialect.end]).stall_after(delta.len());
    let turn = answered_within(impatient(), dialect, stalled).await;
    assert_eq!(turn.content, "kept");
    assert_eq!(turn.problem().code, ProblemCode::Timeout);
}

pub(crate) async fn signs_of_life_are_no_silence(dialect: &Dialect) {
    // Six seconds of them, with a limit of four: a busy machine may be late by much more than one of them.
    let signs = dialect.alive.repeat(20);
    let ends = (1..=20).map(|sign| sign * dialect.alive.len()).collect();
    let reply = dialect.body(&[&signs, &(dialect.delta)("at last"), dialect.end]);
    let reply = reply.split(Split::At(ends)).pace(Duration::from_millis(300));
    let limits = Limits { silence: Duration::from_secs(4), ..once() };
    let turn = answered_within(limits, dialect, reply).await;
    assert_eq!(turn.content, "at last");
    assert_eq!(turn.reason(), &FinishReason::Stop);
}

pub(crate) async fn a_server_that_forgets_to_hang_up_after_the_finish_fails_nothing(dialect: &Dialect) {
    let end = dialect.end.replace("data: [DONE]\n\n", "");
    let body = [(dialect.delta)("all"), end].concat();
    let reply = Reply::bytes(dialect.content_type, body.clone()).stall_after(body.len());
    // Long before the limit on silence, which a person would have to sit through.
    let start = Instant::now();
    let turn = answered(dialect, reply).await;
    assert_eq!(turn.content, "all");
    assert_eq!(turn.reason(), &FinishReason::Stop);
    assert!(start.elapsed() < Duration::from_mins(1));
}

pub(crate) async fn an_event_that_never_ends_does_not_fill_the_memory(dialect: &Dialect) {
    let reply = faults::endless_line(64 * 1024 * 1024).content_type(dialect.content_type);
    let turn = answered(dialect, reply).await;
    assert_eq!(turn.problem().code, ProblemCode::Protocol);
    assert!(turn.problem().raw.as_ref().unwrap().len() <= 4096);
}
