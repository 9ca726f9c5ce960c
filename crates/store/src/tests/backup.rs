//! A backup, and what comes back from one.

use std::fs;
use std::io::Write as _;

use super::support::*;
use crate::*;
use runnel_conversation::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn other() -> ConversationId {
    ConversationId::from(uuid::Uuid::from_u128(8))
}

fn restored(home: &TestHome, path: &std::path::Path) -> Restoration {
    restore(&home.home(), &home.conversations(), path).unwrap()
}

fn archive(path: &std::path::Path, entries: &[(&str, &[u8])]) {
    let mut zip = ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

#[test]
fn what_was_backed_up_comes_back_in_an_empty_home_byte_for_byte() {
    let (home, empty) = (TestHome::new(), TestHome::new());
    home.conversations().append(chat(), &[header(), question(2, "天为什么是蓝的?")]).unwrap();
    home.conversations().append(other(), &[question(3, "b"), record(4, RecordKind::Deleted)]).unwrap();
    let hash = Attachments::new(&home.home()).add(b"a picture").unwrap();
    assert_eq!(last_backup(&home.home()), None);
    let path = home.path("backup.zip");
    let made = back_up(&home.home(), &path, Timestamp(5)).unwrap();
    assert_eq!((made.conversations, made.attachments, made.at), (2, 1, Timestamp(5)));
    assert_eq!(made.bytes, fs::metadata(&path).unwrap().len());
    assert_eq!(last_backup(&home.home()), Some(made));

    let back = restored(&empty, &path);
    assert_eq!((back.conversations, back.attachments, back.refused.as_slice()), (2, 1, [].as_slice()));
    assert_eq!(fs::read(empty.file()).unwrap(), fs::read(home.file()).unwrap());
    assert_eq!(Attachments::new(&empty.home()).read(&hash).unwrap(), b"a picture");
    assert_eq!(restored(&empty, &path), Restoration::default(), "it came back twice");
}

#[test]
fn what_was_said_since_stays_and_what_was_lost_since_comes_back() {
    let home = TestHome::new();
    home.conversations().append(chat(), &[header(), question(2, "a"), question(3, "b")]).unwrap();
    let path = home.path("backup.zip");
    back_up(&home.home(), &path, Timestamp(5)).unwrap();
    // One message was lost, one was said since, and the last line is torn.
    let mut now = lines(&[header(), question(2, "a"), question(4, "since")]);
    now.extend(b"{\"id\":");
    home.put(&now);
    let back = restored(&home, &path);
    assert_eq!((back.conversations, back.records), (1, 1));
    assert_eq!(texts(&home.load(), [2, 3, 4]).iter().flatten().count(), 3);
    assert!(fs::read(home.file()).unwrap().starts_with(&now), "something was overwritten");
    home.conversations().append(chat(), &[question(5, "after")]).unwrap();
    assert_eq!(home.load().faults.len(), 1);
}

#[test]
fn a_record_that_says_something_else_is_not_overwritten() {
    let home = TestHome::new();
    home.conversations().append(chat(), &[header(), question(2, "mine")]).unwrap();
    let path = home.path("b.zip");
    let name = format!("conversations/{}.jsonl", chat());
    let unknown = b"{\"id\":\"x\",\"kind\":\"sticker\"}\nno record\n";
    let copy = [&lines(&[question(2, "theirs")])[..], unknown].concat();
    archive(&path, &[(&name, &copy)]);
    assert_eq!(restored(&home, &path).records, 1);
    assert_eq!((texts(&home.load(), [2]), home.load().faults.len()), (vec![Some("mine".into())], 0));
    assert!(fs::read_to_string(home.file()).unwrap().contains("sticker"));
}

#[test]
fn what_is_no_part_of_a_backup_is_refused_by_its_name() {
    let home = TestHome::new();
    let path = home.path("b.zip");
    let names = [
        "../escaped.jsonl",
        "conversations/../../escaped.jsonl",
        "conversations/00000000000000000000000000000007.jsonl",
        "/etc/passwd",
        "attachments/../settings.toml",
        "settings.toml",
        "providers/../settings.toml",
        "providers/Mine.toml",
    ];
    archive(&path, &names.map(|name| (name, &b"x"[..])));
    let back = restored(&home, &path);
    assert_eq!(back.refused.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), names);
    assert_eq!(fs::read_dir(home.path("")).unwrap().count(), 1, "something else than the zip is there");
}

#[test]
fn a_newer_file_is_left_alone_and_the_others_come_back() {
    let home = TestHome::new();
    home.conversations().append(chat(), &[header(), question(2, "a")]).unwrap();
    home.conversations().append(other(), &[question(3, "b")]).unwrap();
    let path = home.path("b.zip");
    back_up(&home.home(), &path, Timestamp(5)).unwrap();
    let newer = record(1, RecordKind::Conversation { conversation: chat(), format: FORMAT + 1 });
    home.put(&lines(std::slice::from_ref(&newer)));
    fs::remove_file(home.path(&format!("conversations/{}.jsonl", other()))).unwrap();
    let back = restored(&home, &path);
    assert_eq!((back.conversations, back.refused.len()), (1, 1));
    assert_eq!(fs::read(home.file()).unwrap(), lines(&[newer]));
}

