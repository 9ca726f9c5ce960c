//! What is done to a conversation as a whole, and what a person prefers.

use crate::person::*;
use runnel_engine::contract::*;
use runnel_engine::{Closed, Engine};
use runnel_testkit::ModelServer;

async fn titles(engine: &Engine) -> Vec<String> {
    let listed = engine.list_conversations(ListConversations::default()).await.unwrap();
    listed.conversations.into_iter().filter_map(|summary| summary.title).collect()
}

#[tokio::test]
async fn conversations_are_listed_newest_first_renamed_deleted_and_restored() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    let (first, _) = person.ask(None, "first").await;
    let (second, _) = person.ask(None, "second").await;
    assert_eq!(titles(&person.engine).await, ["second", "first"]);

    let conversation = first.reply.conversation;
    person.engine.rename_conversation(Rename { conversation, title: " Named ".into() }).await.unwrap();
    assert_eq!(titles(&person.engine).await, ["second", "Named"]);

    let conversation = second.reply.conversation;
    person.engine.delete_conversation(ConversationRef { conversation }).await.unwrap();
    assert_eq!(titles(&person.again().engine).await, ["Named"]);
    person.engine.restore_conversation(ConversationRef { conversation }).await.unwrap();
    assert_eq!(titles(&person.again().engine).await, ["second", "Named"]);
}

#[tokio::test]
async fn a_watcher_learns_what_changes() {
    let person = Person::new();
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    let outlet = move |event: &AppEvent| sender.send(event.clone()).map_err(|_| Closed);
    person.engine.watch(Nothing {}, outlet).await.unwrap();
    let (sent, _) = person.ask(None, "hi").await;
    let mut seen = Vec::new();
    loop {
        match events.recv().await.unwrap() {
            AppEvent::ConversationChanged { .. } => seen.push("changed"),
            AppEvent::ReplyStarted { reply } => {
                assert_eq!(reply, sent.reply);
                seen.push("started");
            }
            AppEvent::ReplyEnded { message, .. } => {
                assert_eq!(message, sent.reply.message);
                break;
            }
            // The model is now among those that were asked last.
            AppEvent::SettingsChanged { settings } => {
                assert_eq!(settings.recent[0], sent.reply.choice);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(seen, ["changed", "started", "changed"]);
}

#[tokio::test]
async fn a_conversation_that_is_not_there_is_refused_by_its_name() {
    let person = Person::new();
    let conversation: ConversationId = "019a0000-0000-7000-8000-000000000000".parse().unwrap();
    let refusal = person.engine.open_conversation(ConversationRef { conversation }).await.unwrap_err();
    assert_eq!(refusal, Refusal::ConversationMissing { conversation });
    assert_eq!(person.send(Some(conversation), "hi").await.unwrap_err(), refusal);
}

#[tokio::test]
async fn preferences_outlive_the_program_and_a_broken_file_is_told_and_left_alone() {
    let person = Person::new();
    let preferences = Preferences {
        theme: Theme::Dark,
        language: Language::ZhCn,
        reading_width: ReadingWidth::Wide,
        text_size: TextSize::Large,
        enter_sends: false,
        welcomed: true,
    };
    person.engine.save_preferences(preferences.clone()).await.unwrap();
    let overview = person.again().engine.overview(Nothing {}).await.unwrap();
    assert_eq!((overview.settings.theme, overview.settings.language), (Theme::Dark, Language::ZhCn));
    let reading = (overview.settings.reading_width, overview.settings.text_size);
    assert_eq!(reading, (ReadingWidth::Wide, TextSize::Large));

    let file = person.home.path().join("settings.toml");
    std::fs::write(&file, "theme = [[[").unwrap();
    let again = person.again();
    let overview = again.engine.overview(Nothing {}).await.unwrap();
    assert!(
        matches!(overview.notices.as_slice(), [Notice::SettingsUnreadable { .. }]),
        "{:?}",
        overview.notices
    );
    assert!(again.engine.save_preferences(preferences).await.is_err());
    let refusal = again.send(None, "hi").await.unwrap_err();
    assert!(matches!(&refusal, Refusal::Storage { reason, .. } if reason.contains("line 1")), "{refusal}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "theme = [[[");
}

#[tokio::test]
async fn models_of_the_provider_and_those_added_by_hand_are_listed() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    let added = ModelChoice { provider: "custom-openai".into(), model: "my-own".into() };
    person.engine.add_model(added.clone()).await.unwrap();
    let list = |engine: Engine| async move {
        let list = ListModels { provider: "custom-openai".into(), refresh: false };
        engine.list_models(list).await.unwrap().models
    };
    let models = list(person.engine.clone()).await;
    assert!(models.len() > 1);
    assert!(models.iter().any(|model| model.id == "my-own" && model.added));
    person.engine.remove_model(added).await.unwrap();
    assert!(list(person.engine.clone()).await.iter().all(|model| !model.added));
}

#[tokio::test]
async fn a_connection_is_checked_with_what_was_typed() {
    let server = ModelServer::start().await;
    server.require_key(KEY);
    let person = Person::new();
    let check = |key: &str| CheckConnection {
        provider: "custom-openai".into(),
        key: Some(key.into()),
        base_url: Some(format!("{}/v1", server.url())),
    };
    assert!(person.engine.check_connection(check(KEY)).await.unwrap().models > 0);
    let Refusal::Provider { problem } = person.engine.check_connection(check("sk-wrong")).await.unwrap_err()
    else {
        panic!("a wrong key is the provider's to refuse")
    };
    assert_eq!(problem.code, ProblemCode::BadKey);
}

#[tokio::test]
async fn damage_is_told_once_wherever_it_is_seen_first() {
    let person = Person::new();
    let (sent, _) = person.ask(None, "hi").await;
    let conversation = sent.reply.conversation;
    let file = person.home.path().join(format!("conversations/{conversation}.jsonl"));
    let damage = |text: &str| {
        let kept = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, format!("{kept}{text}\n")).unwrap();
    };
    damage("no record");
    person.engine.indexed(false, |_| {}).await.unwrap();
    let told = person.engine.overview(Nothing {}).await.unwrap().notices;
    assert!(matches!(told[..], [Notice::DamagedLines { lines: 1, .. }]), "{told:?}");
    assert!(person.again().engine.overview(Nothing {}).await.unwrap().notices.is_empty());

    let mut events = person.watch().await;
    damage("nor this");
    let view = person.open(conversation).await;
    assert_eq!((view.damaged_lines, view.messages.len()), (2, 2));
    // That somebody else wrote is told as well.
    let notice = loop {
        if let AppEvent::Notice { notice } = events.recv().await.unwrap() {
            break notice;
        }
    };
    assert!(matches!(notice, Notice::DamagedLines { lines: 1, .. }), "{notice:?}");
    person.open(conversation).await;
    let more = std::iter::from_fn(|| events.try_recv().ok());
    assert!(!more.into_iter().any(|event| matches!(event, AppEvent::Notice { .. })), "it was told again");
}
