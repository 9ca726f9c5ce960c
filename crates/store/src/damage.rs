//! What could not be read of a conversation, copied once into a file beside it.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::path::PathBuf;

use runnel_conversation::ConversationId;

use crate::{Conversations, StoreError, disk, lines};

impl Conversations {
    /// Copies the lines that could not be read, byte for byte, to the end of `<id>.damaged`, unless they are
    /// there already. Gives how many are new there, so that a person is told of each once.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is no conversation, or [`StoreError::Io`].
    pub fn set_aside(&self, id: ConversationId) -> Result<usize, StoreError> {
        let bytes = self.bytes(id)?;
        let faults = lines::contents(&bytes).faults;
        let numbers: HashSet<usize> = faults.iter().map(|fault| fault.line).collect();
        let damaged: Vec<&[u8]> = lines::lines(&bytes)
            .filter(|line| numbers.contains(&line.number))
            .map(|line| line.whole)
            .collect();
        if damaged.is_empty() {
            return Ok(0);
        }
        let path = self.damaged_path(id);
        let at = StoreError::at(&path);
        let mut file = disk::private_file().read(true).append(true).create(true).open(&path).map_err(at)?;
        // Released when the file is closed.
        file.lock().map_err(at)?;
        let mut kept = Vec::new();
        file.read_to_end(&mut kept).map_err(at)?;
        let mut known: HashSet<&[u8]> = kept.split(|byte| *byte == b'\n').collect();
        let new: Vec<&[u8]> = damaged.into_iter().filter(|line| known.insert(line)).collect();
        if new.is_empty() {
            return Ok(0);
        }
        let torn = kept.last().is_some_and(|last| *last != b'\n');
        let mut text = if torn { b"\n".to_vec() } else { Vec::new() };
        for line in &new {
            text.extend_from_slice(line);
            text.push(b'\n');
        }
        disk::all_or_nothing(&file, |mut file| {
            file.write_all(&text)?;
            file.sync_data()?;
            if kept.is_empty() { disk::sync_folder(self.folder()) } else { Ok(()) }
        })
        .map_err(at)?;
        Ok(new.len())
    }

    /// Where the lines of a conversation go that could not be read.
    pub(crate) fn damaged_path(&self, id: ConversationId) -> PathBuf {
        self.path(id).with_extension("damaged")
    }
}
