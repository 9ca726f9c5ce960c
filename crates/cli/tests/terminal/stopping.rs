//! A reply that does not come to its own end: nothing that was shown is lost.

use std::time::{Duration, Instant};

use runnel_testkit::{ModelServer, Reply, faults, flood_text};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::program::{Home, Running, ask_at, kinds, parts_of, text_of};

/// A reply that thinks, says something, and then nothing more.
fn unfinished() -> Reply {
    let deltas = [
        json!({"reasoning_content": "let me see"}),
        json!({"content": "Hello"}),
        json!({"content": " world"}),
    ];
    let chunks = deltas.map(|delta| json!({"choices": [{"index": 0, "delta": delta}]}));
    Reply::raw(chunks.map(|chunk| format!("data: {chunk}\n\n")).concat()).stall_after(usize::MAX)
}

/// Asks for a reply, and waits until these words of it are shown.
fn shown(home: &Home, server: &ModelServer, reply: Reply, words: &str) -> (Running, Vec<Value>) {
    server.reply(reply);
    let url = server.url();
    let mut running = home.start(&ask_at(&url, &["--events", "hi"]));
    let mut events = Vec::new();
    while !text_of(&events, "content").contains(words) {
        events.push(running.next_event());
    }
    (running, events)
}

#[tokio::test]
async fn a_killed_reply_is_there_at_the_next_start_marked_interrupted() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let (running, events) = shown(&home, &server, unfinished(), "world");
    running.signal(Signal::KILL);
    running.end();

    let conversation = events[0]["conversation"].as_str().unwrap();
    let ended = home.run(&["conversations", "show", conversation]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    assert!(ended.out.contains("\nHello world\n\n[interrupted]\n"), "{}", ended.out);
    assert!(ended.out.contains("\nlet me see\n"), "{}", ended.out);
    let kept = home.messages(conversation);
    assert_eq!(parts_of(&kept[1], "text"), text_of(&events, "content"));
    assert_eq!(parts_of(&kept[1], "reasoning"), text_of(&events, "reasoning"));
    assert_eq!(kept[1]["answer"]["ending"]["type"], "interrupted");
}

async fn stopped_by(signal: Signal) {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let (running, events) = shown(&home, &server, unfinished(), "world");
    running.signal(signal);
    let ended = running.end();
    assert_eq!(ended.status, 130, "{}", ended.err);
    assert_eq!(kinds(&ended.events()), ["stopped"]);
    server.hung_up().await;

    let conversation = events[0]["conversation"].as_str().unwrap();
    let kept = home.messages(conversation);
    assert_eq!(parts_of(&kept[1], "text"), "Hello world");
    assert_eq!(kept[1]["answer"]["ending"]["type"], "stopped");
}

#[tokio::test]
async fn ctrl_c_stops_the_reply_and_keeps_it() {
    stopped_by(Signal::INT).await;
}

#[tokio::test]
async fn being_asked_to_end_does_too() {
    stopped_by(Signal::TERM).await;
}

#[tokio::test]
async fn a_server_that_says_nothing_can_be_stopped() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    server.reply(Reply::raw("").stall_before_headers());
    let url = server.url();
    let running = home.start(&ask_at(&url, &["hi"]));
    server.next_chat().await;
    running.signal(Signal::INT);
    assert_eq!(running.end().status, 130);
}

#[tokio::test]
async fn a_wait_before_the_next_attempt_can_be_stopped() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    server.on("/chat/completions", faults::rate_limited(20));
    let url = server.url();
    let mut running = home.start(&ask_at(&url, &["--events", "hi"]));
    while running.next_event()["type"] != "retrying" {}
    let asked = Instant::now();
    running.signal(Signal::INT);
    assert_eq!(running.end().status, 130);
    println!("ended {:?} after Ctrl-C", asked.elapsed());
    assert!(asked.elapsed() < Duration::from_secs(5));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_reader_who_leaves_ends_it_quietly_and_what_arrived_is_kept() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    // Far more than a pipe holds: whoever went on to the end would have to notice.
    let text = flood_text(4_000_000);
    let (running, events) = shown(&home, &server, Reply::flood(4_000_000, 2_000), &text[..4]);
    let ended = running.stop_reading().wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(130), &b""[..]));
    server.hung_up().await;

    let kept = home.messages(events[0]["conversation"].as_str().unwrap());
    assert_eq!(kept[1]["answer"]["ending"]["type"], "stopped");
    let kept = parts_of(&kept[1], "text");
    assert!(text.starts_with(&kept) && kept.starts_with(&text_of(&events, "content")), "{kept}");
}
