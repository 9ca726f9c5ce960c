//! Prompts and assistants.

use crate::person::*;
use runnel_engine::contract::*;

fn prompt(name: &str, text: &str) -> Prompt {
    Prompt { name: name.into(), text: text.into() }
}

#[tokio::test]
async fn a_prompt_is_there_after_the_next_start_until_it_is_removed() {
    let person = Person::new();
    let save = |id: Option<&str>, prompt: Prompt| SavePrompt { id: id.map(Into::into), prompt };
    let kept = person.engine.save_prompt(save(None, prompt(" Translate ", "{{text}}"))).await.unwrap();
    assert_eq!((kept.id.as_str(), kept.prompt.name.as_str()), ("translate", "Translate"));
    let changed = save(Some("translate"), prompt("Translate", "Into English: {{text}}"));
    let changed = person.engine.save_prompt(changed).await.unwrap();
    let again = person.again();
    assert_eq!(again.engine.library(Nothing {}).await.unwrap().prompts, [changed]);
    let named = LibraryRef { id: "translate".into() };
    again.engine.remove_prompt(named.clone()).await.unwrap();
    let missing = Refusal::LibraryMissing { id: "translate".into() };
    assert_eq!(again.engine.remove_prompt(named).await.unwrap_err(), missing);
    let gone = save(Some("translate"), prompt("Translate", "x"));
    assert_eq!(again.engine.save_prompt(gone).await.unwrap_err(), missing);
    for empty in [prompt(" ", "x"), prompt("x", "\n")] {
        let refusal = again.engine.save_prompt(save(None, empty)).await.unwrap_err();
        assert!(matches!(refusal, Refusal::SettingInvalid { .. }), "{refusal:?}");
    }
    assert!(again.engine.library(Nothing {}).await.unwrap().prompts.is_empty());
}

#[tokio::test]
async fn an_assistant_is_kept_and_nonsense_is_not() {
    let person = Person::new();
    let assistant = Assistant {
        name: "Brief".into(),
        icon: "B".into(),
        model: Some(ModelChoice { provider: "offline".into(), model: "demo".into() }),
        parameters: Parameters { system: Some("Be brief.".into()), ..Parameters::default() },
    };
    let save = SaveAssistant { id: None, assistant: assistant.clone() };
    let kept = person.engine.save_assistant(save).await.unwrap();
    assert_eq!(
        person.again().engine.library(Nothing {}).await.unwrap().assistants,
        std::slice::from_ref(&kept)
    );
    let nonsense = Parameters { temperature: Some(-1.0), ..Parameters::default() };
    let nonsense = SaveAssistant { id: None, assistant: Assistant { parameters: nonsense, ..assistant } };
    let refusal = person.engine.save_assistant(nonsense).await.unwrap_err();
    assert!(matches!(refusal, Refusal::SettingInvalid { .. }), "{refusal:?}");
    person.engine.remove_assistant(LibraryRef { id: kept.id }).await.unwrap();
    assert!(person.engine.library(Nothing {}).await.unwrap().assistants.is_empty());
}

#[tokio::test]
async fn a_broken_file_is_told_and_the_others_are_there() {
    let person = Person::new();
    let sound = SavePrompt { id: None, prompt: prompt("Sound", "x") };
    person.engine.save_prompt(sound).await.unwrap();
    std::fs::write(person.home().join("prompts/broken.toml"), "name = ").unwrap();
    let library = person.engine.library(Nothing {}).await.unwrap();
    assert_eq!(library.prompts.len(), 1);
    assert!(library.unreadable[0].contains("broken.toml, line 1"), "{:?}", library.unreadable);
    let notices = person.again().engine.overview(Nothing {}).await.unwrap().notices;
    let is_told = |notice: &Notice| matches!(notice, Notice::LibraryUnreadable { reason } if reason.contains("broken.toml"));
    assert!(notices.iter().any(is_told), "{notices:?}");
}
