//! A conversation as it is kept: records that are only ever added.

use serde::{Deserialize, Serialize};

use crate::{ConversationId, Message, MessageBody, ModelChoice, Parameters, RecordId, Timestamp};

/// The version of the format that this code writes. A file that names a larger one is only read.
pub const FORMAT: u32 = 1;

/// One line of a conversation file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its own name; of two records of one kind the larger id holds.
    pub id: RecordId,
    /// For a message, the message it follows; for the head of an answer to come, the question it will follow.
    pub parent: Option<RecordId>,
    /// When it was written.
    pub at: Timestamp,
    /// What it says.
    #[serde(flatten)]
    pub kind: RecordKind,
}

/// What a record says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RecordKind {
    /// The file begins: whose it is, and in which format.
    Conversation {
        /// The conversation.
        conversation: ConversationId,
        /// The format's version.
        format: u32,
    },
    /// A message was said.
    Message(MessageBody),
    /// The conversation was named.
    Title {
        /// The name.
        title: String,
    },
    /// The model for the next question was chosen.
    Model(ModelChoice),
    /// The conversation was set up.
    Parameters(Parameters),
    /// A branch was chosen: the message that the reader sees last.
    Head {
        /// That message.
        message: RecordId,
    },
    /// The conversation was deleted.
    Deleted,
    /// The deletion was taken back.
    Restored,
    /// A message was deleted: it is left out, and what follows it is read as following what is above it.
    MessageDeleted {
        /// That message.
        message: RecordId,
    },
    /// The deletion of a message was taken back.
    MessageRestored {
        /// That message.
        message: RecordId,
    },
    /// The conversation was put at the top of the list, or taken from there.
    Pin {
        /// Which of the two.
        pinned: bool,
    },
    /// The conversation was put into a folder, or taken out of its folder.
    Folder {
        /// The folder's name.
        folder: Option<String>,
    },
    /// The conversation was given tags.
    Tags {
        /// All of them.
        tags: Vec<String>,
    },
    /// The reader has seen what there is up to a message.
    Seen {
        /// That message.
        message: RecordId,
    },
    /// What came before was summed up, so that it need not be sent again.
    Summary {
        /// The last message that it sums up; what is above that is in it too.
        until: RecordId,
        /// What it says.
        text: String,
    },
}

impl From<Message> for Record {
    fn from(message: Message) -> Self {
        let Message { id, parent, at, body } = message;
        Self { id, parent, at, kind: RecordKind::Message(body) }
    }
}
