//! `settings.toml`, which belongs to the person as much as to Runnel.

use proptest::prelude::*;
use serde_json::Value;

use super::support::*;
use crate::*;
use runnel_conversation::{AnswerFormat, ModelChoice, Parameters, Thinking};

fn file(home: &TestHome) -> SettingsFile {
    SettingsFile::new(&home.home())
}

fn put(home: &TestHome, text: &str) {
    std::fs::write(home.path("settings.toml"), text).unwrap();
}

fn text(home: &TestHome) -> String {
    std::fs::read_to_string(home.path("settings.toml")).unwrap()
}

fn change(home: &TestHome, change: impl FnOnce(&mut Settings)) {
    let settings = file(home).change(change).unwrap();
    assert_eq!(file(home).load().unwrap(), settings, "what was saved is not what is loaded");
}

const BY_HAND: &str = r#"# My settings.

language = 'zh-CN'   # 中文
theme = "light" # for the balcony
text_size = "large" # without glasses

# Not known to this version:
sidebar_width = 300

[providers.ollama]   # the machine downstairs
models = ["qwen3:8b"]
base_url = "http://cellar:11434"  # no TLS there
timeout = "10m"

[providers.deepseek]

[experiments]
fast = true # maybe
"#;

#[test]
fn no_file_is_the_defaults_and_saving_them_writes_none() {
    let home = TestHome::new();
    assert_eq!(file(&home).load().unwrap(), Settings::default());
    file(&home).change(|settings| *settings = Settings::default()).unwrap();
    assert!(!home.path("settings.toml").exists());
}

#[test]
fn changes_at_once_do_not_undo_each_other() {
    let home = TestHome::new();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let file = file(&home);
            scope.spawn(move || {
                for model in 0..10 {
                    let add = |settings: &mut Settings| {
                        let provider = settings.providers.entry(format!("provider{writer}")).or_default();
                        provider.models.push(format!("model{model}"));
                    };
                    file.change(add).unwrap();
                }
            });
        }
    });
    let settings = file(&home).load().unwrap();
    assert_eq!(settings.providers.len(), 8);
    assert!(settings.providers.values().all(|provider| provider.models.len() == 10));
}

#[test]
fn only_what_was_set_is_written() {
    let home = TestHome::new();
    change(&home, |settings| settings.theme = Theme::Dark);
    assert_eq!(text(&home), "theme = \"dark\"\n");
    change(&home, |settings| {
        settings.default_model = Some(ModelChoice { provider: "ollama".into(), model: "qwen3:8b".into() });
        settings.providers.entry("my own".into()).or_default().base_url = Some("http://x".into());
    });
    assert_eq!(
        text(&home),
        "theme = \"dark\"\n\n[default_model]\nprovider = \"ollama\"\nmodel = \"qwen3:8b\"\n\n\
         [providers.\"my own\"]\nbase_url = \"http://x\"\n"
    );
    change(&home, |settings| settings.default_model = None);
    assert!(!text(&home).contains("default_model"));
}

#[test]
fn saving_what_was_loaded_changes_no_byte() {
    let home = TestHome::new();
    put(&home, BY_HAND);
    change(&home, |_| {});
    assert_eq!(text(&home), BY_HAND);
}

#[test]
fn a_change_touches_its_own_line_and_no_other() {
    for (old, new, make) in [
        ("theme = \"light\"", "theme = \"dark\"", (|s| s.theme = Theme::Dark) as fn(&mut Settings)),
        ("text_size = \"large\" # without", "text_size = \"larger\" # without", |s| {
            s.text_size = TextSize::Larger;
        }),
        ("sidebar_width = 300\n", "sidebar_width = 300\nreading_width = \"wide\"\n", |s| {
            s.reading_width = ReadingWidth::Wide;
        }),
        ("language = 'zh-CN'", "language = \"en\"", |s| s.language = Language::En),
        ("http://cellar:11434", "http://attic:11434", |s| {
            s.providers.get_mut("ollama").unwrap().base_url = Some("http://attic:11434".into());
        }),
        ("[\"qwen3:8b\"]", "[\n    \"qwen3:8b\",\n    \"gemma3\",\n]", |s| {
            s.providers.get_mut("ollama").unwrap().models.push("gemma3".into());
        }),
        ("base_url = \"http://cellar:11434\"  # no TLS there\n", "", |s| {
            s.providers.get_mut("ollama").unwrap().base_url = None;
        }),
        ("sidebar_width = 300\n", "sidebar_width = 300\nwelcomed = true\n", |s| s.welcomed = true),
        ("[providers.deepseek]\n", "[providers.deepseek]\nbase_url = \"http://d\"\n", |s| {
            s.providers.get_mut("deepseek").unwrap().base_url = Some("http://d".into());
        }),
    ] {
        let home = TestHome::new();
        put(&home, BY_HAND);
        change(&home, make);
        assert_eq!(text(&home), BY_HAND.replace(old, new));
    }
}

