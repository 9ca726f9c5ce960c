//! Files in a folder.

use std::path::Path;

use walkdir::WalkDir;

use super::{Entry, Place};
use crate::Refused;
use crate::limits::MOST_FILES;

/// How deep folders are looked into.
const DEEPEST: usize = 16;

/// Every file in a folder and its folders, by name. Links are not followed.
pub(super) fn entries(folder: &Path) -> Result<Vec<Entry>, Refused> {
    let mut entries = Vec::new();
    for found in WalkDir::new(folder).max_depth(DEEPEST).sort_by_file_name() {
        let found = found.map_err(std::io::Error::from)?;
        if !found.file_type().is_file() {
            continue;
        }
        if entries.len() == MOST_FILES {
            return Err(Refused::TooManyFiles { limit: MOST_FILES });
        }
        let parts = found.path().strip_prefix(folder).unwrap_or(found.path()).components();
        let name = parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        let bytes = found.metadata().map_err(std::io::Error::from)?.len();
        entries.push(Entry { name, bytes, place: Place::Loose(found.into_path()) });
    }
    Ok(entries)
}
