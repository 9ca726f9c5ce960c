//! Fetching a model for Ollama.

use runnel_testkit::{ModelServer, Reply};
use rustix::process::Signal;

use crate::program::Home;

const LINES: &str = concat!(
    "{\"status\":\"pulling manifest\"}\n",
    "{\"status\":\"pulling a\",\"digest\":\"sha256:a\",\"total\":100,\"completed\":60}\n",
    "{\"status\":\"success\"}\n",
);

#[tokio::test]
async fn a_model_is_fetched_and_each_step_is_told() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    server.on("/api/pull", Reply::bytes("application/x-ndjson", LINES));
    let ended = home.run(&["pull", "qwen3:4b", "--base-url", &server.url()]);
    assert_eq!((ended.status, ended.out.as_str()), (0, ""));
    let told: Vec<_> = ended.err.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(told.last(), Some(&"qwen3:4b is there"), "{}", ended.err);
    assert!(told.contains(&"pulling manifest"), "{}", ended.err);
}

#[tokio::test]
async fn a_model_that_does_not_exist_is_a_failure() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let refusal = "{\"error\":\"pull model manifest: file does not exist\"}\n";
    server.on("/api/pull", Reply::bytes("application/x-ndjson", refusal));
    let ended = home.run(&["pull", "nobody", "--base-url", &server.url()]);
    assert_eq!(ended.status, 6);
    assert!(ended.err.contains("does not have this model"), "{}", ended.err);
}

#[tokio::test]
async fn ctrl_c_breaks_a_fetch_off() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let stall = LINES.find("{\"status\":\"success\"").unwrap();
    server.on("/api/pull", Reply::bytes("application/x-ndjson", LINES).stall_after(stall));
    let running = home.start(&["pull", "qwen3:4b", "--base-url", &server.url()]);
    server.next_request().await;
    running.signal(Signal::INT);
    assert_eq!(running.end().status, 130);
    assert_eq!(server.hung_up().await.path, "/api/pull");
}
