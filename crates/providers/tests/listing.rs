//! Lists of models and checks of keys, over a real connection on this computer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use runnel_conversation::ProblemCode;
use runnel_providers::{ApiKey, Checked, Endpoint, Http, check, models, vendor};
use runnel_testkit::{ModelServer, Reply, faults};
use serde_json::json;

const KEY: &str = "sk-canary-0123456789abcdef";

fn endpoint(vendor_id: &str, server: &ModelServer) -> Endpoint {
    let key = Some(ApiKey::new(KEY.into()));
    Endpoint::new(vendor(vendor_id).unwrap(), Some(&format!("{}/v1", server.url())), key).unwrap()
}

#[tokio::test]
async fn a_list_is_asked_for_with_the_key_and_completed_with_what_is_known() {
    let server = ModelServer::start().await;
    let list = json!({"object": "list", "data": [{"id": "qwen3-vl-plus"}, {"id": "qwen-new"}]});
    server.on("/v1/models", Reply::json(200, &list));
    let found = models(&Http::new().unwrap(), &endpoint("dashscope", &server)).await.unwrap();
    let found: Vec<_> = found.iter().map(|model| (model.id.as_str(), model.vision, model.thinking)).collect();
    assert_eq!(found, [("qwen3-vl-plus", Some(true), Some(true)), ("qwen-new", None, None)]);
    assert_eq!(server.next_request().await.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
}

#[tokio::test]
async fn siliconflow_is_asked_for_models_that_chat() {
    let server = ModelServer::start().await;
    models(&Http::new().unwrap(), &endpoint("siliconflow", &server)).await.unwrap();
    assert_eq!(server.next_request().await.path, "/v1/models?type=text&sub_type=chat");
}

#[tokio::test]
async fn ollama_lists_what_is_on_the_computer() {
    let server = ModelServer::start().await;
    let found = models(&Http::new().unwrap(), &endpoint("ollama", &server)).await.unwrap();
    let found: Vec<_> = found.iter().map(|model| (model.id.as_str(), model.vision, model.thinking)).collect();
    assert_eq!(
        found,
        [
            ("testkit:latest", Some(false), Some(false)),
            ("testkit-thinking:latest", Some(false), Some(true)),
            ("testkit-vision:latest", Some(true), Some(false)),
        ]
    );
    assert_eq!(server.next_request().await.path, "/api/tags");
}

#[tokio::test]
async fn gemini_is_asked_page_by_page_for_models_that_answer() {
    let server = ModelServer::start().await;
    let found = models(&Http::new().unwrap(), &endpoint("gemini", &server)).await.unwrap();
    let found: Vec<_> = found.iter().map(|model| (model.id.as_str(), model.thinking)).collect();
    assert_eq!(found, [("testkit-chat", Some(false)), ("testkit-thinking", Some(true))]);
    let first = server.next_request().await;
    assert_eq!(
        (first.path.as_str(), first.header("x-goog-api-key")),
        ("/v1/models?pageSize=1000", Some(KEY))
    );
    assert_eq!(server.next_request().await.path, "/v1/models?pageSize=1000&pageToken=the%2Brest%3D");
}

#[tokio::test]
async fn a_list_in_pages_is_read_to_its_end() {
    let server = ModelServer::start().await;
    let found = models(&Http::new().unwrap(), &endpoint("anthropic", &server)).await.unwrap();
    let found: Vec<_> =
        found.iter().map(|model| (model.id.as_str(), model.thinking, model.context_tokens)).collect();
    let expected = [("testkit-chat", false), ("testkit-thinking", true)];
    assert_eq!(found, expected.map(|(id, thinking)| (id, Some(thinking), Some(200_000))));
    let first = server.next_request().await;
    assert_eq!(first.path, "/v1/models?limit=1000");
    assert_eq!(
        (first.header("x-api-key"), first.header("anthropic-version")),
        (Some(KEY), Some("2023-06-01"))
    );
    assert_eq!(server.next_request().await.path, "/v1/models?limit=1000&after_id=testkit-chat");
}

#[tokio::test]
async fn a_list_that_gives_the_same_page_again_is_at_its_end() {
    let server = ModelServer::start().await;
    let page = json!({"data": [{"id": "a"}, {"id": "b"}], "has_more": true, "last_id": "b"});
    server.on("/v1/models", Reply::json(200, &page));
    let found = models(&Http::new().unwrap(), &endpoint("anthropic", &server)).await.unwrap();
    assert_eq!(found.iter().map(|model| model.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn the_demonstration_has_one_model_and_asks_nobody() {
    let endpoint = Endpoint::new(vendor("offline").unwrap(), None, None).unwrap();
    let http = Http::new().unwrap();
    let found = models(&http, &endpoint).await.unwrap();
    assert_eq!(found.iter().map(|model| model.id.as_str()).collect::<Vec<_>>(), ["demo"]);
    assert_eq!(check(&http, &endpoint).await, Ok(Checked { models: 1 }));
}

#[tokio::test]
async fn a_wrong_key_fails_every_check() {
    let http = Http::new().unwrap();
    for vendor_id in [
        "dashscope",
        "siliconflow",
        "deepseek",
        "tencent-lkeap",
        "openai",
        "openrouter",
        "anthropic",
        "gemini",
    ] {
        let server = ModelServer::start().await;
        server.require_key("another");
        server.on("/v1/key", faults::unauthorized());
        let problem = check(&http, &endpoint(vendor_id, &server)).await.unwrap_err();
        assert_eq!((problem.code, problem.status), (ProblemCode::BadKey, Some(401)), "{vendor_id}");
    }
}

#[tokio::test]
async fn a_right_key_passes_and_the_models_are_counted() {
    let http = Http::new().unwrap();
    for vendor_id in [
        "dashscope",
        "siliconflow",
        "deepseek",
        "tencent-lkeap",
        "openai",
        "openrouter",
        "anthropic",
        "gemini",
    ] {
        let server = ModelServer::start().await;
        server.require_key(KEY);
        server.on("/v1/key", Reply::json(200, &json!({"data": {"label": "mine"}})));
        let checked = check(&http, &endpoint(vendor_id, &server)).await;
        assert_eq!(checked, Ok(Checked { models: 2 }), "{vendor_id}");
    }
}

#[tokio::test]
async fn a_public_list_proves_nothing_about_a_key_at_openrouter() {
    let server = ModelServer::start().await;
    server.on("/v1/key", faults::unauthorized());
    let (http, endpoint) = (Http::new().unwrap(), endpoint("openrouter", &server));
    assert_eq!(models(&http, &endpoint).await.unwrap().len(), 2);
    assert_eq!(check(&http, &endpoint).await.unwrap_err().code, ProblemCode::BadKey);
}

#[tokio::test]
async fn a_check_by_chat_asks_for_one_token_and_a_vendor_without_a_list_has_its_known_models() {
    let server = ModelServer::start().await;
    server.on("/v1/models", Reply::json(404, &json!({"error": {"message": "no such path"}})));
    let (http, endpoint) = (Http::new().unwrap(), endpoint("tencent-lkeap", &server));
    let known = endpoint.vendor.models.len();
    assert_eq!(check(&http, &endpoint).await, Ok(Checked { models: known }));
    assert_eq!(
        server.next_chat().await.json(),
        json!({
            "model": "deepseek-v3.2",
            "messages": [{"role": "user", "content": "hi"}],
            "stream": false,
            "max_tokens": 1,
        })
    );
}

#[tokio::test]
async fn a_model_that_is_gone_does_not_fail_a_key() {
    let server = ModelServer::start().await;
    server.reply(faults::model_missing());
    assert!(check(&Http::new().unwrap(), &endpoint("tencent-lkeap", &server)).await.is_ok());
}

#[tokio::test]
async fn what_is_no_list_is_told_as_a_wrong_address() {
    let http = Http::new().unwrap();
    for reply in [
        faults::html_with_200(),
        Reply::html(404, "<html>Not found</html>"),
        Reply::json(404, &json!({"detail": "Not Found"})),
        Reply::json(200, &json!({"hello": "world"})),
        Reply::bytes("text/plain", "Ollama is running"),
    ] {
        let server = ModelServer::start().await;
        server.on("/v1/models", reply);
        let problem = models(&http, &endpoint("custom-openai", &server)).await.unwrap_err();
        assert_eq!(problem.code, ProblemCode::Protocol, "{problem:?}");
    }
}

#[tokio::test]
async fn a_key_that_is_echoed_is_not_seen() {
    let server = ModelServer::start().await;
    server.on("/v1/models", Reply::json(401, &json!({"error": {"message": format!("Wrong key {KEY}.")}})));
    let problem = check(&Http::new().unwrap(), &endpoint("openai", &server)).await.unwrap_err();
    assert_eq!(problem.message, "Wrong key ….");
    assert!(!format!("{problem:?}").contains(KEY));
}
