//! Files as years, editors, synchronising programs and dying disks leave them.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use fastrand::Rng;
use runnel_conversation::*;

use super::support::*;

fn damaged(home: &TestHome) -> Vec<u8> {
    std::fs::read(home.path(&format!("conversations/{}.damaged", chat()))).unwrap_or_default()
}

#[test]
fn what_cannot_be_read_is_copied_once_and_told_once() {
    let home = TestHome::new();
    let mut bytes = lines(&[header(), question(2, "one")]);
    bytes.extend(b"no record \xff\n\0\0\0\0\n");
    bytes.extend(lines(&[question(2, "another with its id")]));
    bytes.extend(b"{\"id\":\"torn");
    home.put(&bytes);
    assert_eq!(home.conversations().set_aside(chat()).unwrap(), 4);
    let mut expected = b"no record \xff\n\0\0\0\0\n".to_vec();
    expected.extend(lines(&[question(2, "another with its id")]));
    expected.extend(b"{\"id\":\"torn\n");
    assert_eq!(damaged(&home), expected);
    assert_eq!(std::fs::read(home.file()).unwrap(), bytes, "the conversation was touched");

    for _ in 0..2 {
        assert_eq!(home.conversations().set_aside(chat()).unwrap(), 0);
    }
    // The torn line is an ended one by now; it is the same.
    home.conversations().append(chat(), &[question(3, "two")]).unwrap();
    assert_eq!(home.conversations().set_aside(chat()).unwrap(), 0);
    assert_eq!(damaged(&home), expected);

    std::fs::write(home.file(), [std::fs::read(home.file()).unwrap(), b"more\n".to_vec()].concat()).unwrap();
    assert_eq!(home.conversations().set_aside(chat()).unwrap(), 1);
    assert_eq!(damaged(&home), [expected, b"more\n".to_vec()].concat());
    assert_eq!(home.conversations().list().unwrap().len(), 1, "the copy is listed as a conversation");
}

#[test]
fn a_sound_file_leaves_nothing_beside_it() {
    let home = TestHome::new();
    home.put(&lines(&[header(), question(2, "one")]));
    assert_eq!(home.conversations().set_aside(chat()).unwrap(), 0);
    assert_eq!(std::fs::read_dir(home.path("conversations")).unwrap().count(), 1);
}

#[test]
fn a_message_whose_parent_is_missing_opens() {
    let home = TestHome::new();
    let orphan = Record { parent: Some(id(50)), ..question(60, "still here") };
    home.put(&lines(&[header(), orphan]));
    let opened = home.load();
    assert_eq!((opened.faults.len(), opened.conversation.path().len()), (0, 1));
}

/// A conversation of its own for each seed: messages in branches, and a record of every other kind.
fn conversation(random: &mut Rng) -> Vec<Record> {
    let mut records = vec![header()];
    for n in 2..random.u64(4..16) {
        let parent = (n > 2).then(|| id(random.u64(2..n)));
        let text: String = (0..random.usize(0..30)).map(|_| random.char('!'..'龟')).collect();
        let message = id(random.u64(2..=n));
        let kind = match random.u8(0..12) {
            0 => RecordKind::Title { title: text },
            1 => RecordKind::Head { message },
            2 => RecordKind::MessageDeleted { message },
            3 => RecordKind::Pin { pinned: random.bool() },
            4 => RecordKind::Tags { tags: vec![text] },
            5 => RecordKind::Seen { message },
            6 => RecordKind::Deleted,
            _ => RecordKind::Message(MessageBody::User { parts: vec![Part::Text { text }] }),
        };
        let parent = parent.filter(|_| matches!(kind, RecordKind::Message(_)));
        records.push(Record { parent, ..record(n, kind) });
    }
    records
}

/// Does to the bytes what happens to files.
fn mutate(bytes: &mut Vec<u8>, random: &mut Rng) {
    let at = random.usize(0..=bytes.len());
    let mut split: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    match random.u8(0..10) {
        0 => bytes.truncate(at),
        1 => {
            for _ in 0..random.usize(1..6) {
                if let Some(byte) = bytes.get_mut(random.usize(0..=at)) {
                    *byte ^= 1 << random.u8(0..8);
                }
            }
        }
        2 => {
            random.shuffle(&mut split);
            *bytes = split.concat();
        }
        3 => {
            // Joined with another copy, that grew on its own.
            let mut other = lines(&conversation(random));
            if random.bool() {
                other.truncate(random.usize(0..=other.len()));
            }
            bytes.extend(other);
        }
        4 => {
            let again = random.choice(&split).cloned().unwrap_or_default();
            bytes.splice(at..at, again);
        }
        5 => bytes.extend(vec![0; random.usize(1..600)]),
        6 => {
            bytes.splice(at..at, *b"\xEF\xBB\xBF");
        }
        7 => *bytes = split.into_iter().flat_map(|line| crlf(&line)).collect(),
        8 => {
            let noise: Vec<u8> = (0..random.usize(1..40)).map(|_| random.u8(..)).collect();
            bytes.splice(at..at, noise);
        }
        _ => {
            let upto = (at + random.usize(0..300)).min(bytes.len());
            bytes[at..upto].fill(0);
        }
    }
}

