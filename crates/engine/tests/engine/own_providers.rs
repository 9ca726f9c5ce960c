//! Providers that a person makes, and further accounts of the built-in ones.

use crate::person::*;
use runnel_engine::contract::*;
use runnel_testkit::{ModelServer, Reply};

fn provider(id: &str) -> ProviderRef {
    ProviderRef { provider: id.into() }
}

fn saved(id: Option<&str>, text: &str) -> SaveOwnProvider {
    SaveOwnProvider { id: id.map(str::to_owned), text: text.into() }
}

async fn shown(person: &Person, id: &str) -> Option<ProviderView> {
    let providers = person.engine.overview(Nothing {}).await.unwrap().providers;
    providers.into_iter().find(|provider| provider.id == id)
}

fn file(server: &ModelServer) -> String {
    format!(
        "like = \"custom-openai\"\nid = \"lab\"\nname = {{ en = \"Lab\", zh = \"实验室\" }}\n\
         base_url = \"{}/v1\"\n[[models]]\nid = \"big\"\nvision = true\nthinking = true\n\
         price = {{ input = 1000000, output = 2000000 }}\n",
        server.url()
    )
}

#[tokio::test]
async fn a_provider_of_ones_own_is_kept_shown_asked_and_paid_for() {
    let server = ModelServer::start().await;
    server.reply(Reply::chat(&[], &["Hello", " there"]));
    let person = Person::new();
    let text = file(&server);
    let view = person.engine.save_own_provider(saved(None, &text)).await.unwrap();
    assert!(view.own && view.like.as_deref() == Some("custom-openai") && view.name_zh == "实验室");
    let again = person.again();
    assert_eq!(shown(&again, "lab").await.unwrap().base_url.unwrap(), format!("{}/v1", server.url()));
    assert_eq!(again.engine.own_provider(provider("lab")).await.unwrap().text, text);

    let choice = ModelChoice { provider: "lab".into(), model: "big".into() };
    again.engine.choose_model(ChooseModel { conversation: None, choice: choice.clone() }).await.unwrap();
    let (sent, reading) = again.ask(None, "hi").await;
    assert_eq!((reading.content.as_str(), sent.reply.choice), ("Hello there", choice));
    let answer = reading.answer.unwrap();
    let usage = answer.usage.unwrap();
    let expected = usage.prompt_tokens.unwrap() + 2 * usage.completion_tokens.unwrap();
    #[allow(clippy::cast_precision_loss)]
    let expected = expected as f64;
    let cost = answer.cost.unwrap();
    assert!((cost.amount - expected).abs() < 1e-9, "{} for {usage:?}", cost.amount);
    assert_eq!(cost.currency, "USD");
}

#[tokio::test]
async fn what_is_no_provider_is_not_kept() {
    let person = Person::new();
    for (id, text, line) in [
        (None, "like = \"openai\"\nid = \"openai\"\n", None),
        (None, "like = \"openai\"\nid = \"x\"\nneeds_key = = 1\n", Some(3)),
        (None, "id = \"x\"\n", Some(1)),
    ] {
        let refusal = person.engine.save_own_provider(saved(id, text)).await.unwrap_err();
        assert!(
            matches!(&refusal, Refusal::ProviderFileInvalid { line: at, .. } if *at == line),
            "{refusal:?}"
        );
    }
    let nobody = saved(Some("nobody"), "like = \"openai\"\nid = \"nobody\"\n");
    assert!(matches!(
        person.engine.save_own_provider(nobody).await,
        Err(Refusal::ProviderMissing { provider }) if provider == "nobody"
    ));
    person.engine.save_own_provider(saved(None, "like = \"openai\"\nid = \"mine\"\n")).await.unwrap();
    for (id, text) in
        [(None, "like = \"groq\"\nid = \"mine\"\n"), (Some("mine"), "like = \"openai\"\nid = \"other\"\n")]
    {
        assert!(person.engine.save_own_provider(saved(id, text)).await.is_err(), "{id:?} {text}");
    }
    let kept = person.engine.own_provider(provider("mine")).await.unwrap().text;
    assert_eq!(kept, "like = \"openai\"\nid = \"mine\"\n");
    assert!(person.engine.own_provider(provider("../settings")).await.is_err());
}

