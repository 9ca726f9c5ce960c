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

#[test]
fn models_of_nobody_are_usage() {
    assert_eq!(Home::new().run(&["models", "nobody"]).status, 2);
}
