//! The server as a process, controlled over HTTP.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]

mod client;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use client::{chat, exchange, get, post, send};
use serde_json::json;

/// A running `runnel-testkit` and where it listens.
struct Process {
    child: Child,
    url: String,
}

impl Process {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_runnel-testkit"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("listening on ").unwrap().to_owned();
        Self { child, url }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn it_ends_when_its_input_does() {
    let mut process = Process::start();
    assert_eq!(get(&process.url, "/").await.text(), "Ollama is running");
    drop(process.child.stdin.take());
    assert!(process.child.wait().unwrap().success());
    let mut rest = String::new();
    process.child.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "one line is all it prints");
}

#[tokio::test]
async fn scripts_are_played_in_order() {
    let process = Process::start();
    for script in [
        json!({"kind": "chat", "reasoning": ["r"], "content": ["a", "b"], "pace_ms": 1, "split": {"every": 3}}),
        json!({"kind": "json", "status": 401, "body": {"error": 1}, "headers": {"X-Said": "so"}}),
        json!({"kind": "html", "body": "<p>portal"}),
        json!({"kind": "fault", "name": "rate_limited"}),
        json!({"kind": "flood", "bytes": 2000, "per_second": 10000}),
        json!({"kind": "sse", "events": [{"n": 1}], "cut_after": 4, "split": "whole"}),
        json!({"kind": "ndjson", "events": [{"n": 1}]}),
        json!({"kind": "raw", "base64": "/w=="}),
    ] {
        let answer = post(&process.url, "/_script", &script).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, "{}"), "{script}");
    }
    let said = |answer: &client::Answer| -> String {
        answer
            .events()
            .iter()
            .filter_map(|event| event.pointer("/choices/0/delta/content")?.as_str())
            .collect()
    };
    let answer = chat(&process.url).await;
    assert_eq!((said(&answer).as_str(), answer.chunks[0].len()), ("ab", 3));
    let answer = chat(&process.url).await;
    assert_eq!(
        (answer.status, answer.header("x-said"), answer.json()),
        (401, Some("so"), json!({"error": 1}))
    );
    assert_eq!(chat(&process.url).await.text(), "<p>portal");
    assert_eq!(chat(&process.url).await.header("retry-after"), Some("2"));
    assert_eq!(said(&chat(&process.url).await), get(&process.url, "/_flood_text?bytes=2000").await.text());
    let answer = chat(&process.url).await;
    assert_eq!((answer.text().as_str(), answer.complete), ("data", false));
    assert_eq!(chat(&process.url).await.lines(), [json!({"n": 1})]);
    assert_eq!(chat(&process.url).await.body(), [0xff]);
}

#[tokio::test]
async fn a_script_can_hold_a_path_instead() {
    let process = Process::start();
    post(&process.url, "/_script", &json!({"kind": "json", "body": {"data": []}, "path": "/v1/models"}))
        .await;
    assert_eq!(get(&process.url, "/v1/models").await.json(), json!({"data": []}));
}

#[tokio::test]
async fn a_mistaken_script_is_refused_with_what_is_wrong() {
    let process = Process::start();
    for (script, complaint) in [
        (json!({"kind": "chat", "contents": ["a"]}), "contents"),
        (json!({"kind": "song"}), "song"),
        (json!({"kind": "fault", "name": "sloth"}), "sloth"),
        (json!({"kind": "recording", "file": "/nowhere.sse"}), "nowhere"),
        (json!({"kind": "flood", "bytes": 1, "per_second": 0}), "nonzero"),
    ] {
        let answer = post(&process.url, "/_script", &script).await;
        assert_eq!(answer.status, 400);
        assert!(answer.text().contains(complaint), "{}", answer.text());
    }
    assert_eq!(get(&process.url, "/_scripts").await.status, 400);
}

#[tokio::test]
async fn what_came_can_be_asked_for_and_forgotten() {
    let process = Process::start();
    chat(&process.url).await;
    exchange(&process.url, "POST", "/odd?x=1", &[("X-Odd", "Yes")], b"\xff").await;
    let requests = get(&process.url, "/_requests").await.json();
    assert_eq!(requests.as_array().unwrap().len(), 2, "control is not recorded");
    assert_eq!(requests[0]["body"]["model"], "m");
    assert_eq!(requests[1]["path"], "/odd?x=1");
    assert_eq!(
        (&requests[1]["headers"]["x-odd"], &requests[1]["body_base64"]),
        (&json!("Yes"), &json!("/w=="))
    );

    exchange(&process.url, "DELETE", "/_requests", &[], b"").await;
    assert_eq!(get(&process.url, "/_requests").await.json(), json!([]));
}

#[tokio::test]
async fn a_key_can_be_required_and_no_longer() {
    let process = Process::start();
    post(&process.url, "/_require_key", &json!({"key": "sk-1"})).await;
    assert_eq!(get(&process.url, "/v1/models").await.status, 401);
    post(&process.url, "/_require_key", &json!({"key": null})).await;
    assert_eq!(get(&process.url, "/v1/models").await.status, 200);
}

#[tokio::test]
async fn who_hung_up_can_be_asked_for() {
    let process = Process::start();
    drop(send(&process.url, "GET", "/pictures/slow.png", &[], b"").await);
    let listed = async {
        loop {
            let hang_ups = get(&process.url, "/_hang_ups").await.json();
            if hang_ups != json!([]) {
                break hang_ups;
            }
        }
    };
    let hang_ups = tokio::time::timeout(Duration::from_secs(30), listed).await.unwrap();
    assert_eq!(hang_ups[0]["path"], "/pictures/slow.png");
}
