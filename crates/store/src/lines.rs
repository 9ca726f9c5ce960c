//! Lines of bytes to records: what is sound is read, what is damaged costs its line.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use runnel_conversation::{FORMAT, Record, RecordId, RecordKind};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// A line of a conversation file that could not be read. The others were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: FaultReason,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FaultReason {
    /// It is the last one and was never written to its end.
    Torn,
    /// It holds zeros, as some file systems leave behind after a power cut.
    Zeros,
    /// It is not a record.
    Damaged,
    /// It is another record than an earlier line with the same id, which holds.
    Conflict,
}

/// What the lines of a file hold.
pub(crate) struct Contents {
    /// The sound records, each once.
    pub(crate) by_id: BTreeMap<RecordId, Record>,
    /// The largest format that is named.
    pub(crate) format: Option<u32>,
    pub(crate) faults: Vec<Fault>,
}

/// The kinds of record of this format. A record of another kind is left alone.
pub(crate) const KINDS: [&str; 15] = [
    "conversation",
    "message",
    "title",
    "model",
    "parameters",
    "head",
    "deleted",
    "restored",
    "message_deleted",
    "message_restored",
    "pin",
    "folder",
    "tags",
    "seen",
    "summary",
];

/// As much of a record as every format has.
#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    kind: String,
    /// The file's version in a `conversation`, and something else in records of other kinds.
    #[serde(default)]
    format: Value,
}

impl Envelope {
    fn read(line: &[u8]) -> Option<Self> {
        serde_json::from_slice(line).ok()
    }

    fn header_format(&self) -> Option<u32> {
        let named = self.format.as_u64().filter(|_| self.kind == "conversation")?;
        Some(u32::try_from(named).unwrap_or(u32::MAX))
    }
}

/// The largest format that any line names; `None` where no line begins a conversation.
pub(crate) fn format(bytes: &[u8]) -> Option<u32> {
    // Most of a file need not be looked at closely: without one of these no line can name its kind so.
    let header = memchr::memmem::Finder::new("conversation");
    let escape = memchr::memmem::Finder::new("\\u");
    let may_be = |line: &Line<'_>| header.find(line.text).is_some() || escape.find(line.text).is_some();
    lines(bytes).filter(may_be).filter_map(|line| Envelope::read(line.text)?.header_format()).max()
}

/// Whether a file of this format may only be read.
pub(crate) fn is_newer(format: u32) -> bool {
    format > FORMAT
}

/// Reads every sound record.
pub(crate) fn contents(bytes: &[u8]) -> Contents {
    let mut read = Contents { by_id: BTreeMap::new(), format: None, faults: Vec::new() };
    for line in lines(bytes) {
        if let Err(reason) = read.take(&line) {
            read.faults.push(Fault { line: line.number, reason });
        }
    }
    read
}

impl Contents {
    fn take(&mut self, line: &Line<'_>) -> Result<(), FaultReason> {
        if line.text.is_empty() {
            return if line.zeros { Err(FaultReason::Zeros) } else { Ok(()) };
        }
        let damage = if line.ended { FaultReason::Damaged } else { FaultReason::Torn };
        let record = match read(line.text, damage)? {
            Said::Record(record) => *record,
            Said::Other(format) => {
                self.format = self.format.max(format);
                return Ok(());
            }
        };
        if let RecordKind::Conversation { format, .. } = record.kind {
            self.format = self.format.max(Some(format));
        }
        match self.by_id.entry(record.id) {
            Entry::Vacant(free) => {
                free.insert(record);
                Ok(())
            }
            // Two copies of a file joined together say many things twice.
            Entry::Occupied(held) if *held.get() == record => Ok(()),
            Entry::Occupied(_) => Err(FaultReason::Conflict),
        }
    }
}

/// What one line says.
pub(crate) enum Said {
    Record(Box<Record>),
    /// Nothing this version knows, in a file of this format if it is the line that names one.
    Other(Option<u32>),
}

/// Reads one line alone; `None` for an empty one.
pub(crate) fn said(line: &[u8]) -> Result<Option<Said>, FaultReason> {
    let text = trim(line);
    if text.is_empty() {
        return if line.contains(&0) { Err(FaultReason::Zeros) } else { Ok(None) };
    }
    let damage = if line.ends_with(b"\n") { FaultReason::Damaged } else { FaultReason::Torn };
    read(text, damage).map(Some)
}

/// The record of one line alone, if it holds one that this version knows.
pub(crate) fn record(line: &[u8]) -> Option<Record> {
    serde_json::from_slice(trim(line)).ok()
}

/// Reads what a line says. As a record first: this reads all that was ever kept, and hardly any of it is another.
fn read(text: &[u8], damage: FaultReason) -> Result<Said, FaultReason> {
    if let Ok(record) = serde_json::from_slice::<Record>(text) {
        return Ok(Said::Record(Box::new(record)));
    }
    let envelope = Envelope::read(text).ok_or(damage)?;
    if KINDS.contains(&envelope.kind.as_str())
        && envelope.header_format().is_none_or(|format| !is_newer(format))
    {
        return Err(FaultReason::Damaged);
    }
    Ok(Said::Other(envelope.header_format()))
}

/// One line, without what editors, systems and power cuts put around it.
pub(crate) struct Line<'a> {
    /// Counted from 1.
    pub(crate) number: usize,
    pub(crate) text: &'a [u8],
    /// Every byte of it but the line feed.
    pub(crate) whole: &'a [u8],
    /// Whether a line break follows it.
    pub(crate) ended: bool,
    /// Whether it holds zeros and nothing else.
    zeros: bool,
}

/// The lines of a file. What follows the last line break is a line too, unless it is empty.
pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let mut ends = memchr::memchr_iter(b'\n', bytes).map(|end| end + 1);
    let mut begin = 0;
    let whole = std::iter::from_fn(move || {
        let end = ends.next().unwrap_or(bytes.len());
        let line = bytes.get(begin..end).filter(|line| !line.is_empty());
        begin = end;
        line
    });
    whole.enumerate().map(|(index, line)| {
        let text = trim(line);
        Line {
            number: index + 1,
            text,
            whole: line.strip_suffix(b"\n").unwrap_or(line),
            ended: line.ends_with(b"\n"),
            zeros: text.is_empty() && line.contains(&0),
        }
    })
}

/// The line without white space, zeros, and a byte order mark at its beginning.
fn trim(mut line: &[u8]) -> &[u8] {
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    while let [rest @ .., last] = line
        && is_blank(last)
    {
        line = rest;
    }
    loop {
        line = match line {
            [0xEF, 0xBB, 0xBF, rest @ ..] => rest,
            [first, rest @ ..] if is_blank(first) => rest,
            _ => return line,
        };
    }
}
