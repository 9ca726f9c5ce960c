//! The way to a provider, as a person sets it.

use crate::person::*;
use runnel_engine::contract::*;
use runnel_testkit::{ModelServer, ProxyServer};

const PROVIDER: &str = "custom-openai";

fn straight() -> SetProviderNetwork {
    SetProviderNetwork {
        provider: PROVIDER.into(),
        proxy: None,
        timeout_seconds: None,
        headers: [].into(),
        ca_file: None,
        keep_alive: None,
    }
}

#[tokio::test]
async fn a_proxy_with_a_password_from_the_keychain_is_the_way_to_the_provider() {
    let (server, proxy) = (ModelServer::start().await, ProxyServer::start().await);
    let person = Person::with(PROVIDER, &server).await;
    let through = format!("socks5://me@{}", proxy.address());
    let set = SetProviderNetwork { proxy: Some(through.clone()), ..straight() };
    let settings = person.engine.set_provider_network(set).await.unwrap();
    assert_eq!(settings.providers[PROVIDER].proxy.as_deref(), Some(through.as_str()));
    let password = SetProxyPassword { provider: PROVIDER.into(), password: Some("s3cret-pass".into()) };
    person.engine.set_proxy_password(password).await.unwrap();
    person.ask(None, "hi").await;
    assert_eq!(proxy.passages().last().unwrap().credentials.as_deref(), Some("me:s3cret-pass"));
    let kept = std::fs::read_to_string(person.home.path().join("settings.toml")).unwrap();
    assert!(!kept.contains("s3cret-pass"), "{kept}");

    person.engine.set_provider_network(straight()).await.unwrap();
    let passed = proxy.passages().len();
    person.ask(None, "hi").await;
    assert_eq!(proxy.passages().len(), passed);
}

#[tokio::test]
async fn headers_go_with_every_request() {
    let server = ModelServer::start().await;
    let person = Person::with(PROVIDER, &server).await;
    let headers = [("X-Title".to_owned(), "Runnel here".to_owned())].into();
    person.engine.set_provider_network(SetProviderNetwork { headers, ..straight() }).await.unwrap();
    person.ask(None, "hi").await;
    assert_eq!(server.next_chat().await.header("x-title"), Some("Runnel here"));
    let models = ListModels { provider: PROVIDER.into(), refresh: true };
    person.engine.list_models(models).await.unwrap();
    assert_eq!(server.requests().last().unwrap().header("x-title"), Some("Runnel here"));
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_and_not_kept() {
    let person = Person::new();
    let file = person.home.path().join("ca.pem");
    std::fs::write(&file, "no certificate").unwrap();
    let header = |name: &str, value: &str| [(name.to_owned(), value.to_owned())].into();
    for (field, set) in [
        ("proxy", SetProviderNetwork { proxy: Some("telepathy".into()), ..straight() }),
        ("proxy", SetProviderNetwork { proxy: Some("http://me:pass@proxy".into()), ..straight() }),
        ("timeout_seconds", SetProviderNetwork { timeout_seconds: Some(0), ..straight() }),
        ("headers", SetProviderNetwork { headers: header("Authorization", "Bearer x"), ..straight() }),
        ("headers", SetProviderNetwork { headers: header("a b", "x"), ..straight() }),
        ("ca_file", SetProviderNetwork { ca_file: Some(file.display().to_string()), ..straight() }),
        ("ca_file", SetProviderNetwork { ca_file: Some("/nonexistent/ca.pem".into()), ..straight() }),
        ("keep_alive", SetProviderNetwork { keep_alive: Some("for a while".into()), ..straight() }),
    ] {
        let refusal = person.engine.set_provider_network(set).await.unwrap_err();
        let Refusal::SettingInvalid { field: told, reason } = refusal else { panic!("{field}: {refusal:?}") };
        assert_eq!(told, field, "{reason}");
        assert!(!reason.is_empty());
    }
    assert!(!person.home.path().join("settings.toml").exists());
    let nobody = SetProviderNetwork { provider: "nobody".into(), ..straight() };
    assert!(matches!(person.engine.set_provider_network(nobody).await, Err(Refusal::ProviderMissing { .. })));
}

#[tokio::test]
async fn what_was_set_beside_the_way_stays() {
    let server = ModelServer::start().await;
    let person = Person::with(PROVIDER, &server).await;
    let added = ModelChoice { provider: PROVIDER.into(), model: "mine".into() };
    person.engine.add_model(added).await.unwrap();
    let set = SetProviderNetwork { timeout_seconds: Some(600), keep_alive: Some("30m".into()), ..straight() };
    let settings = person.engine.set_provider_network(set).await.unwrap();
    let set = &settings.providers[PROVIDER];
    assert_eq!((set.models.as_slice(), set.timeout_seconds), (["mine".to_owned()].as_slice(), Some(600)));
    assert!(set.base_url.is_some() && set.keep_alive.as_deref() == Some("30m"));
}
