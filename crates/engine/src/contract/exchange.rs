//! Conversations from other programs, and for them.

use runnel_conversation::ConversationId;
pub use runnel_exchange::export::{ExportFormat, ExportLanguage};
pub use runnel_exchange::{Counted, Format, LeftOut, Reason, Refused, Report};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A file, an archive or a folder to import.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ImportConversations {
    /// Its path on this computer.
    pub path: String,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportProgress {
    /// How many conversations were looked at.
    pub done: u64,
    /// Of how many.
    pub total: u64,
}

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportReport {
    /// What was found, and what could not be taken.
    pub found: Report,
    /// How many conversations are new here.
    pub new_conversations: u64,
    /// How many were here and have more messages now.
    pub grown_conversations: u64,
    /// How many messages are new here.
    pub new_messages: u64,
}

/// Conversations to export.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ExportConversations {
    /// Which; `None` is all that are in the list. A single one becomes a file, several an archive of files.
    pub conversations: Option<Vec<ConversationId>>,
    /// As what.
    pub format: ExportFormat,
    /// In which language the words around them are.
    pub language: ExportLanguage,
    /// The file to write. What was there is replaced once all is written.
    pub path: String,
}

/// What was exported.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Exported {
    /// The file.
    pub path: String,
    /// How many conversations it holds.
    pub conversations: u64,
    /// How large it is.
    pub bytes: u64,
}
