//! Pictures that go along with a question.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use runnel_testkit::ModelServer;
use serde_json::json;

use crate::program::{Home, ask_at};

const RED_PNG: &[u8] = include_bytes!("../../../testkit/pictures/red.png");

#[tokio::test]
async fn a_link_goes_as_a_link_to_a_provider_that_fetches_links() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let url = server.url();
    let link = format!("{url}/pictures/red.png");
    let ended = home.run(&ask_at(&url, &["--image", &link, "what is this?"]));
    assert_eq!(ended.status, 0, "{}", ended.err);
    let content = server.next_chat().await.json()["messages"][0]["content"].clone();
    let parts = content.as_array().unwrap();
    assert!(parts.contains(&json!({"type": "image_url", "image_url": {"url": link}})), "{content}");
    assert!(parts.contains(&json!({"type": "text", "text": "what is this?"})), "{content}");
}

#[tokio::test]
async fn links_and_files_go_as_data_to_a_provider_that_does_not() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let url = server.url();
    let link = format!("{url}/pictures/red.png");
    let file = home.path().join("picture.png");
    fs::write(&file, RED_PNG).unwrap();
    let ended = home.run(&[
        "ask",
        "--provider",
        "ollama",
        "--model",
        "m",
        "--base-url",
        &url,
        "--image",
        &link,
        "--image",
        file.to_str().unwrap(),
        "what is this?",
    ]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let chat = server.next_chat().await;
    assert_eq!(chat.path, "/api/chat");
    let red = STANDARD.encode(RED_PNG);
    assert_eq!(chat.json()["messages"][0]["images"], json!([red, red]));
}

#[tokio::test]
async fn what_is_no_picture_is_refused_with_its_reason_and_nothing_is_sent() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let url = server.url();
    let text = home.path().join("notes.png");
    fs::write(&text, "not a picture").unwrap();
    let link = |name: &str| format!("{url}/pictures/{name}");
    for (image, status, said) in [
        (link("page.html"), 6, "not a PNG"),
        (link("lying.png"), 6, "not a PNG"),
        (link("huge.png"), 6, "larger than"),
        (link("none.png"), 5, "cannot be fetched"),
        (text.to_str().unwrap().to_owned(), 6, "not a PNG"),
    ] {
        let ended = home.run(&ask_at(&url, &["--image", &image, "hi"]));
        assert_eq!(ended.status, status, "{image}: {}", ended.err);
        assert!(ended.err.contains(said), "{image}: {}", ended.err);
    }
    assert!(!server.requests().iter().any(|request| request.path.ends_with("/chat/completions")));
    assert_eq!(home.run(&["conversations"]).out, "");
}
