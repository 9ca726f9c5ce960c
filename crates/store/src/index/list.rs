//! The list of conversations, in pages.

use runnel_conversation::{ConversationId, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::rows::{BIN, ENTRY, LISTED, entry};
use super::{Entry, Index};
use crate::StoreError;

/// Which conversations a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shelf {
    /// Those that were not deleted.
    #[default]
    Listed,
    /// The deleted ones.
    Bin,
}

/// A part of the list that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListWanted {
    /// Which conversations.
    pub shelf: Shelf,
    /// Those in this folder only.
    pub folder: Option<String>,
    /// Those with this tag only.
    pub tag: Option<String>,
    /// Those that come after this place only.
    pub after: Option<Cursor>,
    /// At most so many.
    pub limit: usize,
}

/// A place in the list: that of a conversation as it stood there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Whether it was pinned.
    pub pinned: bool,
    /// When its newest message was written.
    pub updated: Timestamp,
    /// Which one.
    pub id: ConversationId,
}

/// A part of the list: the pinned ones first, then by their newest message, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    /// The conversations.
    pub entries: Vec<Entry>,
    /// Where the next part begins, if there is one.
    pub next: Option<Cursor>,
}

/// The folders and tags there are, by name, each with how many conversations it has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Labels {
    /// The folders.
    pub folders: Vec<(String, usize)>,
    /// The tags.
    pub tags: Vec<(String, usize)>,
}

impl Index {
    /// A part of the list.
    ///
    /// # Errors
    /// [`StoreError::Index`].
    pub fn list(&self, wanted: &ListWanted) -> Result<ListPage, StoreError> {
        let mut sql = format!("SELECT {ENTRY} FROM conversation c WHERE c.shelf = ?");
        let mut values: Vec<Value> = vec![match wanted.shelf {
            Shelf::Listed => LISTED.into(),
            Shelf::Bin => BIN.into(),
        }];
        if let Some(folder) = &wanted.folder {
            sql += " AND c.folder = ?";
            values.push(folder.clone().into());
        }
        if let Some(tag) = &wanted.tag {
            sql += " AND c.row IN (SELECT conversation FROM tag WHERE name = ?)";
            values.push(tag.clone().into());
        }
        if let Some(after) = &wanted.after {
            sql += " AND (c.pinned, c.updated, c.id) < (?, ?, ?)";
            values.extend([after.pinned.into(), after.updated.0.into(), after.id.to_bytes().to_vec().into()]);
        }
        sql += " ORDER BY c.pinned DESC, c.updated DESC, c.id DESC LIMIT ?";
        // One more tells whether there are more.
        values.push(i64::try_from(wanted.limit.saturating_add(1)).unwrap_or(i64::MAX).into());
        let mut entries: Vec<Entry> = self.reading(|index| {
            index.prepare_cached(&sql)?.query_map(params_from_iter(&values), entry)?.collect()
        })?;
        let is_last = entries.len() <= wanted.limit;
        entries.truncate(wanted.limit);
        let next = entries.last().filter(|_| !is_last).map(Cursor::at);
        Ok(ListPage { entries, next })
    }

    /// One conversation, if the index has it.
    ///
    /// # Errors
    /// [`StoreError::Index`].
    pub fn entry(&self, id: ConversationId) -> Result<Option<Entry>, StoreError> {
        self.reading(|index| {
            let mut statement = index.prepare_cached(&format!(
                "SELECT {ENTRY} FROM conversation c WHERE c.id = ? AND c.shelf != 2"
            ))?;
            statement.query_map([id.to_bytes()], entry)?.next().transpose()
        })
    }

    /// The conversations whose files have lines that cannot be read, or cannot be read at all.
    ///
    /// # Errors
    /// [`StoreError::Index`].
    pub fn faulty(&self) -> Result<Vec<Entry>, StoreError> {
        self.reading(|index| {
            let mut statement = index.prepare_cached(&format!(
                "SELECT {ENTRY} FROM conversation c WHERE c.faults > 0 OR c.shelf = 3"
            ))?;
            statement.query_map((), entry)?.collect()
        })
    }

    /// The folders and tags there are.
    ///
    /// # Errors
    /// [`StoreError::Index`].
    pub fn labels(&self) -> Result<Labels, StoreError> {
        let pair = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        self.reading(|index| {
            let folders = index
                .prepare_cached(
                    "SELECT folder, count(*) FROM conversation WHERE folder IS NOT NULL AND shelf = 0
                     GROUP BY folder ORDER BY folder",
                )?
                .query_map((), pair)?
                .collect::<Result<_, _>>()?;
            let tags = index
                .prepare_cached(
                    "SELECT t.name, count(*) FROM tag t JOIN conversation c ON c.row = t.conversation
                     WHERE c.shelf = 0 GROUP BY t.name ORDER BY t.name",
                )?
                .query_map((), pair)?
                .collect::<Result<_, _>>()?;
            Ok(Labels { folders, tags })
        })
    }
}

impl Cursor {
    /// The place of this conversation.
    pub fn at(entry: &Entry) -> Self {
        Self { pinned: entry.pinned, updated: entry.updated, id: entry.id }
    }
}
