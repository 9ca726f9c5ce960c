//! Models on this computer: what Ollama has, fetching more, and room for long chats.

use crate::person::*;
use runnel_engine::Closed;
use runnel_engine::contract::*;
use runnel_testkit::{ModelServer, Reply};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

fn model(name: &str) -> LocalModelRef {
    LocalModelRef { provider: "ollama".into(), name: name.into() }
}

async fn pulls(person: &Person) -> UnboundedReceiver<Pull> {
    let (sender, pulls) = unbounded_channel();
    let outlet = move |event: &AppEvent| match event {
        AppEvent::Pull { pull } => sender.send(pull.clone()).map_err(|_| Closed),
        _ => Ok(()),
    };
    person.engine.watch(Nothing {}, outlet).await.unwrap();
    pulls
}

async fn ending(pulls: &mut UnboundedReceiver<Pull>) -> PullState {
    loop {
        match pulls.recv().await.unwrap().state {
            PullState::Running { .. } => {}
            state => return state,
        }
    }
}

const LINES: &str = concat!(
    "{\"status\":\"pulling manifest\"}\n",
    "{\"status\":\"pulling a\",\"digest\":\"sha256:a\",\"total\":100,\"completed\":60}\n",
    "{\"status\":\"success\"}\n",
);

#[tokio::test]
async fn a_fetch_tells_how_far_it_is_and_that_it_is_done() {
    let server = ModelServer::start().await;
    server.on("/api/pull", Reply::bytes("application/x-ndjson", LINES));
    let person = Person::with("ollama", &server).await;
    let mut pulls = pulls(&person).await;
    person.engine.pull_model(model(" qwen3:4b ")).await.unwrap();
    let first = pulls.recv().await.unwrap();
    assert_eq!((first.provider.as_str(), first.name.as_str()), ("ollama", "qwen3:4b"));
    assert_eq!(ending(&mut pulls).await, PullState::Done);
    assert!(person.engine.overview(Nothing {}).await.unwrap().pulls.is_empty());
}

#[tokio::test]
async fn a_fetch_can_be_broken_off_and_is_listed_until_then() {
    let server = ModelServer::start().await;
    let line = LINES.find("{\"status\":\"success\"").unwrap();
    server.on("/api/pull", Reply::bytes("application/x-ndjson", LINES).stall_after(line));
    let person = Person::with("ollama", &server).await;
    let mut pulls = pulls(&person).await;
    person.engine.pull_model(model("qwen3:4b")).await.unwrap();
    pulls.recv().await.unwrap();
    // Once more is the same fetch.
    person.engine.pull_model(model("qwen3:4b")).await.unwrap();
    assert_eq!(person.engine.overview(Nothing {}).await.unwrap().pulls.len(), 1);
    person.engine.cancel_pull(model("qwen3:4b")).await.unwrap();
    assert_eq!(ending(&mut pulls).await, PullState::Cancelled);
    assert_eq!(server.hung_up().await.path, "/api/pull");
}

#[tokio::test]
async fn a_fetch_that_fails_says_why() {
    let server = ModelServer::start().await;
    let refusal = "{\"error\":\"pull model manifest: file does not exist\"}\n";
    server.on("/api/pull", Reply::bytes("application/x-ndjson", refusal));
    let person = Person::with("ollama", &server).await;
    let mut pulls = pulls(&person).await;
    person.engine.pull_model(model("no-such-model")).await.unwrap();
    let PullState::Failed { problem } = ending(&mut pulls).await else { panic!("it did not fail") };
    assert_eq!(problem.code, ProblemCode::ModelMissing);
    assert!(matches!(
        person.engine.pull_model(model(" ")).await.unwrap_err(),
        Refusal::ModelNotChosen { .. }
    ));
    let elsewhere = LocalModelRef { provider: "openai".into(), name: "a".into() };
    assert!(matches!(
        person.engine.pull_model(elsewhere).await.unwrap_err(),
        Refusal::ProviderMissing { .. }
    ));
}

#[tokio::test]
async fn what_is_on_the_computer_is_listed() {
    let server = ModelServer::start().await;
    let person = Person::with("ollama", &server).await;
    let local = person.engine.local_models(ProviderRef { provider: "ollama".into() }).await.unwrap();
    assert_eq!(local.version.as_deref(), Some("0.12.0"));
    assert_eq!(local.models.len(), 3);
    assert_eq!(local.models[0].quantisation.as_deref(), Some("Q4_K_M"));
}

fn show(context: u64) -> Reply {
    let info = json!({"general.architecture": "llama", "llama.context_length": context});
    Reply::json(200, &json!({"model_info": info, "capabilities": ["completion"]}))
}

async fn asked_with(server: &ModelServer, person: &Person, text: &str) -> (u64, Answer) {
    let (_, reading) = person.ask(None, text).await;
    let body = server.next_chat().await.json();
    (body["options"]["num_ctx"].as_u64().unwrap(), reading.answer.unwrap())
}

#[tokio::test]
async fn a_long_chat_is_given_room_up_to_what_the_model_can_hold() {
    let server = ModelServer::start().await;
    server.on("/api/show", show(40_960));
    let person = Person::with("ollama", &server).await;
    let (short, answer) = asked_with(&server, &person, "hi").await;
    assert_eq!((short, answer.adjustments.len()), (16_384, 0));
    let (long, answer) = asked_with(&server, &person, &"长".repeat(20_000)).await;
    assert_eq!((long, answer.adjustments.len()), (40_960, 0));
    let (too_long, answer) = asked_with(&server, &person, &"长".repeat(60_000)).await;
    assert_eq!(too_long, 40_960);
    assert_eq!(answer.adjustments, [Adjustment::HistoryMayBeCut]);
}
