//! Looks at everything that is kept, and names each fault.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use runnel_conversation::{Conversation, Image, Message, Part, RecordId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::attachments::sha256;
use crate::{Attachments, Conversations, Fault, FaultReason, Home, Journals, StoreError, journal};

/// What a look at everything found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Checkup {
    /// How many conversations were read.
    pub conversations: usize,
    /// How many messages they have, the deleted ones among them.
    pub messages: usize,
    /// How many journals were read.
    pub journals: usize,
    /// How many attachments were read, and compared with their names.
    pub attachments: usize,
    /// What is wrong, file by file.
    pub faults: Vec<FileFault>,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileFault {
    /// The file, below the data folder.
    pub file: String,
    /// What is wrong.
    #[serde(flatten)]
    pub fault: Damage,
}

/// What can be wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Damage {
    /// It cannot be read at all.
    Unreadable {
        /// Why.
        reason: String,
    },
    /// A line is no record; the others were read.
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: FaultReason,
    },
    /// The message that a message follows is not there: it is read as a first one.
    ParentMissing {
        /// The message.
        message: RecordId,
        /// What it follows.
        parent: RecordId,
    },
    /// Messages follow each other in a circle.
    Circle {
        /// One of them.
        message: RecordId,
    },
    /// A picture that a message shows is not there.
    AttachmentMissing {
        /// The message.
        message: RecordId,
        /// The picture's name.
        hash: String,
    },
    /// A picture's bytes are not those it is named by.
    AttachmentDamaged,
    /// A batch of a reply in flight is missing before this line.
    BatchMissing {
        /// Counted from 1.
        line: usize,
    },
    /// A journal whose beginning could not be read was set aside.
    SetAside,
}

/// Reads everything that is kept under `home` and names each fault. Changes nothing.
///
/// # Errors
/// [`StoreError::Io`] when a folder cannot be read. A file that cannot be is a fault.
pub fn check(home: &Home) -> Result<Checkup, StoreError> {
    let mut checkup = Checkup::default();
    let attachments = checkup.look_at_attachments(home)?;
    checkup.look_at_conversations(home, &attachments)?;
    checkup.look_at_journals(home)?;
    checkup.faults.sort_by(|one, other| one.file.cmp(&other.file));
    Ok(checkup)
}

impl Checkup {
    /// Gives the names of those that are there.
    fn look_at_attachments(&mut self, home: &Home) -> Result<HashSet<String>, StoreError> {
        let mut there = HashSet::new();
        for (hash, path) in Attachments::new(home).files()? {
            self.attachments += 1;
            match fs::read(&path) {
                Ok(bytes) if sha256(&bytes) == hash => {}
                Ok(_) => self.blame(home, &path, Damage::AttachmentDamaged),
                Err(error) => self.blame(home, &path, Damage::Unreadable { reason: error.to_string() }),
            }
            there.insert(hash);
        }
        Ok(there)
    }

    fn look_at_conversations(
        &mut self,
        home: &Home,
        attachments: &HashSet<String>,
    ) -> Result<(), StoreError> {
        let conversations = Conversations::new(home);
        for id in conversations.ids()? {
            let path = conversations.path(id);
            let opened = match conversations.load(id) {
                Ok(opened) => opened,
                Err(StoreError::Missing { .. }) => continue,
                Err(error) => {
                    self.blame(home, &path, Damage::Unreadable { reason: error.to_string() });
                    continue;
                }
            };
            self.conversations += 1;
            for Fault { line, reason } in opened.faults {
                self.blame(home, &path, Damage::Line { line, reason });
            }
            let messages = all_messages(&opened.conversation);
            self.messages += messages.len();
            for damage in loose_ends(&messages) {
                self.blame(home, &path, damage);
            }
            for message in messages.values() {
                for hash in hashes(message).filter(|hash| !attachments.contains(*hash)) {
                    let hash = hash.to_owned();
                    self.blame(home, &path, Damage::AttachmentMissing { message: message.id, hash });
                }
            }
        }
        Ok(())
    }

    fn look_at_journals(&mut self, home: &Home) -> Result<(), StoreError> {
        for path in Journals::new(home).files()? {
            if path.extension().is_some_and(|extension| extension == "damaged") {
                self.blame(home, &path, Damage::SetAside);
                continue;
            }
            match fs::read(&path) {
                Ok(bytes) => {
                    self.journals += 1;
                    for damage in journal::damages(&bytes) {
                        self.blame(home, &path, damage);
                    }
                }
                // Its reply ended meanwhile.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => self.blame(home, &path, Damage::Unreadable { reason: error.to_string() }),
            }
        }
        Ok(())
    }

    fn blame(&mut self, home: &Home, path: &Path, fault: Damage) {
        let file = path.strip_prefix(&home.data).unwrap_or(path);
        let file = file.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        self.faults.push(FileFault { file, fault });
    }
}

fn all_messages(conversation: &Conversation) -> BTreeMap<RecordId, &Message> {
    let all = conversation.messages().chain(conversation.deleted_messages());
    all.map(|message| (message.id, message)).collect()
}

/// The names of the pictures that a message shows.
pub(crate) fn hashes(message: &Message) -> impl Iterator<Item = &str> {
    message.body.parts().iter().filter_map(|part| match part {
        Part::Image(Image::Attachment { hash, .. }) => Some(hash.as_str()),
        _ => None,
    })
}

/// Messages that lead to no first one.
fn loose_ends(messages: &BTreeMap<RecordId, &Message>) -> Vec<Damage> {
    let mut damages = Vec::new();
    let mut looked_at = HashSet::new();
    for message in messages.values() {
        let mut way = HashSet::new();
        let mut below = *message;
        while looked_at.insert(below.id) {
            way.insert(below.id);
            let Some(parent) = below.parent else { break };
            let Some(above) = messages.get(&parent) else {
                damages.push(Damage::ParentMissing { message: below.id, parent });
                break;
            };
            if way.contains(&parent) {
                damages.push(Damage::Circle { message: parent });
            }
            below = above;
        }
    }
    damages
}
