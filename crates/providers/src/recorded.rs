//! Replies that real providers sent, however they are cut.

use std::sync::LazyLock;

use proptest::prelude::*;
use runnel_conversation::{FinishReason, Problem, ProblemCode, TurnEvent};
use runnel_testkit::{Recording, Recordings, recordings};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    error,
    reading::read_reply,
    vendor::{Protocol, Vendor},
    vendors::vendor,
};

/// What a protocol of the manifest is called here, if it is spoken here.
fn protocol(name: &str) -> Option<Protocol> {
    match name {
        "openai-chat" => Some(Protocol::OpenaiChat),
        "openai-responses" => Some(Protocol::OpenaiResponses),
        "anthropic" => Some(Protocol::Anthropic),
        "gemini" => Some(Protocol::Gemini),
        "dashscope-native" => Some(Protocol::DashscopeNative),
        "ollama-chat" | "ollama-generate" => Some(Protocol::Ollama),
        _ => None,
    }
}

/// A finish reason of the manifest, which has each provider's word, in ours.
fn in_our_words(word: &str) -> &str {
    match word {
        "STOP" | "completed" | "end_turn" | "stop_sequence" => "stop",
        // What is incomplete in the recordings ran into its limit.
        "MAX_TOKENS" | "incomplete" | "max_tokens" => "length",
        "tool_use" => "tool_calls",
        "refusal" => "content_filter",
        word => word,
    }
}

/// What one reading of a reply came to.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    reasoning: String,
    content: String,
    tool_calls: Vec<(String, Value)>,
    usage: Option<runnel_conversation::Usage>,
    ending: Option<Result<FinishReason, Problem>>,
}

fn read<'a>(recording: &Recording, pieces: impl IntoIterator<Item = &'a [u8]>) -> Outcome {
    let protocol = protocol(&recording.protocol).unwrap();
    let mut reading =
        read_reply(&Vendor { protocol, ..(*vendor("custom-openai").unwrap()).clone() }).unwrap();
    let mut events = Vec::new();
    for piece in pieces {
        if reading.has_ended() {
            break;
        }
        reading.bytes(piece, &mut events);
    }
    if !reading.has_ended() {
        reading.end(None, &mut events);
    }

    let mut outcome = Outcome::default();
    for event in events {
        assert!(outcome.ending.is_none(), "{}: {event:?} follows the ending", recording.file);
        match event {
            TurnEvent::Reasoning { text } => outcome.reasoning.push_str(&text),
            TurnEvent::Content { text } => outcome.content.push_str(&text),
            TurnEvent::ToolCall(call) => outcome.tool_calls.push((call.name, json_of(&call.arguments))),
            TurnEvent::Usage(usage) => outcome.usage = Some(usage),
            TurnEvent::Finished { reason } => outcome.ending = Some(Ok(reason)),
            TurnEvent::Failed { problem } => outcome.ending = Some(Err(problem)),
            TurnEvent::Source(_) => {}
            TurnEvent::Started { .. }
            | TurnEvent::Stopped
            | TurnEvent::Opaque { .. }
            | TurnEvent::Adjusted { .. }
            | TurnEvent::Retrying { .. } => {
                panic!("{}: a decoder said {event:?}", recording.file)
            }
        }
    }
    outcome
}

/// Arguments as what they mean: providers differ in where they put spaces.
fn json_of(arguments: &str) -> Value {
    serde_json::from_str(arguments).unwrap_or_else(|_| arguments.into())
}

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// A recording that can be read here, and what it comes to when it is read in one piece.
struct Sample {
    row: Recording,
    bytes: Vec<u8>,
    whole: Outcome,
}

static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let Some(recordings) = present() else { return Vec::new() };
    let readable = recordings.rows().iter().filter(|row| protocol(&row.protocol).is_some());
    readable
        .map(|row| {
            let bytes = recordings.bytes(&row.file);
            Sample { row: row.clone(), whole: read(row, [bytes.as_slice()]), bytes }
        })
        .collect()
});

fn present() -> Option<Recordings> {
    let found = recordings();
    if found.is_none() {
        eprintln!("skipped: the recordings are not here");
    }
    found
}

#[test]
fn every_recording_decodes_to_what_its_manifest_says() {
    let Some(recordings) = present() else { return };
    assert!(SAMPLES.len() >= 70, "only {} recordings", SAMPLES.len());
    for Sample { row, whole: outcome, .. } in &*SAMPLES {
        let file = &row.file;
        let reasoning = row.think_split_reasoning_sha256.as_ref().unwrap_or(&row.reasoning_sha256);
        let content = row.think_split_content_sha256.as_ref().unwrap_or(&row.content_sha256);
        assert_eq!(&sha256(&outcome.reasoning), reasoning, "{file}: reasoning {:?}", outcome.reasoning);
        assert_eq!(&sha256(&outcome.content), content, "{file}: content {:?}", outcome.content);

        let expected = &recordings.expected(file)["expected"];
        assert_ending(row, outcome);
        assert_tool_calls(file, outcome, expected);
        assert_usage(row, outcome, expected);
    }
}

