//! Everything that is kept, looked at.

use super::support::*;
use crate::*;
use runnel_conversation::*;

fn faults(home: &TestHome) -> Vec<(String, Damage)> {
    let found = check(&home.home()).unwrap().faults.into_iter();
    found.map(|FileFault { file, fault }| (file, fault)).collect()
}

fn with_picture(n: u64, hash: &str) -> Record {
    let picture = Image::Attachment { hash: hash.into(), media_type: "image/png".into() };
    record(n, RecordKind::Message(MessageBody::User { parts: vec![Part::Image(picture)] }))
}

#[test]
fn a_sound_home_has_no_fault_and_everything_in_it_was_looked_at() {
    let home = TestHome::new();
    let hash = Attachments::new(&home.home()).add(b"a picture").unwrap();
    let deleted = record(5, RecordKind::MessageDeleted { message: id(2) });
    home.conversations()
        .append(chat(), &[header(), question(2, "a"), with_picture(3, &hash), deleted])
        .unwrap();
    let mut journal = home.journals().begin(&head(9)).unwrap();
    journal.write(&batch(1, "growing")).unwrap();
    let found = check(&home.home()).unwrap();
    let expected = Checkup { conversations: 1, messages: 2, journals: 1, attachments: 1, faults: vec![] };
    assert_eq!(found, expected);
}

#[test]
fn a_home_that_is_not_there_has_no_fault() {
    assert_eq!(check(&TestHome::new().home()).unwrap(), Checkup::default());
}

#[test]
fn every_fault_of_a_conversation_is_named() {
    let home = TestHome::new();
    let below = |n, parent| Record { parent: Some(id(parent)), ..question(n, "x") };
    let mut bytes = lines(&[header(), below(2, 50), below(3, 4), below(4, 3), below(5, 4)]);
    bytes.extend(b"no record\n");
    bytes.extend(lines(&[with_picture(6, &"ab".repeat(32))]));
    home.put(&bytes);
    std::fs::create_dir(home.path("conversations/00000000-0000-0000-0000-000000000009.jsonl")).unwrap();
    let found = faults(&home);
    let expected = [
        Damage::Line { line: 6, reason: FaultReason::Damaged },
        Damage::ParentMissing { message: id(2), parent: id(50) },
        Damage::Circle { message: id(3) },
        Damage::AttachmentMissing { message: id(6), hash: "ab".repeat(32) },
    ];
    let file = format!("conversations/{}.jsonl", chat());
    assert_eq!(found[..4], expected.map(|damage| (file.clone(), damage)));
    assert!(
        matches!(&found[4..], [(file, Damage::Unreadable { .. })] if file.ends_with("09.jsonl")),
        "{found:?}"
    );
}

#[test]
fn a_picture_that_is_not_what_it_is_named_by_is_named() {
    let home = TestHome::new();
    let hash = Attachments::new(&home.home()).add(b"a picture").unwrap();
    std::fs::write(home.path(&format!("attachments/{hash}")), "another").unwrap();
    assert_eq!(faults(&home), [(format!("attachments/{hash}"), Damage::AttachmentDamaged)]);
}

#[test]
fn every_fault_of_a_journal_is_named() {
    let home = TestHome::new();
    let mut journal = home.journals().begin(&head(9)).unwrap();
    for number in [1, 2, 3, 4] {
        journal.write(&batch(number, "春")).unwrap();
    }
    let file = format!("journals/{}.jsonl", id(9));
    let text = std::fs::read_to_string(home.path(&file)).unwrap();
    std::fs::write(home.path(&file), text.replace("\"number\":3", "\"number\":x")).unwrap();
    std::fs::write(home.path("journals/a.damaged"), "").unwrap();
    std::fs::write(home.path("journals/b.jsonl"), "not a journal\n").unwrap();
    std::fs::write(home.path("journals/c.jsonl"), "{\"format\":9}\n").unwrap();
    let damaged = |line| Damage::Line { line, reason: FaultReason::Damaged };
    let expected = [
        (file.clone(), damaged(4)),
        (file, Damage::BatchMissing { line: 5 }),
        ("journals/a.damaged".into(), Damage::SetAside),
        ("journals/b.jsonl".into(), damaged(1)),
    ];
    assert_eq!(faults(&home), expected);
}
