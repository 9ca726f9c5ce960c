//! Everything that is kept in one file, and back.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use runnel_conversation::{ConversationId, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::attachments::sha256;
use crate::unfailing::Unfailing;
use crate::{Attachments, Conversations, Home, StoreError, disk};

/// The largest file that is taken out of a backup, in bytes: far more than a conversation of years, far less than
/// what a few bytes can be made to unpack to.
const LARGEST: u64 = 1 << 30;

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

/// What came back from a backup.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Restoration {
    /// How many conversations came back, or gained something.
    pub conversations: usize,
    /// How many records they gained.
    pub records: usize,
    /// How many pictures came back.
    pub attachments: usize,
    /// What could not be taken from it, by its name there, and why.
    pub refused: Vec<RefusedEntry>,
}

/// Something in a backup that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RefusedEntry {
    /// Its name in the backup.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// The names and digests of what was put into a backup.
type Contents = BTreeMap<String, [u8; 32]>;

/// Puts all conversations and pictures into one zip file at `path`, reads it back, and only then lets it take that
/// name, in place of an older one. It is remembered as the last backup.
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

/// Brings back what a backup has and this home has not. Conversations that are in both are joined; nothing is
/// overwritten.
///
/// # Errors
/// [`StoreError::Io`] when it is no backup, or nothing can be written. What came back by then stays.
pub fn restore(home: &Home, conversations: &Conversations, path: &Path) -> Result<Restoration, StoreError> {
    let from = StoreError::at(path);
    let mut archive =
        ZipArchive::new(File::open(path).map_err(from)?).map_err(|error| from(io_error(error)))?;
    let attachments = Attachments::new(home);
    let mut restoration = Restoration::default();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| from(io_error(error)))?;
        let name = entry.name().map_err(|error| from(io_error(error)))?.into_owned();
        // A name is never made a path: it is one of ours, or nothing.
        let taken = match Kept::named(&name) {
            None => Err("it is no conversation and no picture".to_owned()),
            Some(kept) => match unpacked(&mut entry) {
                Err(error) => Err(error.to_string()),
                Ok(bytes) => kept.put(&bytes, conversations, &attachments, &mut restoration)?,
            },
        };
        if let Err(reason) = taken {
            restoration.refused.push(RefusedEntry { name, reason });
        }
    }
    Ok(restoration)
}

/// What a name in a backup means.
enum Kept {
    Conversation(ConversationId),
    Attachment(String),
}

impl Kept {
    fn named(name: &str) -> Option<Self> {
        match name.split_once('/')? {
            ("conversations", file) => {
                let id: ConversationId = file.strip_suffix(".jsonl")?.parse().ok()?;
                // A UUID can be spelled in several ways; a file is named in one.
                (file == format!("{id}.jsonl")).then_some(Self::Conversation(id))
            }
            ("attachments", hash) => Some(Self::Attachment(hash.to_owned())),
            _ => None,
        }
    }

    fn put(
        self,
        bytes: &[u8],
        conversations: &Conversations,
        attachments: &Attachments,
        restoration: &mut Restoration,
    ) -> Result<Result<(), String>, StoreError> {
        match self {
            Self::Conversation(id) => match conversations.join(id, bytes) {
                Ok(0) => {}
                Ok(records) => {
                    restoration.conversations += 1;
                    restoration.records += records;
                }
                Err(error @ StoreError::ReadOnlyFile { .. }) => return Ok(Err(error.to_string())),
                Err(error) => return Err(error),
            },
            Self::Attachment(hash) if hash == sha256(bytes) => {
                if attachments.read(&hash).is_err() {
                    attachments.add(bytes)?;
                    restoration.attachments += 1;
                }
            }
            Self::Attachment(_) => return Ok(Err("it is not what it is named by".to_owned())),
        }
        Ok(Ok(()))
    }
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
    zip.finish().map_err(|error| to(io_error(error)))?;
    failure.take().map_or(Ok(contents), |error| Err(to(error)))
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

/// All of an entry, unless it is larger than anything that is kept.
fn unpacked(entry: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    entry.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other(format!("it is larger than {} MB", LARGEST >> 20)));
    }
    Ok(bytes)
}

fn last(home: &Home) -> PathBuf {
    home.data.join("backup.json")
}

fn io_error(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        error => io::Error::other(error),
    }
}
