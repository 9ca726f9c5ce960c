//! What a reading of a recording came to, held against what the manifest says.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::recordings::Recordings;

/// What a reading of a recording came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// All the thinking.
    pub reasoning: String,
    /// All the answer.
    pub content: String,
    /// The tools that were called, each with its arguments as they were sent.
    pub tool_calls: Vec<(String, String)>,
    /// What was counted.
    pub usage: Option<Counts>,
    /// How it ended.
    pub ending: Option<Ending>,
}

/// What a provider counted, in tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Of the prompt.
    pub prompt: Option<u64>,
    /// Of the answer.
    pub completion: Option<u64>,
    /// Of both, where the provider says it.
    pub total: Option<u64>,
}

/// How a reading ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Well, for this reason.
    Finished(String),
    /// Badly.
    Failed {
        /// The code of the problem.
        code: String,
        /// The words for it.
        message: String,
    },
}

impl Recordings {
    /// Holds a reading of a whole recording against the manifest.
    pub fn assert_told(&self, file: &str, told: &Told) {
        let row = self.row(file);
        let reasoning = row.think_split_reasoning_sha256.as_ref().unwrap_or(&row.reasoning_sha256);
        let content = row.think_split_content_sha256.as_ref().unwrap_or(&row.content_sha256);
        assert_eq!(&sha256(&told.reasoning), reasoning, "{file}: reasoning {:?}", told.reasoning);
        assert_eq!(&sha256(&told.content), content, "{file}: content {:?}", told.content);
        self.assert_ending(file, told);

        let expected = &self.expected(file)["expected"];
        let calls: Vec<_> =
            told.tool_calls.iter().map(|(name, text)| (name.clone(), meaning(text))).collect();
        assert_eq!(calls, expected_calls(expected), "{file}");
        assert_eq!(told.usage.is_some(), row.has_usage, "{file}: usage");
        if let Some(counts) = told.usage {
            assert_eq!(counts, expected_counts(expected), "{file}");
        }
    }

    fn assert_ending(&self, file: &str, told: &Told) {
        let row = self.row(file);
        match (told.ending.as_ref(), expected_problem(file)) {
            (Some(Ending::Finished(reason)), None) => {
                assert!(!row.has_error, "{file} holds an error");
                assert_eq!(Some(reason.as_str()), row.finish_reason.as_deref().map(in_our_words), "{file}");
            }
            (Some(Ending::Failed { code, message }), Some(expected)) => {
                assert_eq!(code, expected, "{file}: {message}");
                if let Some(refusal) = &row.refusal_sha256 {
                    assert_eq!(&sha256(message), refusal, "{file}");
                }
            }
            (ending, expected) => panic!("{file}: {ending:?}, not {expected:?}"),
        }
    }
}

/// The problem that a recording ends with, if it ends with one. What the manifest has of an error is its
/// words; the kind is ours.
fn expected_problem(file: &str) -> Option<&'static str> {
    Some(match file {
        "gpustack/qwen3-error-field-mid-stream.sse" | "ollama/mid-stream-error-doc.ndjson" => "overloaded",
        "groq/tool-use-failed-mid-stream-error.sse" => "unsupported",
        "openrouter/mid-stream-error-token-limit.sse" => "context_too_long",
        "openai/refusal-delta.sse" => "blocked",
        "openai/responses-error-insufficient-quota.sse" => "no_money",
        _ => return None,
    })
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

fn expected_calls(expected: &Value) -> Vec<(String, Value)> {
    let calls = expected["tool_calls"].as_array().into_iter().flatten();
    let meant = |arguments: &Value| arguments.as_str().map_or_else(|| arguments.clone(), meaning);
    calls.map(|call| (call["name"].as_str().unwrap().to_owned(), meant(&call["arguments"]))).collect()
}

fn expected_counts(expected: &Value) -> Counts {
    let count = |places: &[&str]| places.iter().find_map(|place| expected["usage"].pointer(place)?.as_u64());
    Counts {
        prompt: count(&["/prompt_tokens", "/prompt_eval_count", "/promptTokenCount", "/input_tokens"]),
        completion: count(&["/completion_tokens", "/eval_count", "/candidatesTokenCount", "/output_tokens"]),
        total: count(&["/total_tokens", "/totalTokenCount"]),
    }
}

/// Arguments as what they mean: providers differ in where they put spaces.
fn meaning(arguments: &str) -> Value {
    serde_json::from_str(arguments).unwrap_or_else(|_| arguments.into())
}

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}
