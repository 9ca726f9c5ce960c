//! What a backup has and this home has not comes back.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use runnel_conversation::ConversationId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zip::ZipArchive;

use crate::attachments::sha256;
use crate::backup::io_error;
use crate::library::is_plain;
use crate::settings::OtherSettings;
use crate::{
    Assistant, Attachments, Conversations, Home, Library, Prompt, ProviderFiles, SettingsFile, Shelved,
    StoreError,
};

/// The largest file that is taken out of a backup, in bytes: far more than a conversation of years, far less than
/// what a few bytes can be made to unpack to.
const LARGEST: u64 = 1 << 30;

/// What came back from a backup.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Restoration {
    /// How many conversations came back, or gained something.
    pub conversations: usize,
    /// How many records they gained.
    pub records: usize,
    /// How many pictures came back.
    pub attachments: usize,
    /// How many settings came back that were not set here.
    pub settings: usize,
    /// How many of the person's own providers came back that are not here.
    pub providers: usize,
    /// How many prompts came back that are not here.
    pub prompts: usize,
    /// How many assistants came back that are not here.
    pub assistants: usize,
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

/// Brings back what a backup has and this home has not. Conversations that are in both are joined; nothing is
/// overwritten.
///
/// # Errors
/// [`StoreError::Io`] when it is no backup, or nothing can be written. What came back by then stays.
pub fn restore(home: &Home, conversations: &Conversations, path: &Path) -> Result<Restoration, StoreError> {
    let from = StoreError::at(path);
    let mut archive =
        ZipArchive::new(File::open(path).map_err(from)?).map_err(|error| from(io_error(error)))?;
    let here = Here {
        conversations,
        attachments: Attachments::new(home),
        settings: SettingsFile::new(home),
        providers: ProviderFiles::new(home),
        prompts: Library::new(home),
        assistants: Library::new(home),
    };
    let mut restoration = Restoration::default();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| from(io_error(error)))?;
        let name = entry.name().map_err(|error| from(io_error(error)))?.into_owned();
        // A name is never made a path: it is one of ours, or nothing.
        let taken = match Kept::named(&name) {
            None => Err("it is no part of a backup".to_owned()),
            Some(kept) => match unpacked(&mut entry) {
                Err(error) => Err(error.to_string()),
                Ok(bytes) => here.take(kept, &bytes, &mut restoration)?,
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
    Settings,
    Provider(String),
    Prompt(String),
    Assistant(String),
}

impl Kept {
    fn named(name: &str) -> Option<Self> {
        if name == "settings.toml" {
            return Some(Self::Settings);
        }
        match name.split_once('/')? {
            ("conversations", file) => {
                let id: ConversationId = file.strip_suffix(".jsonl")?.parse().ok()?;
                // A UUID can be spelled in several ways; a file is named in one.
                (file == format!("{id}.jsonl")).then_some(Self::Conversation(id))
            }
            ("attachments", hash) => Some(Self::Attachment(hash.to_owned())),
            ("providers", file) => {
                let id = file.strip_suffix(".toml")?;
                ProviderFiles::is_id(id).then(|| Self::Provider(id.to_owned()))
            }
            (folder, file) => {
                let name = file.strip_suffix(".toml").filter(|name| is_plain(name))?.to_owned();
                match folder {
                    Prompt::FOLDER => Some(Self::Prompt(name)),
                    Assistant::FOLDER => Some(Self::Assistant(name)),
                    _ => None,
                }
            }
        }
    }
}

/// Where what comes back goes.
struct Here<'a> {
    conversations: &'a Conversations,
    attachments: Attachments,
    settings: SettingsFile,
    providers: ProviderFiles,
    prompts: Library<Prompt>,
    assistants: Library<Assistant>,
}

/// Whether something was taken, or why not.
type Taken = Result<(), String>;

impl Here<'_> {
    fn take(&self, kept: Kept, bytes: &[u8], restoration: &mut Restoration) -> Result<Taken, StoreError> {
        match kept {
            Kept::Conversation(id) => match self.conversations.join(id, bytes) {
                Ok(0) => {}
                Ok(records) => {
                    restoration.conversations += 1;
                    restoration.records += records;
                }
                Err(error @ StoreError::ReadOnlyFile { .. }) => return Ok(Err(error.to_string())),
                Err(error) => return Err(error),
            },
            Kept::Attachment(hash) if hash == sha256(bytes) => {
                if self.attachments.read(&hash).is_err() {
                    self.attachments.add(bytes)?;
                    restoration.attachments += 1;
                }
            }
            Kept::Attachment(_) => return Ok(Err("it is not what it is named by".to_owned())),
            Kept::Settings => return self.take_settings(bytes, restoration),
            Kept::Provider(id) => return self.take_provider(&id, bytes, restoration),
            Kept::Prompt(name) => restoration.prompts += usize::from(self.prompts.put_missing(&name, bytes)?),
            Kept::Assistant(name) => {
                restoration.assistants += usize::from(self.assistants.put_missing(&name, bytes)?);
            }
        }
        Ok(Ok(()))
    }

    fn take_settings(&self, bytes: &[u8], restoration: &mut Restoration) -> Result<Taken, StoreError> {
        let other = match OtherSettings::read(bytes) {
            Ok(other) => other,
            Err(reason) => return Ok(Err(reason)),
        };
        match self.settings.add_missing(&other) {
            Ok(added) => {
                restoration.settings += added;
                Ok(Ok(()))
            }
            // The settings that are here have a mistake, which is for the person to mend.
            Err(error @ StoreError::Syntax { .. }) => Ok(Err(error.to_string())),
            Err(error) => Err(error),
        }
    }

    fn take_provider(
        &self,
        id: &str,
        bytes: &[u8],
        restoration: &mut Restoration,
    ) -> Result<Taken, StoreError> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Ok(Err("it is not UTF-8 text".to_owned()));
        };
        if let Err(StoreError::Missing { .. }) = self.providers.bytes(id) {
            self.providers.write(id, text)?;
            restoration.providers += 1;
        }
        Ok(Ok(()))
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
