//! From a file to conversations.

use std::io::{BufRead as _, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;

use jiff::tz::TimeZone;
use runnel_conversation::{ConversationId, Record};

use crate::container::{Container, Entry, folder_of};
use crate::document::{self, Seen};
use crate::format::{self, Kind};
use crate::formats;
use crate::limits::LARGEST_DOCUMENT;
use crate::reading::Reading;
use crate::{Format, Refused, Report};

/// A conversation that was found, as records of our own. Found again it has the same ids.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// Which it is here.
    pub id: ConversationId,
    /// Whose it was.
    pub format: Format,
    /// What it was called there.
    pub title: Option<String>,
    /// Everything that is said in it, the first record being the one that begins it.
    pub records: Vec<Record>,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// How many conversations were looked at.
    pub done: u64,
    /// Of how many.
    pub total: u64,
}

/// Why the caller takes no more.
pub type SinkError = Box<dyn std::error::Error + Send + Sync>;

/// Takes what an import finds. An error ends the import.
pub trait Sink {
    /// Takes a picture, of a conversation that comes after it.
    ///
    /// # Errors
    /// Whatever ends the import.
    fn picture(&mut self, hash: &str, bytes: &[u8]) -> Result<(), SinkError>;

    /// Whether a picture is here already, so that a conversation without it loses nothing.
    fn has_picture(&mut self, hash: &str) -> bool;

    /// Takes a conversation.
    ///
    /// # Errors
    /// Whatever ends the import.
    fn conversation(&mut self, conversation: Imported) -> Result<(), SinkError>;

    /// Is told how far it is.
    ///
    /// # Errors
    /// Whatever ends the import.
    fn progress(&mut self, progress: Progress) -> Result<(), SinkError>;
}

/// Why an import came to no end.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The file is not one to import.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The caller took no more.
    #[error("{0}")]
    Sink(SinkError),
}

/// Imports a file, an archive or a folder, whatever its name is.
///
/// It is read twice: once to see that all of it may be taken, so that what is refused leaves nothing behind, and
/// once to take it. Times without a time zone are of the clock in `zone`.
///
/// # Errors
/// [`Refused`] for what is not to be imported, and whatever the sink ends with.
pub fn import(path: &Path, zone: &TimeZone, sink: &mut dyn Sink) -> Result<Report, Stopped> {
    let files = Container::open(path)?;
    let documents = documents(&files)?;
    let mut importing = Importing {
        progress: Progress { done: 0, total: documents.iter().map(|(_, seen)| seen.items).sum() },
        files: &files,
        zone,
        report: Report::default(),
        sink,
    };
    importing.tell()?;
    for (entry, seen) in &documents {
        if let Some(kind) = seen.kind {
            importing.document(entry, kind, &documents)?;
        }
    }
    importing.report.formats.sort_unstable();
    Ok(importing.report)
}

/// The documents whose kind is known, each read to its end.
fn documents(files: &Container) -> Result<Vec<(&Entry, Seen)>, Refused> {
    let mut documents = Vec::new();
    for entry in files.entries() {
        let sniffed = sniff(files, entry)?;
        if !matches!(sniffed, Sniffed::Nothing) && entry.bytes > LARGEST_DOCUMENT {
            return Err(Refused::TooLarge { limit_bytes: LARGEST_DOCUMENT });
        }
        let seen = match sniffed {
            Sniffed::Nothing => continue,
            Sniffed::Lines(kind) => {
                document::look_over_lines(files.read(entry)?)?;
                Seen { kind: Some(kind), items: u64::from(kind == Kind::Records) }
            }
            Sniffed::Json => document::look_over(files.read(entry)?)?,
        };
        if seen.kind.is_some() {
            documents.push((entry, seen));
        }
    }
    if !documents.is_empty() {
        return Ok(documents);
    }
    let is_database = files.entries().iter().any(|entry| is_in_database(&entry.name));
    Err(if is_database { Refused::DatabaseCopy } else { Refused::Unrecognised })
}

/// Whether a file lies in a folder that a browser's engine keeps a database in.
fn is_in_database(name: &str) -> bool {
    name.split(['/', '\\']).any(|part| part == "leveldb" || part.ends_with(".leveldb"))
}

enum Sniffed {
    Nothing,
    Lines(Kind),
    Json,
}

/// How far a file is looked into to see what it is.
const SNIFFED: u64 = 64 * 1024;

