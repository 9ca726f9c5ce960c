//! What the server will answer, and how well it will behave while doing so.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::Split;
use crate::chat::Chat;
use crate::flood::flood_chunks;
use crate::request::Request;

const EVENT_STREAM: &str = "text/event-stream";
const JSON_LINES: &str = "application/x-ndjson";
const JSON: &str = "application/json";

/// A reply: what it says and how it is put on the wire.
#[derive(Clone, Debug)]
pub struct Reply {
    body: Body,
    content_type: Option<String>,
    chunked: bool,
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) split: Split,
    pub(crate) pace: Duration,
    pub(crate) interruption: Option<Interruption>,
    /// What comes after the body, again and again, until the client leaves.
    pub(crate) refrain: Option<Vec<u8>>,
}

#[derive(Clone, Debug)]
enum Body {
    /// These bytes are the whole reply, in place of anything in HTTP.
    Wire(Vec<u8>),
    Written {
        content_type: String,
        bytes: Vec<u8>,
    },
    /// Written when the request is known, in its dialect.
    Chat(Chat),
}

/// Where a reply stops being a good one. Offsets count body bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Interruption {
    SilentBeforeHeaders,
    SilentAfter(usize),
    CutAfter(usize),
}

/// A body ready for the wire.
pub(crate) struct WrittenBody {
    pub(crate) content_type: String,
    pub(crate) chunked: bool,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    fn new(body: Body) -> Self {
        Self {
            body,
            content_type: None,
            chunked: false,
            status: 200,
            headers: Vec::new(),
            split: Split::default(),
            pace: Duration::ZERO,
            interruption: None,
            refrain: None,
        }
    }

    /// An answer in the dialect of the request's path, a delta for each text: first the reasoning, then
    /// the content, then the reason it finished and the usage (a token a delta). A request that does not
    /// want a stream gets it whole.
    pub fn chat(reasoning: &[&str], content: &[&str]) -> Self {
        Self::chat_of(owned(reasoning), owned(content))
    }

    pub(crate) fn chat_of(reasoning: Vec<String>, content: Vec<String>) -> Self {
        Self::new(Body::Chat(Chat { reasoning, content }))
    }

    /// A chat answer of [`flood_text`](crate::flood_text)`(bytes)` in small deltas, this many a second.
    /// A delta that is late is caught up with, so the rate holds on a busy machine.
    pub fn flood(bytes: usize, chunks_per_second: u32) -> Self {
        Self::chat_of(Vec::new(), flood_chunks(bytes)).pace(Duration::from_secs(1) / chunks_per_second)
    }

    /// An event stream: a `data:` line for each value, then `[DONE]`.
    pub fn sse(events: impl IntoIterator<Item = Value>) -> Self {
        Self::bytes(EVENT_STREAM, event_stream(events))
    }

    /// JSON lines: a line for each value.
    pub fn ndjson(lines: impl IntoIterator<Item = Value>) -> Self {
        Self::bytes(JSON_LINES, json_lines(lines))
    }

    /// One JSON value.
    pub fn json(status: u16, value: &Value) -> Self {
        Self::bytes(JSON, value.to_string()).status(status)
    }

    /// An HTML page.
    pub fn html(status: u16, text: &str) -> Self {
        Self::bytes("text/html; charset=utf-8", text).status(status)
    }

    /// These bytes under this content type.
    pub fn bytes(content_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(Body::Written { content_type: content_type.to_owned(), bytes: bytes.into() })
    }

