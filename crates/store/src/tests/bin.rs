//! Conversations that were deleted.

use std::sync::atomic::{AtomicBool, Ordering};

use super::support::*;
use crate::*;
use runnel_conversation::*;

fn deleted(n: u64) -> Record {
    record(n, RecordKind::Deleted)
}

fn purged(home: &TestHome, until: i64) -> bool {
    home.conversations().purge(chat(), Timestamp(until), &home.journals()).unwrap()
}

#[test]
fn the_bin_has_what_was_deleted_and_not_restored_since() {
    let home = TestHome::new();
    let named = |n: u128| ConversationId::from(uuid::Uuid::from_u128(n));
    let conversations = home.conversations();
    conversations.append(named(1), &[question(2, "kept")]).unwrap();
    conversations.append(named(2), &[question(2, "first"), deleted(10)]).unwrap();
    conversations.append(named(3), &[question(2, "then"), deleted(20)]).unwrap();
    conversations
        .append(named(4), &[question(2, "back"), deleted(5), record(6, RecordKind::Restored)])
        .unwrap();
    let binned =
        |n, title: &str, at| Binned { id: named(n), title: Some(title.into()), deleted: Timestamp(at) };
    assert_eq!(conversations.bin(None).unwrap(), [binned(3, "then", 20), binned(2, "first", 10)]);
}

#[test]
fn what_was_deleted_long_enough_ago_goes_with_what_was_set_aside_of_it() {
    let home = TestHome::new();
    home.put(b"no record\n");
    home.conversations().append(chat(), &[question(2, "a"), deleted(10)]).unwrap();
    home.conversations().set_aside(chat()).unwrap();
    assert!(!purged(&home, 9));
    assert!(purged(&home, 10));
    assert_eq!(std::fs::read_dir(home.path("conversations")).unwrap().count(), 0);
    assert!(!purged(&home, 10));
}

#[test]
fn what_was_restored_or_is_newer_or_still_answered_stays() {
    let home = TestHome::new();
    let conversations = home.conversations();
    conversations.append(chat(), &[question(2, "a"), deleted(10), record(11, RecordKind::Restored)]).unwrap();
    assert!(!purged(&home, 100));
    conversations.append(chat(), &[deleted(12)]).unwrap();
    let journal = home.journals().begin(&head(13)).unwrap();
    assert!(!purged(&home, 100));
    journal.remove().unwrap();
    let newer = RecordKind::Conversation { conversation: chat(), format: FORMAT + 1 };
    home.put(&[std::fs::read(home.file()).unwrap(), lines(&[record(1, newer)])].concat());
    assert!(!purged(&home, 100));
    assert!(home.file().exists());
}

#[test]
fn what_is_said_while_the_bin_is_emptied_is_not_lost() {
    let home = TestHome::new();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                purged(&home, i64::MAX);
            }
        });
        let conversations = home.conversations();
        for n in 0..50 {
            let n = 2 + 3 * n;
            conversations.append(chat(), &[question(n, "a"), deleted(n + 1)]).unwrap();
            // Whether it went meanwhile or not: what was said last is there.
            conversations.append(chat(), &[record(n + 2, RecordKind::Restored)]).unwrap();
            let text = std::fs::read_to_string(home.file()).unwrap();
            assert!(text.contains(&id(n + 2).to_string()));
        }
        over.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_complete_index_says_which_files_to_read_and_the_files_have_the_last_word() {
    let home = TestHome::new();
    let named = |n: u128| ConversationId::from(uuid::Uuid::from_u128(n));
    let conversations = home.conversations();
    conversations.append(named(1), &[question(2, "gone"), deleted(10)]).unwrap();
    conversations.append(named(2), &[question(2, "back"), deleted(10)]).unwrap();
    let index = Index::open(&home.home()).unwrap();
    let titles = |index| -> Vec<_> {
        conversations.bin(Some(index)).unwrap().into_iter().filter_map(|binned| binned.title).collect()
    };
    assert_eq!(titles(&index), ["back", "gone"], "an index that is not complete was asked");
    index.catch_up(|_, _| {}).unwrap();
    // One is restored, another one deleted, and the index has not heard of it yet.
    conversations.append(named(2), &[record(11, RecordKind::Restored)]).unwrap();
    conversations.append(named(3), &[question(2, "later"), deleted(12)]).unwrap();
    assert_eq!(titles(&index), ["gone"], "files were read that nobody named");
    index.catch_up(|_, _| {}).unwrap();
    assert_eq!(titles(&index), ["later", "gone"]);
}
