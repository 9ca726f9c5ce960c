//! A reply described in JSON, for tests written in other languages.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;

use crate::reply::Reply;
use crate::{Split, faults};

/// What to answer and how. Which of the optional fields count depends on the kind; a field that does not
/// exist at all is an error, so that a misspelt one is noticed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Script {
    kind: Kind,
    /// Answers every request for this path, instead of the next chat request.
    pub(crate) path: Option<String>,

    #[serde(default)]
    reasoning: Vec<String>,
    #[serde(default)]
    content: Vec<String>,
    #[serde(default)]
    events: Vec<Value>,
    #[serde(default)]
    body: Value,
    #[serde(default)]
    base64: String,
    #[serde(default)]
    file: PathBuf,
    #[serde(default)]
    bytes: usize,
    per_second: Option<NonZeroU32>,
    #[serde(default)]
    name: String,

    status: Option<u16>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    content_type: Option<String>,
    split: Option<Split>,
    pace_ms: Option<u64>,
    stall_after: Option<usize>,
    cut_after: Option<usize>,
    #[serde(default)]
    stall_before_headers: bool,
}

/// What a script describes, and the fields it is described with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// `reasoning`, `content`
    Chat,
    /// `events`
    Sse,
    /// `events`, one a line
    Ndjson,
    /// `body`
    Json,
    /// `body`, a string
    Html,
    /// `base64`: what is sent where an event stream is expected
    Raw,
    /// `file`: the path of a recording
    Recording,
    /// `bytes`, `per_second` (1,000 unless said)
    Flood,
    /// `name`: a function of [`faults`]
    Fault,
}

impl Script {
    /// The reply described, or what is wrong with the description.
    pub(crate) fn into_reply(self) -> Result<Reply, String> {
        let mut reply = match self.kind {
            Kind::Chat => Reply::chat_of(self.reasoning, self.content),
            Kind::Sse => Reply::sse(self.events),
            Kind::Ndjson => Reply::ndjson(self.events),
            Kind::Json => Reply::json(200, &self.body),
            Kind::Html => Reply::html(200, self.body.as_str().unwrap_or_default()),
            Kind::Raw => Reply::raw(STANDARD.decode(&self.base64).map_err(|error| error.to_string())?),
            Kind::Recording => Reply::read_recording(&self.file)?,
            Kind::Flood => Reply::flood(self.bytes, self.per_second.map_or(1_000, NonZeroU32::get)),
            Kind::Fault => {
                faults::named(&self.name).ok_or_else(|| format!("no fault is called {:?}", self.name))?
            }
        };
        for (name, value) in &self.headers {
            reply = reply.header(name, value);
        }
        if let Some(status) = self.status {
            reply = reply.status(status);
        }
        if let Some(content_type) = &self.content_type {
            reply = reply.content_type(content_type);
        }
        if let Some(split) = self.split {
            reply = reply.split(split);
        }
        if let Some(milliseconds) = self.pace_ms {
            reply = reply.pace(Duration::from_millis(milliseconds));
        }
        if let Some(bytes) = self.stall_after {
            reply = reply.stall_after(bytes);
        }
        if let Some(bytes) = self.cut_after {
            reply = reply.cut_after(bytes);
        }
        if self.stall_before_headers {
            reply = reply.stall_before_headers();
        }
        Ok(reply)
    }
}
