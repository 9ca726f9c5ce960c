//! Providers that a person added: `providers/<id>.toml`, beside the settings.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::{Home, StoreError, disk};

/// The longest id, in characters.
const LONGEST_ID: usize = 40;

/// The files of a person's own providers. What they say is not looked at here.
#[derive(Debug, Clone)]
pub struct ProviderFiles {
    folder: PathBuf,
}

/// How the files looked at a glance: another look that differs means that some have changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Glance(Vec<(PathBuf, Option<SystemTime>, u64)>);

impl ProviderFiles {
    /// The files of `home`.
    pub fn new(home: &Home) -> Self {
        Self { folder: home.config.join("providers") }
    }

    /// Whether a provider can have this id: lower-case letters, digits and hyphens, at most 40.
    pub fn is_id(id: &str) -> bool {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !id.is_empty() && id.len() <= LONGEST_ID && id.bytes().all(allowed)
    }

    /// How the files look now.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn glance(&self) -> Result<Glance, StoreError> {
        let look = |path: PathBuf| {
            let metadata = fs::metadata(&path).ok();
            let modified = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
            (path, modified, metadata.map_or(0, |metadata| metadata.len()))
        };
        Ok(Glance(disk::list(&self.folder)?.into_iter().map(look).collect()))
    }

    /// The names of the files without their `.toml`, sorted. A name that is no id has been given by hand and is
    /// for whoever reads them to complain about.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn names(&self) -> Result<Vec<String>, StoreError> {
        let name = |path: PathBuf| {
            let stem = path.file_stem()?.to_string_lossy().into_owned();
            (path.extension()? == "toml").then_some(stem)
        };
        Ok(disk::list(&self.folder)?.into_iter().filter_map(name).collect())
    }

    /// What the file of a provider says.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none, or [`StoreError::Io`].
    pub fn read(&self, id: &str) -> Result<String, StoreError> {
        let path = self.path(id)?;
        fs::read_to_string(&path).map_err(missing_or(id, &path))
    }

    /// The file of a provider as it is, be it text or not.
    ///
    /// # Errors
    /// As for [`ProviderFiles::read`].
    pub(crate) fn bytes(&self, id: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.path(id)?;
        fs::read(&path).map_err(missing_or(id, &path))
    }

    /// Keeps the file of a provider, in place of any other.
    ///
    /// # Errors
    /// [`StoreError::Missing`] for what is no id, or [`StoreError::Io`].
    pub fn write(&self, id: &str, text: &str) -> Result<(), StoreError> {
        disk::replace(&self.path(id)?, text.as_bytes())
    }

    /// Removes the file of a provider.
    ///
    /// # Errors
    /// As for [`ProviderFiles::read`].
    pub fn remove(&self, id: &str) -> Result<(), StoreError> {
        let path = self.path(id)?;
        fs::remove_file(&path).map_err(missing_or(id, &path))
    }

    /// An id that is none never becomes a path.
    fn path(&self, id: &str) -> Result<PathBuf, StoreError> {
        if Self::is_id(id) {
            Ok(self.folder.join(format!("{id}.toml")))
        } else {
            Err(StoreError::Missing { name: id.to_owned() })
        }
    }
}

fn missing_or(id: &str, path: &std::path::Path) -> impl FnOnce(io::Error) -> StoreError {
    move |error| match error.kind() {
        io::ErrorKind::NotFound => StoreError::Missing { name: id.to_owned() },
        _ => StoreError::at(path)(error),
    }
}
