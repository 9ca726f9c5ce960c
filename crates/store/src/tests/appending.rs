//! What adding to a long conversation costs.

use std::time::{Duration, Instant};

use super::support::*;
use crate::*;
use runnel_conversation::*;

fn other() -> ConversationId {
    ConversationId::from(uuid::Uuid::from_u128(8))
}

/// About 50 MB of questions.
fn fifty_megabytes() -> Vec<u8> {
    let text = "春眠不觉晓，处处闻啼鸟。".repeat(14_000);
    let said = (2..102).map(|n| question(n, &text));
    lines(&std::iter::once(header()).chain(said).collect::<Vec<_>>())
}

#[test]
fn adding_to_a_long_file_costs_what_adding_to_a_short_one_does() {
    const TIMES: u64 = 200;
    let home = TestHome::new();
    let bytes = fifty_megabytes();
    assert!(bytes.len() > 50_000_000);
    home.put(&bytes);
    let conversations = home.conversations();
    conversations.load(chat()).unwrap();
    let mut took: [Vec<Duration>; 2] = [vec![], vec![]];
    for n in 0..TIMES {
        // One and the other in turn, so that what else the machine does disturbs both alike.
        for (id, took) in [chat(), other()].into_iter().zip(&mut took) {
            let said = question(10_000 + n, "and so on");
            let began = Instant::now();
            conversations.append(id, &[said]).unwrap();
            took.push(began.elapsed());
        }
    }
    let [long, short] = took.map(|mut took| {
        took.sort();
        took[took.len() / 2].as_secs_f64()
    });
    println!("median: {long:.6} s to 50 MB, {short:.6} s to a new file, ratio {:.2}", long / short);
    // Reading the file would make it a hundred. What is left is the noise of a busy machine.
    assert!(long / short < 2.0, "{long} s and {short} s");
    assert_eq!(conversations.load(chat()).unwrap().conversation.messages().count() as u64, 100 + TIMES);
}

#[cfg(target_os = "linux")]
#[test]
fn adding_reads_only_what_was_added_since() {
    let home = TestHome::new();
    home.put(&fifty_megabytes());
    let output = home.child("appending::append_and_count").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let read: u64 = said.lines().find_map(|line| line.strip_prefix("said ")).expect(&said).parse().unwrap();
    assert!(read < 20_000, "{read} bytes were read to append ten times");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "run by another test, in a process of its own"]
fn append_and_count() {
    let Some(home) = parents_home() else { return };
    let conversations = Conversations::new(&home);
    conversations.load(chat()).unwrap();
    let read = || {
        let io = std::fs::read_to_string("/proc/self/io").unwrap();
        let rchar = io.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap();
        rchar.parse::<u64>().unwrap()
    };
    let before = read();
    for n in 0..10 {
        conversations.append(chat(), &[question(10_000 + n, "more")]).unwrap();
    }
    println!("said {}", read() - before);
}

#[test]
fn what_another_process_did_to_the_file_meanwhile_is_seen() {
    let home = TestHome::new();
    let conversations = home.conversations();
    conversations.append(chat(), &[header(), question(2, "one")]).unwrap();
    conversations.load(chat()).unwrap();

    // A torn line.
    let mut bytes = std::fs::read(home.file()).unwrap();
    bytes.extend(b"{\"id\":");
    home.put(&bytes);
    conversations.append(chat(), &[question(3, "two")]).unwrap();
    assert_eq!(texts(&home.load(), [2, 3]), [Some("one".into()), Some("two".into())]);

    // Another file of the same length, and a shorter one without a header.
    let joined = lines(&[header(), question(3, "two"), question(2, "one")]);
    home.put(&joined);
    conversations.append(chat(), &[question(4, "three")]).unwrap();
    assert_eq!(texts(&home.load(), [3, 4]), [Some("two".into()), Some("three".into())]);
    home.put(&lines(&[question(5, "five")]));
    conversations.append(chat(), &[question(6, "six")]).unwrap();
    let text = std::fs::read_to_string(home.file()).unwrap();
    assert_eq!(text.matches("\"kind\":\"conversation\"").count(), 1, "{text}");

    // Gone.
    std::fs::remove_file(home.file()).unwrap();
    conversations.append(chat(), &[question(7, "seven")]).unwrap();
    assert_eq!(texts(&home.load(), [6, 7]), [None, Some("seven".into())]);
}

#[test]
fn a_newer_format_that_was_joined_in_meanwhile_is_seen() {
    let newer = record(9, RecordKind::Conversation { conversation: chat(), format: FORMAT + 1 });
    let home = TestHome::new();
    let conversations = home.conversations();
    let long: Vec<_> = std::iter::once(header()).chain((20..40).map(|n| question(n, "so it goes"))).collect();
    conversations.append(chat(), &long).unwrap();
    for at in 0..=long.len() {
        // Wherever the line of the newer version came to stand.
        let mut joined = long.clone();
        joined.insert(at, newer.clone());
        home.put(&lines(&joined));
        let refused = conversations.append(chat(), &[question(50, "no")]).unwrap_err();
        assert!(matches!(refused, StoreError::ReadOnlyFile { .. }), "at {at}: {refused}");
        home.put(&lines(&long));
        conversations.append(chat(), &[question(50, "yes")]).unwrap();
        home.put(&lines(&long));
    }
}
