//! Remembers what a piece of work was done from, so that a second run skips it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::failure::{Failure, Outcome};
use crate::tree::Tree;

/// A file under `target/xtask` that holds the fingerprint of what was last worked on.
pub(crate) struct Stamp {
    path: PathBuf,
}

impl Stamp {
    pub(crate) fn new(tree: &Tree, name: &str) -> Self {
        Self { path: tree.target().join("xtask").join(name) }
    }

    pub(crate) fn matches(&self, fingerprint: &str) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|kept| kept == fingerprint)
    }

    /// To be called when the work is done, never before.
    pub(crate) fn keep(&self, fingerprint: &str) -> Outcome {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).and_then(|()| fs::write(&self.path, fingerprint)).map_err(|error| {
            Failure::new(
                format!("{} could not be written: {error}", self.path.display()),
                "make the target folder writable",
            )
        })
    }
}

/// A fingerprint of the names and contents of all files under `folder`, except where `skip` says so.
pub(crate) fn fingerprint(folder: &Path, skip: impl Fn(&DirEntry) -> bool) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| !skip(entry)) {
        let entry = entry?;
        if entry.file_type().is_file() {
            entry.path().hash(&mut hasher);
            fs::read(entry.path())?.hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing(_: &DirEntry) -> bool {
        false
    }

    #[test]
    fn a_changed_file_changes_the_fingerprint() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "one").unwrap();
        let before = fingerprint(folder.path(), nothing).unwrap();
        fs::write(folder.path().join("a"), "two").unwrap();
        assert_ne!(before, fingerprint(folder.path(), nothing).unwrap());
    }

    #[test]
    fn a_skipped_folder_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "one").unwrap();
        let skip = |entry: &DirEntry| entry.file_name() == "dist";
        let before = fingerprint(folder.path(), skip).unwrap();
        fs::create_dir(folder.path().join("dist")).unwrap();
        fs::write(folder.path().join("dist/b"), "built").unwrap();
        assert_eq!(before, fingerprint(folder.path(), skip).unwrap());
        assert_ne!(before, fingerprint(folder.path(), nothing).unwrap());
    }

    #[test]
    fn a_stamp_matches_only_what_was_kept() {
        let folder = tempfile::tempdir().unwrap();
        let stamp = Stamp { path: folder.path().join("deep/stamp") };
        assert!(!stamp.matches("a"));
        stamp.keep("a").unwrap();
        assert!(stamp.matches("a"));
        assert!(!stamp.matches("b"));
    }
}
