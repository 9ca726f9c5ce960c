//! Conversations in and out.

use crate::program::Home;

const NEXTCHAT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../exchange/tests/fixtures/nextchat.json");

#[test]
fn what_was_imported_is_told_listed_and_exported_in_every_format() {
    let home = Home::new();
    let ended = home.run(&["conversations", "import", NEXTCHAT]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    for line in [
        "1 conversation with 4 messages and 1 picture\n",
        "1 conversation is new, 0 have grown, 4 messages are new\n",
        "Left out:\n       1  conversation without messages\n",
        "- New Conversation\n",
    ] {
        assert!(ended.out.contains(line), "{line} is not in {}", ended.out);
    }
    let again = home.run(&["conversations", "import", NEXTCHAT]).out;
    assert!(again.contains("0 conversations are new, 0 have grown, 0 messages are new\n"), "{again}");

    let id = home.only_conversation();
    for (format, words) in [("md", "# Tea\n"), ("json", "{\"runnel\":1,"), ("html", "<!doctype html>\n")] {
        let exported = home.run(&["conversations", "export", &id, "--format", format]);
        assert_eq!(exported.status, 0, "{}", exported.err);
        assert!(exported.out.starts_with(words), "{}", exported.out);
        let path = home.path().join(format);
        let path = path.to_str().unwrap();
        assert_eq!(
            home.run(&["conversations", "export", &id, "--format", format, "--output", path]).status,
            0
        );
        assert_eq!(std::fs::read_to_string(path).unwrap(), exported.out);
    }
}

#[test]
fn all_conversations_go_to_an_archive_that_is_named() {
    let (home, other) = (Home::new(), Home::new());
    home.run(&["conversations", "import", NEXTCHAT]);
    let archive = home.path().join("all");
    let archive = archive.to_str().unwrap();
    let ended = home.run(&["conversations", "export", "--all", "--format", "json", "--output", archive]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    assert_eq!(other.run(&["conversations", "import", archive]).status, 0);
    assert_eq!(other.only_conversation(), home.only_conversation());
}

#[test]
fn a_call_that_cannot_work_is_usage_and_a_file_that_is_no_export_a_failure() {
    let home = Home::new();
    for wrong in [
        &["conversations", "export", "--format", "md"][..],
        &["conversations", "export", "--all", "--format", "md"],
        &["conversations", "export", "0190a8f4-0000-7000-8000-000000000001"],
        &["conversations", "export", "0190a8f4-0000-7000-8000-000000000001", "--format", "pdf"],
        &["conversations", "import"],
    ] {
        assert_eq!(home.run(wrong).status, 2, "{wrong:?}");
    }
    let ended = home.run(&["conversations", "import", env!("CARGO_BIN_EXE_runnel-cli")]);
    assert_eq!(ended.status, 6);
    assert!(ended.err.contains("it holds no conversations of a program that is known here"), "{}", ended.err);
}
