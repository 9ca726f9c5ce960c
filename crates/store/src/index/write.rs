//! Writing what was prepared, some files at a time.

use std::collections::HashMap;
use std::fmt::Write as _;

use runnel_conversation::{ConversationId, RecordId};
use rusqlite::{
    CachedStatement, Connection, OptionalExtension as _, Transaction, TransactionBehavior, params,
};

use super::outline::{OutlineChange, Outlined};
use super::prepare::{Chunk, Finish, Kept, Prepared};
use super::rows::{BIN, LISTED, PARTLY_READ, UNREADABLE};
use super::scan::{Look, Place};

/// Where the first message is put. There is room on both sides.
const MIDDLE: i64 = 1 << 40;

/// Where new rows go. Rows are searched from the highest down, so that is where the newest belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// What was written just now.
    Above,
    /// What is older than all that is there: an index is built from the newest conversation back.
    Below,
}

/// Writes the chunks, which come newest conversation first, all or none. Gives the conversations whose chunks
/// were void: somebody else had brought them up to date.
pub(crate) fn write(
    index: &mut Connection,
    chunks: Vec<Chunk>,
    side: Side,
) -> rusqlite::Result<Vec<ConversationId>> {
    let transaction = index.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let void = Writer::new(&transaction, &chunks, side)?.write(chunks)?;
    transaction.commit()?;
    Ok(void)
}

struct Writer<'a> {
    index: &'a Transaction<'a>,
    next: i64,
    add_text: CachedStatement<'a>,
    add_message: CachedStatement<'a>,
    remove_text: CachedStatement<'a>,
    remove_message: CachedStatement<'a>,
    /// The rows of names that were used already.
    names: HashMap<String, i64>,
}

/// What the index has of a conversation, as far as writing has to know.
struct There {
    row: i64,
    look: Look,
    title: Option<String>,
    is_finished: bool,
}

