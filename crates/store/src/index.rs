//! The index: the list of conversations and their full text, in `SQLite`.
//!
//! It is derived. The files are the truth, and the index can be deleted at any time: a wrong or damaged one is
//! begun anew, and [`Index::catch_up`] reads into it what it lacks. What is read from it may be a moment old.

mod catch_up;
mod digest;
mod excerpt;
mod find;
mod kept;
mod list;
mod outline;
mod prepare;
mod query;
mod rows;
mod scan;
mod schema;
mod search;
mod tokens;
mod words;
mod write;

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use runnel_conversation::ConversationId;
use rusqlite::{Connection, OpenFlags};

pub use catch_up::Progress;
pub use digest::Entry;
pub use excerpt::Excerpt;
pub use find::find;
pub use list::{Cursor, Labels, ListPage, ListWanted, Shelf};
pub use outline::Outline;
pub use query::{Match, Query};
pub use scan::Look;
pub use search::{Hit, SearchPage, SearchWanted, Speaker, TitleHit};

use crate::{Conversations, Home, StoreError};
use prepare::Preparer;
use tokens::Tokens;
use write::{Side, write};

/// The index of a home, `index.sqlite3` in the cache folder.
#[derive(Debug)]
pub struct Index {
    files: Conversations,
    path: PathBuf,
    /// Where the cache folder could not be written, the index is in one that goes with it.
    _elsewhere: Option<tempfile::TempDir>,
    writer: Mutex<Connection>,
    /// Connections that nobody reads with at the moment.
    readers: Mutex<Vec<Connection>>,
}

/// What became of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The index was up to its file.
    Nothing,
    /// It is new, or not as it was.
    Changed(Box<Entry>),
    /// Its file is gone.
    Removed,
}

impl Index {
    /// Opens the index of `home`; a new, wrong or damaged one is empty.
    ///
    /// # Errors
    /// [`StoreError::Index`] or [`StoreError::Io`] when there is no place to keep one.
    pub fn open(home: &Home) -> Result<Self, StoreError> {
        let path = home.cache.join("index.sqlite3");
        let (path, writer, elsewhere) = if let Ok(writer) = schema::open(&path) {
            (path, writer, None)
        } else {
            // A cache that cannot be written is no reason to find nothing.
            let folder = tempfile::tempdir().map_err(StoreError::at(&std::env::temp_dir()))?;
            let path = folder.path().join("index.sqlite3");
            let writer = schema::open(&path)?;
            (path, writer, Some(folder))
        };
        Ok(Self {
            files: Conversations::new(home),
            path,
            _elsewhere: elsewhere,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
        })
    }

    /// Brings the index up to one conversation's file. Where the file only grew, only what was added is read.
    ///
    /// # Errors
    /// [`StoreError::Index`] or [`StoreError::Io`]; [`Index::catch_up`] corrects what was left.
    pub fn refresh(&self, id: ConversationId) -> Result<Change, StoreError> {
        let mut chunks = Vec::new();
        self.reading_with(|index| {
            let mut preparer = Preparer { files: &self.files, index, tokens: Tokens::default() };
            preparer.prepare(id, |chunk| {
                chunks.push(chunk);
                Ok(())
            })
        })?;
        if chunks.is_empty() {
            return Ok(Change::Nothing);
        }
        self.writing(|index| write(index, chunks, Side::Above))?;
        Ok(self.entry(id)?.map_or(Change::Removed, |entry| Change::Changed(Box::new(entry))))
    }

    /// What a conversation's file looks like now; `None` where there is none.
    pub fn look(&self, id: ConversationId) -> Option<Look> {
        std::fs::metadata(self.files.path(id)).ok().map(|metadata| Look::at(&metadata))
    }

    /// Forgets everything, for [`Index::catch_up`] to read anew.
    ///
    /// # Errors
    /// [`StoreError::Index`] or [`StoreError::Io`].
    pub fn clear(&self) -> Result<(), StoreError> {
        let mut writer = locked(&self.writer);
        locked(&self.readers).clear();
        // Closed before its file goes: Windows removes none that is open.
        *writer = Connection::open_in_memory()?;
        schema::remove(&self.path)?;
        *writer = schema::open(&self.path)?;
        Ok(())
    }

    /// Writes. A damaged index is begun anew, and the error says so.
    fn writing<T>(&self, work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let done = work(&mut locked(&self.writer));
        done.map_err(|error| self.mended(error.into()))
    }

    fn reading<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        self.reading_with(|index| Ok(work(index)?))
    }

    /// Reads, in a transaction of its own. A damaged index is begun anew, and the error says so.
    fn reading_with<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let reader = self.reader()?;
        let done = work(&reader);
        if done.is_ok() {
            locked(&self.readers).push(reader);
        }
        done.map_err(|error| self.mended(error))
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        let idle = locked(&self.readers).pop();
        idle.map_or_else(|| Ok(schema::connect(&self.path, OpenFlags::empty())?), Ok)
    }

    fn mended(&self, error: StoreError) -> StoreError {
        match error {
            StoreError::Index { damaged: true, reason } => {
                let damaged = self.clear().is_ok();
                StoreError::Index { reason, damaged }
            }
            error => error,
        }
    }
}

/// Locks, and goes on if another holder panicked: a transaction that was not finished is rolled back.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
