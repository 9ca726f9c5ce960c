//! Replies in flight, and what a crash leaves of them.

use std::io::Write;

use super::support::*;
use crate::*;
use runnel_conversation::*;

fn answer(opened: &Opened, n: u64) -> (String, Ending) {
    let message = opened.conversation.message(id(n)).expect("the answer is in its conversation");
    let MessageBody::Assistant { answer, .. } = &message.body else { panic!("not an answer") };
    (message.text(), answer.ending.clone())
}

/// A journal as a dead process leaves it: its bytes and no lock.
fn leave(home: &TestHome, name: &str, bytes: &[u8]) {
    std::fs::create_dir_all(home.path("journals")).unwrap();
    std::fs::write(home.path(&format!("journals/{name}.jsonl")), bytes).unwrap();
}

/// The bytes of a journal with these batches.
fn journaled(n: u64, batches: &[JournalBatch]) -> Vec<u8> {
    let home = TestHome::new();
    let mut journal = home.journals().begin(&head(n)).unwrap();
    for batch in batches {
        journal.write(batch).unwrap();
    }
    std::fs::read(home.path(&format!("journals/{}.jsonl", id(n)))).unwrap()
}

fn is_empty(home: &TestHome) -> bool {
    std::fs::read_dir(home.path("journals")).unwrap().next().is_none()
}

#[test]
fn batches_after_a_number_are_read_while_the_journal_lives() {
    let home = TestHome::new();
    let mut journal = home.journals().begin(&head(2)).unwrap();
    for (number, text) in [(1, "a"), (2, "b"), (3, "c")] {
        journal.write(&batch(number, text)).unwrap();
    }
    assert_eq!(home.journals().read(id(2), 1).unwrap(), [batch(2, "b"), batch(3, "c")]);
    assert_eq!(home.journals().read(id(2), 3).unwrap(), []);
    assert!(home.recover().is_empty(), "a live journal was taken");
    journal.remove().unwrap();
    assert!(matches!(home.journals().read(id(2), 0), Err(StoreError::Missing { .. })));
    assert!(is_empty(&home));
}

#[test]
fn a_reply_has_one_journal() {
    let home = TestHome::new();
    let _journal = home.journals().begin(&head(2)).unwrap();
    assert!(matches!(home.journals().begin(&head(2)), Err(StoreError::Locked { .. })));
}

#[test]
fn a_dropped_journal_becomes_an_interrupted_message() {
    let home = TestHome::new();
    home.conversations().append(chat(), &[header(), question(1_000, "why?")]).unwrap();
    let mut journal = home.journals().begin(&JournalHead { parent: Some(id(1_000)), ..head(2_000) }).unwrap();
    journal.write(&batch(1, "Because ")).unwrap();
    journal.write(&batch(2, "of ")).unwrap();
    drop(journal);

    assert_eq!(home.recover(), [chat()]);
    let opened = home.load();
    assert_eq!(answer(&opened, 2_000), ("Because of ".into(), Ending::Interrupted));
    assert_eq!(opened.conversation.path().len(), 2);
    assert!(is_empty(&home));
}

#[test]
fn recovering_twice_adds_nothing_twice() {
    let home = TestHome::new();
    let bytes = journaled(2, &[batch(1, "once")]);
    leave(&home, &id(2).to_string(), &bytes);
    assert_eq!(home.recover(), [chat()]);
    assert!(home.recover().is_empty());
    let kept = std::fs::read(home.file()).unwrap();
    // Its process died between giving the message and removing the journal.
    leave(&home, &id(2).to_string(), &bytes);
    assert!(home.recover().is_empty());
    assert_eq!(std::fs::read(home.file()).unwrap(), kept);
    assert!(is_empty(&home));
}

#[test]
fn an_ending_that_was_journaled_is_the_ending() {
    let home = TestHome::new();
    let finished = TurnEvent::Finished { reason: FinishReason::Stop };
    let last = JournalBatch { number: 2, events: vec![finished] };
    leave(&home, "a", &journaled(2, &[batch(1, "done"), last]));
    home.recover();
    assert_eq!(answer(&home.load(), 2), ("done".into(), Ending::Finished { reason: FinishReason::Stop }));
}

#[test]
fn a_reply_of_which_nothing_came_is_interrupted_too() {
    let home = TestHome::new();
    leave(&home, "a", &journaled(2, &[]));
    assert_eq!(home.recover(), [chat()]);
    assert_eq!(answer(&home.load(), 2), (String::new(), Ending::Interrupted));
}

#[test]
fn a_journal_torn_at_any_byte_gives_its_whole_batches() {
    let batches: Vec<_> = (1..5).map(|number| batch(number, &format!("{number}春"))).collect();
    let whole = journaled(2, &batches);
    let first_line = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for cut in first_line..=whole.len() {
        let home = TestHome::new();
        leave(&home, "a", &whole[..cut]);
        home.recover();
        let written = whole[..cut].split(|byte| *byte == b'\n').skip(2).count();
        let expected = ["1春", "2春", "3春", "4春"][..written].concat();
        assert_eq!(answer(&home.load(), 2), (expected, Ending::Interrupted), "cut at {cut}");
    }
}

