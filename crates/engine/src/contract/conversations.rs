//! Conversations, and what is done to them.

use runnel_conversation::{
    ConversationId, Image, MediaLink, Message, ModelChoice, Parameters, RecordId, Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::StorageFault;

/// Names a conversation.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct ConversationRef {
    /// Which.
    pub conversation: ConversationId,
}

/// Names a message of a conversation.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct MessageRef {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Which message.
    pub message: RecordId,
}

/// A conversation in the list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConversationSummary {
    /// Which.
    pub id: ConversationId,
    /// Its name; `None` while it has no words.
    pub title: Option<String>,
    /// When its newest message was written.
    pub updated: Timestamp,
    /// Whether it stays at the top of the list.
    pub pinned: bool,
    /// The folder it was put into.
    pub folder: Option<String>,
    /// The words a person finds it by.
    pub tags: Vec<String>,
    /// Whether an answer came that was not seen.
    pub unread: bool,
}

/// A conversation, as it is read.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConversationView {
    /// Its line in the list.
    pub summary: ConversationSummary,
    /// The end of the path that is read, first message first.
    pub messages: Vec<Message>,
    /// How many messages of the path come before; `earlier_messages` gives them.
    pub earlier: usize,
    /// For each message here that has siblings: all of them, oldest first.
    pub branches: Vec<Branches>,
    /// The model of the next question, if it was chosen here.
    pub choice: Option<ModelChoice>,
    /// What was set for it.
    pub parameters: Parameters,
    /// How many lines of its file could not be read; the rest is here.
    pub damaged_lines: usize,
    /// The file is of a newer version of Runnel: it can be read and not be written.
    pub read_only: bool,
    /// The reply that is being made, which is not among the messages yet; the first where several are.
    pub live: Option<LiveReply>,
    /// The other replies that are being made to the same question.
    pub also_live: Vec<LiveReply>,
    /// The answers that are only in memory.
    pub unsaved: Vec<UnsavedAnswer>,
}

/// An answer that is there and could not be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnsavedAnswer {
    /// Which.
    pub message: RecordId,
    /// Why.
    pub fault: StorageFault,
}

/// Asks for the messages before one.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct BeforeMessage {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The first message that is known.
    pub message: RecordId,
    /// Up to which message at least; without one, or where that is not read, it is some dozens.
    #[serde(default)]
    pub from: Option<RecordId>,
}

/// Messages that come before those that are known.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EarlierMessages {
    /// The messages, the first of them first; the last is the one before what is known.
    pub messages: Vec<Message>,
    /// How many come before these.
    pub earlier: usize,
    /// For each message here that has siblings: all of them, oldest first.
    pub branches: Vec<Branches>,
}

/// A message that has siblings.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Branches {
    /// The message on the path.
    pub message: RecordId,
    /// It and its siblings, oldest first.
    pub siblings: Vec<RecordId>,
}

/// A reply that is being made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LiveReply {
    /// The conversation it belongs to.
    pub conversation: ConversationId,
    /// The id its message will have.
    pub message: RecordId,
    /// The question it answers.
    pub parent: RecordId,
    /// Who makes it.
    pub choice: ModelChoice,
    /// When it began.
    pub at: Timestamp,
}

/// Names a conversation anew.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Rename {
    /// Which.
    pub conversation: ConversationId,
    /// The name.
    pub title: String,
}

/// Sets a conversation up.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetParameters {
    /// Which.
    pub conversation: ConversationId,
    /// All of its parameters.
    pub parameters: Parameters,
}

/// A question.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SendMessage {
    /// Where; `None` begins a conversation.
    pub conversation: Option<ConversationId>,
    /// What was typed.
    pub text: String,
    /// What was attached.
    pub images: Vec<Image>,
    /// Sounds and films on the web.
    pub media: Vec<MediaLink>,
    /// The model, where it was chosen just now; else the conversation's, else the default.
    pub choice: Option<ModelChoice>,
    /// The parameters of a new conversation; `None` leaves an existing one's as they are.
    pub parameters: Option<Parameters>,
}

/// A question was kept, and its reply begun.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Sent {
    /// The conversation's line in the list.
    pub summary: ConversationSummary,
    /// The question, as it was kept.
    pub question: Message,
    /// The reply: attach to it to see it. Where several answers are asked for, the first; the others are announced.
    pub reply: LiveReply,
}

/// Asks for another answer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Regenerate {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The answer to make again, or the question to answer.
    pub message: RecordId,
    /// The model, where it is to be another.
    pub choice: Option<ModelChoice>,
}
