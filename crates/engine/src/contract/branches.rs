//! Other ways through a conversation, and what a person sorts it by.

use runnel_conversation::{ConversationId, Image, MediaLink, ModelChoice, RecordId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::SendMessage;

/// Asks a question anew, in other words.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EditMessage {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The message of the person's that is put in other words. It stays, as a sibling.
    pub message: RecordId,
    /// The words.
    pub text: String,
    /// What is attached.
    pub images: Vec<Image>,
    /// Sounds and films on the web.
    pub media: Vec<MediaLink>,
    /// The model, where it is to be another.
    pub choice: Option<ModelChoice>,
}

/// Asks a question of several models at once.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SendToSeveral {
    /// The question. Its own choice is not looked at.
    pub question: SendMessage,
    /// Who answers, up to four. The answer of the first is read, until another is chosen.
    pub choices: Vec<ModelChoice>,
}

/// Asks for the rest of an answer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ContinueAnswer {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The answer that was cut off.
    pub message: RecordId,
    /// What is asked where the model cannot go on with an answer itself: “Go on.”, in the person's language.
    pub words: String,
}

/// Puts a conversation at the top of the list, or takes it from there.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct SetPinned {
    /// Which.
    pub conversation: ConversationId,
    /// Whether it stays at the top.
    pub pinned: bool,
}

/// Puts a conversation into a folder.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetFolder {
    /// Which.
    pub conversation: ConversationId,
    /// The folder's name; `None`, or nothing but white space, for none.
    pub folder: Option<String>,
}

/// Gives a conversation its tags.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetTags {
    /// Which.
    pub conversation: ConversationId,
    /// All of them. White space around them, empty ones and repetitions are left out.
    pub tags: Vec<String>,
}
