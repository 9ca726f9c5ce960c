//! What an import gave.

use std::collections::BTreeMap;
use std::path::Path;

use runnel_exchange::{Imported, Progress, Report, Sink, SinkError, Stopped, TimeZone, import};

/// Keeps everything.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Taken {
    pub(crate) conversations: Vec<Imported>,
    pub(crate) pictures: BTreeMap<String, Vec<u8>>,
    pub(crate) progress: Vec<Progress>,
    pub(crate) report: Report,
}

impl Sink for Taken {
    fn picture(&mut self, hash: &str, bytes: &[u8]) -> Result<(), SinkError> {
        self.pictures.insert(hash.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn has_picture(&mut self, _: &str) -> bool {
        false
    }

    fn conversation(&mut self, conversation: Imported) -> Result<(), SinkError> {
        self.conversations.push(conversation);
        Ok(())
    }

    fn progress(&mut self, progress: Progress) -> Result<(), SinkError> {
        self.progress.push(progress);
        Ok(())
    }
}

/// Imports what is at this path, on a clock in Greenwich.
pub(crate) fn from(path: &Path) -> Result<Taken, Stopped> {
    let mut taken = Taken::default();
    let report = import(path, &TimeZone::UTC, &mut taken)?;
    Ok(Taken { report, ..taken })
}

/// Imports these bytes from a file with a name that tells nothing.
pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Taken, Stopped> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).unwrap();
    from(&path)
}
