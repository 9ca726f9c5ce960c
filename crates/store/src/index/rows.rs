//! Rows of the index, read.

use std::collections::HashMap;

use runnel_conversation::{ConversationId, RecordId, Timestamp};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::digest::{Digest, Entry};
use super::scan::{Look, Place};

/// In the list.
pub(crate) const LISTED: i64 = 0;
/// Deleted, and still there.
pub(crate) const BIN: i64 = 1;
/// Its file is being read.
pub(crate) const PARTLY_READ: i64 = 2;
/// Its file cannot be read.
pub(crate) const UNREADABLE: i64 = 3;

/// The columns that make an [`Entry`].
pub(crate) const ENTRY: &str =
    "c.id, c.shelf, c.title, c.created, c.updated, c.pinned, c.folder, c.tags, c.seen, c.answer, c.faults";

/// What the index has of a conversation.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) row: i64,
    pub(crate) look: Look,
    pub(crate) read_to: u64,
    pub(crate) tail: i64,
    pub(crate) digest: Digest,
}

pub(crate) fn known(index: &Connection, id: ConversationId) -> rusqlite::Result<Option<Known>> {
    let mut statement = index.prepare_cached(&format!(
        "SELECT {ENTRY}, c.row, c.size, c.modified, c.inode, c.read_to, c.tail, c.read_only, c.head, c.newest
         FROM conversation c WHERE c.id = ?"
    ))?;
    let known = |row: &Row<'_>| {
        Ok(Known {
            row: row.get(11)?,
            look: Look { size: row.get(12)?, modified: row.get(13)?, inode: row.get(14)? },
            read_to: row.get(15)?,
            tail: row.get(16)?,
            digest: Digest {
                entry: entry(row)?,
                read_only: row.get(17)?,
                seen: record(row, 8)?,
                answer: record(row, 9)?,
                head: record(row, 18)?,
                newest: record(row, 19)?,
            },
        })
    };
    statement.query_row([id.to_bytes()], known).optional()
}

/// The messages of a conversation that the index has: the row and the place of each.
pub(crate) fn messages(index: &Connection, row: i64) -> rusqlite::Result<HashMap<RecordId, (i64, Place)>> {
    let mut statement = index.prepare_cached(
        "SELECT record, row, offset, length, hash FROM message WHERE conversation = ? AND record NOT NULL",
    )?;
    let message = |row: &Row<'_>| {
        let id = record(row, 0)?.ok_or_else(|| unfit(0))?;
        let place = Place { offset: row.get(2)?, length: row.get(3)?, hash: row.get(4)? };
        Ok((id, (row.get(1)?, place)))
    };
    statement.query_map([row], message)?.collect()
}

/// Reads the columns of [`ENTRY`], which come first.
pub(crate) fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let shelf: i64 = row.get(1)?;
    let tags: String = row.get(7)?;
    let (seen, answer): (Option<[u8; 16]>, Option<[u8; 16]>) = (row.get(8)?, row.get(9)?);
    Ok(Entry {
        id: conversation(row, 0)?,
        title: row.get(2)?,
        created: Timestamp(row.get(3)?),
        updated: Timestamp(row.get(4)?),
        pinned: row.get(5)?,
        folder: row.get(6)?,
        tags: serde_json::from_str(&tags).map_err(|_| unfit(7))?,
        unread: seen.zip(answer).is_some_and(|(seen, answer)| answer > seen),
        deleted: shelf == BIN,
        faults: row.get(10)?,
        unreadable: shelf == UNREADABLE,
    })
}

pub(crate) fn conversation(row: &Row<'_>, column: usize) -> rusqlite::Result<ConversationId> {
    row.get(column).map(ConversationId::from_bytes)
}

pub(crate) fn record(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<RecordId>> {
    let bytes: Option<[u8; 16]> = row.get(column)?;
    Ok(bytes.map(RecordId::from_bytes))
}

pub(crate) fn unfit(column: usize) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Blob, "not what was written there".into())
}
