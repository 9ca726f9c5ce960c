//! A client that hides nothing of what came over the wire.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should say so at once"
)]

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A reply as it came.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    /// The HTTP chunks of the body, or the whole of it when it was not chunked.
    pub(crate) chunks: Vec<Vec<u8>>,
    /// Whether the end that was announced came: the last chunk, or all of the content's length.
    pub(crate) complete: bool,
}

impl Answer {
    pub(crate) fn body(&self) -> Vec<u8> {
        self.chunks.concat()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The data of the events of a stream, parsed; the end mark is left out.
    pub(crate) fn events(&self) -> Vec<Value> {
        let text = self.text();
        let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
        data.filter(|data| *data != "[DONE]").map(|data| serde_json::from_str(data).unwrap()).collect()
    }

    pub(crate) fn lines(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Sends a request and leaves the reply to be read from the socket.
pub(crate) async fn send(
    url: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> TcpStream {
    let mut socket = TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap();
    let headers: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let (headers, length) = (headers.concat(), body.len());
    let head = format!("{method} {path} HTTP/1.1\r\nHost: test\r\nContent-Length: {length}\r\n{headers}\r\n");
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(body).await.unwrap();
    socket
}

pub(crate) async fn exchange(
    url: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let mut socket = send(url, method, path, headers, body).await;
    let mut received = Vec::new();
    socket.read_to_end(&mut received).await.unwrap();
    parse(&received)
}

pub(crate) async fn get(url: &str, path: &str) -> Answer {
    exchange(url, "GET", path, &[], b"").await
}

pub(crate) async fn post(url: &str, path: &str, body: &Value) -> Answer {
    exchange(url, "POST", path, &[], body.to_string().as_bytes()).await
}

/// Asks the OpenAI-compatible path for a streamed chat.
pub(crate) async fn chat(url: &str) -> Answer {
    post(url, "/v1/chat/completions", &chat_request()).await
}

pub(crate) fn chat_request() -> Value {
    serde_json::json!({"model": "m", "stream": true, "messages": [{"role": "user", "content": "hi"}]})
}

/// Reads until this many bytes of a chunked body's first chunks have come, and returns them.
pub(crate) async fn read_body_bytes(socket: &mut TcpStream, bytes: usize) -> Vec<u8> {
    let mut received = Vec::new();
    loop {
        let body = if received.windows(4).any(|window| window == b"\r\n\r\n") {
            parse(&received).body()
        } else {
            Vec::new()
        };
        if body.len() >= bytes {
            return body;
        }
        assert_ne!(socket.read_buf(&mut received).await.unwrap(), 0, "the connection closed early");
    }
}

fn parse(received: &[u8]) -> Answer {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Response::new(&mut headers);
    let head_bytes = head.parse(received).unwrap().unwrap();
    let rest = &received[head_bytes..];
    let mut answer = Answer {
        status: head.code.unwrap(),
        headers: head
            .headers
            .iter()
            .map(|header| (header.name.to_owned(), String::from_utf8(header.value.to_vec()).unwrap()))
            .collect(),
        chunks: Vec::new(),
        complete: false,
    };
    if let Some(length) = answer.header("content-length") {
        answer.complete = length == rest.len().to_string();
        answer.chunks.push(rest.to_vec());
    } else {
        (answer.chunks, answer.complete) = dechunk(rest);
    }
    answer
}

fn dechunk(mut rest: &[u8]) -> (Vec<Vec<u8>>, bool) {
    let mut chunks = Vec::new();
    while let Ok(httparse::Status::Complete((line, length))) = httparse::parse_chunk_size(rest) {
        if length == 0 {
            return (chunks, true);
        }
        let length = usize::try_from(length).unwrap();
        if rest.len() < line + length {
            break;
        }
        chunks.push(rest[line..line + length].to_vec());
        rest = rest.get(line + length + 2..).unwrap_or_default();
    }
    (chunks, false)
}
