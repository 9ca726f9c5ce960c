//! Lists of models, what models can do, and which of them a person likes.

use crate::person::*;
use runnel_engine::contract::*;
use runnel_testkit::{ModelServer, Reply};
use serde_json::json;

const OPENROUTER: &str = "openrouter";

fn list(provider: &str, refresh: bool) -> ListModels {
    ListModels { provider: provider.into(), refresh }
}

fn ids(list: &ModelList) -> Vec<&str> {
    list.models.iter().map(|model| model.id.as_str()).collect()
}

/// A list in the provider's words.
fn listing(models: &[&str]) -> Reply {
    let model = |id: &&str| {
        json!({
            "id": id, "name": "A model", "context_length": 32_000,
            "architecture": {"input_modalities": ["text", "image"]},
            "supported_parameters": ["response_format"],
            "pricing": {"prompt": "0.000002", "completion": "0.000008"},
        })
    };
    Reply::json(200, &json!({"data": models.iter().map(model).collect::<Vec<_>>()}))
}

/// The kept list, made older than any that is taken as new.
fn age(person: &Person, provider: &str) {
    let path = person.home.path().join(format!("cache/models/{provider}.json"));
    let mut kept: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    kept["read_at"] = json!(0);
    std::fs::write(&path, kept.to_string()).unwrap();
}

#[tokio::test]
async fn a_list_is_asked_for_once_and_then_there_at_once() {
    let server = ModelServer::start().await;
    server.on("/v1/models", listing(&["a", "b"]));
    let person = Person::with("custom-openai", &server).await;
    let first = person.engine.list_models(list("custom-openai", false)).await.unwrap();
    assert_eq!((ids(&first), first.stale), (vec!["a", "b"], false));
    assert!(first.read_at.is_some());
    let asked = server.requests().len();
    let second = person.again().engine.list_models(list("custom-openai", false)).await.unwrap();
    assert_eq!(second, first);
    assert_eq!(server.requests().len(), asked);
    server.on("/v1/models", listing(&["c"]));
    assert_eq!(ids(&person.engine.list_models(list("custom-openai", true)).await.unwrap()), ["c"]);
}

#[tokio::test]
async fn an_older_list_is_shown_while_it_is_asked_for_and_a_change_is_told() {
    let server = ModelServer::start().await;
    server.on("/v1/models", listing(&["a"]));
    let person = Person::with("custom-openai", &server).await;
    person.engine.list_models(list("custom-openai", false)).await.unwrap();
    age(&person, "custom-openai");
    server.on("/v1/models", listing(&["a", "b"]));
    let mut events = person.watch().await;
    let older = person.engine.list_models(list("custom-openai", false)).await.unwrap();
    assert_eq!((ids(&older), older.stale, older.read_at), (vec!["a"], true, Some(Timestamp(0))));
    let AppEvent::ModelsChanged { provider } = events.recv().await.unwrap() else { panic!("no models") };
    assert_eq!(provider, "custom-openai");
    let newer = person.engine.list_models(list("custom-openai", false)).await.unwrap();
    assert_eq!((ids(&newer), newer.stale), (vec!["a", "b"], false));
}

#[tokio::test]
async fn a_provider_that_does_not_answer_leaves_the_kept_list_as_it_was() {
    let server = ModelServer::start().await;
    server.on("/v1/models", listing(&["a"]));
    let person = Person::with("custom-openai", &server).await;
    person.engine.list_models(list("custom-openai", false)).await.unwrap();
    server.on("/v1/models", Reply::json(500, &json!({"error": {"message": "out of order"}})));
    assert!(matches!(
        person.engine.list_models(list("custom-openai", true)).await,
        Err(Refusal::Provider { .. })
    ));
    assert_eq!(ids(&person.engine.list_models(list("custom-openai", false)).await.unwrap()), ["a"]);
}

#[tokio::test]
async fn another_address_has_another_list() {
    let (one, other) = (ModelServer::start().await, ModelServer::start().await);
    one.on("/v1/models", listing(&["one"]));
    other.on("/v1/models", listing(&["other"]));
    let person = Person::with("custom-openai", &one).await;
    person.engine.list_models(list("custom-openai", false)).await.unwrap();
    let base_url = Some(format!("{}/v1", other.url()));
    person.engine.set_base_url(SetBaseUrl { provider: "custom-openai".into(), base_url }).await.unwrap();
    assert_eq!(ids(&person.engine.list_models(list("custom-openai", false)).await.unwrap()), ["other"]);
}

