//! Conversation files, sound and damaged.

use std::fs::File;
use std::io::Write;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::support::*;
use crate::*;
use proptest::prelude::*;
use runnel_conversation::*;
use uuid::Uuid;

fn three_questions() -> Vec<Record> {
    vec![header(), question(2, "天为什么是蓝的?"), question(3, "a \"quoted\"\nline"), question(4, "last")]
}

#[test]
fn what_was_appended_is_loaded() {
    let home = TestHome::new();
    home.conversations().append(chat(), &three_questions()[..2]).unwrap();
    home.conversations().append(chat(), &three_questions()[2..]).unwrap();
    let opened = home.load();
    assert_eq!(opened.conversation.id(), chat());
    assert_eq!(texts(&opened, [2, 4]), [Some("天为什么是蓝的?".into()), Some("last".into())]);
    assert!(opened.faults.is_empty() && !opened.read_only);
    assert_eq!(std::fs::read(home.file()).unwrap(), lines(&three_questions()));
}

#[test]
fn appending_adds_to_the_file_and_changes_nothing_in_it() {
    let home = TestHome::new();
    home.conversations().append(chat(), &three_questions()).unwrap();
    let before = std::fs::read(home.file()).unwrap();
    home.conversations().append(chat(), &[question(5, "more")]).unwrap();
    assert!(std::fs::read(home.file()).unwrap().starts_with(&before));
}

#[test]
fn a_conversation_that_is_not_there_is_missing() {
    let home = TestHome::new();
    assert!(matches!(home.conversations().load(chat()), Err(StoreError::Missing { .. })));
    home.put(b"");
    assert!(matches!(home.conversations().load(chat()), Err(StoreError::Missing { .. })));
    assert_eq!(home.conversations().list().unwrap(), []);
}

#[test]
fn a_file_that_went_away_gets_a_header_with_the_next_record() {
    let home = TestHome::new();
    home.conversations().append(chat(), &[question(2, "still here")]).unwrap();
    let text = std::fs::read_to_string(home.file()).unwrap();
    let header: Record = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(header.kind, RecordKind::Conversation { conversation: chat(), format: FORMAT });
    assert_eq!(texts(&home.load(), [2]), [Some("still here".into())]);
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let home = TestHome::new();
    home.conversations().append(chat(), &three_questions()).unwrap();
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(home.file()), 0o600);
    assert_eq!(mode(home.path("conversations")), 0o700);
}

#[test]
fn a_file_torn_at_any_byte_keeps_every_whole_line_and_takes_more() {
    let whole = lines(&three_questions());
    for cut in 1..=whole.len() {
        let home = TestHome::new();
        let torn = &whole[..cut];
        home.put(torn);
        // A line is whole with its last brace; the line break after it may be missing.
        let sound =
            |n: usize| whole.iter().enumerate().filter(|(_, b)| **b == b'\n').nth(n).unwrap().0 <= cut;
        let expected: Vec<_> = (2..5).map(|n| sound(n - 1).then(|| id(u64::try_from(n).unwrap()))).collect();

        let opened = home.load();
        let kept = |opened: &Opened| -> Vec<_> {
            (2..5).map(|n| opened.conversation.message(id(n)).map(|message| message.id)).collect()
        };
        assert_eq!(kept(&opened), expected, "cut at {cut}");
        let whole_line = torn.ends_with(b"\n") || torn.ends_with(b"}") && sound_json(torn);
        let faults: Vec<_> = opened.faults.iter().map(|fault| fault.reason).collect();
        assert_eq!(faults, if whole_line { vec![] } else { vec![FaultReason::Torn] }, "cut at {cut}");
        assert_eq!(std::fs::read(home.file()).unwrap(), torn, "loading wrote to the file");

        home.conversations().append(chat(), &[question(9, "after")]).unwrap();
        let opened = home.load();
        assert_eq!(kept(&opened), expected, "cut at {cut}");
        assert_eq!(texts(&opened, [9]), [Some("after".into())], "cut at {cut}");
        assert!(std::fs::read(home.file()).unwrap().starts_with(torn));
    }
}

fn sound_json(bytes: &[u8]) -> bool {
    let line = bytes.rsplit(|byte| *byte == b'\n').next().unwrap();
    serde_json::from_slice::<serde_json::Value>(line).is_ok()
}

