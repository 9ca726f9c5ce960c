//! The list of conversations in pages, and searching in them.

use runnel_conversation::{ConversationId, RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ConversationSummary;

/// Asks for a part of the list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct ListConversations {
    /// The deleted ones, instead of the others.
    pub bin: bool,
    /// Those in this folder only.
    pub folder: Option<String>,
    /// Those with this tag only.
    pub tag: Option<String>,
    /// Those that come after this place only.
    pub after: Option<ListPlace>,
    /// At most so many; `None` is one page.
    pub limit: Option<usize>,
}

/// A place in the list: that of a conversation as it stood there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListPlace {
    /// Whether it was pinned.
    pub pinned: bool,
    /// When its newest message was written.
    pub updated: Timestamp,
    /// Which one.
    pub id: ConversationId,
}

/// A part of the list: the pinned conversations first, then by their newest message, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConversationPage {
    /// The conversations.
    pub conversations: Vec<ConversationSummary>,
    /// Where the next part begins, if there is one.
    pub next: Option<ListPlace>,
}

/// The folders and tags there are, by name.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Labels {
    /// The folders.
    pub folders: Vec<Label>,
    /// The tags.
    pub tags: Vec<Label>,
}

/// A folder or a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Label {
    /// Its name.
    pub name: String,
    /// How many conversations have it, the deleted ones not counted.
    pub conversations: usize,
}

/// How far the index has come that the list and the search are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Indexing {
    /// Conversations that were read.
    pub done: usize,
    /// Conversations that have to be.
    pub total: usize,
}

/// Looks for words in all conversations.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct SearchConversations {
    /// What was typed: spaces separate what has to be there, quotation marks keep words together. A word is found
    /// where a word begins with it; Chinese, Japanese and Korean anywhere, from one character on.
    pub text: String,
    /// What one of the two said only.
    pub role: Option<Role>,
    /// Answers of this provider only.
    pub provider: Option<String>,
    /// Answers of this model only.
    pub model: Option<String>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
    /// In this folder only.
    pub folder: Option<String>,
    /// Messages with a picture only.
    pub has_image: bool,
    /// The `next` of the page before.
    #[ts(type = "number | null")]
    pub before: Option<i64>,
    /// At most so many messages; `None` is one page.
    pub limit: Option<usize>,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// What was found.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SearchPage {
    /// Conversations whose titles have the words, newest first; on the first page only.
    pub conversations: Vec<FoundConversation>,
    /// Messages, best first.
    pub messages: Vec<FoundMessage>,
    /// Asks for older ones; `None` when there are no more. There may be some behind a page without any.
    #[ts(type = "number | null")]
    pub next: Option<i64>,
}

/// A conversation whose title has the words.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FoundConversation {
    /// Its line in the list.
    pub summary: ConversationSummary,
    /// Where the title has them.
    pub ranges: Vec<TextRange>,
}

/// A message that has the words.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FoundMessage {
    /// Its conversation.
    pub conversation: ConversationId,
    /// The title of that.
    pub title: Option<String>,
    /// Which message. It may be on a branch that is not the one that is read.
    pub message: RecordId,
    /// When it was written.
    pub at: Timestamp,
    /// Who said it.
    pub role: Role,
    /// The model that answered.
    pub model: Option<String>,
    /// The part of it that says most of the words.
    pub excerpt: String,
    /// Where the excerpt has them.
    pub ranges: Vec<TextRange>,
}

/// A part of a text, in UTF-16 code units, as JavaScript counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TextRange {
    /// Where it begins.
    pub start: usize,
    /// Where it has ended.
    pub end: usize,
}

/// Looks for a text in one conversation, as it is read.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FindInConversation {
    /// Which conversation.
    pub conversation: ConversationId,
    /// What was typed. It is found wherever it stands, also within words; case and diacritics make no difference.
    pub text: String,
}

/// A message in which a text was found.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FoundInMessage {
    /// Which message.
    pub message: RecordId,
    /// Where, in its text parts one after the other.
    pub ranges: Vec<TextRange>,
}