fn crlf(line: &[u8]) -> Vec<u8> {
    match line {
        [line @ .., b'\n'] => [line, b"\r\n"].concat(),
        torn => torn.to_vec(),
    }
}

/// The lines of the bytes that are whole records of these, written out without the reader's own code.
fn sound(bytes: &[u8], written: &BTreeMap<Vec<u8>, Record>) -> Vec<Record> {
    let is_blank = |byte: &u8| matches!(byte, 0 | b' ' | b'\t' | b'\r');
    let lines = bytes.split(|byte| *byte == b'\n').filter_map(|line| {
        let begin = line.iter().position(|byte| !is_blank(byte))?;
        let end = line.iter().rposition(|byte| !is_blank(byte))?;
        let line = &line[begin..=end];
        written.get(line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line))
    });
    lines.cloned().collect()
}

#[derive(Default)]
struct Count {
    files: usize,
    panics: usize,
    sound: usize,
    recovered: usize,
    set_aside: usize,
}

/// Holds the reader to its promises for one file.
fn hold(seed: u64, count: &mut Count) {
    let mut random = Rng::with_seed(seed);
    let records = conversation(&mut random);
    let mut bytes = lines(&records);
    for _ in 0..random.usize(1..5) {
        mutate(&mut bytes, &mut random);
    }
    let written =
        records.iter().map(|record| (serde_json::to_vec(record).unwrap(), record.clone())).collect();
    let expected = sound(&bytes, &written);
    count.sound += expected.len();
    let read = crate::lines::contents(&bytes);
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let reported: BTreeSet<&[u8]> = read.faults.iter().map(|fault| lines[fault.line - 1]).collect();
    let mut conversation = Conversation::new(chat());
    read.by_id.values().cloned().for_each(|record| conversation.apply(record));
    for record in expected {
        // Of two records with one id the first holds: a twin that damage made of it may be that one. Then this
        // one is reported, and goes beside the file.
        let line = serde_json::to_vec(&record).unwrap();
        let is_reported = || reported.iter().any(|kept| kept.windows(line.len()).any(|part| part == line));
        let is_read = read.by_id.get(&record.id) == Some(&record);
        assert!(is_read || is_reported(), "lost {record:?}");
        if is_read && matches!(record.kind, RecordKind::Message(_)) {
            assert!(conversation.holds(record.id));
        }
        count.recovered += 1;
    }
    // What follows waits for the disk.
    if seed.is_multiple_of(50) && !bytes.is_empty() {
        let home = TestHome::new();
        home.put(&bytes);
        let opened = home.load();
        assert_eq!(opened.conversation, conversation);
        assert_eq!(home.conversations().set_aside(chat()).unwrap(), reported.len());
        assert_eq!(home.conversations().set_aside(chat()).unwrap(), 0, "set aside twice");
        let beside = damaged(&home);
        let beside: BTreeSet<&[u8]> = beside.split(|byte| *byte == b'\n').collect();
        assert!(beside.is_superset(&reported));
        assert_eq!(std::fs::read(home.file()).unwrap(), bytes, "reading wrote");
        count.set_aside += reported.len();
        if !opened.read_only {
            home.conversations().append(chat(), &[question(99, "after")]).unwrap();
            assert!(home.load().conversation.holds(id(99)));
        }
    }
}

#[test]
fn of_ten_thousand_mutated_files_none_panics_and_no_sound_record_is_lost() {
    let mut count = Count::default();
    for seed in 0..10_000 {
        count.files += 1;
        if catch_unwind(AssertUnwindSafe(|| hold(seed, &mut count))).is_err() {
            eprintln!("seed {seed}");
            count.panics += 1;
        }
    }
    let Count { files, panics, sound, recovered, set_aside } = count;
    println!(
        "{files} files, {panics} panics, {sound} sound records, {recovered} recovered, {set_aside} lines of every fiftieth set aside"
    );
    assert_eq!((panics, recovered), (0, sound));
}
