//! Replies that real providers sent, played over a socket to each provider's own dialect.

use std::fs;

use runnel_testkit::{Counts, Ending, ModelServer, Recording, Recordings, Split, Told, recordings};
use serde_json::Value;

use crate::program::{Ended, Home, text_of};

/// The provider that is asked for a recording: the one that sent it where it is built in, or else one that
/// speaks its protocol.
fn provider(row: &Recording) -> &str {
    match (row.protocol.as_str(), row.provider.as_str()) {
        ("openai-responses", _) => "own-responses",
        ("dashscope-native", _) => "own-dashscope",
        (_, "volcengine-ark") => "volcengine",
        (_, "moonshot-kimi") => "moonshot",
        (_, "vllm-hosted") => "vllm",
        (_, "azure-ai") => "azure-openai",
        // Gateways and servers that are not built in.
        (_, "copilot" | "gpustack" | "huggingface" | "ollama-openai" | "vercel-gateway") => "custom-openai",
        (_, itself) => itself.trim_end_matches("-error"),
    }
}

/// No built-in provider speaks these protocols, but the file of a person's own may say that one does.
fn home() -> Home {
    let home = Home::new();
    let folder = home.path().join("providers");
    fs::create_dir_all(&folder).unwrap();
    for (id, protocol) in [("own-responses", "openai-responses"), ("own-dashscope", "dashscope-native")] {
        let name = format!("name = {{ en = \"{id}\", zh = \"{id}\" }}");
        let text = format!("id = \"{id}\"\nlike = \"custom-openai\"\nprotocol = \"{protocol}\"\n{name}\n");
        fs::write(folder.join(format!("{id}.toml")), text).unwrap();
    }
    home
}

/// What comes of asking a server that answers with this recording.
async fn asked(home: &Home, recordings: &Recordings, row: &Recording) -> Ended {
    let server = ModelServer::start().await;
    // A failure is wanted as it is, and not after further attempts.
    server.reply(recordings.reply(&row.file).split(Split::Every(61)).header("x-should-retry", "false"));
    let (provider, url) = (provider(row), server.url());
    let question =
        ["--provider", provider, "--model", "m", "--base-url", &url, "--no-save", "--events", "hi"];
    let mut command = home.command(&[&["ask"], &question[..]].concat());
    Ended::of(command.env("RUNNEL_API_KEY", "sk-0123456789abcdef"))
}

fn told(events: &[Value]) -> Told {
    let of = |kind: &'static str| events.iter().filter(move |event| event["type"] == kind);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let last = events.last().unwrap();
    Told {
        reasoning: text_of(events, "reasoning"),
        content: text_of(events, "content"),
        tool_calls: of("tool_call").map(|call| (text(&call["name"]), text(&call["arguments"]))).collect(),
        usage: of("usage").next().map(|usage| Counts {
            prompt: usage["prompt_tokens"].as_u64(),
            completion: usage["completion_tokens"].as_u64(),
            total: usage["total_tokens"].as_u64(),
        }),
        ending: Some(match last["type"].as_str().unwrap() {
            "finished" => Ending::Finished(text(&last["reason"])),
            "failed" => Ending::Failed {
                code: text(&last["problem"]["code"]),
                message: text(&last["problem"]["message"]),
            },
            other => panic!("{other} is no ending"),
        }),
    }
}

#[tokio::test]
async fn every_recording_is_told_as_its_manifest_says() {
    let Some(recordings) = recordings() else { return eprintln!("skipped: the recordings are not here") };
    let home = home();
    let mut played = 0;
    for row in recordings.rows().iter().filter(|row| !matches!(row.protocol.as_str(), "json" | "models")) {
        let ended = asked(&home, &recordings, row).await;
        let events = ended.events();
        assert!(!events.is_empty(), "{}: {}", row.file, ended.err);
        recordings.assert_told(&row.file, &told(&events));
        played += 1;
    }
    assert!(played >= 70, "only {played} recordings");
}

/// What each recorded error is, and the status that the program exits with.
const ERRORS: [(&str, &str, i32); 19] = [
    ("anthropic-error/400-context.json", "context_too_long", 6),
    ("anthropic-error/404-model.json", "model_missing", 6),
    ("dashscope-error/401-compat.json", "bad_key", 3),
    ("dashscope-error/401.json", "bad_key", 3),
    ("deepseek-error/400-thinking-tool-choice.json", "unsupported", 6),
    ("deepseek-error/401.json", "bad_key", 3),
    ("gemini-error/400-key.json", "bad_key", 3),
    ("gemini-error/404-event-stream-ct.json", "model_missing", 6),
    ("groq-error/400-tool-use-failed.json", "unsupported", 6),
    ("groq-error/404-model.json", "model_missing", 6),
    ("llamacpp-error/400-context-overflow.json", "context_too_long", 6),
    ("llamacpp-error/unfetchable-image-url.json", "unsupported", 6),
    ("mistral-error/401.json", "bad_key", 3),
    ("ollama-error/404-model-not-found.json", "model_missing", 6),
    ("ollama-error/cloud-401.json", "bad_key", 3),
    ("openai-error/400-context-length.json", "context_too_long", 6),
    ("openrouter-error/429-rpm.json", "rate_limited", 4),
    ("openrouter-error/429.json", "rate_limited", 4),
    ("xai-error/400-model-not-found.json", "model_missing", 6),
];

#[tokio::test]
async fn every_recorded_error_has_its_code_its_words_and_its_exit_status() {
    let Some(recordings) = recordings() else { return eprintln!("skipped: the recordings are not here") };
    let files: Vec<_> = recordings.of_protocol("json").map(|row| row.file.as_str()).collect();
    assert_eq!(files, ERRORS.map(|(file, ..)| file));
    let home = home();
    for (file, code, status) in ERRORS {
        let ended = asked(&home, &recordings, recordings.row(file)).await;
        assert_eq!(ended.status, status, "{file}: {}", ended.err);
        let events = ended.events();
        let problem = &events.last().unwrap()["problem"];
        assert_eq!(problem["code"], code, "{file}: {problem}");
        let message = problem["message"].as_str().unwrap();
        assert!(!message.is_empty() && !message.starts_with(['{', '<']), "{file}: {message}");
    }
}
