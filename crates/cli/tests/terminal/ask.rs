//! A question and its answer.

use runnel_testkit::{ModelServer, Reply};
use serde_json::json;

use crate::program::{Ended, Home, ask_at, kinds, parts_of, text_of};

#[test]
fn a_fresh_home_answers_offline_and_the_file_holds_what_was_printed() {
    let home = Home::new();
    let ended = home.run_with("hi", &["ask", "--events", "-"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let events = ended.events();
    assert_eq!(kinds(&events), ["started", "reasoning", "content", "usage", "finished"]);
    let started = &events[0];
    assert_eq!(started["provider"], "offline");
    let messages = home.messages(started["conversation"].as_str().unwrap());
    assert_eq!(parts_of(&messages[0], "text"), "hi");
    assert_eq!(messages[1]["id"], started["message"]);
    assert_eq!(parts_of(&messages[1], "text"), text_of(&events, "content"));
    assert_eq!(parts_of(&messages[1], "reasoning"), text_of(&events, "reasoning"));
    assert_eq!(messages[1]["answer"]["ending"]["type"], "finished");
}

#[tokio::test]
async fn the_answer_goes_to_standard_output_and_the_thinking_to_standard_error() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    server.reply(Reply::chat(&["let me ", "see"], &["Hello", " world"]));
    let ended = home.run(&ask_at(&server.url(), &["hi"]));
    assert_eq!((ended.status, ended.out.as_str(), ended.err.as_str()), (0, "Hello world\n", "let me see\n"));
}

#[tokio::test]
async fn what_is_named_goes_on_the_wire() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let named =
        ["--system", "Be brief.", "--temperature", "0.5", "--top-p", "0.9", "--max-tokens", "7", "hi"];
    assert_eq!(home.run(&ask_at(&server.url(), &named)).status, 0);
    let body = server.next_chat().await.json();
    assert_eq!(body["model"], "m");
    assert_eq!(
        body["messages"],
        json!([{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hi"}])
    );
    assert_eq!(
        (&body["temperature"], &body["top_p"], &body["max_tokens"]),
        (&json!(0.5), &json!(0.9), &json!(7))
    );
    assert_eq!(body["stream"], true);
}

#[tokio::test]
async fn thinking_is_asked_for_in_the_providers_words() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let url = server.url();
    let arguments =
        ["ask", "--provider", "ollama", "--model", "m", "--base-url", &url, "--thinking", "high", "hi"];
    assert_eq!(home.run(&arguments).status, 0);
    assert_eq!(server.next_chat().await.json()["think"], "high");
}

#[tokio::test]
async fn an_answer_can_be_asked_for_in_one_piece() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    server.reply(Reply::chat(&[], &["Hello", " world"]));
    let ended = home.run(&ask_at(&server.url(), &["--no-stream", "hi"]));
    assert_eq!((ended.status, ended.out.as_str()), (0, "Hello world\n"), "{}", ended.err);
    assert_ne!(server.next_chat().await.json()["stream"], true);
}

#[tokio::test]
async fn a_conversation_goes_on_with_its_history_model_and_parameters() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let url = server.url();
    server.reply(Reply::chat(&["hm"], &["first answer"]));
    server.reply(Reply::chat(&[], &["second answer"]));
    let first = home.run(&ask_at(&url, &["--system", "Be brief.", "--events", "first question"]));
    let conversation = first.events()[0]["conversation"].as_str().unwrap().to_owned();
    server.next_chat().await;

    let more = ["--conversation", &conversation, "--temperature", "1", "second question"];
    let second = home.run(&[&["ask", "--base-url", &url], more.as_slice()].concat());
    assert_eq!((second.status, second.out.as_str()), (0, "second answer\n"), "{}", second.err);
    let body = server.next_chat().await.json();
    assert_eq!(
        body["messages"],
        json!([
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "first question"},
            {"role": "assistant", "content": "first answer"},
            {"role": "user", "content": "second question"},
        ])
    );
    assert_eq!((&body["model"], &body["temperature"]), (&json!("m"), &json!(1.0)));
    assert_eq!(home.messages(&conversation).len(), 4);
}

