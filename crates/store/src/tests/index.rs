//! The index: what it lists and finds, and that it follows the files.

use std::collections::BTreeSet;
use std::fs;

use proptest::prelude::*;
use runnel_conversation::*;
use uuid::Uuid;

use super::support::*;
use crate::*;

fn nth_chat(n: u64) -> ConversationId {
    ConversationId::from(Uuid::from_u128(u128::from(n) << 64 | 7))
}

fn said(n: u64, parent: Option<u64>, text: &str) -> Record {
    Record { parent: parent.map(id), ..question(n, text) }
}

fn answered(n: u64, parent: u64, text: &str, model: &str) -> Record {
    let answer = Answer {
        provider: "vendor".into(),
        model: model.into(),
        ending: Ending::Interrupted,
        usage: None,
        timing: Timing::default(),
        cost: None,
        adjustments: Vec::new(),
    };
    let body = MessageBody::Assistant { parts: vec![Part::Text { text: text.into() }], answer };
    Record { parent: Some(id(parent)), ..record(n, RecordKind::Message(body)) }
}

impl TestHome {
    fn index(&self) -> Index {
        Index::open(&self.home()).unwrap()
    }

    /// An index that has read all files.
    fn indexed(&self) -> Index {
        let index = self.index();
        index.catch_up(|_, _| {}).unwrap();
        index
    }

    fn keep(&self, chat: u64, records: &[Record]) {
        self.conversations().append(nth_chat(chat), records).unwrap();
    }

    fn path_of(&self, chat: u64) -> std::path::PathBuf {
        self.path(&format!("conversations/{}.jsonl", nth_chat(chat)))
    }
}

fn listed(index: &Index) -> Vec<String> {
    let page = index.list(&ListWanted { limit: 100, ..ListWanted::default() }).unwrap();
    page.entries.into_iter().filter_map(|entry| entry.title).collect()
}

fn wanted(typed: &str) -> SearchWanted {
    SearchWanted { query: Query::new(typed), limit: 100, ..SearchWanted::default() }
}

/// All messages that are found, page after page.
fn all_hits(index: &Index, mut wanted: SearchWanted) -> Vec<Hit> {
    let mut hits = Vec::new();
    loop {
        let page = index.search(&wanted).unwrap();
        hits.extend(page.hits);
        match page.next {
            Some(next) => wanted.before = Some(next),
            None => return hits,
        }
    }
}

fn found(index: &Index, wanted: SearchWanted) -> BTreeSet<RecordId> {
    all_hits(index, wanted).into_iter().map(|hit| hit.message).collect()
}

fn ids(ids: impl IntoIterator<Item = u64>) -> BTreeSet<RecordId> {
    ids.into_iter().map(id).collect()
}

#[test]
fn the_list_is_pinned_first_and_then_newest_first_in_pages() {
    let home = TestHome::new();
    for n in 1..=7 {
        home.keep(n, &[said(10 * n, None, &format!("chat {n}"))]);
    }
    home.keep(2, &[record(201, RecordKind::Pin { pinned: true })]);
    home.keep(3, &[record(301, RecordKind::Deleted)]);
    let index = home.indexed();
    let mut wanted = ListWanted { limit: 2, ..ListWanted::default() };
    let mut pages = Vec::new();
    loop {
        let page = index.list(&wanted).unwrap();
        pages.push(page.entries.into_iter().filter_map(|entry| entry.title).collect::<Vec<_>>());
        wanted.after = page.next;
        if page.next.is_none() {
            break;
        }
    }
    assert_eq!(pages, [vec!["chat 2", "chat 7"], vec!["chat 6", "chat 5"], vec!["chat 4", "chat 1"]]);
    let bin = index.list(&ListWanted { shelf: Shelf::Bin, limit: 9, ..ListWanted::default() }).unwrap();
    assert_eq!(bin.entries.iter().map(|entry| entry.id).collect::<Vec<_>>(), [nth_chat(3)]);
    assert!(bin.entries[0].deleted);
}

