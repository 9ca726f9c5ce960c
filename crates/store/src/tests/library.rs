//! Prompts and assistants.

use runnel_conversation::{ModelChoice, Parameters};

use super::support::*;
use crate::*;

fn prompt(name: &str, text: &str) -> Prompt {
    Prompt { name: name.into(), text: text.into() }
}

fn prompts(home: &TestHome) -> Library<Prompt> {
    Library::new(&home.home())
}

fn names<T>(holdings: &Holdings<T>) -> Vec<&str> {
    holdings.sound.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn a_prompt_is_a_plain_file_that_is_kept_changed_and_removed() {
    let home = TestHome::new();
    let library = prompts(&home);
    assert!(library.list().unwrap().sound.is_empty());
    let translate = prompt("Translate!", "Translate into {{language}}:\n\n{{text}}\n");
    assert_eq!(library.add(&translate).unwrap(), "translate");
    assert_eq!(library.add(&prompt("翻译", "译成{{语言}}")).unwrap(), "翻译");
    assert_eq!(library.add(&prompt("translate", "again")).unwrap(), "translate-2");
    assert_eq!(library.add(&prompt("!!!", "x")).unwrap(), "prompts");

    let file = std::fs::read_to_string(home.path("prompts/translate.toml")).unwrap();
    assert_eq!(
        file,
        "name = \"Translate!\"\ntext = \"\"\"\nTranslate into {{language}}:\n\n{{text}}\n\"\"\"\n"
    );
    let holdings = library.list().unwrap();
    assert_eq!(names(&holdings), ["prompts", "translate", "translate-2", "翻译"]);
    assert_eq!(holdings.sound[1].1, translate);

    let shorter = prompt("Translate", "Translate: {{text}}");
    library.change("translate", &shorter).unwrap();
    assert_eq!(library.list().unwrap().sound[1].1, shorter);
    library.remove("translate").unwrap();
    assert!(matches!(library.remove("translate"), Err(StoreError::Missing { .. })));
    assert!(matches!(library.change("translate", &shorter), Err(StoreError::Missing { .. })));
    assert_eq!(names(&library.list().unwrap()), ["prompts", "translate-2", "翻译"]);
}

#[test]
fn what_a_person_wrote_into_the_file_stays() {
    let home = TestHome::new();
    std::fs::create_dir_all(home.path("prompts")).unwrap();
    let file = home.path("prompts/Mine.toml");
    std::fs::write(&file, "# for work\nname = \"Mine\" # short\ncolour = \"red\"\ntext = \"one\"\n").unwrap();
    let library = prompts(&home);
    library.change("Mine", &prompt("Mine", "two")).unwrap();
    let changed = std::fs::read_to_string(&file).unwrap();
    assert_eq!(changed, "# for work\nname = \"Mine\" # short\ncolour = \"red\"\ntext = \"two\"\n");
}

#[test]
fn a_broken_file_is_told_with_its_line_and_never_written_over() {
    let home = TestHome::new();
    let library = prompts(&home);
    library.add(&prompt("Sound", "x")).unwrap();
    let broken = home.path("prompts/broken.toml");
    std::fs::write(&broken, "name = \"Broken\"\ntext = \n").unwrap();
    std::fs::write(home.path("prompts/notes.txt"), "not a prompt").unwrap();
    let holdings = library.list().unwrap();
    assert_eq!(names(&holdings), ["sound"]);
    assert!(
        matches!(holdings.unreadable[..], [StoreError::Syntax { line: 2, .. }]),
        "{:?}",
        holdings.unreadable
    );
    assert!(matches!(library.change("broken", &prompt("Broken", "y")), Err(StoreError::Syntax { .. })));
    assert_eq!(std::fs::read_to_string(&broken).unwrap(), "name = \"Broken\"\ntext = \n");
}

#[test]
fn a_name_that_leads_elsewhere_never_becomes_a_path() {
    let home = TestHome::new();
    std::fs::write(home.path("settings.toml"), "mine").unwrap();
    for wrong in ["", "../settings", "a/b", "a\\b", ".hidden", "..", "a\0b"] {
        assert!(prompts(&home).remove(wrong).is_err(), "{wrong}");
        assert!(prompts(&home).change(wrong, &prompt("x", "y")).is_err(), "{wrong}");
    }
    assert_eq!(std::fs::read_to_string(home.path("settings.toml")).unwrap(), "mine");
}

#[test]
fn an_assistant_keeps_its_model_and_parameters() {
    let home = TestHome::new();
    let library = Library::<Assistant>::new(&home.home());
    let assistant = Assistant {
        name: "Translator".into(),
        icon: "🌐".into(),
        model: Some(ModelChoice { provider: "ollama".into(), model: "qwen3".into() }),
        parameters: Parameters {
            system: Some("Translate.\nNothing else.".into()),
            temperature: Some(0.3),
            ..Parameters::default()
        },
    };
    let name = library.add(&assistant).unwrap();
    assert_eq!(library.list().unwrap().sound, [(name.clone(), assistant.clone())]);
    let bare = Assistant { model: None, parameters: Parameters::default(), ..assistant };
    library.change(&name, &bare).unwrap();
    assert_eq!(library.list().unwrap().sound, [(name, bare)]);
    // A name is enough.
    std::fs::write(home.path("assistants/least.toml"), "name = \"Least\"\n").unwrap();
    assert_eq!(library.list().unwrap().sound[0].1.name, "Least");
}
