//! What can be asked for beside the question, on its way to the provider and back.

use runnel_testkit::{ModelServer, Reply};
use serde_json::{Value, json};

use crate::program::{Home, kinds};

fn at<'a>(provider: &'a str, url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["ask", "--provider", provider, "--model", "m", "--base-url", url], more].concat()
}

#[tokio::test]
async fn every_parameter_goes_on_the_wire() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let url = server.url();
    let named = [
        "--top-k",
        "40",
        "--seed",
        "-7",
        "--stop",
        "END",
        "--stop",
        "--",
        "--frequency-penalty",
        "-0.5",
        "--presence-penalty",
        "1.5",
        "--extra",
        r#"{"logit_bias": {"5": -100}, "user": "me"}"#,
        "hi",
    ];
    let ended = home.run(&at("vllm", &url, &named));
    assert_eq!(ended.status, 0, "{}", ended.err);
    let body = server.next_chat().await.json();
    let sent = |field: &str| body[field].clone();
    assert_eq!((sent("top_k"), sent("seed"), sent("stop")), (json!(40), json!(-7), json!(["END", "--"])));
    assert_eq!((sent("frequency_penalty"), sent("presence_penalty")), (json!(-0.5), json!(1.5)));
    assert_eq!((sent("logit_bias"), sent("user")), (json!({"5": -100}), json!("me")));
}

#[tokio::test]
async fn what_is_named_goes_over_what_the_conversation_has() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let url = server.url();
    let first =
        home.run(&at("vllm", &url, &["--seed", "1", "--stop", "A", "--top-k", "9", "--events", "hi"]));
    let conversation = first.events()[0]["conversation"].as_str().unwrap().to_owned();
    server.next_chat().await;
    let more = ["ask", "--base-url", &url, "--conversation", &conversation, "--seed", "2", "again"];
    assert_eq!(home.run(&more).status, 0);
    let body = server.next_chat().await.json();
    assert_eq!((&body["seed"], &body["top_k"], &body["stop"]), (&json!(2), &json!(9), &json!(["A"])));
}

#[tokio::test]
async fn the_defaults_in_the_settings_hold_and_what_is_named_goes_over_them() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    std::fs::write(home.path().join("settings.toml"), "[parameters]\nseed = 1\ntop_k = 9\nn = 3\n").unwrap();
    assert_eq!(home.run(&at("vllm", &server.url(), &["--seed", "2", "hi"])).status, 0);
    let body = server.next_chat().await.json();
    assert_eq!((&body["seed"], &body["top_k"]), (&json!(2), &json!(9)));
    // A terminal shows one answer, and asks for one.
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn sounds_and_films_go_as_links_to_those_who_take_them() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let url = server.url();
    let film = ["--video", "https://example.org/film.mp4", "what is this?"];
    let refused = home.run(&at("deepseek", &url, &film));
    assert_eq!(refused.status, 6, "{}", refused.err);
    assert!(refused.err.contains("takes no films"), "{}", refused.err);
    assert!(server.requests().is_empty());

    let folder = home.path().join("providers");
    std::fs::create_dir_all(&folder).unwrap();
    let own = "like = \"custom-openai\"\nid = \"eyes\"\nmedia = [\"video\"]\n";
    std::fs::write(folder.join("eyes.toml"), own).unwrap();
    let ended = home.run(&at("eyes", &url, &film));
    assert_eq!(ended.status, 0, "{}", ended.err);
    let content = server.next_chat().await.json()["messages"][0]["content"].to_string();
    assert!(content.contains("https://example.org/film.mp4"), "{content}");
}

/// A chunk of a chat completion.
fn chunk(choice: &Value, more: &Value) -> Value {
    let mut chunk = json!({"id": "1", "object": "chat.completion.chunk", "model": "m", "choices": [choice]});
    chunk.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    chunk
}

#[tokio::test]
async fn sources_are_listed_after_the_answer() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let url = server.url();
    for _ in 0..2 {
        server.reply(Reply::sse([
            chunk(
                &json!({"index": 0, "delta": {"content": "42"}}),
                &json!({"search_results": [{"title": "Page A", "url": "https://example.org/a"}]}),
            ),
            chunk(&json!({"index": 0, "delta": {}, "finish_reason": "stop"}), &json!({})),
        ]));
    }
    let ended = home.run(&at("perplexity", &url, &["--search", "hi"]));
    assert_eq!((ended.status, ended.out.as_str()), (0, "42\n"), "{}", ended.err);
    assert_eq!(ended.err, "[1] Page A https://example.org/a\n");

    let events = home.run(&at("perplexity", &url, &["--search", "--events", "hi"])).events();
    let source = events.iter().find(|event| event["type"] == "source").unwrap();
    assert_eq!(*source, json!({"type": "source", "url": "https://example.org/a", "title": "Page A"}));
}

#[tokio::test]
async fn what_had_to_be_changed_of_the_wish_is_told() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let url = server.url();
    let wish = ["--seed", "7", "--temperature", "5", "hi"];
    let ended = home.run(&at("perplexity", &url, &wish));
    assert_eq!(ended.status, 0, "{}", ended.err);
    for line in ["runnel-cli: seed is left out: ", "runnel-cli: temperature is brought to 1.99: "] {
        assert!(ended.err.lines().any(|told| told.starts_with(line)), "{line} in {:?}", ended.err);
    }
    let body = server.next_chat().await.json();
    assert_eq!((&body["temperature"], body.get("seed")), (&json!(1.99), None));

    let events = home.run(&at("perplexity", &url, &[&["--events"], wish.as_slice()].concat())).events();
    assert_eq!(kinds(&events)[..2], ["started", "adjusted"]);
    let adjustments: Vec<_> = events.iter().filter_map(|event| event.get("adjustment")).collect();
    assert!(adjustments.contains(&&json!({"type": "dropped", "parameter": "seed"})), "{adjustments:?}");
}

#[tokio::test]
async fn every_provider_can_be_asked_at_an_address_on_this_computer_without_a_key() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let listed = home.run(&["providers"]).out;
    let ids: Vec<_> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(ids.len() > 9, "{ids:?}");
    for id in ids.into_iter().filter(|id| *id != "offline") {
        server.reply(Reply::chat(&[], &["Hello", " there"]));
        let ended = home.run(&at(id, &server.url(), &["--no-save", "hi"]));
        assert_eq!((ended.status, ended.out.as_str()), (0, "Hello there\n"), "{id}: {}", ended.err);
    }
}