#[test]
fn what_is_no_zip_is_refused_and_a_backup_that_cannot_be_written_leaves_the_last_one() {
    let home = TestHome::new();
    let path = home.path("b.zip");
    fs::write(&path, "no zip").unwrap();
    restore(&home.home(), &home.conversations(), &path).unwrap_err();
    // A conversation that cannot be read is no backup.
    fs::create_dir_all(home.path(&format!("conversations/{}.jsonl", chat()))).unwrap();
    back_up(&home.home(), &path, Timestamp(5)).unwrap_err();
    assert_eq!(fs::read(&path).unwrap(), b"no zip");
    assert_eq!(last_backup(&home.home()), None);
    back_up(&home.home(), &home.path("nowhere/b.zip"), Timestamp(5)).unwrap_err();
}

#[test]
fn settings_and_own_providers_come_back_where_they_are_missing() {
    let (home, other) = (TestHome::new(), TestHome::new());
    let settings = "theme = \"dark\"\nenter_sends = false\n\n[default_model]\nprovider = \"a\"\nmodel = \"b\"\n\n\
                    [parameters]\ntemperature = 0.5\nthinking = { mode = \"budget\", tokens = 9 }\n\n\
                    [providers.a]\nbase_url = \"http://a\"\ntimeout_seconds = 9\n";
    fs::write(home.path("settings.toml"), settings).unwrap();
    let providers = |home: &TestHome| ProviderFiles::new(&home.home());
    providers(&home).write("mine", "id = \"mine\"").unwrap();
    providers(&home).write("other", "id = \"other\"").unwrap();
    let path = home.path("backup.zip");
    back_up(&home.home(), &path, Timestamp(5)).unwrap();

    let mine = "# my own\ntheme = \"light\"\n\n[parameters]\nthinking = { mode = \"on\" }\n\n\
                [providers.a]\nbase_url = \"http://mine\"\n";
    fs::write(other.path("settings.toml"), mine).unwrap();
    providers(&other).write("mine", "# as I want it").unwrap();
    let back = restored(&other, &path);
    assert_eq!((back.settings, back.providers, back.refused.len()), (4, 1, 0));
    assert_eq!(providers(&other).read("mine").unwrap(), "# as I want it");
    assert_eq!(providers(&other).read("other").unwrap(), "id = \"other\"");
    let text = fs::read_to_string(other.path("settings.toml")).unwrap();
    assert!(text.starts_with("# my own\ntheme = \"light\"\n"), "{text}");
    let now = SettingsFile::new(&other.home()).load().unwrap();
    assert_eq!((now.theme, now.enter_sends), (Theme::Light, false));
    assert_eq!(now.parameters.temperature, Some(0.5));
    assert_eq!(now.parameters.thinking, Some(Thinking::On), "half of one value and half of another");
    let provider = &now.providers["a"];
    assert_eq!((provider.base_url.as_deref(), provider.timeout_seconds), (Some("http://mine"), Some(9)));
    assert_eq!(restored(&other, &path), Restoration::default(), "it came back twice");

    let empty = TestHome::new();
    restored(&empty, &path);
    assert_eq!(fs::read_to_string(empty.path("settings.toml")).unwrap(), settings);
}

#[test]
fn prompts_and_assistants_come_back_where_they_are_missing() {
    let (home, other) = (TestHome::new(), TestHome::new());
    let prompts = |home: &TestHome| Library::<Prompt>::new(&home.home());
    let assistants = |home: &TestHome| Library::<Assistant>::new(&home.home());
    let prompt = |text: &str| Prompt { name: "译成中文".to_owned(), text: text.to_owned() };
    let name = prompts(&home).add(&prompt("{{text}}")).unwrap();
    let poet = Assistant {
        name: "Poet".to_owned(),
        icon: "🪶".to_owned(),
        model: None,
        parameters: runnel_conversation::Parameters::default(),
    };
    assistants(&home).add(&poet).unwrap();
    // What this version cannot read is kept as well.
    fs::write(home.path("prompts/odd.toml"), "name = ").unwrap();
    let path = home.path("backup.zip");
    back_up(&home.home(), &path, Timestamp(5)).unwrap();

    let mine = prompts(&other).add(&prompt("mine")).unwrap();
    assert_eq!(mine, name);
    let back = restored(&other, &path);
    assert_eq!((back.prompts, back.assistants, back.refused.len()), (1, 1, 0));
    assert_eq!(prompts(&other).list().unwrap().sound, [(mine, prompt("mine"))], "what is here stays");
    assert_eq!(fs::read(other.path("prompts/odd.toml")).unwrap(), b"name = ");
    assert_eq!(assistants(&other).list().unwrap().sound, [("poet".to_owned(), poet)]);
    assert_eq!(restored(&other, &path), Restoration::default(), "it came back twice");
}

#[test]
fn settings_with_a_mistake_are_left_as_they_are_and_the_rest_comes_back() {
    let (home, other) = (TestHome::new(), TestHome::new());
    home.conversations().append(chat(), &[header(), question(2, "a")]).unwrap();
    fs::write(home.path("settings.toml"), "theme = \"dark\"\n").unwrap();
    let path = home.path("backup.zip");
    back_up(&home.home(), &path, Timestamp(5)).unwrap();
    fs::write(other.path("settings.toml"), "theme = ").unwrap();
    let back = restored(&other, &path);
    assert_eq!((back.conversations, back.settings), (1, 0));
    assert_eq!(back.refused.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), ["settings.toml"]);
    assert_eq!(fs::read_to_string(other.path("settings.toml")).unwrap(), "theme = ");

    // Settings that could not be read do not keep the rest from being backed up.
    back_up(&other.home(), &path, Timestamp(6)).unwrap();
}