#[test]
fn folders_and_tags_narrow_the_list_and_are_counted() {
    let home = TestHome::new();
    let folder = |name: &str| RecordKind::Folder { folder: Some(name.into()) };
    let tags = |tags: &[&str]| RecordKind::Tags { tags: tags.iter().map(|tag| (*tag).to_owned()).collect() };
    home.keep(1, &[said(1, None, "one"), record(2, folder("物理")), record(3, tags(&["光", "a"]))]);
    home.keep(2, &[said(4, None, "two"), record(5, folder("物理"))]);
    home.keep(3, &[said(6, None, "three"), record(7, tags(&["a"])), record(8, RecordKind::Deleted)]);
    let index = home.indexed();
    let narrowed = |folder: Option<&str>, tag: Option<&str>| {
        let (folder, tag) = (folder.map(str::to_owned), tag.map(str::to_owned));
        let page = index.list(&ListWanted { folder, tag, limit: 9, ..ListWanted::default() }).unwrap();
        page.entries.into_iter().filter_map(|entry| entry.title).collect::<Vec<_>>()
    };
    assert_eq!(narrowed(Some("物理"), None), ["two", "one"]);
    assert_eq!(narrowed(None, Some("a")), ["one"]);
    assert_eq!(narrowed(Some("物理"), Some("光")), ["one"]);
    let labels = index.labels().unwrap();
    assert_eq!(labels.folders, [("物理".to_owned(), 2)]);
    assert_eq!(labels.tags, [("a".to_owned(), 1), ("光".to_owned(), 1)]);
}

#[test]
fn an_answer_that_was_not_seen_is_marked() {
    let home = TestHome::new();
    let index = home.indexed();
    let unread = || {
        index.refresh(nth_chat(1)).unwrap();
        index.entry(nth_chat(1)).unwrap().unwrap().unread
    };
    home.keep(1, &[said(1, None, "q"), answered(2, 1, "a", "m")]);
    assert!(!unread(), "nothing is known of what was seen");
    home.keep(1, &[record(3, RecordKind::Seen { message: id(2) })]);
    assert!(!unread());
    home.keep(1, &[said(4, Some(2), "q"), answered(5, 4, "a", "m")]);
    assert!(unread());
    home.keep(1, &[record(6, RecordKind::Seen { message: id(5) })]);
    assert!(!unread());
}

#[test]
fn words_are_found_by_their_beginnings_and_chinese_from_one_character_on() {
    let home = TestHome::new();
    home.keep(
        1,
        &[
            said(1, None, "什么是向量数据库？"),
            answered(2, 1, "A Vector database; ベクトル検索. 한국어", "m"),
        ],
    );
    home.keep(2, &[said(3, None, "Crème brûlée"), answered(4, 3, "数据与向量", "m")]);
    let index = home.indexed();
    for (typed, expected) in [
        ("量", vec![1, 4]),
        ("数据", vec![1, 4]),
        ("向量数据", vec![1]),
        ("量数", vec![1]),
        ("数量", vec![]),
        ("v", vec![2]),
        ("vec dat", vec![2]),
        ("\"vector dat\"", vec![2]),
        ("\"database vector\"", vec![]),
        ("ector", vec![]),
        ("クト", vec![2]),
        ("한", vec![2]),
        ("creme", vec![3]),
        ("BRÛL", vec![3]),
        ("向量 数据", vec![1, 4]),
        ("…", vec![]),
    ] {
        assert_eq!(found(&index, wanted(typed)), ids(expected), "{typed}");
    }
}

#[test]
fn filters_narrow_what_is_found() {
    let home = TestHome::new();
    let picture = Part::Image(Image::Link { url: "https://example.org/a.png".into() });
    let parts = vec![picture, Part::Text { text: "word".into() }];
    home.keep(1, &[said(1, None, "word"), answered(2, 1, "word", "small"), answered(3, 1, "word", "large")]);
    home.keep(
        2,
        &[
            record(50, RecordKind::Message(MessageBody::User { parts })),
            record(51, RecordKind::Folder { folder: Some("F".into()) }),
        ],
    );
    let index = home.indexed();
    let with = |change: fn(&mut SearchWanted)| {
        let mut wanted = wanted("word");
        change(&mut wanted);
        found(&index, wanted)
    };
    assert_eq!(with(|_| {}), ids([1, 2, 3, 50]));
    assert_eq!(with(|wanted| wanted.speaker = Some(Speaker::User)), ids([1, 50]));
    assert_eq!(with(|wanted| wanted.model = Some("large".into())), ids([3]));
    assert_eq!(with(|wanted| wanted.provider = Some("vendor".into())), ids([2, 3]));
    assert_eq!(with(|wanted| wanted.provider = Some("other".into())), ids([]));
    assert_eq!(with(|wanted| wanted.has_image = true), ids([50]));
    assert_eq!(with(|wanted| wanted.folder = Some("F".into())), ids([50]));
    assert_eq!(
        with(|wanted| (wanted.from, wanted.to) = (Some(Timestamp(2)), Some(Timestamp(50)))),
        ids([2, 3])
    );
    assert_eq!(with(|wanted| wanted.from = Some(Timestamp(3))), ids([3, 50]));
}

