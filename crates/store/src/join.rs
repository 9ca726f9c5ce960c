//! Two copies of a conversation made one.

use std::collections::HashSet;
use std::io::{Read as _, Write as _};

use runnel_conversation::ConversationId;
use serde::Deserialize;

use crate::files::locked;
use crate::known::Known;
use crate::{Conversations, StoreError, disk, lines};

/// By which a record of any kind and any format is known.
#[derive(Deserialize)]
struct Named {
    id: String,
    #[serde(rename = "kind")]
    _kind: String,
}

impl Conversations {
    /// Adds the records of another copy of a conversation's file that its own does not have. Nothing that is there
    /// is changed. Lines that are no records are left out. Gives how many records were added.
    ///
    /// # Errors
    /// [`StoreError::ReadOnlyFile`] where the file that is there is of a newer format, else [`StoreError::Io`].
    pub fn join(&self, id: ConversationId, copy: &[u8]) -> Result<usize, StoreError> {
        disk::create_folder(self.folder())?;
        let path = self.path(id);
        let at = StoreError::at(&path);
        let mut file = locked(&path, true).map_err(at)?;
        let mut kept = Vec::new();
        file.read_to_end(&mut kept).map_err(at)?;
        if let Some(format) = lines::format(&kept).filter(|format| lines::is_newer(*format)) {
            return Err(StoreError::ReadOnlyFile { path, format });
        }
        let named = |line: &[u8]| serde_json::from_slice::<Named>(line).ok().map(|named| named.id);
        let mut known: HashSet<String> = lines::lines(&kept).filter_map(|line| named(line.text)).collect();
        let mut text = Vec::new();
        if kept.last().is_some_and(|last| *last != b'\n') {
            text.push(b'\n');
        }
        let mut added = 0;
        for line in lines::lines(copy) {
            if named(line.text).is_some_and(|id| known.insert(id)) {
                text.extend_from_slice(line.text);
                text.push(b'\n');
                added += 1;
            }
        }
        if added == 0 {
            return Ok(0);
        }
        disk::all_or_nothing(&file, |mut file| {
            file.write_all(&text)?;
            file.sync_data()?;
            if kept.is_empty() { disk::sync_folder(self.folder()) } else { Ok(()) }
        })
        .map_err(at)?;
        kept.extend(text);
        self.remember(id, Known::of(&kept));
        Ok(added)
    }
}
