//! Searching, finding, and following what others write.

use std::fs;

use runnel_engine::Engine;
use runnel_engine::contract::*;
use runnel_testkit::ModelServer;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::person::*;

async fn search(engine: &Engine, text: &str) -> SearchPage {
    engine.search(SearchConversations { text: text.into(), ..Default::default() }).await.unwrap()
}

/// Waits until a conversation appears in the list under this title.
async fn appears(events: &mut UnboundedReceiver<AppEvent>, title: &str) {
    loop {
        if let AppEvent::ConversationChanged { summary } = events.recv().await.unwrap()
            && summary.title.as_deref() == Some(title)
        {
            return;
        }
    }
}

#[tokio::test]
async fn a_question_and_its_answer_are_found_as_soon_as_they_are_there() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    let (sent, _) = person.ask(None, "🎉 什么是潮汐?").await;
    let page = search(&person.engine, "汐").await;
    let [found] = page.messages.as_slice() else { panic!("{page:?}") };
    assert_eq!((found.conversation, found.message), (sent.reply.conversation, sent.question.id));
    assert_eq!((found.role, found.excerpt.as_str()), (Role::User, "🎉 什么是潮汐?"));
    assert_eq!(found.ranges, [TextRange { start: 7, end: 8 }]);
    assert_eq!(page.conversations.len(), 1);
    assert_eq!(page.next, None);
    let conversation = sent.reply.conversation;
    let found =
        person.engine.find_in_conversation(FindInConversation { conversation, text: "潮汐?".into() });
    let found = found.await.unwrap();
    assert_eq!((found.len(), found[0].message), (1, sent.question.id));
    assert_eq!(found[0].ranges, [TextRange { start: 6, end: 9 }]);
    person.engine.delete_conversation(ConversationRef { conversation }).await.unwrap();
    assert!(search(&person.engine, "汐").await.messages.is_empty());
}

#[tokio::test]
async fn a_home_that_was_never_indexed_is_listed_when_the_window_opens() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    person.ask(None, "first").await;
    person.ask(None, "second").await;
    fs::remove_dir_all(person.home().join("cache")).unwrap();
    let again = person.again();
    let _events = again.watch().await;
    let overview = again.engine.overview(Nothing {}).await.unwrap();
    let titles: Vec<_> = overview.conversations.conversations.into_iter().map(|line| line.title).collect();
    assert_eq!(titles, [Some("second".into()), Some("first".into())]);
}

#[tokio::test]
async fn what_another_process_writes_appears_by_itself() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    let (sent, _) = person.ask(None, "first").await;
    let mut events = person.watch().await;
    let conversation = sent.reply.conversation;
    let other = person.again();
    other.engine.rename_conversation(Rename { conversation, title: "Named elsewhere".into() }).await.unwrap();
    appears(&mut events, "Named elsewhere").await;
    assert!(
        matches!(events.recv().await, Some(AppEvent::ChangedElsewhere { conversation: id }) if id == conversation)
    );

    let file = person.home().join(format!("conversations/{conversation}.jsonl"));
    fs::remove_file(file).unwrap();
    assert!(
        matches!(events.recv().await, Some(AppEvent::ConversationRemoved { conversation: id }) if id == conversation)
    );
    assert!(person.listed().await.is_empty());
}

#[tokio::test]
async fn an_index_can_be_begun_anew_at_any_time() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    person.ask(None, "tides").await;
    person.engine.indexed(true, |_| {}).await.unwrap();
    assert_eq!(search(&person.engine, "tid").await.messages.len(), 1);
    let mut events = person.watch().await;
    person.engine.reindex(Nothing {}).await.unwrap();
    appears(&mut events, "tides").await;
    assert_eq!(search(&person.engine, "tid").await.messages.len(), 1);
}