impl<'a> Writer<'a> {
    fn new(index: &'a Transaction<'a>, chunks: &[Chunk], side: Side) -> rusqlite::Result<Self> {
        let count: usize = chunks.iter().map(|chunk| chunk.added.len() + 1).sum();
        let (lowest, highest): (Option<i64>, Option<i64>) = index.query_row(
            "SELECT (SELECT min(row) FROM message), (SELECT max(row) FROM message)",
            (),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let next = match side {
            Side::Above => highest.map_or(MIDDLE, |highest| highest + 1),
            Side::Below => lowest.unwrap_or(MIDDLE) - i64::try_from(count).unwrap_or_default(),
        };
        Ok(Self {
            index,
            next,
            add_text: index.prepare_cached("INSERT INTO text (rowid, tokens) VALUES (?, ?)")?,
            add_message: index.prepare_cached(
                "INSERT INTO message (row, conversation, record, at, offset, length, hash)
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
            )?,
            remove_text: index.prepare_cached("DELETE FROM text WHERE rowid = ?")?,
            remove_message: index.prepare_cached("DELETE FROM message WHERE row = ?")?,
            names: HashMap::new(),
        })
    }

    fn write(mut self, mut chunks: Vec<Chunk>) -> rusqlite::Result<Vec<ConversationId>> {
        let mut void = Vec::new();
        // The full-text index wants its rows in rising order, and the newest conversation highest.
        while let Some(last) = chunks.last().map(|chunk| chunk.id) {
            let begin = chunks.iter().rposition(|chunk| chunk.id != last).map_or(0, |before| before + 1);
            for chunk in chunks.split_off(begin) {
                let id = chunk.id;
                if !self.chunk(chunk)? {
                    void.push(id);
                }
            }
        }
        Ok(void)
    }

    /// Writes one chunk, unless it is void.
    fn chunk(&mut self, chunk: Chunk) -> rusqlite::Result<bool> {
        let there = self.there(chunk.id)?;
        if there.as_ref().map(|there| there.look) != chunk.expected {
            return Ok(false);
        }
        let there = match (there, &chunk.finish) {
            (Some(there), _) => there,
            (None, Some(Finish::Remove)) => return Ok(true),
            (None, _) => self.begin(chunk.id)?,
        };
        match chunk.finish {
            Some(Finish::Remove) => {
                self.remove_messages(there.row, |_| true)?;
                self.outline(there.row, &OutlineChange::Anew(Vec::new()))?;
                self.index.execute("DELETE FROM tag WHERE conversation = ?", [there.row])?;
                self.index.execute("DELETE FROM conversation WHERE row = ?", [there.row])?;
            }
            Some(Finish::Keep(kept)) => {
                if !kept.gone.is_empty() {
                    self.remove_messages(there.row, |record| {
                        record.is_some_and(|id| kept.gone.contains(&id))
                    })?;
                }
                self.add(there.row, &chunk.added)?;
                self.outline(there.row, &kept.outline)?;
                self.keep(&there, &kept)?;
            }
            None => {
                self.add(there.row, &chunk.added)?;
                self.index
                    .prepare_cached(
                        "UPDATE conversation SET size = ?, modified = ?, inode = ? WHERE row = ?",
                    )?
                    .execute(look(Look::PARTLY_READ, there.row))?;
            }
        }
        Ok(true)
    }

    fn there(&self, id: ConversationId) -> rusqlite::Result<Option<There>> {
        self.index
            .prepare_cached("SELECT row, size, modified, inode, title, shelf FROM conversation WHERE id = ?")?
            .query_row([id.to_bytes()], |row| {
                Ok(There {
                    row: row.get(0)?,
                    look: Look { size: row.get(1)?, modified: row.get(2)?, inode: row.get(3)? },
                    title: row.get(4)?,
                    is_finished: row.get::<_, i64>(5)? != PARTLY_READ,
                })
            })
            .optional()
    }

    fn begin(&self, id: ConversationId) -> rusqlite::Result<There> {
        let look = Look::PARTLY_READ;
        self.index
            .prepare_cached(
                "INSERT INTO conversation (id, shelf, size, modified, inode) VALUES (?, ?, ?, ?, ?)",
            )?
            .execute(params![id.to_bytes(), PARTLY_READ, look.size, look.modified, look.inode])?;
        Ok(There { row: self.index.last_insert_rowid(), look, title: None, is_finished: false })
    }

    fn add(&mut self, conversation: i64, messages: &[Prepared]) -> rusqlite::Result<()> {
        for message in messages {
            let mut tokens = message.tokens.clone();
            for name in &message.names {
                // Writing to a string cannot fail.
                let _ = write!(tokens, " =n{}", self.name(name)?);
            }
            let Place { offset, length, hash } = message.place;
            let record = Some(message.record.to_bytes());
            let at = message.at.0;
            self.add_text.execute(params![self.next, tokens])?;
            self.add_message.execute(params![self.next, conversation, record, at, offset, length, hash])?;
            self.next += 1;
        }
        Ok(())
    }

    fn outline(&self, conversation: i64, change: &OutlineChange) -> rusqlite::Result<()> {
        let (OutlineChange::Anew(records) | OutlineChange::More(records)) = change;
        if let OutlineChange::Anew(_) = change {
            self.index
                .prepare_cached("DELETE FROM record WHERE conversation = ?")?
                .execute([conversation])?;
        }
        let mut add = self.index.prepare_cached(
            "INSERT INTO record (conversation, id, parent, at, offset, length, line) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?;
        for Outlined { id, parent, at, offset, length, line } in records {
            let (id, parent) = (id.to_bytes(), parent.map(RecordId::to_bytes));
            add.execute(params![conversation, id, parent, at.0, offset, length, line])?;
        }
        Ok(())
    }

    fn keep(&mut self, there: &There, kept: &Kept) -> rusqlite::Result<()> {
        let Kept { digest, look, read_to, tail, title_tokens, moved, .. } = kept;
        let entry = &digest.entry;
        if !there.is_finished || there.title != entry.title {
            self.remove_messages(there.row, |record| record.is_none())?;
            let no_record: Option<[u8; 16]> = None;
            self.add_text.execute(params![self.next, title_tokens])?;
            self.add_message.execute(params![self.next, there.row, no_record, entry.updated.0, 0, 0, 0])?;
            self.next += 1;
        }
        for (row, Place { offset, length, hash }) in moved {
            self.index
                .prepare_cached("UPDATE message SET offset = ?, length = ?, hash = ? WHERE row = ?")?
                .execute(params![offset, length, hash, row])?;
        }
        let place = match (entry.unreadable, entry.deleted) {
            (true, _) => UNREADABLE,
            (_, true) => BIN,
            _ => LISTED,
        };
        let bytes = |id: Option<RecordId>| id.map(RecordId::to_bytes);
        let tags = serde_json::to_string(&entry.tags).unwrap_or_else(|_| "[]".to_owned());
        self.index
            .prepare_cached(
                "UPDATE conversation SET shelf = ?, title = ?, created = ?, updated = ?, pinned = ?, folder = ?,
                 tags = ?, seen = ?, answer = ?, head = ?, newest = ?, read_only = ?, faults = ?, size = ?,
                 modified = ?, inode = ?, read_to = ?, tail = ? WHERE row = ?",
            )?
            .execute(params![
                place, entry.title, entry.created.0, entry.updated.0, entry.pinned, entry.folder, tags,
                bytes(digest.seen), bytes(digest.answer), bytes(digest.head), bytes(digest.newest),
                digest.read_only, entry.faults, look.size, look.modified, look.inode, read_to, tail, there.row,
            ])?;
        self.index.prepare_cached("DELETE FROM tag WHERE conversation = ?")?.execute([there.row])?;
        for tag in &entry.tags {
            self.index
                .prepare_cached("INSERT OR IGNORE INTO tag (name, conversation) VALUES (?, ?)")?
                .execute(params![tag, there.row])?;
        }
        Ok(())
    }

    /// Removes messages of a conversation, and its title, which has no record.
    fn remove_messages(
        &mut self,
        conversation: i64,
        goes: impl Fn(Option<RecordId>) -> bool,
    ) -> rusqlite::Result<()> {
        let mut statement = self
            .index
            .prepare_cached("SELECT row, record FROM message WHERE conversation = ? ORDER BY row")?;
        let rows: Vec<(i64, Option<[u8; 16]>)> = statement
            .query_map([conversation], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (row, record) in rows {
            if goes(record.map(RecordId::from_bytes)) {
                self.remove_text.execute([row])?;
                self.remove_message.execute([row])?;
            }
        }
        Ok(())
    }

    fn name(&mut self, name: &str) -> rusqlite::Result<i64> {
        if let Some(row) = self.names.get(name) {
            return Ok(*row);
        }
        self.index.prepare_cached("INSERT OR IGNORE INTO name (name) VALUES (?)")?.execute([name])?;
        let row = self
            .index
            .prepare_cached("SELECT row FROM name WHERE name = ?")?
            .query_row([name], |row| row.get(0))?;
        self.names.insert(name.to_owned(), row);
        Ok(row)
    }
}

fn look(look: Look, row: i64) -> [i64; 4] {
    [look.size, look.modified, look.inode, row]
}
