//! Pictures that were fetched from the web, for as long as there is room.

use std::fs;
use std::path::PathBuf;

use crate::attachments::sha256;
use crate::{Home, StoreError, disk};

/// How many bytes of fetched pictures are kept: a few hundred photographs.
const LIMIT: u64 = 200 * 1024 * 1024;

/// What was fetched from the web, `links/<hash of the address>` in the cache folder.
#[derive(Debug, Clone)]
pub struct LinkCache {
    folder: PathBuf,
    limit: u64,
}

impl LinkCache {
    /// The cache of `home`.
    pub fn new(home: &Home) -> Self {
        Self { folder: home.cache.join("links"), limit: LIMIT }
    }

    /// What was fetched from this address, if it is still here.
    pub fn get(&self, url: &str) -> Option<Vec<u8>> {
        fs::read(self.path(url)).ok()
    }

    /// Keeps what was fetched from this address, and lets the oldest go where there is no room.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn put(&self, url: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let size = bytes.len() as u64;
        if size > self.limit {
            return Ok(());
        }
        self.make_room(self.limit - size)?;
        disk::replace(&self.path(url), bytes)
    }

    /// Removes the oldest files until the others have at most `room` bytes.
    fn make_room(&self, room: u64) -> Result<(), StoreError> {
        let mut files = Vec::new();
        for path in disk::list(&self.folder)? {
            // A file that another process removed meanwhile takes no room.
            if let Ok(metadata) = fs::metadata(&path) {
                files.push((metadata.modified().ok(), path, metadata.len()));
            }
        }
        files.sort();
        let mut kept: u64 = files.iter().map(|(_, _, size)| size).sum();
        for (_, path, size) in files {
            if kept <= room {
                break;
            }
            fs::remove_file(&path).map_err(StoreError::at(&path))?;
            kept -= size;
        }
        Ok(())
    }

    fn path(&self, url: &str) -> PathBuf {
        self.folder.join(sha256(url.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn what_was_put_is_got() {
        let root = tempfile::tempdir().unwrap();
        let cache = LinkCache::new(&Home::at(root.path()));
        assert_eq!(cache.get("https://example.org/a.png"), None);
        cache.put("https://example.org/a.png", b"one").unwrap();
        cache.put("https://example.org/a.png", b"two").unwrap();
        assert_eq!(cache.get("https://example.org/a.png").as_deref(), Some(&b"two"[..]));
    }

    #[test]
    fn the_oldest_goes_where_there_is_no_room() {
        let root = tempfile::tempdir().unwrap();
        let cache = LinkCache { limit: 10, ..LinkCache::new(&Home::at(root.path())) };
        for (age, url) in [(3, "oldest"), (2, "older"), (1, "new")] {
            cache.put(url, b"123").unwrap();
            let at = SystemTime::now() - Duration::from_secs(age);
            File::options().write(true).open(cache.path(url)).unwrap().set_modified(at).unwrap();
        }
        cache.put("newest", b"1234").unwrap();
        let kept: Vec<_> = ["oldest", "older", "new", "newest"].map(|url| cache.get(url).is_some()).into();
        assert_eq!(kept, [false, true, true, true]);
        cache.put("too large", &[0; 11]).unwrap();
        assert_eq!(cache.get("too large"), None);
        assert!(cache.get("newest").is_some());
    }
}
