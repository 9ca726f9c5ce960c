//! Conversation files: one a conversation, records that are only ever added.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use runnel_conversation::{Conversation, ConversationId, FORMAT, Record, RecordId, RecordKind, Timestamp};

use crate::known::Known;
use crate::lines::{self, Fault};
use crate::{Home, StoreError, disk};

/// The conversations of a home, `conversations/<id>.jsonl`.
#[derive(Debug, Clone)]
pub struct Conversations {
    folder: PathBuf,
    /// Of the files that were opened here or added to.
    known: Arc<Mutex<HashMap<ConversationId, Known>>>,
}

/// A conversation as its file has it.
#[derive(Debug)]
pub struct Opened {
    /// What the sound lines say.
    pub conversation: Conversation,
    /// Whether the file is of a newer format, so that nothing can be added.
    pub read_only: bool,
    /// The lines that could not be read.
    pub faults: Vec<Fault>,
}

/// A conversation in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Which one.
    pub id: ConversationId,
    /// The name a person gave it, or one from the first question.
    pub title: Option<String>,
    /// When its newest message was written; for a file that could not be read, when that was written.
    pub updated: Timestamp,
    /// Whether it was deleted, and not restored since.
    pub deleted: bool,
    /// How many lines could not be read.
    pub faults: usize,
    /// Whether the file could not be read at all; opening it says why.
    pub unreadable: bool,
}

impl Conversations {
    /// The conversations of `home`.
    pub fn new(home: &Home) -> Self {
        Self { folder: home.data.join("conversations"), known: Arc::default() }
    }

    /// Adds records to a conversation: all of them, safe from a power cut, or none.
    ///
    /// A conversation without a file gets one. It begins with the header among `records`, or one
    /// that is made for it, so that an answer is kept even when its file was taken away meanwhile.
    /// Several threads and processes may append at once.
    ///
    /// # Errors
    /// [`StoreError::ReadOnlyFile`] for a file of a newer format, [`StoreError::Io`] otherwise.
    pub fn append(&self, id: ConversationId, records: &[Record]) -> Result<(), StoreError> {
        let Some(first) = records.first() else {
            return Ok(());
        };
        disk::create_folder_in_its_place(&self.folder)?;
        let path = self.path(id);
        let at = StoreError::at(&path);
        let mut file = locked(&path, true).map_err(at)?;
        let (known, standing) = self.known(id).look(&mut file).map_err(at)?;
        self.remember(id, known);
        if let Some(format) = standing.format.filter(|format| lines::is_newer(*format)) {
            return Err(StoreError::ReadOnlyFile { path, format });
        }

        let mut text = Vec::new();
        if standing.torn {
            // Whoever wrote last died at it. Its line is lost; ours must not be.
            text.push(b'\n');
        }
        if standing.format.is_none() && !records.iter().any(is_header) {
            let header = header(id, first.at).map_err(at)?;
            write_line(&mut text, &header).map_err(at)?;
        }
        for record in records {
            write_line(&mut text, record).map_err(at)?;
        }
        disk::all_or_nothing(&file, |mut file| {
            file.write_all(&text)?;
            file.sync_data()?;
            if standing.len == 0 { disk::sync_folder(&self.folder) } else { Ok(()) }
        })
        .map_err(at)
    }

    /// Reads a conversation. Damaged lines cost themselves only, and the file stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none, or [`StoreError::Io`].
    pub fn load(&self, id: ConversationId) -> Result<Opened, StoreError> {
        let (opened, bytes) = self.read(id)?;
        self.remember(id, Known::of(&bytes));
        Ok(opened)
    }

    pub(crate) fn read(&self, id: ConversationId) -> Result<(Opened, Vec<u8>), StoreError> {
        let bytes = self.bytes(id)?;
        let read = lines::contents(&bytes);
        let mut conversation = Conversation::new(id);
        for record in read.by_id.into_values() {
            conversation.apply(record);
        }
        let read_only = read.format.is_some_and(lines::is_newer);
        Ok((Opened { conversation, read_only, faults: read.faults }, bytes))
    }

    /// The bytes of a conversation's file, as they were between two appends.
    pub(crate) fn bytes(&self, id: ConversationId) -> Result<Vec<u8>, StoreError> {
        let path = self.path(id);
        let bytes = match read_shared(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(StoreError::at(&path)(error)),
        };
        if bytes.is_empty() {
            // An empty file is one whose first line was refused, by a full disk for example.
            return Err(StoreError::Missing { name: id.to_string() });
        }
        Ok(bytes)
    }

