//! What can go wrong with what is kept.

use std::io;
use std::path::{Path, PathBuf};

/// A failure to read or to keep something. Never holds the content, only where it was to go.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing is kept under this name.
    #[error("nothing is kept as {name}")]
    Missing {
        /// A conversation's, journal's or picture's name.
        name: String,
    },
    /// The file is of a newer format than this version writes: it can be read, not added to.
    #[error("{} is of a newer format ({format}) and is only read", path.display())]
    ReadOnlyFile {
        /// The file.
        path: PathBuf,
        /// The format it names.
        format: u32,
    },
    /// Another process is using it.
    #[error("{} is in use by another process", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// A settings file that is not TOML, or not these settings. It is left as it is.
    #[error("{}, line {line}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// The system does not say where a person's files belong (no home folder).
    #[error("this system names no folder for a person's files; RUNNEL_HOME can")]
    NoHome,
    /// The index could not be read or written. It is derived: nothing is lost with it.
    #[error("the index: {reason}")]
    Index {
        /// In the database's words.
        reason: String,
        /// Whether it was damaged, and begun anew.
        damaged: bool,
    },
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// In its words.
        source: io::Error,
    },
}

impl StoreError {
    /// What the operating system said, if it was that: a full disk, a read-only one, a folder that is
    /// someone else's.
    pub fn io_kind(&self) -> Option<io::ErrorKind> {
        match self {
            Self::Io { source, .. } => Some(source.kind()),
            _ => None,
        }
    }

    /// For `map_err`: an operating system's refusal at `path`.
    pub(crate) fn at(path: &Path) -> impl Fn(io::Error) -> Self + Copy {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}
