//! Conversations, providers and models.

use runnel_testkit::{ModelServer, Reply};

use crate::program::Home;

#[tokio::test]
async fn conversations_are_listed_newest_first_and_can_be_read() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let url = server.url();
    for question in ["How do tides work?", "春眠不觉晓"] {
        server.reply(Reply::chat(&["hm"], &["It depends."]));
        home.run(&["ask", "--provider", "custom-openai", "--model", "m", "--base-url", &url, question]);
    }
    let listed = home.run(&["conversations", "list"]);
    let lines: Vec<_> = listed.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", listed.out);
    assert!(lines[0].ends_with("春眠不觉晓") && lines[1].ends_with("How do tides work?"), "{}", listed.out);
    assert_eq!(home.run(&["conversations"]).out, listed.out);

    let id = lines[1].split_whitespace().next().unwrap();
    let shown = home.run(&["conversations", "show", id]).out;
    let words = [
        "# How do tides work?\n",
        "## You, ",
        "\nHow do tides work?\n",
        "## m (custom-openai), ",
        "\nIt depends.\n",
    ];
    let places: Vec<_> = words.iter().map(|words| shown.find(words)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{shown}");
}

#[tokio::test]
async fn conversations_are_searched_with_an_index_that_can_be_begun_anew() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let url = server.url();
    for question in ["How do tides work?", "春眠不觉晓"] {
        server.reply(Reply::chat(&["hm"], &["It depends on the moon."]));
        home.run(&["ask", "--provider", "custom-openai", "--model", "m", "--base-url", &url, question]);
    }
    let searched = |words: &[&str]| home.run(&[&["conversations", "search"], words].concat()).out;
    let found = searched(&["眠"]);
    assert!(found.contains("You  春眠不觉晓\n    春眠不觉晓\n"), "{found}");
    assert!(!found.contains("tides"), "{found}");
    assert_eq!(searched(&["moo", "dep"]).matches("    It depends on the moon.\n").count(), 2);
    assert_eq!(searched(&["moo", "--role", "user"]), "");
    assert_eq!(searched(&["moo", "--limit", "1"]).matches("It depends").count(), 1);

    let anew = home.run(&["reindex"]);
    assert_eq!(anew.status, 0);
    assert!(anew.err.contains("2 conversations were read"), "{}", anew.err);
    assert_eq!(searched(&["眠"]), found);
    let nothing = home.run(&["conversations", "search", "absent"]);
    assert_eq!((nothing.status, nothing.out.as_str()), (0, ""));
}

#[test]
fn an_empty_home_lists_nothing() {
    let ended = Home::new().run(&["conversations"]);
    assert_eq!((ended.status, ended.out.as_str()), (0, ""));
}

#[test]
fn a_conversation_that_is_not_there_is_a_failure() {
    let ended = Home::new().run(&["conversations", "show", "0190a8f4-0000-7000-8000-000000000001"]);
    assert_eq!(ended.status, 6);
    assert!(ended.err.contains("there is no conversation"), "{}", ended.err);
}

#[test]
fn providers_are_listed_with_their_addresses() {
    let ended = Home::new().run(&["providers"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let ids: Vec<_> = ended.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    for id in [
        "offline",
        "dashscope",
        "siliconflow",
        "deepseek",
        "tencent-lkeap",
        "openai",
        "openrouter",
        "ollama",
        "custom-openai",
    ] {
        assert!(ids.contains(&id), "{id} in {ids:?}");
    }
    assert!(ended.out.contains("http://localhost:11434"), "{}", ended.out);
}

#[test]
fn the_default_provider_lists_its_models() {
    let ended = Home::new().run(&["models"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    assert!(ended.out.starts_with("demo "), "{}", ended.out);
}

#[tokio::test]
async fn models_at_an_address_for_this_call_are_listed_with_what_is_known_of_them() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let model = serde_json::json!({
        "id": "some/model", "name": "Some Model", "context_length": 131_072,
        "architecture": {"input_modalities": ["text", "image"]},
        "supported_parameters": ["reasoning", "response_format"],
        "pricing": {"prompt": "0.0000005", "completion": "0.000008"},
    });
    server.on("/models", Reply::json(200, &serde_json::json!({"data": [model]})));
    let ended = home.run(&["models", "openrouter", "--base-url", &server.url()]);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    assert_eq!(ended.out, "some/model  Some Model  131072  0.5 / 8 USD  pictures, thinking, json\n");
}

#[tokio::test]
async fn providers_of_ones_own_are_listed_and_asked_and_a_broken_file_is_told() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let folder = home.path().join("providers");
    std::fs::create_dir_all(&folder).unwrap();
    let file = format!(
        "like = \"deepseek\"\nid = \"work\"\nname = {{ en = \"Work\", zh = \"工作\" }}\nbase_url = \"{}\"\n",
        server.url()
    );
    std::fs::write(folder.join("work.toml"), file).unwrap();
    std::fs::write(folder.join("torn.toml"), "like = \"deepseek\"\nid = \"to").unwrap();
    let listed = home.run(&["providers"]);
    assert_eq!(listed.status, 0);
    let line = listed.out.lines().find(|line| line.starts_with("work ")).unwrap();
    assert!(line.contains("added by you") && line.contains(&server.url()), "{line}");
    assert!(listed.err.contains("“torn”") && listed.err.contains("line 2"), "{}", listed.err);
    assert_eq!(home.run(&["ask", "--provider", "work", "--model", "m", "hi"]).status, 0);
    assert_eq!(server.next_chat().await.json()["model"], "m");
}

#[test]
fn models_of_nobody_are_usage() {
    assert_eq!(Home::new().run(&["models", "nobody"]).status, 2);
}

#[test]
fn a_check_of_sound_files_finds_nothing_and_says_what_it_read() {
    let home = Home::new();
    assert_eq!(home.run(&["ask", "hi"]).status, 0);
    let checked = home.run(&["conversations", "check"]);
    assert_eq!((checked.status, checked.out.as_str()), (0, ""), "{}", checked.err);
    assert!(checked.err.contains("Read: conversations 1, messages 2,"), "{}", checked.err);
}

#[test]
fn a_check_names_every_fault_and_ends_with_7() {
    let home = Home::new();
    assert_eq!(home.run(&["ask", "hi"]).status, 0);
    let id = home.only_conversation();
    let file = home.path().join(format!("conversations/{id}.jsonl"));
    let text = std::fs::read_to_string(&file).unwrap();
    let lines = text.lines().count();
    std::fs::write(&file, format!("{text}nonsense\n{{\"id\":")).unwrap();
    let hash = "ab".repeat(32);
    std::fs::create_dir_all(home.path().join("attachments")).unwrap();
    std::fs::write(home.path().join("attachments").join(&hash), "no picture").unwrap();

    let checked = home.run(&["conversations", "check"]);
    assert_eq!(checked.status, 7, "{}", checked.err);
    let expected = format!(
        "attachments/{hash}: is not what it is named by\n\
         conversations/{id}.jsonl: line {} is damaged\n\
         conversations/{id}.jsonl: line {} was never written to its end\n",
        lines + 1,
        lines + 2,
    );
    assert_eq!(checked.out, expected);
}
