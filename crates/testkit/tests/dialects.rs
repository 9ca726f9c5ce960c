//! The server says the same in every dialect, and listens to what it is told.

mod client;

use client::{chat, chat_request, exchange, get, post};
use runnel_testkit::{ModelServer, Reply};
use serde_json::{Value, json};

fn joined(values: &[Value], pointer: &str) -> String {
    values.iter().filter_map(|value| value.pointer(pointer)?.as_str()).collect()
}

#[tokio::test]
async fn an_openai_client_hears_reasoning_content_the_finish_and_then_the_usage() {
    let server = ModelServer::start().await;
    server.reply(Reply::chat(&["Let me ", "see."], &["你", "好", "!"]));
    let answer = chat(&server.url()).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/event-stream")));
    assert!(answer.complete && answer.text().ends_with("data: [DONE]\n\n"));
    let events = answer.events();
    assert_eq!(joined(&events, "/choices/0/delta/reasoning_content"), "Let me see.");
    assert_eq!(joined(&events, "/choices/0/delta/content"), "你好!");
    let [.., finish, usage] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(finish["choices"][0]["finish_reason"], "stop");
    assert_eq!((&usage["choices"], &usage["usage"]["completion_tokens"]), (&json!([]), &json!(5)));
    assert!(events.iter().all(|event| event["model"] == "m"));
}

#[tokio::test]
async fn an_ollama_client_hears_thinking_content_and_the_counts_on_the_last_line() {
    let server = ModelServer::start().await;
    server.reply(Reply::chat(&["Let me ", "see."], &["你", "好", "!"]));
    let answer = post(&server.url(), "/api/chat", &json!({"model": "m", "messages": []})).await;
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    let lines = answer.lines();
    assert_eq!(joined(&lines, "/message/thinking"), "Let me see.");
    assert_eq!(joined(&lines, "/message/content"), "你好!");
    let (last, before) = lines.split_last().unwrap();
    assert!(before.iter().all(|line| line["done"] == false));
    assert_eq!(
        (&last["done"], &last["done_reason"], &last["eval_count"]),
        (&json!(true), &json!("stop"), &json!(5))
    );
}

#[tokio::test]
async fn an_anthropic_client_hears_named_events_a_block_at_a_time() {
    let server = ModelServer::start().await;
    server.reply(Reply::chat(&["Let me ", "see."], &["你", "好", "!"]));
    let answer = post(&server.url(), "/v1/messages", &json!({"model": "m", "stream": true})).await;
    assert_eq!(answer.header("content-type"), Some("text/event-stream"));
    let events = answer.events();
    assert_eq!(joined(&events, "/delta/thinking"), "Let me see.");
    assert_eq!(joined(&events, "/delta/text"), "你好!");
    let [start, .., end, stop] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((&start["type"], &start["message"]["model"]), (&json!("message_start"), &json!("m")));
    assert_eq!(
        (&end["delta"]["stop_reason"], &end["usage"]["output_tokens"]),
        (&json!("end_turn"), &json!(5))
    );
    assert_eq!(stop["type"], "message_stop");
    assert!(answer.text().contains("event: content_block_delta\ndata: "));
}

#[tokio::test]
async fn an_anthropic_client_turns_the_pages_of_the_models() {
    let server = ModelServer::start().await;
    let version = [("anthropic-version", "2023-06-01")];
    let first = exchange(&server.url(), "GET", "/v1/models?limit=1000", &version, b"").await.json();
    assert_eq!((&first["data"][0]["id"], &first["has_more"]), (&json!("testkit-chat"), &json!(true)));
    let path = "/v1/models?limit=1000&after_id=testkit-chat";
    let second = exchange(&server.url(), "GET", path, &version, b"").await.json();
    assert_eq!((&second["data"][0]["id"], &second["has_more"]), (&json!("testkit-thinking"), &json!(false)));
}

#[tokio::test]
async fn a_gemini_client_hears_whole_responses_with_what_is_new() {
    let server = ModelServer::start().await;
    server.reply(Reply::chat(&["Let me ", "see."], &["你", "好", "!"]));
    let path = "/v1beta/models/m:streamGenerateContent?alt=sse";
    let answer = post(&server.url(), path, &json!({"contents": []})).await;
    assert_eq!(answer.header("content-type"), Some("text/event-stream"));
    let text = answer.text();
    assert!(text.ends_with("}\r\n\r\n") && !text.contains("[DONE]"));
    let events = answer.events();
    assert_eq!(joined(&events, "/candidates/0/content/parts/0/text"), "Let me see.你好!");
    let thoughts =
        events.iter().filter(|event| event["candidates"][0]["content"]["parts"][0]["thought"] == true);
    assert_eq!(thoughts.count(), 2);
    let last = events.last().unwrap();
    assert_eq!(last["candidates"][0]["finishReason"], "STOP");
    assert_eq!(last["usageMetadata"]["totalTokenCount"], 16);
}