fn assert_ending(row: &Recording, outcome: &Outcome) {
    let file = &row.file;
    let expected_problem = match file.as_str() {
        "gpustack/qwen3-error-field-mid-stream.sse" | "ollama/mid-stream-error-doc.ndjson" => {
            Some(ProblemCode::Overloaded)
        }
        "groq/tool-use-failed-mid-stream-error.sse" => Some(ProblemCode::Unsupported),
        "openrouter/mid-stream-error-token-limit.sse" => Some(ProblemCode::ContextTooLong),
        "openai/refusal-delta.sse" => Some(ProblemCode::Blocked),
        "openai/responses-error-insufficient-quota.sse" => Some(ProblemCode::NoMoney),
        _ => None,
    };
    match (outcome.ending.as_ref().unwrap(), expected_problem) {
        (Ok(reason), None) => {
            assert!(!row.has_error, "{file} holds an error");
            let reason = serde_json::to_value(reason).unwrap();
            assert_eq!(reason.as_str(), row.finish_reason.as_deref().map(in_our_words), "{file}");
        }
        (Err(problem), Some(code)) => {
            assert_eq!(problem.code, code, "{file}: {problem:?}");
            if let Some(refusal) = &row.refusal_sha256 {
                assert_eq!(&sha256(&problem.message), refusal, "{file}");
            }
        }
        (ending, expected) => panic!("{file}: {ending:?}, not {expected:?}"),
    }
}

fn assert_tool_calls(file: &str, outcome: &Outcome, expected: &Value) {
    let calls = expected["tool_calls"].as_array().cloned().unwrap_or_default();
    let calls: Vec<_> = calls
        .iter()
        .map(|call| {
            let arguments = call["arguments"].as_str().map_or_else(|| call["arguments"].clone(), json_of);
            (call["name"].as_str().unwrap().to_owned(), arguments)
        })
        .collect();
    assert_eq!(outcome.tool_calls, calls, "{file}");
}

fn assert_usage(row: &Recording, outcome: &Outcome, expected: &Value) {
    let file = &row.file;
    assert_eq!(outcome.usage.is_some(), row.has_usage, "{file}");
    let Some(usage) = outcome.usage else { return };
    let count = |places: &[&str]| places.iter().find_map(|place| expected["usage"].pointer(place)?.as_u64());
    let prompt = count(&["/prompt_tokens", "/prompt_eval_count", "/promptTokenCount", "/input_tokens"]);
    let completion = count(&["/completion_tokens", "/eval_count", "/candidatesTokenCount", "/output_tokens"]);
    assert_eq!((usage.prompt_tokens, usage.completion_tokens), (prompt, completion), "{file}");
    assert_eq!(usage.total_tokens, count(&["/total_tokens", "/totalTokenCount"]), "{file}");
}

#[test]
fn every_recording_decodes_the_same_one_byte_at_a_time() {
    for Sample { row, bytes, whole } in &*SAMPLES {
        assert_eq!(&read(row, bytes.chunks(1)), whole, "{}", row.file);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn every_recording_decodes_the_same_however_it_is_cut(sizes in proptest::collection::vec(1usize..200, 1..40)) {
        for Sample { row, bytes, whole } in &*SAMPLES {
            let mut rest = bytes.as_slice();
            let mut pieces = Vec::new();
            for size in sizes.iter().cycle() {
                let (piece, after) = rest.split_at((*size).min(rest.len()));
                pieces.push(piece);
                rest = after;
                if rest.is_empty() {
                    break;
                }
            }
            prop_assert_eq!(&read(row, pieces), whole, "{}", row.file);
        }
    }

    #[test]
    fn a_recording_that_is_cut_off_anywhere_ends_once_and_keeps_its_beginning(share in 0.0..1.0) {
        for Sample { row, bytes, whole } in &*SAMPLES {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
            let (beginning, _) = bytes.split_at((bytes.len() as f64 * share) as usize);
            let part = read(row, [beginning]);
            prop_assert!(whole.reasoning.starts_with(&part.reasoning), "{}", row.file);
            prop_assert!(whole.content.starts_with(&part.content), "{}", row.file);
            prop_assert!(part.ending.is_some());
        }
    }
}

#[test]
fn every_recorded_error_is_of_the_kind_that_it_is() {
    let Some(recordings) = present() else { return };
    let expected = [
        ("anthropic-error/400-context.json", ProblemCode::ContextTooLong),
        ("anthropic-error/404-model.json", ProblemCode::ModelMissing),
        ("dashscope-error/401-compat.json", ProblemCode::BadKey),
        ("dashscope-error/401.json", ProblemCode::BadKey),
        ("deepseek-error/400-thinking-tool-choice.json", ProblemCode::Unsupported),
        ("deepseek-error/401.json", ProblemCode::BadKey),
        ("gemini-error/400-key.json", ProblemCode::BadKey),
        ("gemini-error/404-event-stream-ct.json", ProblemCode::ModelMissing),
        ("groq-error/400-tool-use-failed.json", ProblemCode::Unsupported),
        ("groq-error/404-model.json", ProblemCode::ModelMissing),
        ("llamacpp-error/400-context-overflow.json", ProblemCode::ContextTooLong),
        ("llamacpp-error/unfetchable-image-url.json", ProblemCode::Unsupported),
        ("mistral-error/401.json", ProblemCode::BadKey),
        ("ollama-error/404-model-not-found.json", ProblemCode::ModelMissing),
        ("ollama-error/cloud-401.json", ProblemCode::BadKey),
        ("openai-error/400-context-length.json", ProblemCode::ContextTooLong),
        ("openrouter-error/429-rpm.json", ProblemCode::RateLimited),
        ("openrouter-error/429.json", ProblemCode::RateLimited),
        ("xai-error/400-model-not-found.json", ProblemCode::ModelMissing),
    ];
    let files: Vec<_> = recordings.of_protocol("json").map(|row| row.file.as_str()).collect();
    assert_eq!(files, expected.map(|(file, _)| file));
    for (file, code) in expected {
        let problem = error::from_reply(recordings.row(file).status, None, &recordings.bytes(file));
        assert_eq!(problem.code, code, "{file}: {}", problem.message);
        assert!(!problem.message.starts_with('{'), "{file}: {}", problem.message);
    }
}
