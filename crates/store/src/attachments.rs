//! Pictures by the hash of their content, each stored once.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use runnel_conversation::ConversationId;
use sha2::{Digest, Sha256};

use crate::{Conversations, Home, StoreError, disk};

/// The pictures of a home, `attachments/<hash>`.
#[derive(Debug, Clone)]
pub struct Attachments {
    folder: PathBuf,
    /// Held while one is added, by many, and while some are removed, by one.
    lock: PathBuf,
}

impl Attachments {
    /// The pictures of `home`.
    pub fn new(home: &Home) -> Self {
        Self { folder: home.data.join("attachments"), lock: home.data.join("attachments.lock") }
    }

    /// Keeps these bytes and gives their name: their SHA-256 in lower-case hexadecimal. From now on they are kept
    /// for a while even where no message shows them.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn add(&self, bytes: &[u8]) -> Result<String, StoreError> {
        let hash = sha256(bytes);
        let path = self.folder.join(&hash);
        disk::create_folder_in_its_place(&self.folder)?;
        let lock = self.open_lock()?;
        lock.lock_shared().map_err(StoreError::at(&self.lock))?;
        // A file gets its name only once it is whole.
        if path.is_file() {
            let renewed =
                File::options().write(true).open(&path).and_then(|file| file.set_modified(SystemTime::now()));
            renewed.map_err(StoreError::at(&path))?;
        } else {
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
        if !is_hash(hash) {
            return Err(missing());
        }
        let path = self.folder.join(hash);
        fs::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => missing(),
            _ => StoreError::at(&path)(error),
        })
    }

    /// Removes those that no file of `conversations` names and that were not added since `added_before`, which
    /// leaves the picture to a message that is still being written. Gives how many went.
    ///
    /// A picture counts as named wherever its hash stands, in lines that could not be read too. The conversations of
    /// `likely` are read first, and the others only if pictures are left that those do not name.
    ///
    /// # Errors
    /// [`StoreError::Io`]. Where a conversation cannot be read, nothing is removed.
    pub fn sweep(
        &self,
        conversations: &Conversations,
        likely: &[ConversationId],
        added_before: SystemTime,
    ) -> Result<usize, StoreError> {
        let mut candidates = HashMap::new();
        for (hash, path) in self.files()? {
            if is_older(&path, added_before)? {
                candidates.insert(hash, path);
            }
        }
        if candidates.is_empty() {
            return Ok(0);
        }
        let lock = self.open_lock()?;
        lock.lock().map_err(StoreError::at(&self.lock))?;
        let likely = likely.iter().map(|id| conversations.path(*id));
        for path in likely.chain(disk::list(conversations.folder())?) {
            if candidates.is_empty() {
                return Ok(0);
            }
            let bytes = match fs::read(&path) {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(StoreError::at(&path)(error)),
            };
            for hash in hashes(&bytes) {
                candidates.remove(hash);
            }
        }
        let mut removed = 0;
        for path in candidates.values() {
            // It may have been added again before the lock was held.
            if is_older(path, added_before)? {
                disk::remove(path).map_err(StoreError::at(path))?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    fn open_lock(&self) -> Result<File, StoreError> {
        let open =
            |options: &mut OpenOptions| options.write(true).create(true).truncate(false).open(&self.lock);
        open(&mut disk::private_file()).map_err(StoreError::at(&self.lock))
    }

    /// The names of all that are kept, and their files.
    pub(crate) fn files(&self) -> Result<Vec<(String, PathBuf)>, StoreError> {
        let named = |path: PathBuf| Some((path.file_name()?.to_str()?.to_owned(), path));
        let named = disk::list(&self.folder)?.into_iter().filter_map(named);
        Ok(named.filter(|(name, _)| is_hash(name)).collect())
    }
}

/// Whether a file that is there was written before this moment.
fn is_older(path: &Path, moment: SystemTime) -> Result<bool, StoreError> {
    match fs::metadata(path).and_then(|metadata| metadata.modified()) {
        Ok(modified) => Ok(modified < moment),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(StoreError::at(path)(error)),
    }
}

/// Whatever in these bytes could be the name of a picture.
fn hashes(bytes: &[u8]) -> impl Iterator<Item = &str> {
    let words = bytes.split(|byte| !matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    words.filter(|word| word.len() == 64).filter_map(|word| str::from_utf8(word).ok())
}

fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
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
    use std::time::Duration;

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

    fn added(attachments: &Attachments, bytes: &[u8], days_ago: u64) -> String {
        let hash = attachments.add(bytes).unwrap();
        let at = SystemTime::now() - days(days_ago);
        File::options().write(true).open(attachments.folder.join(&hash)).unwrap().set_modified(at).unwrap();
        hash
    }

    fn days(days: u64) -> Duration {
        Duration::from_secs(days * 24 * 60 * 60)
    }

    #[test]
    fn what_no_file_names_goes_unless_it_was_added_lately() {
        let root = tempfile::tempdir().unwrap();
        let (home, attachments) = (Home::at(root.path()), attachments(&root));
        let [old, new, shown, damaged] = [(9, "old"), (1, "new"), (9, "shown"), (9, "damaged")]
            .map(|(days_ago, bytes)| added(&attachments, bytes.as_bytes(), days_ago));
        let again = added(&attachments, b"again", 9);
        attachments.add(b"again").unwrap();
        fs::create_dir(root.path().join("conversations")).unwrap();
        fs::write(
            root.path().join("conversations/a.jsonl"),
            format!("{{\"hash\":\"{shown}\"}}\n{{\"has{damaged}"),
        )
        .unwrap();

        let conversations = Conversations::new(&home);
        assert_eq!(attachments.sweep(&conversations, &[], SystemTime::now() - days(5)).unwrap(), 1);
        assert!(matches!(attachments.read(&old), Err(StoreError::Missing { .. })));
        for kept in [new, shown, damaged, again] {
            attachments.read(&kept).unwrap();
        }
    }

    #[test]
    fn no_other_file_is_read_where_the_likely_ones_show_every_picture() {
        let root = tempfile::tempdir().unwrap();
        let (home, attachments) = (Home::at(root.path()), attachments(&root));
        let shown = added(&attachments, b"shown", 9);
        let id: ConversationId = "0197a001-0000-7000-8000-00000000c0de".parse().unwrap();
        fs::create_dir(root.path().join("conversations")).unwrap();
        fs::write(root.path().join(format!("conversations/{id}.jsonl")), &shown).unwrap();
        // Reading it would fail.
        fs::create_dir(root.path().join("conversations/z.jsonl")).unwrap();
        let conversations = Conversations::new(&home);
        assert_eq!(attachments.sweep(&conversations, &[id], SystemTime::now()).unwrap(), 0);
        added(&attachments, b"unused", 9);
        attachments.sweep(&conversations, &[id], SystemTime::now()).unwrap_err();
        attachments.read(&shown).unwrap();
    }

    #[test]
    fn nothing_goes_while_a_conversation_cannot_be_read() {
        let root = tempfile::tempdir().unwrap();
        let (home, attachments) = (Home::at(root.path()), attachments(&root));
        let old = added(&attachments, b"old", 9);
        fs::create_dir_all(root.path().join("conversations/a.jsonl")).unwrap();
        attachments.sweep(&Conversations::new(&home), &[], SystemTime::now()).unwrap_err();
        attachments.read(&old).unwrap();
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