#[tokio::test]
async fn nothing_is_kept_that_is_not_to_be() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    server.reply(Reply::chat(&[], &["secret answer"]));
    let ended = home.run(&ask_at(&server.url(), &["--no-save", "--events", "secret question"]));
    assert_eq!(ended.status, 0, "{}", ended.err);
    assert_eq!(ended.events()[0].get("conversation"), None);
    assert_eq!(text_of(&ended.events(), "content"), "secret answer");
    let kept = String::from_utf8_lossy(&home.contents()).into_owned();
    assert!(!kept.contains("secret"), "{kept}");
    assert_eq!(home.run(&["conversations"]).out, "");
}

#[tokio::test]
async fn a_provider_alone_gets_its_first_model() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let ended = home.run(&["ask", "--provider", "ollama", "--base-url", &server.url(), "hi"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    assert_eq!(server.next_chat().await.json()["model"], "testkit:latest");
}

#[tokio::test]
async fn a_key_for_one_call_goes_to_the_provider_and_nowhere_else() {
    const KEY: &str = "canary-key-b1946ac92492d234";
    let (home, server) = (Home::new(), ModelServer::start().await);
    server.require_key(KEY);
    let mut command = home.command(&ask_at(&server.url(), &["--events", "hi"]));
    let ended = Ended::of(command.env("RUNNEL_API_KEY", KEY));
    assert_eq!(ended.status, 0, "{}", ended.err);
    let authorization = format!("Bearer {KEY}");
    assert_eq!(server.next_chat().await.header("authorization"), Some(authorization.as_str()));
    assert!(!ended.out.contains(KEY) && !ended.err.contains(KEY));
    assert!(!String::from_utf8_lossy(&home.contents()).contains(KEY));
}

#[test]
fn a_call_that_cannot_work_is_usage() {
    let home = Home::new();
    for arguments in [
        &["ask"][..],
        &["ask", ""],
        &["ask", "--thinking", "maybe", "hi"],
        &["ask", "--temperature", "warm", "hi"],
        &["ask", "--conversation", "not-an-id", "hi"],
        &["ask", "--provider", "nobody", "hi"],
        &["ask", "--provider", "nobody", "--model", "m", "hi"],
        &["ask", "--provider", "custom-openai", "--model", "m", "--base-url", "ftp://example.org", "hi"],
        &["ask", "--image", "/nonexistent.png", "hi"],
        &["ask", "--audio", "/home/me/song.mp3", "hi"],
        &["ask", "--video", "film.mp4", "hi"],
        &["ask", "--json", "--schema", "x.json", "hi"],
        &["ask", "--schema", "/nonexistent.json", "hi"],
        &["ask", "--extra", "[1]", "hi"],
        &["ask", "--top-k", "0", "hi"],
        &["ask", "--frequency-penalty", "3", "hi"],
        &["ask", "--seed", "seven", "hi"],
        &["ask", "--stop", "", "hi"],
        &["frobnicate"],
        &[],
    ] {
        let ended = home.run(arguments);
        assert_eq!(ended.status, 2, "{arguments:?}: {}", ended.err);
        assert_ne!(ended.err, "", "{arguments:?} is told why");
        assert_eq!(ended.out, "", "{arguments:?}");
    }
    assert_eq!(home.run(&["conversations"]).out, "");
}

#[test]
fn a_refusal_is_a_failed_event_too() {
    let home = Home::new();
    let missing = "0190a8f4-0000-7000-8000-000000000001";
    let ended = home.run(&["ask", "--events", "--conversation", missing, "hi"]);
    assert_eq!(ended.status, 6);
    assert!(ended.err.contains(missing), "{}", ended.err);
    assert_eq!(kinds(&ended.events()), ["failed"]);
}

#[test]
fn a_cloud_without_a_key_is_refused_before_anything_is_sent() {
    let home = Home::new();
    let ended = home.run(&["ask", "--events", "--provider", "deepseek", "--model", "m", "hi"]);
    assert_eq!(ended.status, 3, "{}", ended.err);
    assert_eq!(ended.events()[0]["problem"]["code"], "bad_key");
    assert!(ended.err.contains("key"), "{}", ended.err);
}
