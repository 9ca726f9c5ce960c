//! Files that mean harm, or are not what they say: each is refused with its reason, and nothing is taken.

use std::fs::File;
use std::io::Write as _;

use runnel_exchange::{Refused, Stopped, limits};

use crate::fixtures::{self, archive};
use crate::taken::{from, from_bytes};

fn refused(bytes: &[u8]) -> Refused {
    match from_bytes(bytes) {
        Err(Stopped::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

/// Where the list of files in an archive begins.
fn list_of(archive: &[u8]) -> usize {
    archive.windows(4).position(|four| four == b"PK\x01\x02").unwrap()
}

#[test]
fn an_archive_that_unpacks_to_far_more_is_refused() {
    let mut much = b"[".to_vec();
    much.resize(40 * 1024 * 1024, b' ');
    let bomb = archive(&[("conversations.json", &much)]);
    assert!(bomb.len() < 50_000, "{}", bomb.len());
    assert_eq!(refused(&bomb), Refused::Bomb { times: limits::UNPACKED_TIMES });
}

#[test]
fn many_files_count_together() {
    let mut much = b"[{\"mapping\":1}".to_vec();
    much.resize(5 * 1024 * 1024, b' ');
    much.push(b']');
    let names: Vec<String> = (0..6).map(|n| n.to_string()).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), much.as_slice())).collect();
    assert_eq!(refused(&archive(&files)), Refused::Bomb { times: limits::UNPACKED_TIMES });
}

#[test]
fn a_name_that_leads_out_of_the_archive_is_refused() {
    for name in ["../conversations.json", "a/../../b.json", "/etc/passwd", "..\\windows", "C:\\a.json"] {
        let refused = refused(&archive(&[("conversations.json", b"[{\"mapping\":{}}]"), (name, b"[]")]));
        assert_eq!(refused, Refused::UnsafePath { name: name.replace('\\', "/") });
    }
}

#[test]
fn a_copy_of_a_database_is_refused_by_that_name() {
    for name in ["IndexedDB/file__0.indexeddb.leveldb/000003.log", "Local Storage/leveldb/CURRENT"] {
        let files: [(&str, &[u8]); 2] = [("metadata.json", b"{\"version\":6}"), (name, b"\0\x01")];
        assert_eq!(refused(&archive(&files)), Refused::DatabaseCopy);
    }
}

#[test]
fn a_gigabyte_of_json_is_refused_without_reading_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large");
    let mut file = File::create(&path).unwrap();
    file.write_all(b"[{\"mapping\":{}}").unwrap();
    file.set_len(1024 * 1024 * 1024).unwrap();
    let Err(Stopped::Refused(refused)) = from(&path) else { panic!("it was taken") };
    assert_eq!(refused, Refused::TooLarge { limit_bytes: limits::LARGEST_DOCUMENT });
}

#[test]
fn one_conversation_that_would_take_all_memory_is_refused() {
    let mut chat = b"[{\"uuid\":\"1\",\"chat_messages\":[".to_vec();
    for _ in 0..5_000_000 {
        chat.extend(b"[],");
    }
    chat.extend(b"[]]}]");
    assert_eq!(refused(&chat), Refused::TooLarge { limit_bytes: limits::LARGEST_VALUE });
}

#[test]
fn what_is_not_utf8_is_refused() {
    let wide: Vec<u8> = "[{\"mapping\":{}}]".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe".as_slice(), &wide].concat();
    let chinese = b"[{\"mapping\":{},\"title\":\"\xc4\xe3\xba\xc3\"}]";
    for wrong in [wide.as_slice(), &marked, chinese] {
        assert_eq!(refused(wrong), Refused::WrongEncoding, "{wrong:?}");
    }
    assert_eq!(refused(&archive(&[("conversations.json", chinese)])), Refused::WrongEncoding);
}

#[test]
fn a_byte_order_mark_is_no_wrong_encoding() {
    let marked = [b"\xef\xbb\xbf".as_slice(), include_bytes!("../fixtures/claude.json")].concat();
    assert_eq!(from_bytes(&marked).unwrap().conversations.len(), 2);
}

#[test]
fn what_lies_too_deep_is_refused() {
    let deep = |open: &str, close: &str| {
        format!("[{{\"mapping\":{{\"a\":{}1{}}}}}]", open.repeat(10_000), close.repeat(10_000))
    };
    assert_eq!(refused(deep("[", "]").as_bytes()), Refused::TooDeep { limit: limits::DEEPEST });
    assert_eq!(refused(deep("{\"a\":", "}").as_bytes()), Refused::TooDeep { limit: limits::DEEPEST });
}

#[test]
fn an_archive_that_lies_about_a_size_or_a_checksum_is_refused() {
    let honest = archive(&[("conversations.json", include_bytes!("../fixtures/claude.json"))]);
    assert_eq!(from_bytes(&honest).unwrap().conversations.len(), 2);
    for (place, byte) in [(24, 1), (24, 255), (16, 1)] {
        let mut lying = honest.clone();
        let at = list_of(&lying) + place;
        lying[at] = lying[at].wrapping_add(byte);
        assert!(matches!(refused(&lying), Refused::Damaged { .. }), "{place}: {:?}", refused(&lying));
    }
}

#[test]
fn an_archive_that_is_torn_is_refused() {
    let whole = fixtures::claude();
    for length in [4, 30, whole.len() / 2, whole.len() - 1] {
        assert!(matches!(refused(&whole[..length]), Refused::Damaged { .. }), "{length}");
    }
}

#[test]
fn an_archive_that_is_encrypted_is_refused() {
    let mut locked = fixtures::claude();
    let at = list_of(&locked) + 8;
    locked[at] |= 1;
    assert_eq!(refused(&locked), Refused::Packed { name: "users.json".to_owned() });
}

#[test]
fn an_archive_of_more_files_than_may_be_is_refused() {
    let mut many = rawzip::ZipArchiveWriter::new(Vec::new());
    for number in 0..=limits::MOST_FILES {
        let name = number.to_string();
        let (entry, config) = many.new_file(name.as_str()).start().unwrap();
        let mut entry = entry;
        let (_, descriptor) = config.wrap(&mut entry).finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    assert_eq!(refused(&many.finish().unwrap()), Refused::TooManyFiles { limit: limits::MOST_FILES });
}

#[test]
fn what_holds_no_conversations_is_told_apart_from_what_is_damaged() {
    for nothing in [&b""[..], b"hello", b"[]", b"{}", b"[1,2]", b"{\"a\":[]}", b"\x89PNG\r\n\x1a\n"] {
        assert_eq!(refused(nothing), Refused::Unrecognised, "{nothing:?}");
    }
    assert_eq!(refused(&archive(&[("a.txt", b"hi")])), Refused::Unrecognised);
    for damaged in [&b"[{\"mapping\":"[..], b"{\"chat_messages\":[}", b"[{\"mapping\":{}}] x"] {
        assert!(matches!(refused(damaged), Refused::Damaged { .. }), "{damaged:?}");
    }
}
