//! A model server that misbehaves: each fault has its exit status, its code and its sentence, and what
//! had arrived is kept.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use runnel_testkit::{ModelServer, Reply, faults};

use crate::program::{Home, ask_at, kinds, parts_of, text_of};

/// Asks a server that answers so.
async fn check(fault: Reply, status: i32, code: &str, said: &str, kept: &str) {
    let (home, server) = (Home::new(), ModelServer::start().await);
    server.reply(fault);
    let url = server.url();
    let ended = home.run(&ask_at(&url, &["--events", "hi"]));
    assert_eq!(ended.status, status, "{}", ended.err);
    let events = ended.events();
    let last = events.last().unwrap();
    assert_eq!(last["type"], "failed", "{events:?}");
    assert_eq!(last["problem"]["code"], code, "{last}");
    assert!(ended.err.contains(said), "{:?} says {said:?}", ended.err);
    assert_eq!(text_of(&events, "content"), kept);
    let messages = home.messages(&home.only_conversation());
    assert_eq!(parts_of(&messages[0], "text"), "hi", "the question is kept");
    assert_eq!(parts_of(&messages[1], "text"), kept, "what arrived is kept");
    assert_eq!(messages[1]["answer"]["ending"]["type"], "failed");
}

/// The fault of a provider that knows that asking again is of no use.
fn lasting(fault: Reply) -> Reply {
    fault.header("x-should-retry", "false")
}

#[tokio::test]
async fn a_server_that_is_always_busy_is_asked_a_few_times() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    server.on("/chat/completions", faults::rate_limited(1).header("retry-after-ms", "10"));
    let ended = home.run(&ask_at(&server.url(), &["--events", "hi"]));
    assert_eq!(ended.status, 4, "{}", ended.err);
    let events = ended.events();
    assert_eq!(kinds(&events), ["started", "retrying", "failed"]);
    let waits = events.iter().filter(|event| event["type"] == "retrying");
    let waits: Vec<_> = waits.map(|event| event["after_ms"].as_u64().unwrap()).collect();
    assert!(waits.len() == 3 && waits.iter().all(|wait| (10..=12).contains(wait)), "{waits:?}");
    assert_eq!(events[1]["problem"]["code"], "rate_limited");
    assert_eq!(events[1]["problem"]["retry_after_ms"], 10);
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_server_that_was_busy_answers_in_the_end() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    server.reply(faults::rate_limited(1));
    server.reply(Reply::chat(&[], &["at last"]));
    let began = Instant::now();
    let ended = home.run(&ask_at(&server.url(), &["hi"]));
    assert_eq!((ended.status, ended.out.as_str()), (0, "at last\n"), "{}", ended.err);
    assert!(ended.err.starts_with("runnel-cli: trying again in 2 s: too many requests: "), "{}", ended.err);
    assert!(began.elapsed() >= Duration::from_secs(1), "it was too early");
}

#[tokio::test]
async fn a_refused_key() {
    check(faults::unauthorized(), 3, "bad_key", "Incorrect API key provided.", "").await;
}

#[tokio::test]
async fn an_empty_account() {
    check(faults::no_money(), 6, "no_money", "Insufficient Balance", "").await;
}

#[tokio::test]
async fn a_model_that_is_not_there() {
    check(faults::model_missing(), 6, "model_missing", "does not exist", "").await;
}

#[tokio::test]
async fn a_conversation_that_is_too_long() {
    check(faults::context_too_long(), 6, "context_too_long", "maximum context length", "").await;
}

#[tokio::test]
async fn too_many_requests() {
    check(faults::rate_limited(3600), 4, "rate_limited", "try again in 3600 s", "").await;
}

#[tokio::test]
async fn a_broken_server() {
    check(lasting(faults::server_error()), 4, "overloaded", "The server had an error.", "").await;
}

#[tokio::test]
async fn an_overloaded_server() {
    check(lasting(faults::unavailable()), 4, "overloaded", "overloaded", "").await;
}

#[tokio::test]
async fn a_web_page_instead_of_an_answer() {
    check(faults::html_with_200(), 6, "protocol", "not an answer", "").await;
}

#[tokio::test]
async fn an_error_with_status_200() {
    check(faults::json_error_with_200(), 6, "unsupported", "not available in your region", "").await;
}

#[tokio::test]
async fn a_line_that_never_ends() {
    check(faults::endless_line(64 * 1024 * 1024), 6, "protocol", "not an answer", "").await;
}

#[tokio::test]
async fn an_error_in_the_middle() {
    check(faults::error_mid_stream(), 4, "overloaded", "The engine crashed.", "good ").await;
}

#[tokio::test]
async fn an_answer_that_breaks_off() {
    check(faults::truncated(), 6, "truncated", "broke off", "good ").await;
}

#[tokio::test]
async fn garbage_between_good_frames_costs_only_itself() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    server.reply(faults::garbage_frames());
    let url = server.url();
    let ended = home.run(&ask_at(&url, &["hi"]));
    assert_eq!((ended.status, ended.out.as_str()), (0, "good still\n"), "{}", ended.err);
}

#[test]
fn a_port_where_nobody_listens_is_told_at_once() {
    // The port was the system's choice and is free again.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let home = Home::new();
    let url = format!("http://127.0.0.1:{port}");
    let began = Instant::now();
    let ended = home.run(&ask_at(&url, &["hi"]));
    assert_eq!(ended.status, 5, "{}", ended.err);
    assert!(ended.err.contains("cannot be reached"), "{}", ended.err);
    assert!(began.elapsed() < Duration::from_secs(5), "it took {:?}", began.elapsed());
}