#[test]
fn a_hit_says_where_it_is_and_shows_what_was_found() {
    let home = TestHome::new();
    home.keep(
        1,
        &[
            record(1, RecordKind::Title { title: "Seas".into() }),
            said(2, None, "Tell me"),
            answered(3, 2, "🎉 the tide", "m"),
        ],
    );
    let index = home.indexed();
    let page = index.search(&wanted("tid")).unwrap();
    let [hit] = page.hits.as_slice() else { panic!("{page:?}") };
    assert_eq!((hit.conversation, hit.message, hit.speaker), (nth_chat(1), id(3), Speaker::Assistant));
    assert_eq!((hit.title.as_deref(), hit.model.as_deref(), hit.at), (Some("Seas"), Some("m"), Timestamp(3)));
    assert_eq!(hit.excerpt, Excerpt { text: "🎉 the tide".into(), ranges: std::iter::once(7..10).collect() });
    let page = index.search(&wanted("sea")).unwrap();
    assert!(page.hits.is_empty());
    assert_eq!(page.titles.len(), 1);
    assert_eq!(
        page.titles[0].excerpt,
        Excerpt { text: "Seas".into(), ranges: std::iter::once(0..3).collect() }
    );
}

#[test]
fn a_title_is_found_in_the_days_of_its_newest_message() {
    let home = TestHome::new();
    home.keep(1, &[record(1, RecordKind::Title { title: "Seasons 四季".into() }), said(2, None, "winter")]);
    let index = home.indexed();
    let titles = |typed: &str, from: i64, to: i64| {
        let days = SearchWanted { from: Some(Timestamp(from)), to: Some(Timestamp(to)), ..wanted(typed) };
        index.search(&days).unwrap().titles.len()
    };
    for typed in ["sea", "season", "四", "四季", "seasons 季"] {
        assert_eq!((titles(typed, 0, 10), titles(typed, 0, 2), titles(typed, 3, 10)), (1, 0, 0), "{typed}");
    }
    assert_eq!(titles("winter", 0, 10), 0);
}

#[test]
fn a_beginning_is_found_however_many_words_begin_so() {
    let home = TestHome::new();
    let words = |n: u64| format!("begin{n:05} tide");
    let records: Vec<_> = (1..=600).map(|n| said(n, (n > 1).then(|| n - 1), &words(n))).collect();
    home.keep(1, &records);
    let index = home.indexed();
    for (typed, count) in
        [("begin", 600), ("begin0012", 10), ("begin00123", 1), ("begin9", 0), ("tide begin005", 100)]
    {
        assert_eq!(all_hits(&index, wanted(typed)).len(), count, "{typed}");
    }
}

#[test]
fn the_message_that_says_it_most_comes_first_and_every_page_goes_on() {
    let home = TestHome::new();
    let filler = "word ".repeat(100);
    let records: Vec<_> = (1..=30)
        .map(|n| {
            if n == 20 {
                said(n, Some(n - 1), "tide tide tide")
            } else {
                said(n, (n > 1).then(|| n - 1), &format!("{filler} tide"))
            }
        })
        .collect();
    home.keep(1, &records);
    let index = home.indexed();
    assert_eq!(index.search(&wanted("tide")).unwrap().hits[0].message, id(20));
    let hits = all_hits(&index, SearchWanted { limit: 7, ..wanted("tide") });
    assert_eq!(hits.len(), 30);
    assert_eq!(hits.into_iter().map(|hit| hit.message).collect::<BTreeSet<_>>(), ids(1..=30));
}

#[test]
fn what_is_deleted_is_not_found_until_it_is_restored() {
    let home = TestHome::new();
    home.keep(1, &[said(1, None, "tide"), said(2, Some(1), "tide")]);
    let index = home.indexed();
    let now = || {
        index.refresh(nth_chat(1)).unwrap();
        found(&index, wanted("tide"))
    };
    home.keep(1, &[record(3, RecordKind::MessageDeleted { message: id(1) })]);
    assert_eq!(now(), ids([2]));
    home.keep(1, &[record(4, RecordKind::MessageRestored { message: id(1) })]);
    assert_eq!(now(), ids([1, 2]));
    home.keep(1, &[record(5, RecordKind::Deleted)]);
    assert_eq!(now(), ids([]));
    home.keep(1, &[record(6, RecordKind::Restored)]);
    assert_eq!(now(), ids([1, 2]));
    fs::remove_file(home.path_of(1)).unwrap();
    assert_eq!(index.refresh(nth_chat(1)).unwrap(), Change::Removed);
    assert_eq!(found(&index, wanted("tide")), ids([]));
    assert_eq!(index.messages().unwrap(), 0);
}