fn sniff(files: &Container, entry: &Entry) -> Result<Sniffed, Refused> {
    let mut content = BufReader::with_capacity(512, files.read(entry)?);
    let first = content.fill_buf()?;
    let wide = matches!(first, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let first = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
    // Zeros are what some file systems leave of a line; no other program writes any.
    let mut told = first.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    let is_text = matches!(told.next(), Some(b'{' | b'['));
    if wide && files.entries().len() == 1 {
        return Err(Refused::WrongEncoding);
    }
    if !is_text {
        return Ok(Sniffed::Nothing);
    }
    let mut begun = Vec::new();
    content.take(SNIFFED).read_to_end(&mut begun)?;
    let kinds =
        begun.split(|byte| *byte == b'\n').filter_map(|line| format::of_line(&document::names_in_line(line)));
    Ok(kinds.into_iter().next().map_or(Sniffed::Json, Sniffed::Lines))
}

struct Importing<'a> {
    files: &'a Container,
    zone: &'a TimeZone,
    report: Report,
    sink: &'a mut dyn Sink,
    progress: Progress,
}

impl Importing<'_> {
    fn document(&mut self, entry: &Entry, kind: Kind, all: &[(&Entry, Seen)]) -> Result<(), Stopped> {
        match kind {
            Kind::Items(format) => {
                let read = document::items(self.files.read(entry)?, |item| {
                    match self.take(format, |reading| formats::of_item(format, &item, reading)) {
                        Ok(()) => ControlFlow::Continue(()),
                        Err(stopped) => ControlFlow::Break(stopped),
                    }
                });
                match read? {
                    ControlFlow::Continue(()) => Ok(()),
                    ControlFlow::Break(stopped) => Err(stopped),
                }
            }
            Kind::Whole(format) => {
                let whole = document::whole(self.files.read(entry)?)?;
                let conversations = formats::of_whole(format, &whole);
                let count = conversations.count();
                self.progress.total = (self.progress.total + count as u64).saturating_sub(1);
                for place in 0..count {
                    self.take(format, |reading| conversations.read(place, reading))?;
                }
                if count == 0 { self.found(format) } else { Ok(()) }
            }
            Kind::Records => self.records(entry),
            Kind::JanThread => self.thread(entry, all),
            Kind::JanMessages => Ok(()),
        }
    }

    /// Takes one conversation, as an importer reads it.
    fn take(
        &mut self,
        format: Format,
        read: impl FnOnce(&mut Reading<'_>) -> Option<Imported>,
    ) -> Result<(), Stopped> {
        let mut reading = Reading::new(self.files, self.zone, &mut self.report, &mut *self.sink);
        let imported = read(&mut reading);
        let title = imported.as_ref().and_then(|imported| imported.title.as_deref());
        reading.finish(imported.as_ref().map(|imported| imported.id), title).map_err(Stopped::Sink)?;
        if let Some(imported) = imported {
            self.report.conversations += 1;
            self.report.messages += imported.messages();
            self.sink.conversation(imported).map_err(Stopped::Sink)?;
        }
        self.progress.done += 1;
        self.found(format)
    }

    fn found(&mut self, format: Format) -> Result<(), Stopped> {
        if !self.report.formats.contains(&format) {
            self.report.formats.push(format);
        }
        self.tell()
    }

    fn records(&mut self, entry: &Entry) -> Result<(), Stopped> {
        let content = self.files.read(entry)?;
        let records = formats::own_lines::records(content)?;
        self.take(Format::Runnel, |reading| records.into_conversation(&entry.name, reading))
    }

    fn thread(&mut self, entry: &Entry, all: &[(&Entry, Seen)]) -> Result<(), Stopped> {
        let thread = document::whole(self.files.read(entry)?)?;
        let folder = folder_of(&entry.name);
        let is_beside = |other: &Entry| folder_of(&other.name) == folder;
        let beside =
            all.iter().find(|(other, seen)| seen.kind == Some(Kind::JanMessages) && is_beside(other));
        let messages = match beside {
            Some((messages, _)) => document::lines(self.files.read(messages)?)?,
            None => Vec::new(),
        };
        self.take(Format::Jan, |reading| {
            formats::jan::read(&thread, &messages, reading).into_records(Format::Jan, reading)
        })
    }

    fn tell(&mut self) -> Result<(), Stopped> {
        self.sink.progress(self.progress).map_err(Stopped::Sink)
    }
}

impl Imported {
    fn messages(&self) -> u64 {
        let is_message =
            |record: &&Record| matches!(record.kind, runnel_conversation::RecordKind::Message(_));
        self.records.iter().filter(is_message).count() as u64
    }
}