#[test]
fn zeros_after_a_power_cut_cost_nothing_but_themselves() {
    let home = TestHome::new();
    let mut bytes = lines(&three_questions());
    bytes.extend([0; 4096]);
    home.put(&bytes);
    assert_eq!(home.load().faults, [Fault { line: 5, reason: FaultReason::Zeros }]);

    home.conversations().append(chat(), &[question(9, "after")]).unwrap();
    let opened = home.load();
    assert_eq!(texts(&opened, [4, 9]), [Some("last".into()), Some("after".into())]);
    assert_eq!(opened.faults.len(), 1);
}

#[test]
fn a_record_behind_zeros_on_its_line_is_read() {
    let home = TestHome::new();
    home.put(&[&[0; 100], &lines(&three_questions())[..]].concat());
    assert_eq!(texts(&home.load(), [4]), [Some("last".into())]);
    assert!(home.load().faults.is_empty());
}

#[test]
fn byte_order_marks_windows_line_breaks_and_empty_lines_are_nothing() {
    let home = TestHome::new();
    let text = String::from_utf8(lines(&three_questions())).unwrap();
    // Two files saved by an editor and joined: the second mark is in the middle.
    let (first, second) = text.split_at(text.find('\n').unwrap() + 1);
    home.put(format!("\u{feff}{first}\n\u{feff}{second}").replace('\n', "\r\n").as_bytes());
    let opened = home.load();
    assert_eq!(opened.faults, []);
    assert_eq!(texts(&opened, [2, 4]), [Some("天为什么是蓝的?".into()), Some("last".into())]);
}

#[test]
fn two_copies_joined_are_one_conversation() {
    let home = TestHome::new();
    let other = [&three_questions()[..2], &[question(5, "said elsewhere")]].concat();
    home.put(&[lines(&three_questions()), lines(&other)].concat());
    let opened = home.load();
    assert_eq!(opened.faults, []);
    assert_eq!(texts(&opened, [3, 5]).iter().flatten().count(), 2);
    assert_eq!(opened.conversation.siblings(id(2)).len(), 4);
}

#[test]
fn of_two_different_records_with_one_id_the_first_holds_and_the_other_is_reported() {
    let home = TestHome::new();
    home.put(&lines(&[header(), question(2, "first"), question(2, "second")]));
    assert_eq!(texts(&home.load(), [2]), [Some("first".into())]);
    assert_eq!(home.load().faults, [Fault { line: 3, reason: FaultReason::Conflict }]);
}

#[test]
fn a_damaged_line_is_reported_and_the_rest_opens() {
    let home = TestHome::new();
    let mut bytes = lines(&[header(), question(2, "one")]);
    bytes.extend(b"{\"id\":\"nonsense\",\"kind\":\"message\"}\n\xff\xfe\n[1,2]\n{\"kind\":\"title\"}\n");
    bytes.extend(lines(&[question(3, "two")]));
    home.put(&bytes);
    let opened = home.load();
    assert_eq!(texts(&opened, [2, 3]), [Some("one".into()), Some("two".into())]);
    let damaged = |line| Fault { line, reason: FaultReason::Damaged };
    assert_eq!(opened.faults, [damaged(3), damaged(4), damaged(5), damaged(6)]);
}

#[test]
fn a_record_of_an_unknown_kind_is_kept_and_ignored() {
    let home = TestHome::new();
    let mut bytes = lines(&[header(), question(2, "one")]);
    let unknown = b"{\"id\":\"x\",\"kind\":\"sticker\",\"shape\":\"star\"}\n";
    bytes.extend(unknown);
    home.put(&bytes);
    assert!(home.load().faults.is_empty() && !home.load().read_only);
    home.conversations().append(chat(), &[question(3, "two")]).unwrap();
    let kept = std::fs::read(home.file()).unwrap();
    assert!(kept.windows(unknown.len()).any(|window| window == unknown));
}

#[test]
fn a_file_of_a_newer_format_is_read_and_never_added_to() {
    let home = TestHome::new();
    let newer = |n| record(n, RecordKind::Conversation { conversation: chat(), format: FORMAT + 1 });
    // At its beginning, or further down where an upgrade or a merge put it.
    for records in [[newer(1), question(2, "hello")], [header(), newer(2)]] {
        home.put(&lines(&records));
        assert!(home.load().read_only);
        let refused = home.conversations().append(chat(), &[question(3, "no")]).unwrap_err();
        assert!(
            matches!(refused, StoreError::ReadOnlyFile { format, .. } if format == FORMAT + 1),
            "{refused}"
        );
        assert_eq!(std::fs::read(home.file()).unwrap(), lines(&records));
    }
}

