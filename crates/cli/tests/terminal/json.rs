//! Answers that are to be JSON.

use runnel_testkit::{ModelServer, Reply};
use serde_json::json;

use crate::program::{Ended, Home, ask_at};

const SCHEMA: &str = r#"{
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}
}"#;

async fn asked(answer: &str, more: &[&str]) -> (Ended, serde_json::Value) {
    let (home, server) = (Home::new(), ModelServer::start().await);
    server.reply(Reply::chat(&[], &[answer]));
    let schema = home.path().join("person.json");
    std::fs::write(&schema, SCHEMA).unwrap();
    let schema = schema.display().to_string();
    let more: Vec<_> =
        more.iter().map(|word| if *word == "SCHEMA" { schema.as_str() } else { word }).collect();
    let url = server.url();
    let common = ["ask", "--provider", "llamacpp", "--model", "m", "--base-url", &url];
    let ended = home.run(&[&common, more.as_slice(), &["as json, please"]].concat());
    (ended, server.next_chat().await.json())
}

#[tokio::test]
async fn an_object_is_asked_for_and_the_answer_checked() {
    let (ended, body) = asked("{\"a\": 1}", &["--json"]).await;
    assert_eq!((ended.status, ended.out.as_str(), ended.err.as_str()), (0, "{\"a\": 1}\n", ""));
    assert_eq!(body["response_format"]["type"], "json_object");
    let (ended, _) = asked("{\"a\": 1", &["--json"]).await;
    assert_eq!((ended.status, ended.out.as_str()), (0, "{\"a\": 1\n"));
    assert!(ended.err.starts_with("runnel-cli: the answer is not JSON: line 1, column "), "{}", ended.err);
    let (ended, _) = asked("[1]", &["--json", "--events"]).await;
    assert_eq!((ended.status, ended.err.as_str()), (0, "runnel-cli: the answer is JSON, but no object\n"));
    assert_eq!(ended.events().last().unwrap()["type"], "finished");
}

#[tokio::test]
async fn a_schema_goes_along_and_its_violations_are_told() {
    let (ended, body) = asked("```json\n{\"name\": \"Ada\"}\n```", &["--schema", "SCHEMA"]).await;
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    assert!(body["response_format"].to_string().contains("required"), "{body}");
    let (ended, _) = asked("{\"age\": \"old\"}", &["--schema", "SCHEMA"]).await;
    assert_eq!(ended.status, 0);
    let told: Vec<_> = ended.err.lines().collect();
    assert_eq!(told.len(), 2, "{}", ended.err);
    assert!(told.iter().all(|line| line.starts_with("runnel-cli: the answer is not as the schema says: ")));
    assert!(ended.err.contains("/age") && ended.err.contains("name"), "{}", ended.err);
}

#[tokio::test]
async fn a_schema_that_is_none_is_usage_before_anything_is_sent() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    for (text, said) in [("{", "no JSON"), ("{\"type\": \"colour\"}", "schema"), ("[]", "object")] {
        let file = home.path().join("schema.json");
        std::fs::write(&file, text).unwrap();
        let (file, url) = (file.display().to_string(), server.url());
        let ended = home.run(&ask_at(&url, &["--schema", &file, "hi"]));
        assert_eq!(ended.status, 2, "{text}: {}", ended.err);
        assert!(ended.err.contains(said), "{}", ended.err);
    }
    assert!(server.requests().is_empty());
    assert_eq!(home.run(&["conversations"]).out, "");
}

#[tokio::test]
async fn a_conversation_that_answers_in_json_goes_on_doing_so() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let url = server.url();
    server.reply(Reply::chat(&[], &["{}"]));
    server.reply(Reply::chat(&[], &["prose"]));
    let first = home.run(&[
        "ask",
        "--provider",
        "llamacpp",
        "--model",
        "m",
        "--base-url",
        &url,
        "--json",
        "--events",
        "hi",
    ]);
    let conversation = first.events()[0]["conversation"].as_str().unwrap().to_owned();
    server.next_chat().await;
    let second = home.run(&["ask", "--base-url", &url, "--conversation", &conversation, "again"]);
    let body = server.next_chat().await.json();
    assert_eq!(body["response_format"]["type"], json!("json_object"), "{body} {}", second.err);
    assert!(second.err.contains("not JSON"), "{}", second.err);
}
