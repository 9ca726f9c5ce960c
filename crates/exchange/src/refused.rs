//! Why a file is not imported at all.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why a file is not imported at all. Nothing of it was taken, unless it changed while it was being read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Refused {
    /// It holds no conversations of a program that is known here.
    #[error("it holds no conversations of a program that is known here")]
    Unrecognised,
    /// It holds a copy of a program's database instead of an export, as newer backups of Cherry Studio do.
    #[error("it holds a copy of a program's own database, and no export that others can read")]
    DatabaseCopy,
    /// A document in it, a text in that, or a conversation takes more than may be taken.
    #[error("it takes more than {} MiB", limit_bytes / 1024 / 1024)]
    TooLarge {
        /// What may be taken, in bytes.
        limit_bytes: u64,
    },
    /// Its values lie deeper in each other than any program's do.
    #[error("its values lie in each other more than {limit} deep")]
    TooDeep {
        /// How deep they may lie.
        limit: usize,
    },
    /// It is not UTF-8.
    #[error("it is not UTF-8 text")]
    WrongEncoding,
    /// It breaks off, or is not what its kind of file has to be.
    #[error("it is damaged: {detail}")]
    Damaged {
        /// Where or how.
        detail: String,
    },
    /// It unpacks to far more than any archive of conversations does.
    #[error("it unpacks to more than {times} times its size")]
    Bomb {
        /// How many times its size it may unpack to.
        times: u64,
    },
    /// A name in the archive leads out of it.
    #[error("it holds a file whose name leads elsewhere: {name}")]
    UnsafePath {
        /// The name.
        name: String,
    },
    /// It holds more files than may be.
    #[error("it holds more than {limit} files")]
    TooManyFiles {
        /// How many there may be.
        limit: usize,
    },
    /// A file of the archive is encrypted, or packed in a way that is not known here.
    #[error("{name} is encrypted, or packed in a way that is not known here")]
    Packed {
        /// The name of the file.
        name: String,
    },
    /// The operating system did not give it.
    #[error("it cannot be read: {detail}")]
    Unreadable {
        /// In its words.
        detail: String,
    },
}

impl Refused {
    pub(crate) fn damaged(detail: &impl ToString) -> Self {
        Self::Damaged { detail: detail.to_string() }
    }
}

impl From<std::io::Error> for Refused {
    fn from(error: std::io::Error) -> Self {
        // What a reader of ours refused comes through the standard library's errors.
        match error.downcast::<Self>() {
            Ok(refused) => refused,
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                Self::damaged(&"it breaks off")
            }
            Err(error) if error.kind() == std::io::ErrorKind::InvalidInput => Self::damaged(&error),
            Err(error) => Self::Unreadable { detail: error.to_string() },
        }
    }
}

impl From<Refused> for std::io::Error {
    fn from(refused: Refused) -> Self {
        Self::other(refused)
    }
}
