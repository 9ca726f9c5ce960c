//! Bringing the whole index up to the files.

use std::collections::HashMap;
use std::fs;
use std::sync::mpsc::sync_channel;
use std::thread;

use runnel_conversation::ConversationId;
use rusqlite::Connection;

use super::Index;
use super::prepare::{Chunk, Preparer};
use super::rows;
use super::scan::Look;
use super::tokens::Tokens;
use super::write::{Side, write};
use crate::{StoreError, disk};

/// About as many bytes of tokens are written in one step while an index is built, and nobody waits for it.
const BUILDING: usize = 24 * 1024 * 1024;

/// The same for an index that is in use.
const KEEPING: usize = 2 * 1024 * 1024;

/// How many pages of the full-text index are merged in one step.
const MERGED: i32 = 2000;

/// How far the index has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Conversations that were read.
    pub done: usize,
    /// Conversations that had to be.
    pub total: usize,
}

/// What is written in one step.
struct Batch {
    chunks: Vec<Chunk>,
    /// How many conversations were looked at by its end.
    done: usize,
}

impl Index {
    /// Reads every conversation that is not as the index knows it, newest first, and forgets those that are gone.
    /// `told` hears how far it is, and which conversations changed; with a `total` of 0 there was nothing to do.
    ///
    /// One process does this at a time; another one waits until it has, and finds little left to do.
    ///
    /// # Errors
    /// The first failure; what was written until then stays.
    pub fn catch_up(&self, told: impl FnMut(Progress, &[ConversationId])) -> Result<(), StoreError> {
        self.bring_up(told).map_err(|error| self.mended(error))
    }

    fn bring_up(&self, mut told: impl FnMut(Progress, &[ConversationId])) -> Result<(), StoreError> {
        let path = self.path.with_extension("lock");
        let at = StoreError::at(&path);
        disk::create_folder(path.parent().unwrap_or(&path))?;
        let lock = disk::private_file().write(true).create(true).truncate(false).open(&path).map_err(at)?;
        lock.lock().map_err(at)?;
        let reader = self.reader()?;
        let was_complete = is_complete(&reader)?;
        let stale = self.stale(&reader)?;
        let total = stale.len();
        told(Progress { done: 0, total }, &[]);
        let (step, side) = if was_complete { (KEEPING, Side::Above) } else { (BUILDING, Side::Below) };
        thread::scope(|scope| {
            let (send, batches) = sync_channel::<Result<Batch, StoreError>>(1);
            scope.spawn(move || {
                let failure = batch(&stale, step, &self.files, &reader, |batch| send.send(Ok(batch)).is_ok());
                if let Err(error) = failure {
                    let _ = send.send(Err(error));
                }
            });
            for batch in batches {
                let Batch { chunks, done } = batch?;
                let ids: Vec<_> =
                    chunks.iter().filter(|chunk| chunk.finish.is_some()).map(|chunk| chunk.id).collect();
                self.writing(|index| write(index, chunks, side))?;
                told(Progress { done, total }, &ids);
            }
            Ok::<(), StoreError>(())
        })?;
        if !was_complete {
            self.writing(|index| index.execute("UPDATE state SET complete = 1", ()))?;
        }
        Ok(())
    }

    /// Merges the pieces that the full-text index was built from, a little at a time. Searching is faster then.
    ///
    /// # Errors
    /// [`StoreError::Index`].
    pub fn tidy(&self) -> Result<(), StoreError> {
        let merge = |pages: i32| {
            self.writing(move |index| {
                let before = index.total_changes();
                index.execute("INSERT INTO text (text, rank) VALUES ('merge', ?)", [pages])?;
                Ok(index.total_changes() - before)
            })
        };
        // A negative number begins to merge all there is; a positive one goes on with it.
        let mut changes = merge(-MERGED)?;
        while changes > 1 {
            changes = merge(MERGED)?;
        }
        Ok(())
    }

    /// Whether the index was ever complete.
    ///
    /// # Errors
    /// [`StoreError::Index`].
    pub fn is_complete(&self) -> Result<bool, StoreError> {
        self.reading(is_complete)
    }

    /// The conversations whose file is not as the index knows it, newest first.
    fn stale(&self, reader: &Connection) -> Result<Vec<ConversationId>, StoreError> {
        let mut known = looks(reader)?;
        let mut stale = Vec::new();
        for id in self.files.ids()? {
            // One that went meanwhile is looked at, and found to be gone.
            let look = fs::metadata(self.files.path(id)).ok().map(|metadata| Look::at(&metadata));
            if known.remove(&id) != look || look.is_none() {
                stale.push((look.map_or(i64::MAX, |look| look.modified), id));
            }
        }
        stale.extend(known.into_keys().map(|id| (i64::MAX, id)));
        stale.sort_unstable_by(|a, b| b.cmp(a));
        Ok(stale.into_iter().map(|(_, id)| id).collect())
    }
}

pub(super) fn is_complete(index: &Connection) -> rusqlite::Result<bool> {
    index.query_row("SELECT complete FROM state", (), |row| row.get(0))
}

fn looks(index: &Connection) -> rusqlite::Result<HashMap<ConversationId, Look>> {
    let mut statement = index.prepare("SELECT id, size, modified, inode FROM conversation")?;
    let look = |row: &rusqlite::Row<'_>| {
        Ok((
            rows::conversation(row, 0)?,
            Look { size: row.get(1)?, modified: row.get(2)?, inode: row.get(3)? },
        ))
    };
    statement.query_map((), look)?.collect()
}

/// Reads the conversations, and hands on what has to be written in steps of about `step` bytes, until nobody takes
/// them any more.
fn batch(
    ids: &[ConversationId],
    step: usize,
    files: &crate::Conversations,
    index: &Connection,
    mut hand_on: impl FnMut(Batch) -> bool,
) -> Result<(), StoreError> {
    let mut preparer = Preparer { files, index, tokens: Tokens::default() };
    let mut chunks = Vec::new();
    let mut bytes = 0;
    for (before, id) in ids.iter().enumerate() {
        preparer.prepare(*id, |chunk| {
            bytes += chunk.added.iter().map(|message| message.tokens.len()).sum::<usize>() + step / 10_000;
            chunks.push(chunk);
            if bytes >= step {
                bytes = 0;
                let chunks = std::mem::take(&mut chunks);
                let is_whole = chunks.last().is_some_and(|chunk: &Chunk| chunk.finish.is_some());
                if !hand_on(Batch { chunks, done: before + usize::from(is_whole) }) {
                    return Err(std::io::ErrorKind::BrokenPipe.into());
                }
            }
            Ok(())
        })?;
    }
    hand_on(Batch { chunks, done: ids.len() });
    Ok(())
}