#[test]
fn of_a_file_that_grew_only_what_was_added_is_read() {
    let home = TestHome::new();
    home.keep(1, &[said(1, None, "first question"), answered(2, 1, &"tide ".repeat(200), "m")]);
    let index = home.indexed();
    // Were the beginning read again, this would be noticed: it is as long as what it replaces.
    let text = fs::read_to_string(home.path_of(1)).unwrap();
    fs::write(home.path_of(1), text.replacen("first question", "other question", 1)).unwrap();
    home.keep(1, &[said(3, Some(2), "moon")]);
    index.refresh(nth_chat(1)).unwrap();
    assert_eq!(found(&index, wanted("moon")), ids([3]));
    assert_eq!(listed(&index), ["first question"]);
    // A branch that is chosen changes more than the end.
    home.keep(1, &[record(4, RecordKind::Head { message: id(1) })]);
    index.refresh(nth_chat(1)).unwrap();
    assert_eq!(listed(&index), ["other question"]);
    assert_eq!(found(&index, wanted("other")), ids([1]));
}

#[test]
fn a_file_that_another_replaced_is_read_anew() {
    let home = TestHome::new();
    home.keep(1, &[said(2, None, "tide"), answered(3, 2, "moon", "m")]);
    let index = home.indexed();
    // As a program that joins two copies writes it.
    let old = fs::read(home.path_of(1)).unwrap();
    let mut joined = lines(&[said(1, None, "sun and moon and more"), said(4, Some(3), "stars")]);
    joined.extend(old);
    fs::write(home.path_of(1), joined).unwrap();
    index.refresh(nth_chat(1)).unwrap();
    assert_eq!(found(&index, wanted("moon")), ids([1, 3]));
    assert_eq!(found(&index, wanted("stars")), ids([4]));
    assert_eq!(index.messages().unwrap(), 4);
}

#[test]
fn catching_up_reads_what_changed_while_nobody_looked() {
    let home = TestHome::new();
    for n in 1..=5 {
        home.keep(n, &[said(10 * n, None, &format!("chat {n}"))]);
    }
    let index = home.indexed();
    assert!(index.is_complete().unwrap());
    home.keep(6, &[said(60, None, "chat 6")]);
    home.keep(1, &[said(70, Some(10), "again")]);
    fs::remove_file(home.path_of(2)).unwrap();
    let index = home.index();
    let mut told = Vec::new();
    index.catch_up(|progress, changed| told.push((progress, BTreeSet::from_iter(changed.to_vec())))).unwrap();
    assert_eq!(told.first().unwrap().0, Progress { done: 0, total: 3 });
    assert_eq!(told.last().unwrap().0, Progress { done: 3, total: 3 });
    assert_eq!(told.last().unwrap().1, BTreeSet::from([nth_chat(1), nth_chat(2), nth_chat(6)]));
    assert_eq!(listed(&index), ["chat 1", "chat 6", "chat 5", "chat 4", "chat 3"]);
    assert_eq!(found(&index, wanted("again")), ids([70]));
    index.tidy().unwrap();
    assert_eq!(found(&index, wanted("chat")), ids([10, 30, 40, 50, 60]));
}

#[test]
fn the_newest_conversation_is_searched_first_however_the_index_was_built() {
    let home = TestHome::new();
    for n in 1..=4 {
        home.keep(n, &[said(10 * n, None, "tide"), said(10 * n + 1, Some(10 * n), "tide")]);
        let at = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(n);
        fs::File::options().append(true).open(home.path_of(n)).unwrap().set_modified(at).unwrap();
    }
    let index = home.indexed();
    let first = |limit| found(&index, SearchWanted { limit, ..wanted("tide") });
    let newest = |limit: usize| {
        let page = index.search(&SearchWanted { limit, ..wanted("tide") }).unwrap();
        page.hits.into_iter().map(|hit| hit.message).collect::<BTreeSet<_>>()
    };
    assert_eq!(newest(3), ids([41, 40, 31]));
    home.keep(2, &[said(22, Some(21), "tide")]);
    index.refresh(nth_chat(2)).unwrap();
    assert_eq!(newest(2), ids([22, 41]));
    assert_eq!(first(2).len(), 9);
}

#[test]
fn an_index_that_is_damaged_or_of_another_version_is_begun_anew() {
    let home = TestHome::new();
    home.keep(1, &[said(1, None, "tide")]);
    drop(home.indexed());
    let path = home.path("cache/index.sqlite3");
    fs::write(&path, b"this is no database, and was never one at all").unwrap();
    assert_eq!(listed(&home.index()), [""; 0]);
    assert_eq!(listed(&home.indexed()), ["tide"]);
    let other = rusqlite::Connection::open(&path).unwrap();
    other.pragma_update(None, "user_version", 99).unwrap();
    drop(other);
    assert!(!home.index().is_complete().unwrap());
    assert_eq!(found(&home.indexed(), wanted("tide")), ids([1]));
}

