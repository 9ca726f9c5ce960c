//! Importing and exporting, with a home to join to.

use runnel_engine::contract::*;
use runnel_testkit::{ModelServer, Reply};

use crate::person::Person;

const CLAUDE: &str = include_str!("../../../exchange/tests/fixtures/claude.json");
const CHATBOX: &str = include_str!("../../../exchange/tests/fixtures/chatbox.json");

async fn import(person: &Person, text: &str) -> Result<ImportReport, Refusal> {
    let path = person.home.path().join("export");
    std::fs::write(&path, text).unwrap();
    import_at(person, &path).await
}

async fn import_at(person: &Person, path: &std::path::Path) -> Result<ImportReport, Refusal> {
    person.engine.import_conversations(ImportConversations { path: path.to_str().unwrap().to_owned() }).await
}

fn files(person: &Person) -> Vec<(String, Vec<u8>)> {
    let folder = std::fs::read_dir(person.home.path().join("conversations")).unwrap();
    let file = |entry: std::fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
    };
    let mut files: Vec<_> = folder.map(|entry| file(entry.unwrap())).collect();
    files.sort();
    files
}

#[tokio::test]
async fn importing_twice_adds_nothing_twice() {
    let person = Person::new();
    let report = import(&person, CLAUDE).await.unwrap();
    assert_eq!((report.new_conversations, report.new_messages, report.grown_conversations), (2, 6, 0));
    let before = files(&person);
    let again = import(&person, CLAUDE).await.unwrap();
    assert_eq!((again.new_conversations, again.new_messages, again.grown_conversations), (0, 0, 0));
    assert_eq!(again.found, report.found);
    assert_eq!(files(&person), before);
    assert_eq!(person.listed().await.len(), 2);
}

#[tokio::test]
async fn what_was_said_and_set_here_stays_and_what_grew_there_is_added() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    import(&person, CLAUDE).await.unwrap();
    let bread =
        person.listed().await.into_iter().find(|summary| summary.title.as_deref() == Some("Bread")).unwrap();
    let conversation = bread.id;
    person.engine.rename_conversation(Rename { conversation, title: "My bread".into() }).await.unwrap();
    server.reply(Reply::chat(&[], &["Longer."]));
    person.ask(Some(conversation), "Even longer?").await;

    let more = CLAUDE
        .replace(r#""name": "Bread""#, r#""name": "Loaves""#)
        .replace("Two hours.", "Three hours.")
        .replacen(
            r#""chat_messages": ["#,
            r#""chat_messages": [ { "uuid": "a3", "sender": "assistant", "text": "Overnight.", "parent_message_uuid": "q1", "created_at": "2024-03-04T16:00:00Z" },"#,
            1,
        );
    let report = import(&person, &more).await.unwrap();
    assert_eq!((report.new_conversations, report.new_messages, report.grown_conversations), (0, 1, 1));
    assert_eq!(report.found.count(Reason::Changed), 1);
    let view = person.open(conversation).await;
    assert_eq!(view.summary.title.as_deref(), Some("My bread"));
    let said: Vec<String> = view.messages.iter().map(Message::text).collect();
    assert_eq!(said.last().map(String::as_str), Some("Longer."));
    assert_eq!(view.branches.first().unwrap().siblings.len(), 3);
}

#[tokio::test]
async fn progress_is_told_and_every_new_conversation_is_announced() {
    let person = Person::new();
    let mut events = person.watch().await;
    import(&person, CHATBOX).await.unwrap();
    let (mut changed, mut last) = (0, None);
    while let Ok(event) = events.try_recv() {
        match event {
            AppEvent::ConversationChanged { .. } => changed += 1,
            AppEvent::Import { progress } => last = Some(progress),
            _ => {}
        }
    }
    assert_eq!(changed, 2);
    assert_eq!(last, Some(ImportProgress { done: 2, total: 2 }));
}

