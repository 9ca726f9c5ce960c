//! A conversation as JSON: all its records, so that nothing is lost. `docs/exchange.md` describes it.

use std::collections::BTreeSet;
use std::io::{self, Write};

use runnel_conversation::{ConversationId, Image, MessageBody, Part, Record, RecordKind, Timestamp};
use serde::Serialize;

use super::{Export, Pictures, conversation};
use crate::pictures::base64;

/// The version of the document.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct About<'a> {
    id: ConversationId,
    title: Option<String>,
    created: String,
    updated: String,
    records: &'a [Record],
}

#[derive(Serialize)]
struct Picture<'a> {
    hash: &'a str,
    media_type: &'a str,
    base64: String,
}

pub(super) fn write(
    export: &Export<'_>,
    id: ConversationId,
    records: &[Record],
    pictures: Pictures,
    out: &mut dyn Write,
) -> io::Result<()> {
    let conversation = conversation(id, records);
    let about = About {
        id,
        title: conversation.title(),
        created: utc(conversation.created()),
        updated: utc(conversation.updated()),
        records,
    };
    write!(out, "{{\"runnel\":{VERSION},\"conversations\":[")?;
    serde_json::to_writer(&mut *out, &about)?;
    write!(out, "],\"pictures\":[")?;
    if pictures == Pictures::Inside {
        let mut comma = "";
        for (hash, media_type) in kept(records) {
            if let Some(bytes) = (export.pictures)(hash) {
                write!(out, "{comma}")?;
                serde_json::to_writer(&mut *out, &Picture { hash, media_type, base64: base64(&bytes) })?;
                comma = ",";
            }
        }
    }
    writeln!(out, "]}}")
}

/// The hash and the type of every picture that is kept for these records, each once.
pub(super) fn kept(records: &[Record]) -> BTreeSet<(&str, &str)> {
    let bodies = records.iter().filter_map(|record| match &record.kind {
        RecordKind::Message(body) => Some(body),
        _ => None,
    });
    let pictures = bodies.flat_map(MessageBody::parts).filter_map(|part| match part {
        Part::Image(Image::Attachment { hash, media_type }) => Some((hash.as_str(), media_type.as_str())),
        _ => None,
    });
    pictures.collect()
}

fn utc(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).map(|at| at.to_string()).unwrap_or_default()
}
