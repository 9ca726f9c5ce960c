//! A conversation, by the records that make it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{MessageBody, Part};

fn id(n: u128) -> RecordId {
    RecordId::from(Uuid::from_u128(n))
}

fn record(n: u128, parent: Option<u128>, kind: RecordKind) -> Record {
    Record { id: id(n), parent: parent.map(id), at: Timestamp(i64::try_from(n).unwrap()), kind }
}

fn question(n: u128, parent: Option<u128>, text: &str) -> Record {
    let parts = vec![Part::Text { text: text.into() }];
    record(n, parent, RecordKind::Message(MessageBody::User { parts }))
}

fn conversation(records: impl IntoIterator<Item = Record>) -> Conversation {
    let mut conversation = Conversation::new(ConversationId::from(Uuid::from_u128(7)));
    for record in records {
        conversation.apply(record);
    }
    conversation
}

fn texts(messages: &[Message]) -> Vec<String> {
    messages.iter().map(Message::text).collect()
}

#[test]
fn the_newest_message_is_read_last() {
    let chat = conversation([question(1, None, "a"), question(2, Some(1), "b"), question(3, Some(1), "c")]);
    assert_eq!(texts(&chat.path()), ["a", "c"]);
    assert_eq!(chat.siblings(id(2)), [id(2), id(3)]);
}

#[test]
fn a_chosen_branch_holds_until_something_newer_is_said() {
    let mut chat =
        conversation([question(1, None, "a"), question(2, Some(1), "b"), question(3, Some(1), "c")]);
    chat.apply(record(4, None, RecordKind::Head { message: id(2) }));
    assert_eq!(texts(&chat.path()), ["a", "b"]);
    chat.apply(question(5, Some(3), "d"));
    assert_eq!(texts(&chat.path()), ["a", "c", "d"]);
}

#[test]
fn the_question_is_read_until_the_answer_that_was_chosen_before_it_came_is_there() {
    let mut chat = conversation([question(1, None, "a")]);
    chat.apply(record(5, Some(1), RecordKind::Head { message: id(2) }));
    chat.apply(question(3, Some(1), "second"));
    assert_eq!(texts(&chat.path()), ["a"]);
    chat.apply(question(2, Some(1), "first"));
    assert_eq!(texts(&chat.path()), ["a", "first"]);
    chat.apply(record(6, None, RecordKind::Head { message: id(3) }));
    assert_eq!(texts(&chat.path()), ["a", "second"]);
}

#[test]
fn choosing_a_branch_lands_on_its_newest_message() {
    let chat = conversation([
        question(1, None, "a"),
        question(2, Some(1), "b"),
        question(3, Some(2), "c"),
        question(4, None, "z"),
    ]);
    assert_eq!(chat.newest_below(id(1)), id(3));
    assert_eq!(chat.newest_below(id(4)), id(4));
}

#[test]
fn an_answer_that_was_overtaken_by_a_question_can_still_be_reached() {
    let answer = Message { id: id(2), ..answer() };
    let chat = conversation([question(1, None, "a"), answer.into(), question(3, Some(1), "b")]);
    assert_eq!(texts(&chat.path()), ["a", "b"]);
    assert_eq!(chat.siblings(id(3)), [id(2), id(3)]);
}

fn answer() -> Message {
    Message {
        id: id(0),
        parent: Some(id(1)),
        at: Timestamp(0),
        body: MessageBody::Assistant {
            parts: Vec::new(),
            answer: crate::Answer {
                provider: String::new(),
                model: String::new(),
                ending: crate::Ending::Interrupted,
                usage: None,
                timing: crate::Timing::default(),
                cost: None,
                adjustments: Vec::new(),
            },
        },
    }
}

#[test]
fn a_title_is_the_first_question_until_it_is_named() {
    let mut chat = conversation([question(1, None, "How do tides work?")]);
    assert_eq!(chat.title().as_deref(), Some("How do tides work?"));
    chat.apply(record(2, None, RecordKind::Title { title: "Tides".into() }));
    assert_eq!(chat.title().as_deref(), Some("Tides"));
}

#[test]
fn a_deletion_can_be_taken_back() {
    let mut chat = conversation([question(1, None, "a"), record(2, None, RecordKind::Deleted)]);
    assert_eq!((chat.is_deleted(), chat.deleted_at()), (true, Some(Timestamp(2))));
    chat.apply(record(3, None, RecordKind::Restored));
    assert_eq!((chat.is_deleted(), chat.deleted_at()), (false, None));
}

