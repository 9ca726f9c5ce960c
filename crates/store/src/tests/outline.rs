//! The outline that long conversations are opened with: it says what the whole file says, or is not there.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use runnel_conversation::*;

use super::support::*;
use crate::*;

/// Longer than a file that is read whole.
const LONG: usize = 1024 * 1024;

fn said(n: u64, parent: Option<u64>, parts: Vec<Part>) -> Record {
    let kind = RecordKind::Message(MessageBody::User { parts });
    Record { parent: parent.map(id), ..record(n, kind) }
}

fn words(text: &str) -> Vec<Part> {
    vec![Part::Text { text: text.into() }]
}

/// Something long that costs little to read.
fn ballast() -> Vec<Part> {
    vec![Part::Opaque { protocol: "test".into(), data: "0".repeat(LONG) }]
}

/// What both ways of reading say, in words that can be compared.
fn told(conversation: &Conversation, entry: &Entry, path: &[Message]) -> String {
    let branches = conversation.branches();
    let set = (conversation.model(), conversation.parameters(), conversation.newest());
    format!("{entry:?} {branches:?} {set:?} {path:?}")
}

fn assert_outline_says_what_the_file_says(home: &TestHome, index: &Index) {
    let opened = home.load();
    let expected = told(&opened.conversation, &Entry::of(&opened.conversation), &opened.conversation.path());
    let Some(mut outline) = index.outline(chat()).unwrap() else {
        panic!("there is no outline");
    };
    let path = outline.conversation.path();
    let path: Vec<_> = path
        .into_iter()
        .map(|message| Message { parent: message.parent, ..outline.message(message.id).unwrap() })
        .collect();
    assert_eq!(told(&outline.conversation, &outline.entry, &path), expected);
    assert_eq!((outline.read_only, opened.faults), (opened.read_only, vec![]));
}

/// Anything that a person or another program may add, below or about any of the first forty records.
fn anything() -> impl Strategy<Value = (u64, u8, u64, bool)> {
    (2..40u64, 0..12u8, 2..40u64, any::<bool>())
}

fn record_of((n, what, other, again): (u64, u8, u64, bool)) -> Record {
    let message = id(other);
    match what {
        0..=4 => said(n, Some(other), words(&format!("春 {n} {again}"))),
        5 => said(n, None, ballast()),
        6 => Record { parent: Some(id(n / 2)), ..record(n, RecordKind::Head { message }) },
        7 => record(n, RecordKind::MessageDeleted { message }),
        8 => record(n, RecordKind::MessageRestored { message }),
        9 => record(n, RecordKind::Title { title: format!("title {n}") }),
        10 => record(
            n,
            RecordKind::Parameters(Parameters { seed: i64::try_from(n).ok(), ..Parameters::default() }),
        ),
        _ => record(n, if again { RecordKind::Pin { pinned: true } } else { RecordKind::Seen { message } }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn whatever_is_added_in_whatever_order(
        steps in prop::collection::vec(prop::collection::vec(anything(), 1..8), 1..5),
        long_from in 0..3usize,
    ) {
        let home = TestHome::new();
        let (index, conversations) = (Index::open(&home.home()).unwrap(), home.conversations());
        let mut ids = std::collections::BTreeSet::from([1, 100]);
        for (nth, step) in steps.into_iter().enumerate() {
            let new = step.into_iter().filter(|(n, ..)| ids.insert(*n)).map(record_of);
            let long = (nth == long_from).then(|| said(100, None, ballast()));
            let records: Vec<_> = new.chain(long).collect();
            conversations.append(chat(), &records).unwrap();
            index.refresh(chat()).unwrap();
            if home.file().metadata().is_ok_and(|file| file.len() >= LONG as u64) {
                assert_outline_says_what_the_file_says(&home, &index);
            } else {
                prop_assert!(index.outline(chat()).unwrap().is_none());
            }
        }
    }
}

#[test]
fn there_is_none_of_a_file_that_is_not_as_the_index_knows_it() {
    let home = TestHome::new();
    let (index, conversations) = (Index::open(&home.home()).unwrap(), home.conversations());
    conversations.append(chat(), &[header(), said(2, None, ballast())]).unwrap();
    assert!(index.outline(chat()).unwrap().is_none(), "before it was read");
    index.refresh(chat()).unwrap();
    assert_outline_says_what_the_file_says(&home, &index);
    conversations.append(chat(), &[said(3, Some(2), words("more"))]).unwrap();
    assert!(index.outline(chat()).unwrap().is_none(), "before what was added was read");
    index.refresh(chat()).unwrap();
    assert_outline_says_what_the_file_says(&home, &index);

    let mut bytes = std::fs::read(home.file()).unwrap();
    bytes.extend(b"{ not a record\n");
    home.put(&bytes);
    index.refresh(chat()).unwrap();
    assert!(index.outline(chat()).unwrap().is_none(), "what cannot be read has to be told");

    home.put(&lines(&[header(), said(5, None, words("short"))]));
    index.refresh(chat()).unwrap();
    assert!(index.outline(chat()).unwrap().is_none(), "short ones are read whole");
    std::fs::remove_file(home.file()).unwrap();
    assert!(index.outline(chat()).unwrap().is_none());
}

#[test]
fn the_end_of_a_long_conversation_is_read_in_a_fraction_of_the_time_that_all_of_it_takes() {
    let home = TestHome::new();
    // Not words: it is not what is searched that is measured.
    let data = "春眠不觉晓，处处闻啼鸟。".repeat(280);
    let parts = || vec![Part::Opaque { protocol: "test".into(), data: data.clone() }];
    let chain = (2..5002).map(|n| said(n, (n > 2).then(|| n - 1), parts()));
    home.put(&lines(&std::iter::once(header()).chain(chain).collect::<Vec<_>>()));
    assert!(home.file().metadata().unwrap().len() > 50_000_000);
    let index = Index::open(&home.home()).unwrap();
    index.refresh(chat()).unwrap();
    let least = |read: &mut dyn FnMut()| -> Duration {
        let took = (0..3).map(|_| {
            let began = Instant::now();
            read();
            began.elapsed()
        });
        took.min().unwrap()
    };
    let whole = least(&mut || drop(home.conversations().load(chat()).unwrap()));
    let end = least(&mut || {
        let mut outline = index.outline(chat()).unwrap().unwrap();
        let path = outline.conversation.path();
        for message in path.iter().rev().take(40) {
            outline.message(message.id).unwrap();
        }
    });
    let ratio = whole.as_secs_f64() / end.as_secs_f64();
    println!("50 MB, 5000 messages: whole {whole:?}, its end {end:?}, ratio {ratio:.1}");
    assert!(ratio > 4.0, "whole {whole:?}, its end {end:?}");
}
