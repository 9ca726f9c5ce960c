//! One answer, told in the dialect of whoever asked.

use serde_json::{Value, json};

use crate::reply::{event_stream, json_lines};
use crate::request::Request;

/// What every prompt is said to have cost: a figure a test can expect.
const PROMPT_TOKENS: usize = 11;
/// A moment for the fields that want one: 2026-01-01T00:00:00Z.
const CREATED: u64 = 1_767_225_600;
const CREATED_AT: &str = "2026-01-01T00:00:00Z";
/// Ollama's times are in nanoseconds.
const MILLISECOND: usize = 1_000_000;

/// Whether this path is where a chat is asked for, in either dialect and under any base path.
pub(crate) fn is_chat(request: &Request) -> bool {
    speaks_openai(request) || speaks_ollama(request)
}

fn speaks_openai(request: &Request) -> bool {
    request.route().ends_with("/chat/completions")
}

fn speaks_ollama(request: &Request) -> bool {
    request.route().ends_with("/api/chat")
}

/// An answer as the deltas it is told in.
#[derive(Clone, Debug)]
pub(crate) struct Chat {
    pub(crate) reasoning: Vec<String>,
    pub(crate) content: Vec<String>,
}

impl Chat {
    /// The content type and the body of this answer.
    pub(crate) fn answer(&self, request: &Request) -> (String, Vec<u8>) {
        let asked: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let model = asked["model"].as_str().unwrap_or_default();
        // Streaming is the exception in one dialect and the rule in the other.
        let ollama = speaks_ollama(request);
        let streams = asked["stream"].as_bool().unwrap_or(ollama);
        let (content_type, body) = match (ollama, streams) {
            (false, true) => ("text/event-stream", event_stream(self.openai_chunks(model))),
            (false, false) => ("application/json", self.openai_whole(model).to_string().into_bytes()),
            (true, true) => ("application/x-ndjson", json_lines(self.ollama_lines(model))),
            (true, false) => ("application/json", self.ollama_whole(model).to_string().into_bytes()),
        };
        (content_type.to_owned(), body)
    }

    fn openai_chunks(&self, model: &str) -> Vec<Value> {
        let chunk = |choices: Value, usage: Value| {
            json!({
                "id": "chatcmpl-testkit", "object": "chat.completion.chunk", "created": CREATED, "model": model,
                "choices": choices, "usage": usage,
            })
        };
        let delta = |delta: Value, finish_reason: Value| {
            chunk(json!([{"index": 0, "delta": delta, "finish_reason": finish_reason}]), Value::Null)
        };
        let mut chunks = vec![delta(json!({"role": "assistant", "content": ""}), Value::Null)];
        chunks
            .extend(self.reasoning.iter().map(|text| delta(json!({"reasoning_content": text}), Value::Null)));
        chunks.extend(self.content.iter().map(|text| delta(json!({"content": text}), Value::Null)));
        chunks.push(delta(json!({}), json!("stop")));
        chunks.push(chunk(json!([]), self.openai_usage()));
        chunks
    }

    fn openai_whole(&self, model: &str) -> Value {
        let mut message = json!({"role": "assistant", "content": self.content.concat()});
        if !self.reasoning.is_empty() {
            message["reasoning_content"] = json!(self.reasoning.concat());
        }
        json!({
            "id": "chatcmpl-testkit", "object": "chat.completion", "created": CREATED, "model": model,
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": self.openai_usage(),
        })
    }

    fn openai_usage(&self) -> Value {
        json!({
            "prompt_tokens": PROMPT_TOKENS,
            "completion_tokens": self.tokens(),
            "total_tokens": PROMPT_TOKENS + self.tokens(),
            "completion_tokens_details": {"reasoning_tokens": self.reasoning.len()},
        })
    }

    fn ollama_lines(&self, model: &str) -> Vec<Value> {
        let line = |message: Value| json!({"model": model, "created_at": CREATED_AT, "message": message, "done": false});
        let thinking = |text: &String| line(json!({"role": "assistant", "content": "", "thinking": text}));
        let content = |text: &String| line(json!({"role": "assistant", "content": text}));
        let mut lines: Vec<_> = self.reasoning.iter().map(thinking).collect();
        lines.extend(self.content.iter().map(content));
        lines.push(self.ollama_end(model, &json!({"role": "assistant", "content": ""})));
        lines
    }

    fn ollama_whole(&self, model: &str) -> Value {
        let mut message = json!({"role": "assistant", "content": self.content.concat()});
        if !self.reasoning.is_empty() {
            message["thinking"] = json!(self.reasoning.concat());
        }
        self.ollama_end(model, &message)
    }

    fn ollama_end(&self, model: &str, message: &Value) -> Value {
        json!({
            "model": model, "created_at": CREATED_AT, "message": message, "done": true, "done_reason": "stop",
            "total_duration": (PROMPT_TOKENS + self.tokens()) * MILLISECOND, "load_duration": 0,
            "prompt_eval_count": PROMPT_TOKENS, "prompt_eval_duration": PROMPT_TOKENS * MILLISECOND,
            "eval_count": self.tokens(), "eval_duration": self.tokens() * MILLISECOND,
        })
    }

    fn tokens(&self) -> usize {
        self.reasoning.len() + self.content.len()
    }
}
