//! The promises about files that the rest of this crate is built on.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::StoreError;

/// Makes a folder, and those above it, that only this person can look into.
pub(crate) fn create_folder(path: &Path) -> Result<(), StoreError> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(StoreError::at(path))?;
    let parent = path.parent().unwrap_or(path);
    sync_folder(parent).map_err(StoreError::at(parent))
}

/// Makes a folder in one that is there. Where that one is gone, a disk may have been taken away, and nothing is begun
/// in its place.
pub(crate) fn create_folder_in_its_place(path: &Path) -> Result<(), StoreError> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = path.parent().unwrap_or(path);
    fs::metadata(parent).map_err(StoreError::at(parent))?;
    create_folder(path)
}

/// The paths of what is in a folder, sorted by name; nothing where there is no folder.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let at = StoreError::at(folder);
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(at)?,
    };
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>().map_err(at)?;
    paths.sort();
    Ok(paths)
}

/// Options for a file that, if it is created, only this person can read.
pub(crate) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Whether an open file has no name any more.
pub(crate) fn is_removed(file: &File) -> io::Result<bool> {
    #[cfg(unix)]
    return Ok(std::os::unix::fs::MetadataExt::nlink(&file.metadata()?) == 0);
    // Windows removes no file that is open.
    #[cfg(not(unix))]
    {
        let _ = file;
        Ok(false)
    }
}

/// Removes a file, where it is there.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes the names in a folder survive a power cut.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    // Windows has no such call for folders and keeps names in its own journal.
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

/// Runs `write`, which adds to the end of the file; if it fails, nothing was added.
///
/// The caller is the file's only writer while this runs.
pub(crate) fn all_or_nothing(file: &File, write: impl FnOnce(&File) -> io::Result<()>) -> io::Result<()> {
    let len = file.metadata()?.len();
    write(file).inspect_err(|_| {
        // Should this fail too, a torn line stays. What is written next begins on a line of its own.
        let _ = file.set_len(len);
    })
}

/// Puts a file with this content in place of whatever was there, or leaves that as it was.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    // A settings file may be a link into a folder that a person keeps under version control.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().unwrap_or(&target);
    create_folder(folder)?;
    let at = StoreError::at(&target);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(at)?;
    file.write_all(content).map_err(at)?;
    if let Ok(metadata) = fs::metadata(&target) {
        file.as_file().set_permissions(metadata.permissions()).map_err(at)?;
    }
    file.as_file().sync_all().map_err(at)?;
    file.persist(&target).map_err(|error| at(error.error))?;
    sync_folder(folder).map_err(at)
}