#[tokio::test]
async fn a_responses_client_hears_named_events_and_the_whole_again() {
    let server = ModelServer::start().await;
    server.reply(Reply::chat(&["Let me ", "see."], &["你", "好", "!"]));
    let answer = post(&server.url(), "/v1/responses", &json!({"model": "m", "stream": true})).await;
    let text = answer.text();
    assert!(text.contains("event: response.output_text.delta\ndata: ") && !text.contains("[DONE]"));
    assert_eq!(joined(&answer.events(), "/delta"), "Let me see.你好!");
    let last = answer.events().pop().unwrap();
    assert_eq!(
        (&last["type"], &last["response"]["status"]),
        (&json!("response.completed"), &json!("completed"))
    );
    assert_eq!(last["response"]["output"][1]["content"][0]["text"], "你好!");
    assert_eq!(last["response"]["usage"]["output_tokens"], 5);
}

#[tokio::test]
async fn a_client_of_the_older_dashscope_asks_for_a_stream_in_a_header() {
    let server = ModelServer::start().await;
    let path = "/api/v1/services/aigc/text-generation/generation";
    server.reply(Reply::chat(&["Let me ", "see."], &["你", "好", "!"]));
    let stream = [("X-DashScope-SSE", "enable")];
    let answer = exchange(&server.url(), "POST", path, &stream, b"{}").await;
    let text = answer.text();
    assert!(text.starts_with("id:1\nevent:result\n:HTTP_STATUS/200\ndata:{") && !text.contains("[DONE]"));

    server.reply(Reply::chat(&["Let me ", "see."], &["你", "好", "!"]));
    let whole = post(&server.url(), path, &json!({})).await.json();
    assert_eq!(whole["output"]["choices"][0]["message"]["content"], "你好!");
    assert_eq!(whole["output"]["choices"][0]["message"]["reasoning_content"], "Let me see.");
}

#[tokio::test]
async fn a_gemini_client_turns_the_pages_of_the_models() {
    let server = ModelServer::start().await;
    let first = get(&server.url(), "/v1beta/models?pageSize=1000").await.json();
    assert_eq!(first["models"][0]["name"], "models/testkit-chat");
    let second = get(&server.url(), "/v1beta/models?pageSize=1000&pageToken=the%2Brest%3D").await.json();
    assert_eq!(
        (&second["models"][0]["name"], &second["nextPageToken"]),
        (&json!("models/testkit-thinking"), &Value::Null)
    );
}

#[tokio::test]
async fn who_wants_no_stream_gets_the_answer_whole() {
    let server = ModelServer::start().await;
    server.reply(Reply::chat(&["r"], &["a", "b"]));
    let answer = post(&server.url(), "/v1/chat/completions", &json!({"model": "m", "messages": []})).await;
    assert_eq!(answer.header("content-length"), Some(answer.body().len().to_string().as_str()));
    assert_eq!(answer.json()["choices"][0]["message"]["content"], "ab");
    assert_eq!(answer.json()["choices"][0]["message"]["reasoning_content"], "r");

    server.reply(Reply::chat(&["r"], &["a", "b"]));
    let answer = post(&server.url(), "/api/chat", &json!({"model": "m", "stream": false})).await;
    assert_eq!(answer.json()["message"], json!({"role": "assistant", "content": "ab", "thinking": "r"}));

    server.reply(Reply::chat(&["r"], &["a", "b"]));
    let answer = post(&server.url(), "/v1/messages", &json!({"model": "m"})).await;
    assert_eq!(answer.json()["content"][0]["thinking"], "r");
    assert_eq!(answer.json()["content"][1], json!({"type": "text", "text": "ab"}));

    server.reply(Reply::chat(&["r"], &["a", "b"]));
    let answer = post(&server.url(), "/v1/responses", &json!({"model": "m"})).await;
    assert_eq!(answer.json()["output"][0]["summary"][0]["text"], "r");
    assert_eq!(answer.json()["output"][1]["content"][0]["text"], "ab");

    server.reply(Reply::chat(&[], &["a", "b"]));
    let answer = post(&server.url(), "/v1beta/models/m:generateContent", &json!({})).await;
    assert_eq!(answer.json()["candidates"][0]["content"]["parts"], json!([{"text": "ab"}]));
}

#[tokio::test]
async fn queued_replies_are_used_in_order_and_then_the_server_is_friendly() {
    let server = ModelServer::start().await;
    server.reply(Reply::json(418, &json!("first")));
    server.reply(Reply::json(200, &json!("second")));
    assert_eq!(chat(&server.url()).await.status, 418);
    assert_eq!(get(&server.url(), "/v1/models").await.status, 200, "a listing takes nothing from the queue");
    assert_eq!(chat(&server.url()).await.json(), "second");
    let events = chat(&server.url()).await.events();
    assert_eq!(joined(&events, "/choices/0/delta/content"), "Hello from the testkit.");
}