#[test]
fn a_circle_of_parents_still_opens() {
    let chat = conversation([question(1, Some(2), "a"), question(2, Some(1), "b")]);
    assert_eq!(texts(&chat.path()), ["a", "b"]);
}

#[test]
fn records_read_as_one_flat_object_a_line() {
    let line = serde_json::to_string(&question(1, None, "hi")).unwrap();
    assert_eq!(
        line,
        r#"{"id":"00000000-0000-0000-0000-000000000001","parent":null,"at":1,"kind":"message","role":"user","parts":[{"type":"text","text":"hi"}]}"#
    );
    assert_eq!(serde_json::from_str::<Record>(&line).unwrap(), question(1, None, "hi"));
}

fn deleted(n: u128, message: u128) -> Record {
    record(n, None, RecordKind::MessageDeleted { message: id(message) })
}

fn restored(n: u128, message: u128) -> Record {
    record(n, None, RecordKind::MessageRestored { message: id(message) })
}

#[test]
fn what_follows_a_deleted_message_is_read_below_what_is_above_it() {
    let mut chat = conversation([
        question(1, None, "a"),
        question(2, Some(1), "b"),
        question(3, Some(2), "c"),
        question(4, Some(1), "d"),
        question(5, Some(3), "e"),
    ]);
    chat.apply(deleted(6, 2));
    assert_eq!(texts(&chat.path()), ["a", "c", "e"]);
    assert_eq!(chat.path()[1].parent, Some(id(1)));
    assert_eq!(chat.parent(id(3)).map(Message::text).as_deref(), Some("a"));
    assert_eq!(chat.siblings(id(3)), [id(3), id(4)]);
    assert_eq!(chat.branches(), [(id(3), vec![id(3), id(4)])]);
    chat.apply(deleted(7, 1));
    assert_eq!(texts(&chat.path()), ["c", "e"]);
    assert_eq!((chat.path()[0].parent, chat.parent(id(3))), (None, None));
}

#[test]
fn a_deleted_message_is_there_again_once_it_is_restored() {
    let mut chat = conversation([question(1, None, "a"), question(2, Some(1), "b"), deleted(3, 2)]);
    assert_eq!((texts(&chat.path()), chat.message(id(2))), (vec!["a".to_owned()], None));
    assert!(chat.is_message_deleted(id(2)) && chat.holds(id(2)));
    assert_eq!(chat.deleted_messages().map(|message| message.id).collect::<Vec<_>>(), [id(2)]);
    chat.apply(restored(4, 2));
    assert_eq!(texts(&chat.path()), ["a", "b"]);
    assert_eq!((chat.messages().count(), chat.deleted_messages().count()), (2, 0));
}

#[test]
fn where_the_only_first_message_was_deleted_another_branch_is_read() {
    let chat = conversation([question(1, None, "a"), question(2, None, "b"), deleted(3, 2)]);
    assert_eq!(texts(&chat.path()), ["a"]);
    let chat = conversation([question(1, None, "a"), deleted(3, 1)]);
    assert_eq!((chat.path(), chat.head(), chat.title()), (vec![], None, None));
}

#[test]
fn a_deletion_that_arrives_before_its_message_holds() {
    let chat = conversation([deleted(3, 2), question(1, None, "a"), question(2, Some(1), "b")]);
    assert_eq!(texts(&chat.path()), ["a"]);
}

#[test]
fn pin_folder_tags_and_what_was_seen_are_those_that_were_set_last() {
    let tags = |n, tags: &[&str]| {
        record(n, None, RecordKind::Tags { tags: tags.iter().map(ToString::to_string).collect() })
    };
    let folder = |n, name: Option<&str>| record(n, None, RecordKind::Folder { folder: name.map(Into::into) });
    let mut chat = conversation([question(1, None, "a")]);
    assert_eq!((chat.pinned(), chat.folder(), chat.tags(), chat.seen()), (false, None, &[][..], None));
    for record in [
        record(12, None, RecordKind::Pin { pinned: true }),
        record(11, None, RecordKind::Pin { pinned: false }),
        folder(13, Some("Work")),
        tags(14, &["tides", "潮汐"]),
        record(15, None, RecordKind::Seen { message: id(1) }),
    ] {
        chat.apply(record);
    }
    assert_eq!((chat.pinned(), chat.folder(), chat.seen()), (true, Some("Work"), Some(id(1))));
    assert_eq!(chat.tags(), ["tides", "潮汐"]);
    chat.apply(folder(16, None));
    chat.apply(tags(17, &[]));
    assert_eq!((chat.folder(), chat.tags()), (None, &[][..]));
}

