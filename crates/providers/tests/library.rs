//! What Ollama has on the computer, and fetching more, over a real connection on this computer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use futures::StreamExt;
use runnel_conversation::ProblemCode;
use runnel_providers::ollama::{Progress, delete, details, local_models, pull, unload, version};
use runnel_providers::{Endpoint, Http, vendor};
use runnel_testkit::{ModelServer, Reply, Split};
use serde_json::json;

fn endpoint(server: &ModelServer) -> Endpoint {
    Endpoint::new(vendor("ollama").unwrap(), Some(&server.url()), None).unwrap()
}

#[tokio::test]
async fn the_models_on_the_computer_are_told_with_what_they_can_do_and_where_they_are_loaded() {
    let server = ModelServer::start().await;
    server.on(
        "/api/tags",
        Reply::json(
            200,
            &json!({"models": [
                {"name": "new:4b", "size": 2_600_000_000_u64, "capabilities": ["completion", "thinking"],
                 "details": {"parameter_size": "4.0B", "quantization_level": "Q4_K_M", "context_length": 40960}},
                {"name": "old:1b", "size": 1, "details": {}},
            ]}),
        ),
    );
    server.on(
        "/api/ps",
        Reply::json(
            200,
            &json!({"models": [{"name": "new:4b", "size_vram": 7, "expires_at": "2026-11-22T10:00:00Z", "context_length": 8192}]}),
        ),
    );
    server.on(
        "/api/show",
        Reply::json(
            200,
            &json!({"capabilities": ["completion"], "model_info": {"general.architecture": "llama", "llama.context_length": 4096}}),
        ),
    );
    let http = Http::new().unwrap();
    let models = local_models(&http, &endpoint(&server)).await.unwrap();
    let [new, old] = models.as_slice() else { panic!("{models:?}") };
    assert_eq!((new.name.as_str(), new.size_bytes), ("new:4b", 2_600_000_000));
    assert_eq!((new.quantisation.as_deref(), new.parameter_size.as_deref()), (Some("Q4_K_M"), Some("4.0B")));
    assert_eq!(new.details.context_tokens, Some(40960));
    let loaded = new.loaded.as_ref().unwrap();
    assert_eq!((loaded.vram_bytes, loaded.context_tokens), (7, Some(8192)));
    assert_eq!((old.details.context_tokens, old.loaded.as_ref()), (Some(4096), None));
    assert_eq!(old.details.capabilities, ["completion"]);
}

#[tokio::test]
async fn a_server_that_says_only_the_list_is_enough() {
    let server = ModelServer::start().await;
    let old = Reply::json(404, &json!({"error": "404 page not found"}));
    for path in ["/api/ps", "/api/show"] {
        server.on(path, old.clone());
    }
    let models = local_models(&Http::new().unwrap(), &endpoint(&server)).await.unwrap();
    assert_eq!(models.len(), 3);
    assert!(models.iter().all(|model| model.loaded.is_none()));
    assert_eq!(version(&Http::new().unwrap(), &endpoint(&server)).await.unwrap().as_deref(), Some("0.12.0"));
}

#[tokio::test]
async fn a_model_is_deleted_and_let_go_in_ollamas_words() {
    let server = ModelServer::start().await;
    let http = Http::new().unwrap();
    server.on("/api/delete", Reply::bytes("text/plain", ""));
    delete(&http, &endpoint(&server), "a:1b").await.unwrap();
    let asked = server.next_request().await;
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("DELETE", "/api/delete"));
    assert_eq!(asked.json(), json!({"model": "a:1b"}));

    server.reply(Reply::json(200, &json!({"model": "a:1b", "done": true, "done_reason": "unload"})));
    unload(&http, &endpoint(&server), "a:1b").await.unwrap();
    let body = server.next_request().await.json();
    assert_eq!((&body["messages"], &body["keep_alive"]), (&json!([]), &json!(0)));

    let missing = Reply::json(404, &json!({"error": "model 'a:1b' not found"}));
    for path in ["/api/delete", "/api/show"] {
        server.on(path, missing.clone());
    }
    assert_eq!(delete(&http, &endpoint(&server), "a:1b").await.unwrap_err().code, ProblemCode::ModelMissing);
    assert_eq!(details(&http, &endpoint(&server), "a:1b").await.unwrap_err().code, ProblemCode::ModelMissing);
}

const LINES: &str = concat!(
    "{\"status\":\"pulling manifest\"}\n",
    "{\"status\":\"pulling a\",\"digest\":\"sha256:a\",\"total\":100,\"completed\":60}\n",
    "{\"status\":\"pulling b\",\"digest\":\"sha256:b\",\"total\":50}\n",
    "{\"status\":\"pulling a\",\"digest\":\"sha256:a\",\"total\":100,\"completed\":100}\n",
    "{\"status\":\"pulling b\",\"digest\":\"sha256:b\",\"total\":50,\"completed\":50}\n",
    "{\"status\":\"verifying sha256 digest\"}\n",
    "{\"status\":\"success\"}\n",
);

#[tokio::test]
async fn a_fetch_tells_how_far_it_is_however_its_lines_are_cut() {
    for split in [Split::Whole, Split::Every(1), Split::Every(13)] {
        let server = ModelServer::start().await;
        server.on("/api/pull", Reply::bytes("application/x-ndjson", LINES).split(split));
        let steps = pull(&Http::new().unwrap(), endpoint(&server), "a:1b".into());
        let steps: Vec<Progress> = steps.map(Result::unwrap).collect().await;
        let figures: Vec<_> = steps.iter().map(|step| (step.completed_bytes, step.total_bytes)).collect();
        let (known, all) = (Some(100), Some(150));
        assert_eq!(figures, [(0, None), (60, known), (60, all), (100, all), (150, all), (150, all)]);
        assert_eq!(steps.last().unwrap().status, "verifying sha256 digest");
        assert_eq!(server.next_request().await.json()["model"], "a:1b");
    }
}

#[tokio::test]
async fn a_fetch_that_fails_or_breaks_off_says_so_last() {
    let cut = LINES.find("{\"status\":\"success\"").unwrap();
    for (body, code) in [
        (
            format!("{}{{\"error\":\"pull model manifest: file does not exist\"}}\n", &LINES[..30]),
            ProblemCode::ModelMissing,
        ),
        (LINES[..cut].to_owned(), ProblemCode::Truncated),
        ("<html>".to_owned(), ProblemCode::Truncated),
    ] {
        let server = ModelServer::start().await;
        server.on("/api/pull", Reply::bytes("application/x-ndjson", body));
        let steps: Vec<_> = pull(&Http::new().unwrap(), endpoint(&server), "a".into()).collect().await;
        assert_eq!(steps.last().unwrap().as_ref().unwrap_err().code, code);
        assert!(steps.iter().rev().skip(1).all(Result::is_ok));
    }
}
