//! The real server over real HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should say so at once"
)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{CONTENT_TYPE, HOST, ORIGIN};
use reqwest::{Client, Response, StatusCode};
use runnel_testkit::{ModelServer, Reply};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The server on a home and a UI of its own. It ends with the test.
struct Server {
    process: Child,
    url: String,
    client: Client,
    _home: TempDir,
}

impl Server {
    fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let ui = home.path().join("ui");
        std::fs::create_dir(&ui).unwrap();
        std::fs::write(ui.join("index.html"), "<!doctype html><title>Runnel</title>").unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_runnel-devserver"))
            .args(["--port", "0", "--ui"])
            .arg(&ui)
            .env_clear()
            .env("RUNNEL_HOME", home.path())
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").unwrap().to_owned();
        Self { process, url, client: Client::builder().no_proxy().build().unwrap(), _home: home }
    }

    async fn post(&self, path: &str, body: Value) -> Response {
        self.client.post(format!("{}{path}", self.url)).json(&body).send().await.unwrap()
    }

    async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.url)).send().await.unwrap()
    }

    /// A command's reply.
    async fn call(&self, command: &str, args: Value) -> Value {
        let response = self.post(&format!("/api/{command}"), args).await;
        assert_eq!(response.status(), StatusCode::OK, "{command}");
        response.json().await.unwrap()
    }

    async fn stream(&self, name: &str, args: Value) -> Lines {
        let response = self.post(&format!("/stream/{name}"), args).await;
        assert_eq!(response.status(), StatusCode::OK, "{name}");
        Lines { response, rest: Vec::new() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// The lines of a stream, one by one.
struct Lines {
    response: Response,
    rest: Vec<u8>,
}

impl Lines {
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.rest.drain(..=end).collect();
                return Some(serde_json::from_slice(&line).unwrap());
            }
            self.rest.extend(self.response.chunk().await.unwrap()?);
        }
    }
}

#[tokio::test]
async fn a_command_is_answered() {
    let server = Server::start();
    let overview = server.call("overview", json!({})).await;
    assert_eq!(overview["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(overview["conversations"], json!({ "conversations": [], "next": null }));
}

#[tokio::test]
async fn a_refusal_is_422_with_its_code() {
    let server = Server::start();
    let missing = "0190a8f4-0000-7000-8000-000000000001";
    let response = server.post("/api/open_conversation", json!({"conversation": missing})).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let refusal: Value = response.json().await.unwrap();
    assert_eq!(refusal, json!({"code": "conversation_missing", "conversation": missing}));
}

#[tokio::test]
async fn what_a_command_does_not_take_is_400() {
    let server = Server::start();
    let response = server.post("/api/send", json!({"txet": "hi"})).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert!(response.text().await.unwrap().contains("text"));
}

#[tokio::test]
async fn a_reply_is_streamed_until_its_end_and_watched() {
    let (server, model) = (Server::start(), ModelServer::start().await);
    let delta = json!({"choices": [{"index": 0, "delta": {"content": "Hello"}}]});
    model.reply(Reply::raw(format!("data: {delta}\n\n")).stall_after(usize::MAX));
    let mut watched = server.stream("watch", json!({})).await;
    server.call("set_base_url", json!({"provider": "custom-openai", "base_url": model.url()})).await;
    let choice = json!({"provider": "custom-openai", "model": "m"});
    let question = json!({"conversation": null, "text": "hi", "images": [], "media": [], "choice": choice, "parameters": null});
    let sent = server.call("send", question).await;
    let (conversation, message) = (&sent["reply"]["conversation"], &sent["reply"]["message"]);

    let attach = json!({"conversation": conversation, "message": message, "after": 0});
    let mut batches = server.stream("attach", attach.clone()).await;
    let mut events = Vec::new();
    let mut number = 0;
    let answer = loop {
        let batch = batches.next().await.unwrap();
        number += 1;
        assert_eq!((&batch["message"], &batch["number"]), (message, &json!(number)));
        events.extend(batch["events"].as_array().unwrap().clone());
        if events.contains(&json!({"type": "content", "text": "Hello"})) {
            server.call("stop", json!({"conversation": conversation})).await;
        }
        if !batch["answer"].is_null() {
            break batch["answer"].clone();
        }
    };
    assert_eq!(events.first().unwrap()["type"], "started");
    assert_eq!(events.last().unwrap(), &json!({"type": "stopped"}));
    assert_eq!(answer["ending"]["type"], "stopped");
    assert_eq!(batches.next().await, None, "the stream ends with the reply");

    let mut kinds = Vec::new();
    while kinds.last() != Some(&json!("reply_ended")) {
        kinds.push(watched.next().await.unwrap()["type"].clone());
    }
    for kind in ["settings_changed", "conversation_changed", "reply_started"] {
        assert!(kinds.contains(&json!(kind)), "{kind} in {kinds:?}");
    }
    let over = server.post("/stream/attach", attach).await;
    assert_eq!(over.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn pictures_are_served_as_pictures_and_nothing_else_is() {
    let (server, model) = (Server::start(), ModelServer::start().await);
    let link = |name: &str| format!("/picture/link?url={}/pictures/{name}", model.url());
    let picture = server.get(&link("red.png")).await;
    assert_eq!(
        (picture.status(), &picture.headers()[CONTENT_TYPE]),
        (StatusCode::OK, &"image/png".parse().unwrap())
    );
    let bytes = picture.bytes().await.unwrap();
    assert_eq!(server.get(&link("lying.png")).await.status(), StatusCode::NOT_FOUND);

    let base64 = STANDARD.encode(&bytes);
    let added = server.call("add_picture", json!({"from": "data", "base64": base64})).await;
    let hash = added["image"]["hash"].as_str().unwrap();
    let kept = server.get(&format!("/picture/attachment/{hash}")).await;
    assert_eq!(kept.headers()[CONTENT_TYPE], "image/png");
    assert_eq!(kept.bytes().await.unwrap(), bytes);
    let elsewhere = server.get("/picture/attachment/..%2Fsettings.toml").await;
    assert_eq!(elsewhere.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_ui_is_served() {
    let server = Server::start();
    let page = server.get("/").await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.text().await.unwrap().contains("Runnel"));
}

#[tokio::test]
async fn a_page_from_elsewhere_is_refused_whatever_it_asks() {
    let server = Server::start();
    for (header, value) in [(HOST, "example.org"), (ORIGIN, "https://example.org")] {
        for path in ["/api/overview", "/stream/watch", "/"] {
            let request =
                server.client.post(format!("{}{path}", server.url)).header(&header, value).json(&json!({}));
            assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN, "{header} {path}");
        }
    }
}
