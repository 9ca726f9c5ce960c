//! The records of a conversation as they are kept, for whoever joins or exports them.

use std::collections::BTreeMap;
use std::io;

use runnel_conversation::{ConversationId, Record, RecordId};

use crate::files::read_shared;
use crate::{Conversations, StoreError, lines};

/// What the sound lines of a conversation file say.
#[derive(Debug, Default)]
pub struct Records {
    /// Each record once.
    pub by_id: BTreeMap<RecordId, Record>,
    /// Whether the file is of a newer format, so that nothing can be added.
    pub read_only: bool,
}

impl Conversations {
    /// The records of a conversation; none where there is no such conversation.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn records(&self, id: ConversationId) -> Result<Records, StoreError> {
        let path = self.path(id);
        let bytes = match read_shared(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Records::default()),
            read => read.map_err(StoreError::at(&path))?,
        };
        let read = lines::contents(&bytes);
        Ok(Records { by_id: read.by_id, read_only: read.format.is_some_and(lines::is_newer) })
    }
}
