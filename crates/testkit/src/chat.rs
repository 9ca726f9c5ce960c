//! One answer, told in the dialect of whoever asked.

mod anthropic;
mod dashscope;
mod gemini;
mod responses;

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

/// Whether this path is where a chat is asked for, in any dialect and under any base path.
pub(crate) fn is_chat(request: &Request) -> bool {
    Dialect::of(request).is_some()
}

/// A way of asking for a chat and of answering it.
#[derive(Clone, Copy)]
enum Dialect {
    Openai,
    Responses,
    Anthropic,
    Gemini,
    Ollama,
    DashscopeNative,
}

impl Dialect {
    /// The dialect that is spoken at the path of this request.
    fn of(request: &Request) -> Option<Self> {
        [
            ("/chat/completions", Self::Openai),
            ("/responses", Self::Responses),
            ("/messages", Self::Anthropic),
            (":streamGenerateContent", Self::Gemini),
            (":generateContent", Self::Gemini),
            ("/api/chat", Self::Ollama),
            ("-generation/generation", Self::DashscopeNative),
        ]
        .into_iter()
        .find_map(|(end, dialect)| request.route().ends_with(end).then_some(dialect))
    }
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
        let dialect = Dialect::of(request).unwrap_or(Dialect::Openai);
        // Streaming is asked for in the body, except where it is the rule, or a path or a header asks for it.
        let streams = match dialect {
            Dialect::Gemini => request.route().ends_with(":streamGenerateContent"),
            Dialect::Ollama => asked["stream"] != false,
            Dialect::DashscopeNative => request.header("x-dashscope-sse") == Some("enable"),
            Dialect::Openai | Dialect::Responses | Dialect::Anthropic => asked["stream"] == true,
        };
        if !streams {
            let whole = match dialect {
                Dialect::Openai => self.openai_whole(model),
                Dialect::Responses => self.responses_whole(model),
                Dialect::Anthropic => self.anthropic_whole(model),
                Dialect::Gemini => self.gemini_whole(),
                Dialect::Ollama => self.ollama_whole(model),
                Dialect::DashscopeNative => self.dashscope_whole(),
            };
            return ("application/json".to_owned(), whole.to_string().into_bytes());
        }
        let (content_type, body) = match dialect {
            Dialect::Openai => ("text/event-stream", event_stream(self.openai_chunks(model))),
            Dialect::Responses => ("text/event-stream", named_events(self.responses_events(model))),
            Dialect::Anthropic => ("text/event-stream", named_events(self.anthropic_events(model))),
            Dialect::Gemini => ("text/event-stream", gemini::events(self.gemini_responses())),
            Dialect::Ollama => ("application/x-ndjson", json_lines(self.ollama_lines(model))),
            Dialect::DashscopeNative => ("text/event-stream", dashscope::events(self.dashscope_results())),
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

/// Events under the names that their types are.
fn named_events(events: impl IntoIterator<Item = Value>) -> Vec<u8> {
    let events = events.into_iter();
    let frames = events.map(|event| {
        let kind = event["type"].as_str().unwrap_or_default();
        format!("event: {kind}\ndata: {event}\n\n")
    });
    frames.collect::<String>().into_bytes()
}
