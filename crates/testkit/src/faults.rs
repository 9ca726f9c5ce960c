//! The ways a model server goes wrong, each ready to be queued.

use flate2::{Compress, Compression, FlushCompress};
use serde_json::json;

use crate::reply::Reply;

/// The fault that a script calls by this name, if there is one.
pub(crate) fn named(name: &str) -> Option<Reply> {
    let fault = match name {
        "unauthorized" => unauthorized(),
        "no_money" => no_money(),
        "model_missing" => model_missing(),
        "context_too_long" => context_too_long(),
        "rate_limited" => rate_limited(2),
        "server_error" => server_error(),
        "unavailable" => unavailable(),
        "html_with_200" => html_with_200(),
        "json_error_with_200" => json_error_with_200(),
        "garbage_frames" => garbage_frames(),
        "endless_line" => endless_line(64 * 1024 * 1024),
        "error_mid_stream" => error_mid_stream(),
        "ollama_error_mid_stream" => ollama_error_mid_stream(),
        "truncated" => truncated(),
        "silence" => silence(),
        "endless_answer" => endless_answer(),
        "endless_headers" => endless_headers(),
        "not_http" => not_http(),
        "gzip_bomb" => gzip_bomb("text/event-stream", delta(&"a".repeat(4096)).as_bytes()),
        _ => return None,
    };
    Some(fault)
}

/// 401: the key is wrong.
pub fn unauthorized() -> Reply {
    openai_error(401, "Incorrect API key provided.", "invalid_request_error", "invalid_api_key")
}

/// 402: the account is empty, in DeepSeek's words.
pub fn no_money() -> Reply {
    openai_error(402, "Insufficient Balance", "unknown_error", "invalid_request_error")
}

/// 404: there is no such model.
pub fn model_missing() -> Reply {
    openai_error(404, "The model `none` does not exist.", "invalid_request_error", "model_not_found")
}

/// 400: the conversation does not fit.
pub fn context_too_long() -> Reply {
    let message = "This model's maximum context length is 4096 tokens.";
    openai_error(400, message, "invalid_request_error", "context_length_exceeded")
}

/// 429: too many requests; come back after this many seconds.
pub fn rate_limited(retry_after_secs: u32) -> Reply {
    openai_error(429, "Rate limit reached.", "requests", "rate_limit_exceeded")
        .header("Retry-After", &retry_after_secs.to_string())
}

/// 500: something broke there.
pub fn server_error() -> Reply {
    openai_error(500, "The server had an error.", "server_error", "internal_error")
}

/// 503: not now.
pub fn unavailable() -> Reply {
    openai_error(503, "The engine is currently overloaded.", "server_error", "overloaded")
}

/// 200 with a web page, as a captive portal or a mistyped base URL gives.
pub fn html_with_200() -> Reply {
    Reply::html(
        200,
        "<!doctype html><html><head><title>Welcome</title></head><body>Please sign in.</body></html>",
    )
}

/// 200 with an error in JSON where a stream was asked for.
pub fn json_error_with_200() -> Reply {
    openai_error(
        200,
        "The model is not available in your region.",
        "invalid_request_error",
        "region_unavailable",
    )
}

/// Two good deltas among frames that are no JSON and bytes that are no text, and a good end.
pub fn garbage_frames() -> Reply {
    let mut body = delta("good ").into_bytes();
    body.extend_from_slice(b"data: {\"choices\":[{\"delta\":{\"cont\n\n");
    body.extend_from_slice(b"data: \xff\xfe\x00 not text \xc3\x28\n\n");
    body.extend_from_slice(b"what: is this\n\n\n\ndata\n\ndata: 42\n\ndata: [1, \"two\"]\n\n");
    body.extend_from_slice(delta("still").as_bytes());
    body.extend_from_slice(&finish());
    Reply::raw(body)
}

/// An event of this many bytes that never ends.
pub fn endless_line(bytes: usize) -> Reply {
    let mut body = b"data: ".to_vec();
    body.resize(bytes.max(body.len()), b'a');
    Reply::raw(body).split(crate::Split::Every(16 * 1024))
}

/// A good delta, then an error inside the stream, then nothing.
pub fn error_mid_stream() -> Reply {
    let error = json!({"error": {"message": "The engine crashed.", "type": "server_error", "code": 500}});
    Reply::raw(format!("{}data: {error}\n\n", delta("good ")))
}

/// The same in Ollama's dialect.
pub fn ollama_error_mid_stream() -> Reply {
    Reply::ndjson([
        json!({"model": "testkit", "message": {"role": "assistant", "content": "good "}, "done": false}),
        json!({"error": "an error was encountered while running the model"}),
    ])
}

/// A good delta, then a well-formed end of the body without any end of the answer.
pub fn truncated() -> Reply {
    Reply::raw(delta("good "))
}

/// The request is accepted and never answered.
pub fn silence() -> Reply {
    Reply::bytes("text/plain", "").stall_before_headers()
}

/// Good deltas of 16 KiB without end.
pub fn endless_answer() -> Reply {
    Reply::raw(delta("It begins. ")).and_so_on(delta(&"word ".repeat(16 * 1024 / 5)))
}

/// A good status, and then header lines without end.
pub fn endless_headers() -> Reply {
    Reply::wire("HTTP/1.1 200 OK\r\n").and_so_on("X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n")
}

/// What a server of another kind says to whoever calls.
pub fn not_http() -> Reply {
    Reply::wire("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
}

/// A compressed body that unpacks to this text a thousand times over for each piece of it, without end.
pub fn gzip_bomb(content_type: &str, text: &[u8]) -> Reply {
    // No name, no time, an unknown system.
    const GZIP_HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let text = text.repeat(1024 * 1024 / text.len() + 1);
    let mut piece = Vec::with_capacity(text.len());
    // Flushed in full, a piece refers to nothing before it: it may follow itself.
    Compress::new(Compression::best(), false).compress_vec(&text, &mut piece, FlushCompress::Full).unwrap();
    Reply::bytes(content_type, GZIP_HEAD).header("Content-Encoding", "gzip").and_so_on(piece)
}

fn openai_error(status: u16, message: &str, kind: &str, code: &str) -> Reply {
    let error = json!({"error": {"message": message, "type": kind, "param": null, "code": code}});
    Reply::json(status, &error)
}

fn delta(text: &str) -> String {
    format!(
        "data: {}\n\n",
        json!({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": null}]})
    )
}

fn finish() -> Vec<u8> {
    crate::reply::event_stream([json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})])
}
