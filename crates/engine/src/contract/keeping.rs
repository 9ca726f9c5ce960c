//! What is kept, for how long, and whether it is sound.

use std::path::PathBuf;

use runnel_conversation::{ConversationId, RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A deleted conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BinnedConversation {
    /// Which.
    pub id: ConversationId,
    /// Its name; `None` where it has no words.
    pub title: Option<String>,
    /// When it was deleted.
    pub deleted: Timestamp,
    /// When it goes for good.
    pub goes: Timestamp,
}

/// Asks to remove deleted conversations for good.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct EmptyBin {
    /// Only this one; `None` for all.
    pub conversation: Option<ConversationId>,
}

/// What went for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EmptiedBin {
    /// How many conversations.
    pub conversations: usize,
}

/// Names a backup.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BackupRef {
    /// The zip file.
    pub path: PathBuf,
}

/// Where everything is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Places {
    /// The folder of conversations and pictures.
    pub data: PathBuf,
    /// The settings file; own providers are beside it.
    pub settings: PathBuf,
}

/// Names an answer that could not be kept, and where it may go.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SaveElsewhere {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Which answer.
    pub message: RecordId,
    /// The file: a conversation file, as those of the data folder. One that is not named by its whole path, or whose
    /// path begins with `~/`, lies in the person's home folder.
    pub path: PathBuf,
}
