//! The bin, and a look at everything.

use crate::person::*;
use runnel_engine::contract::*;

async fn bin(person: &Person) -> Vec<BinnedConversation> {
    person.engine.list_bin(Nothing {}).await.unwrap()
}

#[tokio::test]
async fn what_is_deleted_is_in_the_bin_until_it_is_restored_or_the_bin_emptied() {
    let person = Person::new();
    let [first, second, kept] = ["first", "second", "kept"];
    let mut ids = Vec::new();
    for text in [first, second, kept] {
        ids.push(person.ask(None, text).await.0.reply.conversation);
    }
    let delete = |conversation| person.engine.delete_conversation(ConversationRef { conversation });
    delete(ids[0]).await.unwrap();
    delete(ids[1]).await.unwrap();
    let binned = bin(&person).await;
    assert_eq!(binned.iter().map(|one| one.id).collect::<Vec<_>>(), [ids[1], ids[0]]);
    assert_eq!(binned[0].title.as_deref(), Some(second));
    assert_eq!(binned[0].goes.0 - binned[0].deleted.0, 30 * 24 * 60 * 60 * 1000);

    person.engine.restore_conversation(ConversationRef { conversation: ids[0] }).await.unwrap();
    let empty = |conversation| person.engine.empty_bin(EmptyBin { conversation });
    // What is not in the bin stays.
    assert_eq!(empty(Some(ids[0])).await.unwrap(), EmptiedBin { conversations: 0 });
    assert_eq!(empty(None).await.unwrap(), EmptiedBin { conversations: 1 });
    assert_eq!(bin(&person).await, []);
    let gone = person.engine.open_conversation(ConversationRef { conversation: ids[1] }).await.unwrap_err();
    assert_eq!(gone, Refusal::ConversationMissing { conversation: ids[1] });
    assert_eq!(person.listed().await.len(), 2);
}

#[tokio::test]
async fn everything_is_checked() {
    let person = Person::new();
    let conversation = person.ask(None, "hi").await.0.reply.conversation;
    let found = person.engine.check_everything(Nothing {}).await.unwrap();
    assert_eq!((found.conversations, found.messages, found.faults), (1, 2, vec![]));
    let file = format!("conversations/{conversation}.jsonl");
    let path = person.home.path().join(&file);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, format!("nonsense\n{text}")).unwrap();
    let found = person.engine.check_everything(Nothing {}).await.unwrap();
    assert_eq!(
        found.faults,
        [FileFault { file, fault: Damage::Line { line: 1, reason: FaultReason::Damaged } }]
    );
}

#[tokio::test]
async fn a_backup_is_remembered_and_brings_back_what_was_purged() {
    let person = Person::new();
    let conversation = person.ask(None, "hi").await.0.reply.conversation;
    let engine = &person.engine;
    assert_eq!(engine.last_backup(Nothing {}).await.unwrap(), None);
    let backup = BackupRef { path: person.home.path().join("backup.zip") };
    let made = engine.back_up(backup.clone()).await.unwrap();
    assert_eq!(made.conversations, 1);
    assert_eq!(person.again().engine.last_backup(Nothing {}).await.unwrap(), Some(made));
    engine.delete_conversation(ConversationRef { conversation }).await.unwrap();
    engine.empty_bin(EmptyBin { conversation: None }).await.unwrap();
    let back = engine.restore_backup(backup).await.unwrap();
    assert_eq!((back.conversations, back.refused.len()), (1, 0));
    assert_eq!(person.open(conversation).await.messages.len(), 2);
    let nowhere = BackupRef { path: person.home.path().join("nowhere.zip") };
    assert!(matches!(engine.restore_backup(nowhere).await.unwrap_err(), Refusal::Storage { .. }));
}
