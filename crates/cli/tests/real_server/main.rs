//! The real program against a real server that others wrote: `cargo xtask test --only server` installs it, and runs
//! these.
#![cfg(unix)] // signals
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should say so at once"
)]

#[path = "../terminal/program.rs"]
#[allow(dead_code, reason = "the tests of the terminal use all of it")]
mod program;
mod server;

use std::fs;

use rustix::process::Signal;
use serde_json::Value;

use program::{Ended, Home, kinds, parts_of, text_of};
use server::{CONTEXT, Server};

/// What has to be said to ask the server.
fn asking<'a>(server: &'a Server, more: &[&'a str]) -> Vec<&'a str> {
    let ask = ["ask", "--provider", "llamacpp", "--model", "tiny", "--base-url", &server.url];
    [&ask, ["--events", "--temperature", "0"].as_slice(), more].concat()
}

fn last(events: &[Value]) -> &Value {
    events.last().unwrap()
}

#[test]
#[ignore = "needs llama-cpp-python; cargo xtask test runs it"]
fn server_streams_an_answer_that_is_kept_as_it_came() {
    let (home, server) = (Home::new(), Server::start());
    let ended = home.run(&asking(&server, &["--max-tokens", "20", "Why is the sky blue? 天为什么是蓝的？"]));
    assert_eq!(ended.status, 0, "{}", ended.err);
    let events = ended.events();
    assert_eq!(kinds(&events), ["started", "content", "finished"]);
    assert_eq!(last(&events)["reason"], "length");
    let answer = text_of(&events, "content");
    assert_eq!(answer.split_whitespace().count(), 20, "each token of the model is a word: {answer:?}");
    let messages = home.messages(&home.only_conversation());
    assert_eq!(parts_of(&messages[1], "text"), answer);
}

#[test]
#[ignore = "needs llama-cpp-python; cargo xtask test runs it"]
fn server_answers_in_one_piece_the_same_and_counts_tokens() {
    let (home, server) = (Home::new(), Server::start());
    let question = ["--max-tokens", "20", "Why is the sky blue?"];
    let streamed = home.run(&asking(&server, &question)).events();
    let ended = home.run(&asking(&server, &[&["--no-stream"], question.as_slice()].concat()));
    assert_eq!(ended.status, 0, "{}", ended.err);
    let events = ended.events();
    assert_eq!(text_of(&events, "content"), text_of(&streamed, "content"));
    let usage = events.iter().find(|event| event["type"] == "usage").unwrap();
    let count = |name: &str| usage[name].as_u64().unwrap();
    assert_eq!(count("completion_tokens"), 20);
    assert!(count("prompt_tokens") > 20, "a token a byte, and the template: {usage}");
    assert_eq!(count("total_tokens"), count("prompt_tokens") + 20);
}

#[test]
#[ignore = "needs llama-cpp-python; cargo xtask test runs it"]
fn server_is_free_again_when_the_answer_is_stopped() {
    let (home, server) = (Home::new(), Server::start());
    // It would go on until the context is full.
    let mut running = home.start(&asking(&server, &["Go on for ever."]));
    let mut events = Vec::new();
    while text_of(&events, "content").is_empty() {
        events.push(running.next_event());
    }
    running.signal(Signal::INT);
    let ended = running.end();
    assert_eq!(ended.status, 130, "{}", ended.err);
    assert_eq!(last(&ended.events())["type"], "stopped");

    // Answered at once, and not after the minutes that the first would have taken.
    let next = home.run(&asking(&server, &["--max-tokens", "3", "And now?"]));
    assert_eq!(next.status, 0, "{}", next.err);
    let kept = home.messages(events[0]["conversation"].as_str().unwrap());
    assert_eq!(kept[1]["answer"]["ending"]["type"], "stopped");
    assert!(parts_of(&kept[1], "text").starts_with(&text_of(&events, "content")));
}

#[test]
#[ignore = "needs llama-cpp-python; cargo xtask test runs it"]
fn server_lists_its_model_at_the_address_in_the_settings() {
    let (home, server) = (Home::new(), Server::start());
    let settings = format!("[providers.llamacpp]\nbase_url = \"{}\"\n", server.url);
    fs::write(home.path().join("settings.toml"), settings).unwrap();
    let listed = home.run(&["models", "llamacpp"]);
    assert_eq!((listed.status, listed.out.trim()), (0, "tiny"), "{}", listed.err);
}

#[test]
#[ignore = "needs llama-cpp-python; cargo xtask test runs it"]
fn server_at_half_its_address_is_no_missing_model() {
    let (home, server) = (Home::new(), Server::start());
    let half = server.url.strip_suffix("/v1").unwrap();
    let ask = ["ask", "--provider", "llamacpp", "--model", "tiny", "--base-url", half, "--events", "hi"];
    let ended = home.run(&ask);
    assert_eq!(ended.status, 6, "{}", ended.err);
    assert_eq!(last(&ended.events())["problem"]["code"], "protocol");
    assert!(ended.err.contains("base URL"), "{}", ended.err);
}

fn assert_too_long(ended: &Ended) {
    assert_eq!(ended.status, 6, "{}", ended.err);
    let events = ended.events();
    let problem = &last(&events)["problem"];
    assert_eq!(problem["code"], "context_too_long", "{problem}");
    assert!(problem["message"].as_str().unwrap().contains(&CONTEXT.to_string()), "{problem}");
}

#[test]
#[ignore = "needs llama-cpp-python; cargo xtask test runs it"]
fn server_refuses_a_question_that_does_not_fit_into_its_context() {
    let (home, server) = (Home::new(), Server::start());
    let question = "x".repeat(CONTEXT);
    assert_too_long(&home.run_with(&question, &asking(&server, &["--no-stream", "-"])));
    // A stream it ends without a word, and is asked once more to say why.
    assert_too_long(&home.run_with(&question, &asking(&server, &["-"])));
}