#[test]
fn words_about_the_format_are_not_the_format() {
    let home = TestHome::new();
    home.put(&lines(&[header(), question(2, r#"{"kind":"conversation","format":99}"#)]));
    assert!(!home.load().read_only);
    home.conversations().append(chat(), &[question(3, "yes")]).unwrap();
}

#[test]
fn everything_that_can_be_set_for_a_conversation_is_loaded_as_it_was_written() {
    let home = TestHome::new();
    for (n, format) in (2..).zip([
        AnswerFormat::JsonObject,
        AnswerFormat::JsonSchema { schema: serde_json::json!({"type": "object", "format": 7, "a": null}) },
    ]) {
        let parameters = Parameters {
            stop: vec!["END".into()],
            thinking: Some(Thinking::Effort { level: Effort::High }),
            format: Some(format),
            extra: serde_json::json!({"kind": "conversation", "format": 99}).as_object().cloned(),
            ..Parameters::default()
        };
        let set = record(n, RecordKind::Parameters(parameters.clone()));
        home.conversations().append(chat(), &[set]).unwrap();
        let opened = home.load();
        assert_eq!((opened.faults.as_slice(), opened.read_only), ([].as_slice(), false));
        assert_eq!(opened.conversation.parameters(), parameters);
    }
}

#[test]
fn the_list_has_every_conversation_newest_first_and_one_unreadable_hides_no_other() {
    let home = TestHome::new();
    let named = |n: u128| ConversationId::from(Uuid::from_u128(n));
    home.conversations().append(named(1), &[question(10, "older")]).unwrap();
    home.conversations().append(named(2), &[question(20, "newer"), record(21, RecordKind::Deleted)]).unwrap();
    std::fs::create_dir(home.path(&format!("conversations/{}.jsonl", named(3)))).unwrap();
    std::fs::write(home.path("conversations/notes.txt"), "mine").unwrap();
    std::fs::write(home.path("conversations/00000000000000000000000000000001.jsonl"), "spelled otherwise")
        .unwrap();

    let list = home.conversations().list().unwrap();
    let unreadable: Vec<_> = list.iter().filter(|one| one.unreadable).map(|one| one.id).collect();
    assert_eq!(unreadable, [named(3)]);
    let read: Vec<_> = list.iter().filter(|one| !one.unreadable).collect();
    assert_eq!(
        read.iter().map(|one| (one.id, one.deleted)).collect::<Vec<_>>(),
        [(named(2), true), (named(1), false)]
    );
    assert_eq!(read[1].title.as_deref(), Some("older"));
}

#[test]
fn a_folder_that_cannot_be_made_refuses_with_its_path() {
    let home = TestHome::new();
    std::fs::write(home.path("conversations"), "a file where the folder should be").unwrap();
    let refused = home.conversations().append(chat(), &[header()]).unwrap_err();
    assert!(refused.to_string().contains("conversations"), "{refused}");
    assert!(refused.io_kind().is_some());
}

#[test]
fn threads_and_processes_append_at_once_and_nothing_is_lost() {
    const WRITERS: u64 = 4;
    let home = TestHome::new();
    let children: Vec<_> = (0..WRITERS)
        .map(|writer| {
            home.child("conversations::append_many").env("WRITER", writer.to_string()).spawn().unwrap()
        })
        .collect();
    thread::scope(|scope| {
        for writer in WRITERS..2 * WRITERS {
            let conversations = home.conversations();
            scope.spawn(move || append_from(&conversations, writer));
        }
    });
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let opened = home.load();
    assert_eq!(opened.faults, []);
    let expected = (0..2 * WRITERS).flat_map(|writer| (0..PER_WRITER).map(move |n| (writer, n)));
    for (writer, n) in expected {
        let message = opened.conversation.message(id(number(writer, n)));
        assert_eq!(message.map(Message::text).as_deref(), Some(&*format!("{n} of {writer}")));
    }
}

#[test]
fn nobody_writes_or_reads_in_the_middle_of_another_ones_line() {
    let home = TestHome::new();
    home.conversations().append(chat(), &[header()]).unwrap();
    let line = lines(&[question(2, "slowly written")]);
    let (first, second) = line.split_at(30);
    let other = File::options().append(true).open(home.file()).unwrap();
    other.lock().unwrap();
    (&other).write_all(first).unwrap();

    let (done, came_through) = mpsc::channel();
    thread::scope(|scope| {
        // Dropped before the others are waited for, should this fail.
        let mut other = other;
        let (conversations, home, done_too) = (home.conversations(), &home, done.clone());
        scope.spawn(move || {
            conversations.append(chat(), &[question(3, "after it")]).unwrap();
            done.send("the writer").unwrap();
        });
        scope.spawn(move || {
            assert_eq!(home.load().faults, []);
            done_too.send("the reader").unwrap();
        });
        assert!(came_through.recv_timeout(Duration::from_millis(50)).is_err(), "somebody did not wait");
        other.write_all(second).unwrap();
        other.unlock().unwrap();
    });
    assert_eq!(home.load().faults, []);
    assert_eq!(texts(&home.load(), [2, 3]).iter().flatten().count(), 2);
}

const PER_WRITER: u64 = 40;

fn number(writer: u64, n: u64) -> u64 {
    100 + writer * 1000 + n
}

fn append_from(conversations: &Conversations, writer: u64) {
    for n in 0..PER_WRITER {
        let said = question(number(writer, n), &format!("{n} of {writer}"));
        conversations.append(chat(), &[said]).unwrap();
    }
}

#[test]
#[ignore = "run by another test, in a process of its own"]
fn append_many() {
    if let Some(home) = parents_home() {
        append_from(&Conversations::new(&home), std::env::var("WRITER").unwrap().parse().unwrap());
    }
}

/// What can happen to the bytes of a file.
#[derive(Debug, Clone)]
enum Damage {
    Cut(prop::sample::Index),
    Overwrite(prop::sample::Index, Vec<u8>),
    Insert(prop::sample::Index, Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    let bytes = || proptest::collection::vec(prop_oneof![any::<u8>(), Just(0), Just(b'\n')], 1..20);
    prop_oneof![
        any::<prop::sample::Index>().prop_map(Damage::Cut),
        (any::<prop::sample::Index>(), bytes()).prop_map(|(at, bytes)| Damage::Overwrite(at, bytes)),
        (any::<prop::sample::Index>(), bytes()).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
    ]
}

impl Damage {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Cut(at) => bytes.truncate(at.index(bytes.len() + 1)),
            Self::Overwrite(at, with) => {
                let at = at.index(bytes.len() + 1);
                for (byte, new) in bytes.iter_mut().skip(at).zip(with) {
                    *byte = *new;
                }
            }
            Self::Insert(at, what) => {
                let at = at.index(bytes.len() + 1);
                bytes.splice(at..at, what.iter().copied());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_happens_to_a_file_its_sound_lines_survive(
        said in proptest::collection::vec("\\PC{0,30}", 1..8),
        damages in proptest::collection::vec(damage(), 0..4),
    ) {
        let records: Vec<_> = std::iter::once(header())
            .chain(said.iter().zip(2..).map(|(text, n)| question(n, text)))
            .collect();
        let mut bytes = lines(&records);
        for damage in &damages {
            damage.apply(&mut bytes);
        }
        let sound: Vec<_> = bytes.split(|byte| *byte == b'\n').collect();
        let survives = |record: &Record| sound.contains(&serde_json::to_vec(record).unwrap().as_slice());
        let expected: Vec<_> = records[1..].iter().filter(|record| survives(record)).map(|record| record.id).collect();

        let home = TestHome::new();
        home.put(&bytes);
        prop_assume!(!bytes.is_empty());
        let opened = home.load();
        prop_assert_eq!(&std::fs::read(home.file()).unwrap(), &bytes);
        for id in &expected {
            prop_assert!(opened.conversation.message(*id).is_some());
        }
        prop_assume!(!opened.read_only);
        home.conversations().append(chat(), &[question(99, "after")]).unwrap();
        let opened = home.load();
        for id in expected.iter().chain([&id(99)]) {
            prop_assert!(opened.conversation.message(*id).is_some());
        }
    }
}