    /// These bytes as they are where an event stream is expected.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::bytes(EVENT_STREAM, bytes)
    }

    /// These bytes on the wire, which need not be HTTP.
    pub fn wire(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(Body::Wire(bytes.into()))
    }

    /// The bytes of a file, under the content type its extension stands for. Panics when there is none.
    pub fn recording(path: impl AsRef<Path>) -> Self {
        Self::read_recording(path.as_ref()).unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn read_recording(path: &Path) -> Result<Self, String> {
        let content_type = match path.extension().and_then(|extension| extension.to_str()) {
            Some("sse") => EVENT_STREAM,
            Some("ndjson") => JSON_LINES,
            Some("json") => JSON,
            _ => return Err(format!("{}: its extension stands for no content type", path.display())),
        };
        let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self::bytes(content_type, bytes))
    }

    /// Sends the client to another place.
    pub fn redirect(location: &str) -> Self {
        Self::bytes("text/plain", "").status(302).header("Location", location)
    }

    /// Answers with this status instead.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Sets a header; one of the same name is replaced.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Labels the body with this type, whatever it is.
    #[must_use]
    pub fn content_type(mut self, content_type: &str) -> Self {
        self.content_type = Some(content_type.to_owned());
        self
    }

    /// Sends the body in HTTP chunks, its length unannounced. Streams are sent so anyway.
    #[must_use]
    pub fn chunked(mut self) -> Self {
        self.chunked = true;
        self
    }

    /// Cuts the body so instead of between its events.
    #[must_use]
    pub fn split(mut self, split: Split) -> Self {
        self.split = split;
        self
    }

    /// Writes a piece each `pace`, the first at once. What is late is caught up with.
    #[must_use]
    pub fn pace(mut self, pace: Duration) -> Self {
        self.pace = pace;
        self
    }

    /// Goes silent after this many body bytes, or at the body's end if that comes first, and keeps the
    /// connection open until the client closes it.
    #[must_use]
    pub fn stall_after(mut self, bytes: usize) -> Self {
        self.interruption = Some(Interruption::SilentAfter(bytes));
        self
    }

    /// Never ends: after the body come these bytes, again and again, until the client leaves.
    #[must_use]
    pub fn and_so_on(mut self, refrain: impl Into<Vec<u8>>) -> Self {
        self.refrain = Some(refrain.into());
        self
    }

    /// Accepts the request and says nothing at all until the client closes the connection.
    #[must_use]
    pub fn stall_before_headers(mut self) -> Self {
        self.interruption = Some(Interruption::SilentBeforeHeaders);
        self
    }

    /// Closes the connection after this many body bytes, without the end that was announced. What was
    /// written before arrives: the connection is closed, not reset, which would discard bytes in flight.
    #[must_use]
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.interruption = Some(Interruption::CutAfter(bytes));
        self
    }

    /// The bytes that stand in place of HTTP, where they do.
    pub(crate) fn not_http(&self) -> Option<&[u8]> {
        match &self.body {
            Body::Wire(bytes) => Some(bytes),
            Body::Written { .. } | Body::Chat(_) => None,
        }
    }

    /// The body as this request gets it.
    pub(crate) fn body_for(&self, request: &Request) -> WrittenBody {
        let (content_type, bytes) = match &self.body {
            Body::Wire(bytes) => (String::new(), bytes.clone()),
            Body::Written { content_type, bytes } => (content_type.clone(), bytes.clone()),
            Body::Chat(chat) => chat.answer(request),
        };
        let streams = content_type.starts_with(EVENT_STREAM) || content_type.starts_with(JSON_LINES);
        WrittenBody {
            chunked: self.chunked || streams || self.refrain.is_some(),
            content_type: self.content_type.clone().unwrap_or(content_type),
            bytes,
        }
    }
}

/// A `data:` line and a blank one for each value, then `[DONE]`.
pub(crate) fn event_stream(events: impl IntoIterator<Item = Value>) -> Vec<u8> {
    let events = events.into_iter().map(|event| event.to_string());
    let lines: Vec<_> = events.chain(["[DONE]".to_owned()]).map(|data| format!("data: {data}\n\n")).collect();
    lines.concat().into_bytes()
}

/// A line for each value.
pub(crate) fn json_lines(lines: impl IntoIterator<Item = Value>) -> Vec<u8> {
    let lines: Vec<_> = lines.into_iter().map(|line| format!("{line}\n")).collect();
    lines.concat().into_bytes()
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
