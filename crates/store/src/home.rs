//! Where everything is kept.

use std::env;
use std::path::{Path, PathBuf};

use directories::{BaseDirs, ProjectDirs};

use crate::{StoreError, disk};

/// The environment variable that puts everything under one folder.
const VARIABLE: &str = "RUNNEL_HOME";

/// The folders of one person's Runnel. None of them need exist yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Conversations, journals and pictures.
    pub data: PathBuf,
    /// `settings.toml`.
    pub config: PathBuf,
    /// What can be fetched again.
    pub cache: PathBuf,
    keychain_service: String,
}

impl Home {
    /// The home that `RUNNEL_HOME` names, else the platform's own folders.
    ///
    /// # Errors
    /// [`StoreError::NoHome`] where the platform names none.
    pub fn locate() -> Result<Self, StoreError> {
        if let Some(root) = env::var_os(VARIABLE).filter(|root| !root.is_empty()) {
            return Ok(Self::at(Path::new(&root)));
        }
        let folders = ProjectDirs::from("", "", "Runnel").ok_or(StoreError::NoHome)?;
        // Local rather than roaming data on Windows: locks and large files do not travel.
        let data = folders.data_local_dir();
        Ok(Self {
            data: data.to_owned(),
            config: folders.config_dir().to_owned(),
            cache: folders.cache_dir().to_owned(),
            keychain_service: "runnel".to_owned(),
        })
    }

    /// A home with everything under `root`, and keychain entries of its own.
    pub fn at(root: &Path) -> Self {
        let root = canonical(root);
        Self {
            cache: root.join("cache"),
            keychain_service: format!("runnel:{}", root.display()),
            config: root.clone(),
            data: root,
        }
    }

    /// Makes the folder of what is kept. It is made here and nowhere else: one that goes later is missed.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn make(&self) -> Result<(), StoreError> {
        disk::create_folder(&self.data)
    }

    /// The service that keys are kept under in the OS keychain: `runnel`, or `runnel:` and the
    /// folder's canonical path, so that a second home never sees the person's own keys.
    pub fn keychain_service(&self) -> &str {
        &self.keychain_service
    }
}

/// A path as a person writes it: one that is not whole, or that begins with `~/`, lies in their home folder.
pub fn in_home(path: &Path) -> PathBuf {
    BaseDirs::new().map_or_else(|| path.to_owned(), |folders| below(folders.home_dir(), path))
}

fn below(home: &Path, path: &Path) -> PathBuf {
    home.join(path.strip_prefix("~").unwrap_or(path))
}

/// The one name of a folder that may not exist yet, so that it has the same name once it does.
fn canonical(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let resolved = path.ancestors().find_map(|ancestor| {
        let rest = path.strip_prefix(ancestor).ok()?;
        let found = ancestor.canonicalize().ok()?;
        Some(if rest.as_os_str().is_empty() { found } else { found.join(rest) })
    });
    resolved.unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_under_the_root() {
        let root = tempfile::tempdir().unwrap();
        let home = Home::at(root.path());
        for folder in [&home.data, &home.config, &home.cache] {
            assert!(folder.starts_with(root.path().canonicalize().unwrap()), "{}", folder.display());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_whole_lies_in_the_home_folder() {
        let home = Path::new("/home/me");
        let places = ["~/Downloads/a.jsonl", "Downloads/a.jsonl", "/mnt/a.jsonl", "~a.jsonl"];
        assert_eq!(
            places.map(|path| below(home, Path::new(path)).display().to_string()),
            ["/home/me/Downloads/a.jsonl", "/home/me/Downloads/a.jsonl", "/mnt/a.jsonl", "/home/me/~a.jsonl"]
        );
    }

    #[test]
    fn two_homes_have_keys_of_their_own() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        assert_ne!(Home::at(one.path()).keychain_service(), Home::at(two.path()).keychain_service());
    }

    #[cfg(unix)]
    #[test]
    fn a_home_has_one_name_before_and_after_it_exists_and_through_a_link() {
        let root = tempfile::tempdir().unwrap();
        let link = root.path().join("link");
        std::os::unix::fs::symlink(root.path(), &link).unwrap();
        let before = Home::at(&link.join("home/deep"));
        std::fs::create_dir_all(root.path().join("home/deep")).unwrap();
        assert_eq!(before, Home::at(&root.path().join("home/deep")));
        assert_eq!(before, Home::at(&root.path().join("link/home/deep/")));
    }
}