#[tokio::test]
async fn what_is_no_export_is_refused_with_its_reason_and_leaves_nothing() {
    let person = Person::new();
    let refusal = import(&person, "[{\"mapping\":").await.unwrap_err();
    assert!(matches!(refusal, Refusal::ImportRefused { problem: Refused::Damaged { .. } }), "{refusal:?}");
    let refusal = import(&person, "Dear diary").await.unwrap_err();
    assert_eq!(refusal, Refusal::ImportRefused { problem: Refused::Unrecognised });
    let nowhere = person.home.path().join("nowhere");
    let refusal = import_at(&person, &nowhere).await.unwrap_err();
    assert!(matches!(refusal, Refusal::ImportRefused { problem: Refused::Unreadable { .. } }), "{refusal:?}");
    assert!(person.listed().await.is_empty());
    // An import that was refused is over.
    assert!(import(&person, CLAUDE).await.is_ok());
}

#[tokio::test]
async fn all_conversations_go_to_an_archive_and_come_back_in_another_home() {
    let person = Person::new();
    import(&person, CLAUDE).await.unwrap();
    import(&person, CHATBOX).await.unwrap();
    let path = person.home.path().join("all.zip");
    let exported = |conversations, path: &std::path::Path| ExportConversations {
        conversations,
        format: ExportFormat::Json,
        language: ExportLanguage::English,
        path: path.to_str().unwrap().to_owned(),
    };
    let all = person.engine.export_conversations(exported(None, &path)).await.unwrap();
    assert_eq!((all.conversations, all.bytes), (4, std::fs::metadata(&path).unwrap().len()));

    let other = Person::new();
    let report = import_at(&other, &path).await.unwrap();
    assert_eq!((report.new_conversations, report.found.pictures), (4, 1));
    for summary in person.listed().await {
        let (here, there) = (person.open(summary.id).await, other.open(summary.id).await);
        assert_eq!((here.messages, here.parameters), (there.messages, there.parameters));
        assert_eq!(here.summary.title, there.summary.title);
    }

    let missing: ConversationId = "019a0000-0000-7000-8000-000000000000".parse().unwrap();
    let refusal = person.engine.export_conversations(exported(Some(vec![missing]), &path)).await.unwrap_err();
    assert_eq!(refusal, Refusal::ConversationMissing { conversation: missing });
    assert_eq!(std::fs::metadata(&path).unwrap().len(), all.bytes, "what was there stays");
    let nowhere = person.home.path().join("no/folder/all.zip");
    let refusal = person.engine.export_conversations(exported(None, &nowhere)).await.unwrap_err();
    assert!(matches!(refusal, Refusal::Storage { fault: StorageFault::Missing, .. }), "{refusal:?}");
}

#[tokio::test]
async fn an_imported_picture_can_be_seen() {
    let person = Person::new();
    import(&person, CHATBOX).await.unwrap();
    let maps =
        person.listed().await.into_iter().find(|summary| summary.title.as_deref() == Some("Maps")).unwrap();
    let view = person.open(maps.id).await;
    let images = view.messages[0].body.parts().iter().filter_map(|part| match part {
        Part::Image(image) => Some(image.clone()),
        _ => None,
    });
    for image in images {
        assert_eq!(person.engine.picture(image).await.unwrap().media_type, "image/png");
    }
}

#[tokio::test]
async fn an_import_can_be_broken_off_and_goes_on_the_next_time() {
    let person = Person::new();
    let chats: Vec<String> = (0..500)
        .map(|n| format!(r#"{{"uuid":"{n}","chat_messages":[{{"uuid":"a","sender":"human","text":"{n}","created_at":"2024-01-01T00:00:00Z"}}]}}"#))
        .collect();
    let text = format!("[{}]", chats.join(","));
    let mut events = person.watch().await;
    let engine = person.engine.clone();
    let breaking = tokio::spawn(async move {
        while let Some(event) = events.recv().await {
            if matches!(event, AppEvent::ConversationChanged { .. }) {
                engine.cancel_import(Nothing {}).await.unwrap();
                break;
            }
        }
    });
    assert_eq!(import(&person, &text).await.unwrap_err(), Refusal::ImportCancelled);
    breaking.await.unwrap();
    let taken = person.listed().await.len() as u64;
    assert!(taken > 0 && taken < 500, "{taken}");
    assert_eq!(import(&person, &text).await.unwrap().new_conversations, 500 - taken);
}
