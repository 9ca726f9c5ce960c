//! Everything that is kept, in one file. `restore.rs` brings it back.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use runnel_conversation::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::unfailing::Unfailing;
use crate::{
    Assistant, Attachments, Conversations, Home, Library, Prompt, ProviderFiles, SettingsFile, Shelved,
    StoreError, disk,
};

/// A backup that was made, and read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// When it was made.
    pub at: Timestamp,
    /// How many conversations are in it, those in the bin among them.
    pub conversations: usize,
    /// How many pictures.
    pub attachments: usize,
    /// Its size in bytes.
    pub bytes: u64,
}

/// The names and digests of what was put into a backup.
type Contents = BTreeMap<String, [u8; 32]>;

/// Puts all conversations, pictures, settings and own providers into one zip file at `path`, reads it back, and only
/// then lets it take that name, in place of an older one. It is remembered as the last backup. Keys are in the
/// keychain, and never in it.
///
/// # Errors
/// [`StoreError::Io`] when something cannot be read, written, or is not read back as it was. What had the name
/// before is as it was then.
pub fn back_up(home: &Home, path: &Path, at: Timestamp) -> Result<Backup, StoreError> {
    let to = StoreError::at(path);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(to)?;
    let mut backup = Backup { path: path.to_owned(), at, conversations: 0, attachments: 0, bytes: 0 };
    let contents = write(home, file.as_file(), &mut backup, to)?;
    file.as_file().sync_all().map_err(to)?;
    verify(file.as_file_mut(), &contents).map_err(to)?;
    backup.bytes = file.as_file().metadata().map_err(to)?.len();
    file.persist(path).map_err(|error| to(error.error))?;
    disk::sync_folder(folder).map_err(StoreError::at(folder))?;
    let remembered = serde_json::to_vec(&backup).map_err(|error| to(error.into()))?;
    disk::replace(&last(home), &remembered)?;
    Ok(backup)
}

/// The last backup that succeeded, if there was one.
pub fn last_backup(home: &Home) -> Option<Backup> {
    serde_json::from_slice(&std::fs::read(last(home)).ok()?).ok()
}

fn write(
    home: &Home,
    file: &File,
    backup: &mut Backup,
    to: impl Fn(io::Error) -> StoreError + Copy,
) -> Result<Contents, StoreError> {
    let failure = Cell::new(None);
    let mut zip = ZipWriter::new(Unfailing::new(file, &failure));
    let mut contents = Contents::new();
    let mut put = |name: String, bytes: &[u8], method| {
        let options = SimpleFileOptions::default().compression_method(method).large_file(true);
        zip.start_file(name.as_str(), options.unix_permissions(0o600)).map_err(io_error)?;
        zip.write_all(bytes)?;
        contents.insert(name, Sha256::digest(bytes).into());
        failure.take().map_or(Ok(()), Err)
    };
    let conversations = Conversations::new(home);
    for id in conversations.ids()? {
        match conversations.bytes(id) {
            Ok(bytes) => {
                let name = format!("conversations/{id}.jsonl");
                put(name, &bytes, CompressionMethod::Deflated).map_err(to)?;
            }
            // It was removed meanwhile, or never begun.
            Err(StoreError::Missing { .. }) => continue,
            Err(error) => return Err(error),
        }
        backup.conversations += 1;
    }
    // After the conversations, so that no picture that they show is missing.
    for (hash, path) in Attachments::new(home).files()? {
        let bytes = std::fs::read(&path).map_err(StoreError::at(&path))?;
        // Pictures are compressed already.
        put(format!("attachments/{hash}"), &bytes, CompressionMethod::Stored).map_err(to)?;
        backup.attachments += 1;
    }
    if let Some(bytes) = SettingsFile::new(home).bytes()? {
        put("settings.toml".to_owned(), &bytes, CompressionMethod::Deflated).map_err(to)?;
    }
    let providers = ProviderFiles::new(home);
    for id in providers.names()?.into_iter().filter(|name| ProviderFiles::is_id(name)) {
        match providers.bytes(&id) {
            Ok(bytes) => {
                put(format!("providers/{id}.toml"), &bytes, CompressionMethod::Deflated).map_err(to)?;
            }
            Err(StoreError::Missing { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let prompts = Library::<Prompt>::new(home);
    for name in prompts.names()? {
        put(entry::<Prompt>(&name), &prompts.bytes(&name)?, CompressionMethod::Deflated).map_err(to)?;
    }
    let assistants = Library::<Assistant>::new(home);
    for name in assistants.names()? {
        put(entry::<Assistant>(&name), &assistants.bytes(&name)?, CompressionMethod::Deflated).map_err(to)?;
    }
    zip.finish().map_err(|error| to(io_error(error)))?;
    failure.take().map_or(Ok(contents), |error| Err(to(error)))
}

/// What a prompt or an assistant is called in a backup.
fn entry<T: Shelved>(name: &str) -> String {
    format!("{}/{name}.toml", T::FOLDER)
}

/// Reads a backup back: everything is in it, and as it was.
fn verify(file: &mut File, contents: &Contents) -> io::Result<()> {
    file.rewind()?;
    let mut archive = ZipArchive::new(file).map_err(io_error)?;
    if archive.len() != contents.len() {
        return Err(io::Error::other("something is missing in what was written"));
    }
    for (name, digest) in contents {
        let mut hasher = Sha256::new();
        let mut entry = archive.by_name(name).map_err(io_error)?;
        io::copy(&mut entry, &mut HashWriter(&mut hasher))?;
        if hasher.finalize()[..] != digest[..] {
            return Err(io::Error::other(format!("{name} was not written as it is")));
        }
    }
    Ok(())
}

struct HashWriter<'a>(&'a mut Sha256);

impl Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn last(home: &Home) -> PathBuf {
    home.data.join("backup.json")
}

pub(crate) fn io_error(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        error => io::Error::other(error),
    }
}