#[test]
fn a_journal_without_a_readable_beginning_is_set_aside() {
    let whole = journaled(2, &[batch(1, "words")]);
    let first_line = whole.iter().position(|byte| *byte == b'\n').unwrap();
    let torn = [b"{\"form\n", &whole[first_line + 1..]].concat();
    for bytes in [&torn[..], b"\0\0\0\0\n", b"{}\n"] {
        let home = TestHome::new();
        leave(&home, "a", bytes);
        assert!(home.recover().is_empty());
        assert_eq!(std::fs::read(home.path("journals/a.damaged")).unwrap(), bytes);
        assert_eq!(std::fs::read_dir(home.path("journals")).unwrap().count(), 1);
    }
}

#[test]
fn a_journal_that_never_began_goes() {
    let whole = journaled(2, &[]);
    for bytes in [&b""[..], &whole[..whole.len() / 2], &whole[..whole.len() - 1], b"\0\0\0\0"] {
        let home = TestHome::new();
        leave(&home, "a", bytes);
        assert!(home.recover().is_empty());
        assert_eq!(std::fs::read_dir(home.path("journals")).unwrap().count(), 0);
    }
}

#[test]
fn a_journal_of_a_newer_format_is_left_to_its_version() {
    let home = TestHome::new();
    leave(&home, "a", b"{\"format\":2,\"reply\":\"something else\"}\n");
    assert!(home.recover().is_empty());
    assert!(home.path("journals/a.jsonl").exists());
}

#[test]
fn one_reply_that_cannot_be_given_does_not_hold_up_the_others() {
    let home = TestHome::new();
    let newer = RecordKind::Conversation { conversation: chat(), format: FORMAT + 1 };
    home.put(&lines(&[record(1, newer)]));
    leave(&home, "a", &journaled(2, &[batch(1, "for the newer file")]));
    let other = ConversationId::from(uuid::Uuid::from_u128(8));
    let elsewhere = TestHome::new();
    drop(elsewhere.journals().begin(&JournalHead { conversation: other, ..head(3) }).unwrap());
    let bytes = std::fs::read(elsewhere.path(&format!("journals/{}.jsonl", id(3)))).unwrap();
    leave(&home, "b", &bytes);
    std::fs::create_dir(home.path("journals/c.jsonl")).unwrap();

    let refused = recover(&home.conversations(), &home.journals()).unwrap_err();
    assert!(matches!(refused, StoreError::ReadOnlyFile { .. }), "{refused}");
    assert!(home.conversations().load(other).unwrap().conversation.message(id(3)).is_some());
    assert!(home.path("journals/a.jsonl").exists(), "what could not be given must stay");
}

#[test]
fn a_live_journal_of_another_process_is_left_alone_until_it_is_killed() {
    let home = TestHome::new();
    let mut child = home.child("journals::hold_a_journal").spawn().unwrap();
    assert_eq!(said_by(&mut child).next().as_deref(), Some("ready"));
    assert!(home.recover().is_empty());
    assert_eq!(home.journals().read(id(2), 0).unwrap(), [batch(1, "held")]);

    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(home.recover(), [chat()]);
    assert_eq!(answer(&home.load(), 2), ("held".into(), Ending::Interrupted));
}

#[test]
#[ignore = "run by another test, in a process of its own"]
fn hold_a_journal() {
    let Some(home) = parents_home() else { return };
    let mut journal = Journals::new(&home).begin(&head(2)).unwrap();
    journal.write(&batch(1, "held")).unwrap();
    println!("said ready");
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

#[test]
fn killed_in_the_middle_of_writing_everything_that_was_said_is_recovered() {
    for kill_after in [1, 7, 100, 1_000] {
        let home = TestHome::new();
        let mut child = home.child("journals::write_without_end").spawn().unwrap();
        let mut said = said_by(&mut child);
        let mut last = said.nth(kill_after - 1).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        last = said.last().unwrap_or(last);
        let said: u64 = last.parse().unwrap();

        let journal = std::fs::read(home.path(&format!("journals/{}.jsonl", id(2)))).unwrap();
        let written = journal.split(|byte| *byte == b'\n').skip(2).count() as u64;
        assert!(written == said || written == said + 1, "{written} written, {said} said");

        assert_eq!(home.recover(), [chat()]);
        let expected: String = (1..=written).map(words).collect();
        assert_eq!(answer(&home.load(), 2), (expected, Ending::Interrupted));
        assert!(is_empty(&home));
    }
}

fn words(number: u64) -> String {
    format!("{number} {}\n", "春眠不觉晓".repeat(usize::try_from(number % 40).unwrap()))
}

#[test]
#[ignore = "run by another test, in a process of its own"]
fn write_without_end() {
    let Some(home) = parents_home() else { return };
    let mut journal = Journals::new(&home).begin(&head(2)).unwrap();
    for number in 1.. {
        journal.write(&batch(number, &words(number))).unwrap();
        // Said only once it is written, as the window does. The parent may be gone already.
        let _ = writeln!(std::io::stdout(), "said {number}");
    }
}

#[test]
fn a_journal_whose_question_was_never_kept_goes_without_a_trace() {
    let home = TestHome::new();
    let head = JournalHead { parent: Some(id(1)), ..head(2) };
    drop(home.journals().begin(&head).unwrap());
    assert_eq!(recover(&home.conversations(), &home.journals()).unwrap(), []);
    assert!(is_empty(&home));
    assert!(matches!(home.conversations().load(head.conversation), Err(StoreError::Missing { .. })));
}
