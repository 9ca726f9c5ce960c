//! The bin: deleted conversations, until their time is over or it is emptied.

use std::fs;
use std::io::ErrorKind;
use std::io::Read as _;

use runnel_conversation::{Conversation, ConversationId, Timestamp};

use crate::files::locked;
use crate::{Conversations, Index, Journals, StoreError, disk, lines};

/// How long a deleted conversation is kept, in milliseconds: thirty days.
pub const KEPT_AFTER_DELETION_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// A conversation in the bin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binned {
    /// Which one.
    pub id: ConversationId,
    /// The name a person gave it, or one from the first question.
    pub title: Option<String>,
    /// When it was deleted.
    pub deleted: Timestamp,
}

impl Conversations {
    /// The deleted conversations, the one deleted last first. Where `index` knows all conversations, it says which
    /// files to read; what they say counts. Files that cannot be read are left out: nobody knows that they were
    /// deleted.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the folder cannot be read.
    pub fn bin(&self, index: Option<&Index>) -> Result<Vec<Binned>, StoreError> {
        let binned = |id| {
            let conversation = self.read(id).ok()?.0.conversation;
            let deleted = conversation.deleted_at()?;
            Some(Binned { id, title: conversation.title(), deleted })
        };
        let ids = match index.and_then(|index| index.binned().ok().flatten()) {
            Some(ids) => ids,
            None => self.ids()?,
        };
        let mut bin: Vec<_> = ids.into_iter().filter_map(binned).collect();
        bin.sort_by_key(|binned| std::cmp::Reverse((binned.deleted, binned.id)));
        Ok(bin)
    }

    /// Removes a conversation for good, with what was set aside of it, if it was deleted at `until` or before and
    /// not restored since. One that a reply still belongs to stays, and so does one of a newer format. Gives
    /// whether it went.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn purge(
        &self,
        id: ConversationId,
        until: Timestamp,
        journals: &Journals,
    ) -> Result<bool, StoreError> {
        let path = self.path(id);
        let at = StoreError::at(&path);
        let mut file = match locked(&path, false) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(at(error)),
        };
        // From here on nobody adds to it: who waits for the lock finds it gone, and begins anew.
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(at)?;
        let read = lines::contents(&bytes);
        let mut conversation = Conversation::new(id);
        read.by_id.into_values().for_each(|record| conversation.apply(record));
        let is_over = conversation.deleted_at().is_some_and(|deleted| deleted <= until);
        if !is_over || read.format.is_some_and(lines::is_newer) || journals.conversations()?.contains(&id) {
            return Ok(false);
        }
        fs::remove_file(&path).map_err(at)?;
        let damaged = self.damaged_path(id);
        disk::remove(&damaged).map_err(StoreError::at(&damaged))?;
        self.forget(id);
        disk::sync_folder(self.folder()).map_err(StoreError::at(self.folder()))?;
        Ok(true)
    }
}