#[tokio::test]
async fn the_demonstration_asks_nobody() {
    let demo = Person::new().engine.list_models(list("offline", false)).await.unwrap();
    assert_eq!((ids(&demo), demo.read_at, demo.stale), (vec!["demo"], None, false));
}

#[tokio::test]
async fn what_the_provider_lists_is_known_of_its_models_and_what_they_cost() {
    let server = ModelServer::start().await;
    server.on("/v1/models", listing(&["some/model"]));
    server.reply(Reply::chat(&[], &["a", "b"]));
    server.reply(Reply::chat(&[], &["a", "b"]));
    let person = Person::with(OPENROUTER, &server).await;
    let choice = ModelChoice { provider: OPENROUTER.into(), model: "some/model".into() };
    let abilities = person.engine.model_abilities(choice.clone()).await.unwrap();
    assert_eq!((abilities.vision, abilities.price), (None, None));
    person.engine.choose_model(ChooseModel { conversation: None, choice: choice.clone() }).await.unwrap();
    assert_eq!(person.ask(None, "hi").await.1.answer.unwrap().cost, None);

    person.engine.list_models(list(OPENROUTER, false)).await.unwrap();
    let abilities = person.engine.model_abilities(choice).await.unwrap();
    assert_eq!((abilities.vision, abilities.context_tokens), (Some(true), Some(32_000)));
    let price = abilities.price.unwrap();
    assert_eq!((price.input, price.output, price.currency.as_str()), (2.0, 8.0, "USD"));
    let (sent, reading) = person.ask(None, "hi").await;
    let cost = reading.answer.unwrap().cost.unwrap();
    assert!(cost.amount > 0.0 && cost.currency == "USD");
    let kept = person.again().open(sent.reply.conversation).await.messages.pop().unwrap();
    let MessageBody::Assistant { answer, .. } = kept.body else { panic!("no answer") };
    assert_eq!(answer.cost, Some(cost));
}

#[tokio::test]
async fn abilities_of_nobody_are_refused() {
    let choice = ModelChoice { provider: "nobody".into(), model: "m".into() };
    assert!(matches!(
        Person::new().engine.model_abilities(choice).await,
        Err(Refusal::ProviderMissing { .. })
    ));
}

#[tokio::test]
async fn models_that_were_asked_are_remembered_the_newest_first() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    let choice = |model: &str| ModelChoice { provider: "custom-openai".into(), model: model.into() };
    let mut events = person.watch().await;
    for n in (0..10).chain([3]) {
        let model = format!("model-{n}");
        let choice = choice(&model);
        person
            .engine
            .send(SendMessage { choice: Some(choice.clone()), ..message(None, "hi") })
            .await
            .unwrap();
        loop {
            if let AppEvent::SettingsChanged { settings } = events.recv().await.unwrap() {
                assert_eq!(settings.recent[0], choice);
                break;
            }
        }
    }
    let recent = person.again().engine.overview(Nothing {}).await.unwrap().settings.recent;
    let models: Vec<_> = recent.iter().map(|choice| choice.model.as_str()).collect();
    let expected = [3, 9, 8, 7, 6, 5, 4, 2].map(|n| format!("model-{n}"));
    assert_eq!(models, expected);
}

#[tokio::test]
async fn a_favourite_is_one_until_it_is_not() {
    let person = Person::new();
    let choice = |model: &str| ModelChoice { provider: "ollama".into(), model: model.into() };
    let set = |model: &str, favourite| SetFavourite { choice: choice(model), favourite };
    for (model, favourite, expected) in [
        ("a", true, vec![choice("a")]),
        ("b", true, vec![choice("a"), choice("b")]),
        ("b", true, vec![choice("a"), choice("b")]),
        ("a", false, vec![choice("b")]),
        ("a", false, vec![choice("b")]),
    ] {
        assert_eq!(person.engine.set_favourite(set(model, favourite)).await.unwrap().favourites, expected);
    }
}
