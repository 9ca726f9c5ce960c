//! Lists of models as providers gave them, so that a picker need not wait for a network.

use std::fs;
use std::path::PathBuf;

use crate::{Home, StoreError, disk};

/// What providers listed, `models/<provider>.json` in the cache folder. What a list says is not looked at here.
#[derive(Debug, Clone)]
pub struct ModelLists {
    folder: PathBuf,
}

impl ModelLists {
    /// The lists of `home`.
    pub fn new(home: &Home) -> Self {
        Self { folder: home.cache.join("models") }
    }

    /// What is kept of a provider, if anything.
    pub fn get(&self, provider: &str) -> Option<Vec<u8>> {
        fs::read(self.path(provider)).ok()
    }

    /// Keeps the list of a provider, in place of any other.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn put(&self, provider: &str, list: &[u8]) -> Result<(), StoreError> {
        disk::replace(&self.path(provider), list)
    }

    fn path(&self, provider: &str) -> PathBuf {
        self.folder.join(format!("{provider}.json"))
    }
}
