//! Pictures by the hash of their content, each stored once.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::{Home, StoreError, disk};

/// The pictures of a home, `attachments/<hash>`.
#[derive(Debug, Clone)]
pub struct Attachments {
    folder: PathBuf,
}

impl Attachments {
    /// The pictures of `home`.
    pub fn new(home: &Home) -> Self {
        Self { folder: home.data.join("attachments") }
    }

    /// Keeps these bytes and gives their name: their SHA-256 in lower-case hexadecimal.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn add(&self, bytes: &[u8]) -> Result<String, StoreError> {
        let hash = sha256(bytes);
        let path = self.folder.join(&hash);
        // A file gets its name only once it is whole.
        if !path.is_file() {
            disk::replace(&path, bytes)?;
        }
        Ok(hash)
    }

    /// The bytes of this name.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there are none, or the name is not a hash; else [`StoreError::Io`].
    pub fn read(&self, hash: &str) -> Result<Vec<u8>, StoreError> {
        let missing = || StoreError::Missing { name: hash.to_owned() };
        // The name becomes part of a path, and comes from a file or a web view.
        if hash.len() != 64 || !hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(missing());
        }
        let path = self.folder.join(hash);
        fs::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => missing(),
            _ => StoreError::at(&path)(error),
        })
    }
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attachments(root: &tempfile::TempDir) -> Attachments {
        Attachments::new(&Home::at(root.path()))
    }

    #[test]
    fn what_was_added_is_read_back_under_its_hash() {
        let root = tempfile::tempdir().unwrap();
        let hash = attachments(&root).add(b"abc").unwrap();
        assert_eq!(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(attachments(&root).read(&hash).unwrap(), b"abc");
    }

    #[test]
    fn the_same_picture_is_stored_once_and_nothing_is_left_beside_it() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(attachments(&root).add(b"abc").unwrap(), attachments(&root).add(b"abc").unwrap());
        assert_eq!(fs::read_dir(root.path().join("attachments")).unwrap().count(), 1);
    }

    #[test]
    fn a_name_that_is_not_a_hash_names_nothing() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("settings.toml"), "secret").unwrap();
        attachments(&root).add(b"abc").unwrap();
        let upper = sha256(b"abc").to_uppercase();
        for name in ["", "../settings.toml", "/etc/passwd", &"a".repeat(63), &"é".repeat(32), &upper] {
            assert!(matches!(attachments(&root).read(name), Err(StoreError::Missing { .. })), "{name}");
        }
    }
}