#[test]
fn an_index_that_turns_out_to_be_damaged_says_so_and_is_begun_anew() {
    let home = TestHome::new();
    home.keep(1, &[said(1, None, "tide")]);
    let index = home.indexed();
    let other = rusqlite::Connection::open(home.path("cache/index.sqlite3")).unwrap();
    other.execute_batch("DROP TABLE message").unwrap();
    assert!(matches!(index.search(&wanted("tide")), Err(StoreError::Index { damaged: true, .. })));
    assert_eq!(found(&index, wanted("tide")), ids([]));
    index.catch_up(|_, _| {}).unwrap();
    assert_eq!(found(&index, wanted("tide")), ids([1]));
}

#[test]
fn without_a_cache_folder_there_is_still_an_index() {
    let home = TestHome::new();
    home.keep(1, &[said(1, None, "tide")]);
    fs::write(home.path("cache"), "in the way").unwrap();
    assert_eq!(found(&home.indexed(), wanted("tide")), ids([1]));
}

#[test]
fn damaged_lines_and_files_that_cannot_be_read_are_told() {
    let home = TestHome::new();
    home.keep(1, &[said(1, None, "tide")]);
    let mut text = fs::read(home.path_of(1)).unwrap();
    text.extend_from_slice(b"{\"id\":\n\0\0\n");
    fs::write(home.path_of(1), text).unwrap();
    fs::create_dir_all(home.path_of(2)).unwrap();
    let index = home.indexed();
    let faulty: Vec<_> = index.faulty().unwrap().iter().map(|e| (e.id, e.faults, e.unreadable)).collect();
    assert_eq!(faulty, [(nth_chat(1), 2, false), (nth_chat(2), 0, true)]);
    assert_eq!(listed(&index), ["tide"]);
}

#[test]
fn two_processes_can_bring_it_up_at_once() {
    let home = TestHome::new();
    let (one, two) = (home.indexed(), home.index());
    for n in 1..=20 {
        home.keep(n, &[said(n, None, "tide")]);
        assert!(matches!(one.refresh(nth_chat(n)).unwrap(), Change::Changed(_)));
        assert_eq!(two.refresh(nth_chat(n)).unwrap(), Change::Nothing);
    }
    std::thread::scope(|scope| {
        for index in [&one, &two] {
            let home = &home;
            scope.spawn(move || {
                for n in 1..=20 {
                    home.keep(n, &[said(100 + n, Some(n), "more")]);
                    index.refresh(nth_chat(n)).unwrap();
                }
            });
        }
    });
    one.catch_up(|_, _| {}).unwrap();
    assert_eq!(one.messages().unwrap(), 40);
    assert_eq!(found(&two, wanted("more")), ids(101..=120));
}

/// Texts in which what is looked for is likely to be.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof!["[ab的模é]{1,4}", Just(" ".to_owned()), Just("，".to_owned()), "\\PC{0,3}"];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_index_finds_what_reading_everything_finds(
        texts in proptest::collection::vec(any_text(), 1..20),
        looked_for in proptest::collection::vec(any_text(), 1..12),
    ) {
        let home = TestHome::new();
        let index = home.indexed();
        let (first, second) = texts.split_at(texts.len() / 2);
        let kept = |from: usize, texts: &[String]| {
            let of = |(n, text): (usize, &String)| said((from + n + 1) as u64, (from + n > 0).then(|| (from + n) as u64), text);
            let records: Vec<_> = texts.iter().enumerate().map(of).collect();
            home.keep(1, &records);
            index.refresh(nth_chat(1)).unwrap();
        };
        kept(0, first);
        kept(first.len(), second);
        for typed in looked_for {
            let query = Query::new(&typed);
            let expected: BTreeSet<_> = (1u64..)
                .zip(&texts)
                .filter(|(_, text)| !query.matches(text).is_empty())
                .map(|(n, _)| id(n))
                .collect();
            prop_assert_eq!(found(&index, wanted(&typed)), expected, "{:?}", typed);
            let is_substring = !typed.is_empty() && typed.chars().all(|c| matches!(c, '的' | '模'));
            if is_substring {
                let expected: BTreeSet<_> = (1u64..).zip(&texts).filter(|(_, text)| text.contains(&typed)).map(|(n, _)| id(n)).collect();
                prop_assert_eq!(found(&index, wanted(&typed)), expected);
            }
        }
    }
}