#[test]
fn everything_that_can_be_set_is_loaded_as_it_was_saved() {
    let home = TestHome::new();
    let choice = |model: &str| ModelChoice { provider: "ollama".into(), model: model.into() };
    put(&home, BY_HAND);
    let fill = |settings: &mut Settings| {
        settings.favourites = vec![choice("a"), choice("b")];
        settings.recent = vec![choice("b")];
        settings.parameters = Parameters {
            system: Some("Be brief.\n\"Really.\"".into()),
            temperature: Some(0.7),
            stop: vec!["END".into()],
            thinking: Some(Thinking::Budget { tokens: 2048 }),
            format: Some(AnswerFormat::JsonSchema {
                schema: serde_json::json!({"type": "object", "properties": {}}),
            }),
            extra: serde_json::json!({"a": {"b": [1, "x", true]}, "c": 0.5}).as_object().cloned(),
            ..Parameters::default()
        };
        let ollama = settings.providers.get_mut("ollama").unwrap();
        ollama.proxy = Some("socks5://me@127.0.0.1:1080".into());
        ollama.timeout_seconds = Some(600);
        ollama.headers = [("X-Title".to_owned(), "Runnel".to_owned())].into();
        ollama.ca_file = Some("/etc/ca.pem".into());
        ollama.keep_alive = Some("30m".into());
    };
    change(&home, fill);
    change(&home, |settings| {
        settings.favourites.remove(0);
        settings.recent.insert(0, choice("c"));
        settings.parameters.thinking = Some(Thinking::Off);
        settings.parameters.format = None;
        settings.providers.get_mut("ollama").unwrap().headers.clear();
    });
    change(&home, |settings| {
        settings.favourites.clear();
        settings.recent.clear();
        settings.parameters = Parameters::default();
    });
    assert!(text(&home).contains("# 中文") && text(&home).contains("fast = true # maybe"));
}

/// JSON of the kinds that TOML has words for.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9_f64).prop_map(Value::from),
        "\\PC{0,9}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-z \"\\.]{1,4}", inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_json_is_set_is_loaded_again(steps in proptest::collection::vec(json(), 1..4)) {
        let home = TestHome::new();
        put(&home, BY_HAND);
        for extra in steps {
            change(&home, |settings| {
                settings.parameters.extra = Some(serde_json::Map::from_iter([("x".to_owned(), extra)]));
            });
        }
    }
}

#[test]
fn a_file_with_a_mistake_names_its_line_and_is_never_written_over() {
    for (mistaken, line) in [
        ("theme = \"dark\"\n\nlanguage = \n", 3),
        ("# hm\ntheme = \"purple\"\n", 2),
        ("enter_sends = true\nproviders = 7\n", 2),
        ("[providers.ollama]\nmodels = \"qwen3\"", 2),
    ] {
        let home = TestHome::new();
        put(&home, mistaken);
        for result in [file(&home).load(), file(&home).change(|settings| *settings = Settings::default())] {
            match result {
                Err(StoreError::Syntax { line: at, message, .. }) => {
                    assert_eq!(at, line, "{mistaken}: {message}");
                    assert!(!message.is_empty());
                }
                other => panic!("{mistaken}: {other:?}"),
            }
        }
        assert_eq!(text(&home), mistaken);
    }
}

#[test]
fn settings_can_be_written_in_one_line_each() {
    let home = TestHome::new();
    put(
        &home,
        "providers = { ollama = { models = [\"a\"] } }\ndefault_model.provider = \"x\"\ndefault_model.model = \"y\"\n",
    );
    change(&home, |settings| {
        settings.providers.entry("openai".into()).or_default().models = vec!["b".into()];
        settings.default_model.as_mut().unwrap().model = "z".into();
    });
}

#[cfg(unix)]
#[test]
fn a_file_that_is_a_link_stays_one_and_keeps_its_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let home = TestHome::new();
    let dotfiles = home.path("dotfiles.toml");
    std::fs::write(&dotfiles, "welcomed = true\n").unwrap();
    std::fs::set_permissions(&dotfiles, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&dotfiles, home.path("settings.toml")).unwrap();
    change(&home, |settings| settings.theme = Theme::Dark);
    assert!(home.path("settings.toml").is_symlink());
    assert_eq!(std::fs::read_to_string(&dotfiles).unwrap(), "welcomed = true\ntheme = \"dark\"\n");
    assert_eq!(std::fs::metadata(&dotfiles).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn the_window_reads_the_same_words_as_the_file() {
    let settings = Settings { language: Language::ZhCn, ..Settings::default() };
    let mut json = serde_json::to_value(&settings).unwrap();
    let parameters = json.as_object_mut().unwrap().remove("parameters").unwrap();
    assert_eq!(parameters, serde_json::to_value(Parameters::default()).unwrap());
    assert_eq!(
        json,
        serde_json::json!({
            "theme": "system", "language": "zh-CN", "reading_width": "normal", "text_size": "normal",
            "enter_sends": true, "welcomed": false,
            "default_model": null, "favourites": [], "recent": [], "providers": {},
            "backup": { "every": "never", "folder": null },
        })
    );
}
