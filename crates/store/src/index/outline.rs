//! The outline of a long conversation: everything but the words of its messages, and where those stand. With it a
//! conversation opens as fast, however long it is.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use runnel_conversation::{
    Conversation, ConversationId, Message, MessageBody, Record, RecordId, RecordKind, Timestamp,
};
use rusqlite::Connection;

use super::digest::Entry;
use super::scan::{Look, Place};
use super::{Index, rows};
use crate::StoreError;

/// A smaller file is read whole in a moment.
const LONG: i64 = 1024 * 1024;

/// Whether the index keeps the outline of a file that looks so.
pub(crate) fn is_kept(look: Look) -> bool {
    look.size >= LONG
}

/// One record of an outline.
#[derive(Debug)]
pub(crate) struct Outlined {
    pub(crate) id: RecordId,
    pub(crate) parent: Option<RecordId>,
    pub(crate) at: Timestamp,
    pub(crate) offset: u64,
    pub(crate) length: u64,
    /// The whole record, where it is no message.
    pub(crate) line: Option<String>,
}

/// Where in the file the line of each message begins, and how long it is, in bytes.
type Places = HashMap<RecordId, (u64, u64)>;

/// What becomes of the outline that the index has.
#[derive(Debug)]
pub(crate) enum OutlineChange {
    /// This takes its place.
    Anew(Vec<Outlined>),
    /// This comes to it.
    More(Vec<Outlined>),
}

impl Outlined {
    pub(crate) fn new(record: &Record, place: Place) -> io::Result<Self> {
        let line = match record.kind {
            RecordKind::Message(_) => None,
            _ => Some(serde_json::to_string(record)?),
        };
        let Place { offset, length, .. } = place;
        Ok(Self { id: record.id, parent: record.parent, at: record.at, offset, length, line })
    }
}

/// A long conversation, of whose messages only those are read that are asked for. While it lives, nothing is added
/// to its file.
#[derive(Debug)]
pub struct Outline {
    /// Its line in the list.
    pub entry: Entry,
    /// All of it, but for the words of its messages and who said them.
    pub conversation: Conversation,
    /// Whether the file is of a newer format, so that nothing can be added.
    pub read_only: bool,
    places: Places,
    file: File,
}

impl Outline {
    /// A message with its words.
    ///
    /// # Errors
    /// [`StoreError::Io`]; of kind `InvalidData` where its line is not what the index says.
    pub fn message(&mut self, id: RecordId) -> Result<Message, StoreError> {
        self.read(id).map_err(|error| StoreError::Io {
            path: format!("{}.jsonl", self.entry.id).into(),
            source: error,
        })
    }

    fn read(&mut self, wanted: RecordId) -> io::Result<Message> {
        let unfit = || io::Error::from(io::ErrorKind::InvalidData);
        let (offset, length) = *self.places.get(&wanted).ok_or_else(unfit)?;
        self.file.seek(SeekFrom::Start(offset))?;
        let mut line = Vec::new();
        (&self.file).take(length).read_to_end(&mut line)?;
        match crate::lines::record(&line) {
            Some(Record { id, parent, at, kind: RecordKind::Message(body) }) if id == wanted => {
                Ok(Message { id, parent, at, body })
            }
            _ => Err(unfit()),
        }
    }
}

impl Index {
    /// The outline of a conversation; `None` where its file has to be read whole: it is short, has lines that cannot
    /// be read, or is not as the index knows it.
    ///
    /// # Errors
    /// [`StoreError::Index`] or [`StoreError::Io`].
    pub fn outline(&self, id: ConversationId) -> Result<Option<Outline>, StoreError> {
        let path = self.files.path(id);
        let at = StoreError::at(&path);
        let file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(at)?,
        };
        file.lock_shared().map_err(at)?;
        let look = Look::at(&file.metadata().map_err(at)?);
        if !is_kept(look) {
            return Ok(None);
        }
        self.reading(|index| {
            // What is known of the file, and the outline, are of one moment.
            let moment = index.unchecked_transaction()?;
            let known = rows::known(&moment, id)?.filter(|known| known.look == look);
            let Some(known) = known.filter(|known| known.digest.entry.faults == 0) else {
                return Ok(None);
            };
            let (conversation, places) = outlined(&moment, id, known.row)?;
            let (entry, read_only) = (known.digest.entry, known.digest.read_only);
            Ok(Some(Outline { entry, conversation, read_only, places, file }))
        })
    }
}

fn outlined(
    index: &Connection,
    id: ConversationId,
    conversation: i64,
) -> rusqlite::Result<(Conversation, Places)> {
    let mut outlined = Conversation::new(id);
    let mut places = Places::new();
    let mut statement = index
        .prepare_cached("SELECT id, parent, at, offset, length, line FROM record WHERE conversation = ?")?;
    let mut found = statement.query([conversation])?;
    while let Some(row) = found.next()? {
        if let Some(line) = row.get::<_, Option<String>>(5)? {
            let record = serde_json::from_str(&line).map_err(|_| rows::unfit(5))?;
            outlined.apply(record);
            continue;
        }
        let id = rows::record(row, 0)?.ok_or_else(|| rows::unfit(0))?;
        places.insert(id, (row.get(3)?, row.get(4)?));
        let kind = RecordKind::Message(MessageBody::User { parts: Vec::new() });
        outlined.apply(Record { id, parent: rows::record(row, 1)?, at: Timestamp(row.get(2)?), kind });
    }
    Ok((outlined, places))
}
