//! Importing again, and importing what grew.

use std::collections::BTreeMap;

use runnel_conversation::{Conversation, Record, RecordId, RecordKind};
use runnel_exchange::Imported;

use crate::fixtures;
use crate::outline::outline;
use crate::taken::from_bytes;

fn by_id(imported: &Imported) -> BTreeMap<RecordId, Record> {
    imported.records.iter().map(|record| (record.id, record.clone())).collect()
}

#[test]
fn importing_twice_gives_the_same_records() {
    for (name, bytes) in fixtures::all() {
        let (once, twice) = (from_bytes(&bytes).unwrap(), from_bytes(&bytes).unwrap());
        assert_eq!(once, twice, "{name}");
        for imported in &once.conversations {
            assert_eq!(
                by_id(imported).len(),
                imported.records.len(),
                "{name}: every record has an id of its own"
            );
        }
    }
}

#[test]
fn every_message_has_a_larger_id_than_what_it_follows() {
    for (name, bytes) in fixtures::all() {
        for record in from_bytes(&bytes).unwrap().conversations.iter().flat_map(|imported| &imported.records)
        {
            assert!(record.parent.is_none_or(|parent| parent < record.id), "{name}: {record:?}");
        }
    }
}

#[test]
fn what_grew_adds_only_what_is_new() {
    let chat = |messages: &str| {
        format!(
            "[{{\"uuid\":\"c\",\"name\":\"t\",\"created_at\":\"2024-01-01T00:00:00Z\",\"chat_messages\":[{messages}]}}]"
        )
    };
    let said = |uuid: &str, sender: &str, second: u32| {
        format!(
            "{{\"uuid\":\"{uuid}\",\"sender\":\"{sender}\",\"text\":\"{uuid}\",\"created_at\":\"2024-01-01T00:00:{second:02}Z\"}}"
        )
    };
    let before = chat(&[said("a", "human", 1), said("b", "assistant", 2)].join(","));
    let after = chat(&[said("a", "human", 1), said("b", "assistant", 2), said("c", "human", 3)].join(","));
    let before = from_bytes(before.as_bytes()).unwrap().conversations.remove(0);
    let after = from_bytes(after.as_bytes()).unwrap().conversations.remove(0);
    assert_eq!(before.id, after.id);
    let (before, after_by_id) = (by_id(&before), by_id(&after));
    let is_seen = |record: &Record| matches!(record.kind, RecordKind::Seen { .. });
    assert!(before.iter().all(|(id, record)| after_by_id.get(id) == Some(record) || is_seen(record)));
    let new: Vec<_> = after_by_id.iter().filter(|(id, _)| !before.contains_key(id)).collect();
    assert_eq!(new.len(), 2, "the message, and that it was seen: {new:?}");
    let mut joined = Conversation::new(after.id);
    before.into_values().chain(after_by_id.into_values()).for_each(|record| joined.apply(record));
    assert_eq!(joined.path().last().unwrap().text(), "c");
}

#[test]
fn a_circle_and_a_repeated_name_are_mended_and_told() {
    let node = |name: &str, parent: &str| {
        format!(
            "\"{name}\":{{\"parent\":\"{parent}\",\"message\":{{\"author\":{{\"role\":\"user\"}},\"content\":{{\"parts\":[\"{name}\"]}}}}}}"
        )
    };
    let circle = format!(
        "[{{\"id\":\"1\",\"mapping\":{{{},{},{}}}}}]",
        node("a", "b"),
        node("b", "a"),
        node("b", "a")
    );
    let taken = from_bytes(circle.as_bytes()).unwrap();
    assert_eq!(outline(&taken.conversations[0]), "None\n* user @0: a\n  * user @0: b\n");
    assert_eq!(taken.report.count(runnel_exchange::Reason::Circle), 1);
    assert_eq!(taken.report.count(runnel_exchange::Reason::Duplicate), 1);
}
