//! What the bin and the sweep ask the index, so as not to read every file. The files have the last word.

use runnel_conversation::ConversationId;

use super::rows::{self, BIN};
use super::{Index, catch_up};
use crate::StoreError;

impl Index {
    /// The conversations that are in the bin, as far as it knows; `None` while it does not know all.
    ///
    /// # Errors
    /// [`StoreError::Index`].
    pub(crate) fn binned(&self) -> Result<Option<Vec<ConversationId>>, StoreError> {
        self.known(&format!("SELECT id FROM conversation WHERE shelf = {BIN}"))
    }

    /// The conversations that show pictures, as far as it knows; `None` while it does not know all.
    ///
    /// # Errors
    /// [`StoreError::Index`].
    pub(crate) fn with_pictures(&self) -> Result<Option<Vec<ConversationId>>, StoreError> {
        self.known(
            "SELECT DISTINCT c.id FROM text CROSS JOIN message m ON m.row = text.rowid
             CROSS JOIN conversation c ON c.row = m.conversation WHERE text MATCH '\"=i\"'",
        )
    }

    fn known(&self, sql: &str) -> Result<Option<Vec<ConversationId>>, StoreError> {
        self.reading(|index| {
            if !catch_up::is_complete(index)? {
                return Ok(None);
            }
            let mut statement = index.prepare_cached(sql)?;
            let ids = statement.query_map((), |row| rows::conversation(row, 0))?;
            ids.collect::<Result<_, _>>().map(Some)
        })
    }
}