#[test]
fn a_summary_belongs_to_the_message_up_to_which_it_sums_up() {
    let summary =
        |n, until, text: &str| record(n, None, RecordKind::Summary { until: id(until), text: text.into() });
    let chat = conversation([summary(12, 2, "new"), summary(11, 2, "old"), summary(13, 4, "longer")]);
    assert_eq!(
        (chat.summary(id(2)), chat.summary(id(4)), chat.summary(id(3))),
        (Some("new"), Some("longer"), None)
    );
}

fn any_record() -> impl Strategy<Value = Record> {
    let kind = |n: u128, kind| {
        let message = id(n % 12);
        let said = n.to_string();
        match kind {
            0 => RecordKind::Title { title: said },
            1 => RecordKind::Head { message },
            2 => RecordKind::Deleted,
            3 => RecordKind::Restored,
            4 => RecordKind::MessageDeleted { message },
            5 => RecordKind::MessageRestored { message },
            6 => RecordKind::Pin { pinned: n.is_multiple_of(2) },
            7 => RecordKind::Folder { folder: (!n.is_multiple_of(3)).then_some(said) },
            8 => RecordKind::Tags { tags: vec![said] },
            9 => RecordKind::Seen { message },
            10 => RecordKind::Summary { until: message, text: said },
            _ => RecordKind::Model(ModelChoice { provider: said.clone(), model: said }),
        }
    };
    prop_oneof![
        (1u128..12, proptest::option::of(1u128..12)).prop_map(|(n, parent)| question(
            n,
            parent,
            &n.to_string()
        )),
        // A kind for each residue: of two records with one id there is only one.
        (12u128..600).prop_map(move |n| record(
            n,
            n.is_multiple_of(5).then_some(n % 12),
            kind(n, n / 12 % 12)
        )),
    ]
}

fn any_records() -> impl Strategy<Value = Vec<Record>> {
    proptest::collection::vec(any_record(), 0..40).prop_map(|records| {
        let by_id: BTreeMap<_, _> = records.into_iter().map(|record| (record.id, record)).collect();
        by_id.into_values().collect()
    })
}

proptest! {
    #[test]
    fn any_order_of_the_records_gives_the_same_conversation(
        (records, shuffled) in
            any_records().prop_flat_map(|records| (Just(records.clone()), Just(records).prop_shuffle()))
    ) {
        prop_assert_eq!(conversation(records.clone()), conversation(shuffled.clone()));
        prop_assert_eq!(conversation(records.iter().cloned().chain(shuffled)), conversation(records));
    }

    #[test]
    fn two_copies_that_grew_apart_are_joined_to_one_whichever_comes_first(
        (records, owners) in any_records().prop_flat_map(|records| {
            let owners = proptest::collection::vec(0..3, records.len());
            (Just(records), owners)
        })
    ) {
        let copy = |mine: i32| {
            let held = records.iter().zip(&owners).filter(move |(_, owner)| **owner == mine || **owner == 2);
            held.map(|(record, _)| record.clone())
        };
        let joined = conversation(copy(0).chain(copy(1)));
        prop_assert_eq!(&joined, &conversation(copy(1).chain(copy(0))));
        prop_assert_eq!(&joined, &conversation(records.clone()));
    }

    #[test]
    fn whatever_was_deleted_the_path_is_a_chain_of_what_is_there(records in any_records()) {
        let chat = conversation(records);
        let path = chat.path();
        for message in &path {
            prop_assert!(!chat.is_message_deleted(message.id));
        }
        for pair in path.windows(2) {
            prop_assert_eq!(pair[1].parent, Some(pair[0].id));
        }
        prop_assert_eq!(path.last().map(|last| last.id), chat.head());
        prop_assert_eq!(path.is_empty(), chat.messages().next().is_none());
        let slowly: Vec<_> = path.iter().map(|message| (message.id, chat.siblings(message.id))).collect();
        let slowly: Vec<_> = slowly.into_iter().filter(|(_, siblings)| siblings.len() > 1).collect();
        prop_assert_eq!(chat.branches(), slowly);
    }
}
