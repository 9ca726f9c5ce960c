//! `docs/file-format.md` is true.

use super::support::*;
use crate::*;
use runnel_conversation::*;

const PAGE: &str = include_str!("../../../../docs/file-format.md");

/// The code blocks of a language, in order.
fn blocks(language: &str) -> Vec<&'static str> {
    let opening = format!("```{language}\n");
    PAGE.split(&opening).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn the_conversation_on_the_page_opens_without_a_fault_and_has_a_record_of_every_kind() {
    let block = blocks("jsonl")[0];
    let home = TestHome::new();
    home.put(block.as_bytes());
    let opened = home.load();
    assert_eq!(opened.faults, []);
    assert_eq!(opened.conversation.title().as_deref(), Some("Why the sky is blue"));

    for line in block.lines() {
        let record: Record = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&record).unwrap(), line, "Runnel writes it differently");
    }
    for kind in crate::lines::KINDS {
        assert!(block.contains(&format!("\"kind\":\"{kind}\"")), "{kind} has no example");
        assert!(PAGE.contains(&format!("| `{kind}` |")), "{kind} is not explained");
    }
}

#[test]
fn every_kind_of_record_is_a_known_one() {
    for line in blocks("jsonl")[0].lines() {
        let record: Record = serde_json::from_str(line).unwrap();
        // A new kind does not compile here until it has a name, which is then looked for above.
        let kind = match record.kind {
            RecordKind::Conversation { .. } => "conversation",
            RecordKind::Message(_) => "message",
            RecordKind::Title { .. } => "title",
            RecordKind::Model(_) => "model",
            RecordKind::Parameters(_) => "parameters",
            RecordKind::Head { .. } => "head",
            RecordKind::Deleted => "deleted",
            RecordKind::Restored => "restored",
            RecordKind::MessageDeleted { .. } => "message_deleted",
            RecordKind::MessageRestored { .. } => "message_restored",
            RecordKind::Pin { .. } => "pin",
            RecordKind::Folder { .. } => "folder",
            RecordKind::Tags { .. } => "tags",
            RecordKind::Seen { .. } => "seen",
            RecordKind::Summary { .. } => "summary",
        };
        assert!(crate::lines::KINDS.contains(&kind), "{kind}");
    }
}

#[test]
fn the_journal_on_the_page_is_recovered() {
    let block = blocks("jsonl")[1];
    let home = TestHome::new();
    std::fs::create_dir_all(home.path("journals")).unwrap();
    std::fs::write(home.path("journals/0197a001-0000-7000-8000-00000000000a.jsonl"), block).unwrap();
    let message = "0197a001-0000-7000-8000-00000000000a".parse().unwrap();
    assert_eq!(home.journals().read(message, 0).unwrap().len(), block.lines().count() - 1);

    let conversation = home.recover()[0];
    let opened = home.conversations().load(conversation).unwrap();
    assert_eq!(opened.conversation.message(message).unwrap().text(), "因为散射。");
}

#[test]
fn the_settings_on_the_page_are_all_there_are() {
    let home = TestHome::new();
    std::fs::write(home.path("settings.toml"), blocks("toml")[0]).unwrap();
    let settings = SettingsFile::new(&home.home()).load().unwrap();
    assert_eq!(settings.language, Language::ZhCn);
    let on_the_page: toml_edit::DocumentMut = blocks("toml")[0].parse().unwrap();
    let written = serde_json::to_value(&settings).unwrap();
    for key in written.as_object().unwrap().keys() {
        assert!(on_the_page.contains_key(key), "{key} is not on the page");
    }
    for key in written["providers"]["ollama"].as_object().unwrap().keys() {
        assert!(on_the_page["providers"]["ollama"].get(key).is_some(), "{key} is not on the page");
    }
}