#[tokio::test]
async fn a_broken_file_is_told_and_the_rest_works() {
    let server = ModelServer::start().await;
    let person = Person::new();
    person.engine.save_own_provider(saved(None, &file(&server))).await.unwrap();
    let folder = person.home.path().join("providers");
    std::fs::write(folder.join("torn.toml"), "like = \"openai\"\nid = ").unwrap();
    std::fs::write(folder.join("renamed.toml"), "like = \"openai\"\nid = \"before\"\n").unwrap();
    std::fs::write(folder.join("Not An Id.toml"), "like = \"openai\"\nid = \"a\"\n").unwrap();

    let overview = person.engine.overview(Nothing {}).await.unwrap();
    let told: Vec<_> = overview
        .notices
        .iter()
        .map(|notice| match notice {
            Notice::ProviderUnreadable { provider, reason } => (provider.as_str(), reason.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(told.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ["Not An Id", "renamed", "torn"]);
    assert!(told[2].1.starts_with("line 2: "), "{}", told[2].1);
    assert!(overview.providers.iter().any(|provider| provider.id == "lab"));
    // It can be read and mended.
    let torn = person.engine.own_provider(provider("torn")).await.unwrap();
    person.engine.save_own_provider(saved(Some("torn"), &format!("{}\"torn\"\n", torn.text))).await.unwrap();
    assert!(shown(&person, "torn").await.is_some());
}

#[tokio::test]
async fn a_file_that_was_changed_by_hand_is_found_and_told() {
    let person = Person::new();
    let mut events = person.watch().await;
    let folder = person.home.path().join("providers");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("mine.toml"), "like = \"openai\"\nid = \"mine\"\n").unwrap();
    assert_eq!(
        person.engine.key_status(provider("mine")).await.unwrap(),
        person.engine.key_status(provider("openai")).await.unwrap()
    );
    let AppEvent::ProvidersChanged { providers } = events.recv().await.unwrap() else {
        panic!("no providers")
    };
    assert!(providers.iter().any(|provider| provider.id == "mine"));
    std::fs::remove_file(folder.join("mine.toml")).unwrap();
    assert!(person.engine.key_status(provider("mine")).await.is_err());
}

#[tokio::test]
async fn a_second_account_has_a_key_and_an_address_of_its_own() {
    let server = ModelServer::start().await;
    server.require_key(KEY);
    let person = Person::new();
    let account = |name: &str, base_url: Option<String>| AddAccount {
        like: "siliconflow".into(),
        name: name.into(),
        base_url,
    };
    let url = Some(format!("{}/v1/chat/completions", server.url()));
    let work = person.engine.add_account(account("Work", url)).await.unwrap();
    assert_eq!((work.id.as_str(), work.like.as_deref()), ("work", Some("siliconflow")));
    let second = person.engine.add_account(account("Work", None)).await.unwrap();
    let chinese = person.engine.add_account(account("工作", None)).await.unwrap();
    assert_eq!((second.id.as_str(), chinese.id.as_str()), ("work-2", "siliconflow-2"));
    // The variables that may hold the key of the first account are not looked at.
    let file = person.engine.own_provider(provider("work-2")).await.unwrap().text;
    assert!(file.contains("environment = []"), "{file}");
    assert_eq!(chinese.base_url, shown(&person, "siliconflow").await.unwrap().base_url);
    // An account stands right behind what it is like.
    let providers = person.engine.overview(Nothing {}).await.unwrap().providers;
    let ids: Vec<_> = providers.iter().map(|provider| provider.id.as_str()).collect();
    let place = ids.iter().position(|id| *id == "siliconflow").unwrap();
    assert_eq!(ids[place + 1..place + 4], ["siliconflow-2", "work", "work-2"]);

    let refused = person.engine.add_account(account(" ", None)).await.unwrap_err();
    assert!(matches!(refused, Refusal::SettingInvalid { .. }), "{refused:?}");
    let refused = person.engine.add_account(account("x", Some("ftp://x".into()))).await.unwrap_err();
    assert!(matches!(refused, Refusal::BaseUrlInvalid { .. }), "{refused:?}");
    let offline = AddAccount { like: "offline".into(), name: "x".into(), base_url: None };
    assert!(matches!(person.engine.add_account(offline).await, Err(Refusal::ProviderMissing { .. })));

    person.engine.set_key(SetKey { provider: "work".into(), key: KEY.into() }).await.unwrap();
    let list = ListModels { provider: "work".into(), refresh: false };
    assert!(!person.engine.list_models(list).await.unwrap().models.is_empty());
    assert_eq!(person.engine.key_status(provider("work-2")).await.unwrap(), KeyStatus::Nowhere);
}

#[tokio::test]
async fn a_removed_provider_leaves_nothing_behind() {
    let server = ModelServer::start().await;
    let person = Person::new();
    person.engine.save_own_provider(saved(None, &file(&server))).await.unwrap();
    let choice = ModelChoice { provider: "lab".into(), model: "big".into() };
    person.engine.choose_model(ChooseModel { conversation: None, choice: choice.clone() }).await.unwrap();
    person.engine.set_favourite(SetFavourite { choice, favourite: true }).await.unwrap();
    person.engine.set_key(SetKey { provider: "lab".into(), key: KEY.into() }).await.unwrap();
    person.engine.remove_own_provider(provider("lab")).await.unwrap();
    assert!(person.engine.remove_own_provider(provider("lab")).await.is_err());
    assert!(person.engine.remove_own_provider(provider("openai")).await.is_err());
    let overview = person.engine.overview(Nothing {}).await.unwrap();
    assert!(overview.providers.iter().all(|provider| provider.id != "lab"));
    assert_eq!((overview.settings.default_model, overview.settings.favourites), (None, Vec::new()));
    // One of the same name is another one.
    person.engine.save_own_provider(saved(None, &file(&server))).await.unwrap();
    assert_eq!(person.engine.key_status(provider("lab")).await.unwrap(), KeyStatus::Nowhere);
}