    /// Writes a conversation with these records added to a file elsewhere, in place of what was there. Where its
    /// own file cannot be read, the records are all there is.
    ///
    /// # Errors
    /// [`StoreError::Io`]; what was there is as it was then.
    pub fn copy_with(&self, id: ConversationId, records: &[Record], path: &Path) -> Result<(), StoreError> {
        let at = StoreError::at(path);
        let mut text = match (self.bytes(id), records.first()) {
            (Ok(bytes), _) => bytes,
            (Err(_), first) => {
                let header = header(id, first.map(|first| first.at).unwrap_or_default()).map_err(at)?;
                let mut text = Vec::new();
                write_line(&mut text, &header).map_err(at)?;
                text
            }
        };
        if text.last().is_some_and(|last| *last != b'\n') {
            text.push(b'\n');
        }
        for record in records {
            write_line(&mut text, record).map_err(at)?;
        }
        disk::replace(path, &text)
    }

    /// Every conversation, the deleted ones too, newest first. A file that cannot be read is in the
    /// list and says so; it hides no other.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the folder itself cannot be read.
    pub fn list(&self) -> Result<Vec<Summary>, StoreError> {
        let mut summaries = Vec::new();
        for id in self.ids()? {
            match self.read(id) {
                Ok((opened, _)) => summaries.push(Summary::of(&opened)),
                Err(StoreError::Missing { .. }) => {}
                Err(_) => summaries.push(Summary::unreadable(id, modified(&self.path(id)))),
            }
        }
        summaries.sort_by_key(|summary| std::cmp::Reverse((summary.updated, summary.id)));
        Ok(summaries)
    }

    fn known(&self, id: ConversationId) -> Known {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&id).cloned().unwrap_or_default()
    }

    pub(crate) fn remember(&self, id: ConversationId, known: Known) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(id, known);
    }

    pub(crate) fn forget(&self, id: ConversationId) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    pub(crate) fn ids(&self) -> Result<Vec<ConversationId>, StoreError> {
        let paths = disk::list(&self.folder)?;
        let id = |path: &PathBuf| path.file_stem()?.to_str()?.parse().ok();
        // A UUID can be spelled in several ways; a file is named in one.
        Ok(paths.iter().filter_map(|path| id(path).filter(|id| self.path(*id) == *path)).collect())
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn path(&self, id: ConversationId) -> PathBuf {
        self.folder.join(format!("{id}.jsonl"))
    }
}

impl Summary {
    fn of(opened: &Opened) -> Self {
        let Opened { conversation, faults, .. } = opened;
        Self {
            id: conversation.id(),
            title: conversation.title(),
            updated: conversation.updated(),
            deleted: conversation.is_deleted(),
            faults: faults.len(),
            unreadable: false,
        }
    }

    fn unreadable(id: ConversationId, modified: Timestamp) -> Self {
        Self { id, title: None, updated: modified, deleted: false, faults: 0, unreadable: true }
    }
}

/// The file, locked until it is closed, to be read and added to; made where it is not there and `create` says so.
pub(crate) fn locked(path: &Path, create: bool) -> io::Result<File> {
    loop {
        let file = disk::private_file().read(true).append(true).create(create).open(path)?;
        file.lock()?;
        // Whoever held the lock before may have removed the file: what is added to it then would go with it.
        if !disk::is_removed(&file)? {
            return Ok(file);
        }
    }
}

/// Reads a file between two appends, never during one.
pub(crate) fn read_shared(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.lock_shared()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn modified(path: &Path) -> Timestamp {
    let modified = fs::symlink_metadata(path).and_then(|metadata| metadata.modified()).ok();
    let since = modified.and_then(|moment| moment.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or_default())
}

fn is_header(record: &Record) -> bool {
    matches!(record.kind, RecordKind::Conversation { .. })
}

/// A header that is the same wherever it is made: its id is the conversation's, both being UUIDs.
fn header(conversation: ConversationId, at: Timestamp) -> io::Result<Record> {
    let id: RecordId = conversation.to_string().parse().map_err(io::Error::other)?;
    Ok(Record { id, parent: None, at, kind: RecordKind::Conversation { conversation, format: FORMAT } })
}

fn write_line(text: &mut Vec<u8>, record: &Record) -> io::Result<()> {
    serde_json::to_writer(&mut *text, record)?;
    text.push(b'\n');
    Ok(())
}