#[tokio::test]
async fn a_fixed_reply_answers_its_path_every_time_whatever_the_query() {
    let server = ModelServer::start().await;
    server.on("/v1/models", Reply::html(502, "<p>Bad gateway").header("X-Case", "kept"));
    for path in ["/v1/models", "/v1/models?type=text"] {
        let answer = get(&server.url(), path).await;
        assert_eq!((answer.status, answer.text().as_str()), (502, "<p>Bad gateway"));
        assert!(answer.headers.contains(&("X-Case".to_owned(), "kept".to_owned())));
    }
}

#[tokio::test]
async fn without_the_key_chats_and_listings_are_refused_and_nothing_else_is() {
    let server = ModelServer::start().await;
    server.require_key("sk-right");
    server.reply(Reply::json(200, &json!("for the one with the key")));
    for path in [
        "/v1/chat/completions",
        "/v1/responses",
        "/v1/messages",
        "/v1beta/models/m:generateContent",
        "/api/chat",
        "/v1/models",
        "/api/tags",
    ] {
        for headers in [&[][..], &[("Authorization", "Bearer sk-wrong")], &[("x-api-key", "sk-wrong")]] {
            let answer = exchange(&server.url(), "POST", path, headers, b"{}").await;
            assert_eq!(
                (answer.status, &answer.json()["error"]["code"]),
                (401, &json!("invalid_api_key")),
                "{path}"
            );
        }
    }
    assert_eq!(get(&server.url(), "/pictures/red.png").await.status, 200);
    let right = [("authorization", "Bearer sk-right")];
    let answer = exchange(&server.url(), "POST", "/v1/chat/completions", &right, b"{}").await;
    assert_eq!(answer.json(), "for the one with the key");
    for (name, path) in
        [("X-Api-Key", "/v1/messages"), ("X-Goog-Api-Key", "/v1beta/models/m:generateContent")]
    {
        assert_eq!(exchange(&server.url(), "POST", path, &[(name, "sk-right")], b"{}").await.status, 200);
    }
}

#[tokio::test]
async fn the_server_introduces_itself() {
    let server = ModelServer::start().await;
    let url = server.url();
    assert_eq!(get(&url, "/").await.text(), "Ollama is running");
    assert!(get(&url, "/api/version").await.json()["version"].is_string());
    assert_eq!(get(&url, "/api/tags").await.json()["models"][0]["name"], "testkit:latest");
    assert_eq!(get(&url, "/compatible-mode/v1/models").await.json()["data"][0]["id"], "testkit-chat");
    assert_eq!(get(&url, "/nowhere").await.status, 404);
}

#[tokio::test]
async fn what_a_client_sent_is_kept_as_it_was_sent() {
    let server = ModelServer::start().await;
    let url = server.url();
    get(&url, "/v1/models?limit=2").await;
    exchange(
        &url,
        "POST",
        "/v1/chat/completions",
        &[("X-Odd", "Yes")],
        chat_request().to_string().as_bytes(),
    )
    .await;

    let request = server.next_chat().await;
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/v1/chat/completions"));
    assert_eq!((request.header("x-odd"), request.header("absent")), (Some("Yes"), None));
    assert_eq!(request.json(), chat_request());
    assert_eq!(server.next_request().await.path, "/v1/models?limit=2", "the chat was taken already");
    assert_eq!(server.requests().len(), 2, "taking a request does not forget it");
}

#[tokio::test]
async fn a_large_body_arrives_whole() {
    let server = ModelServer::start().await;
    let body = vec![b'7'; 3_000_000];
    let answer = exchange(&server.url(), "POST", "/v1/chat/completions", &[], &body).await;
    assert_eq!(answer.status, 200);
    assert_eq!(server.next_chat().await.body, body);
}

#[tokio::test]
async fn waiting_for_a_request_ends_when_it_comes() {
    let server = ModelServer::start().await;
    let url = server.url();
    let (request, _) = tokio::join!(server.next_chat(), chat(&url));
    assert_eq!(request.path, "/v1/chat/completions");
}

#[tokio::test(start_paused = true)]
async fn a_test_with_a_paused_clock_talks_to_it_all_the_same() {
    let server = ModelServer::start().await;
    server.reply(Reply::chat(&[], &["a", "b"]).pace(std::time::Duration::from_millis(5)));
    let answer = chat(&server.url()).await;
    assert!(answer.complete);
    server.next_chat().await;
}

#[tokio::test]
async fn a_dropped_server_has_closed_its_port() {
    let server = ModelServer::start().await;
    let address = server.url().strip_prefix("http://").unwrap().to_owned();
    drop(server);
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
