//! A conversation as it stands after its records, in whatever order they are read.

mod tree;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::latest::Latest;
use crate::{
    ConversationId, Message, ModelChoice, Parameters, Record, RecordId, RecordKind, Timestamp, title_from,
};

/// The message that is read last.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Head {
    message: RecordId,
    /// For an answer that is being made: the question that is read last until it is there.
    until_then: Option<RecordId>,
}

/// A conversation: a tree of messages, of which one path is read, and what was set for it.
///
/// Built from records by [`Conversation::apply`]; applying the same records in any order, or some of
/// them twice, gives the same conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    id: ConversationId,
    messages: BTreeMap<RecordId, Message>,
    title: Latest<String>,
    model: Latest<ModelChoice>,
    parameters: Latest<Parameters>,
    head: Latest<Head>,
    /// When it was deleted, if that holds.
    deleted: Latest<Option<Timestamp>>,
    pinned: Latest<bool>,
    folder: Latest<Option<String>>,
    tags: Latest<Vec<String>>,
    seen: Latest<RecordId>,
    /// Of each message that was ever deleted: whether it is.
    message_deleted: BTreeMap<RecordId, Latest<bool>>,
    /// What is said in short of everything up to a message.
    summaries: BTreeMap<RecordId, Latest<String>>,
    created: Option<Timestamp>,
    newest: Option<RecordId>,
}

impl Conversation {
    /// A conversation of which nothing is known yet.
    pub fn new(id: ConversationId) -> Self {
        Self {
            id,
            messages: BTreeMap::new(),
            title: Latest::default(),
            model: Latest::default(),
            parameters: Latest::default(),
            head: Latest::default(),
            deleted: Latest::default(),
            pinned: Latest::default(),
            folder: Latest::default(),
            tags: Latest::default(),
            seen: Latest::default(),
            message_deleted: BTreeMap::new(),
            summaries: BTreeMap::new(),
            created: None,
            newest: None,
        }
    }

    /// Takes in one record.
    pub fn apply(&mut self, record: Record) {
        let Record { id, parent, at, kind } = record;
        self.created = Some(self.created.map_or(at, |created| created.min(at)));
        self.newest = self.newest.max(Some(id));
        match kind {
            RecordKind::Conversation { .. } => {}
            RecordKind::Message(body) => {
                self.head.offer(id, Head { message: id, until_then: None });
                self.messages.entry(id).or_insert(Message { id, parent, at, body });
            }
            RecordKind::Title { title } => self.title.offer(id, title),
            RecordKind::Model(choice) => self.model.offer(id, choice),
            RecordKind::Parameters(parameters) => self.parameters.offer(id, parameters),
            RecordKind::Head { message } => self.head.offer(id, Head { message, until_then: parent }),
            RecordKind::Deleted => self.deleted.offer(id, Some(at)),
            RecordKind::Restored => self.deleted.offer(id, None),
            RecordKind::MessageDeleted { message } => {
                self.message_deleted.entry(message).or_default().offer(id, true);
            }
            RecordKind::MessageRestored { message } => {
                self.message_deleted.entry(message).or_default().offer(id, false);
            }
            RecordKind::Pin { pinned } => self.pinned.offer(id, pinned),
            RecordKind::Folder { folder } => self.folder.offer(id, folder),
            RecordKind::Tags { tags } => self.tags.offer(id, tags),
            RecordKind::Seen { message } => self.seen.offer(id, message),
            RecordKind::Summary { until, text } => self.summaries.entry(until).or_default().offer(id, text),
        }
    }

    /// Which conversation this is.
    pub fn id(&self) -> ConversationId {
        self.id
    }

    /// The name a person gave it, or one from the first question.
    pub fn title(&self) -> Option<String> {
        self.title.get().cloned().or_else(|| self.path().first().and_then(|first| title_from(&first.text())))
    }

    /// The model of the next question, if it was chosen here.
    pub fn model(&self) -> Option<&ModelChoice> {
        self.model.get()
    }

    /// What was set for it.
    pub fn parameters(&self) -> Parameters {
        self.parameters.get().cloned().unwrap_or_default()
    }

    /// Whether it was deleted, and not restored since.
    pub fn is_deleted(&self) -> bool {
        self.deleted_at().is_some()
    }

    /// When it was deleted, if it was not restored since.
    pub fn deleted_at(&self) -> Option<Timestamp> {
        self.deleted.get().copied().flatten()
    }

    /// Whether it stays at the top of the list.
    pub fn pinned(&self) -> bool {
        self.pinned.get().copied().unwrap_or(false)
    }

    /// The name of the folder it was put into.
    pub fn folder(&self) -> Option<&str> {
        self.folder.get()?.as_deref()
    }

    /// The words a person finds it by, in their order.
    pub fn tags(&self) -> &[String] {
        self.tags.get().map(Vec::as_slice).unwrap_or_default()
    }

    /// The message up to which the reader has seen it: what has a larger id is new.
    pub fn seen(&self) -> Option<RecordId> {
        self.seen.get().copied()
    }

    /// What everything up to and with this message says, in short, if that was summed up.
    pub fn summary(&self, until: RecordId) -> Option<&str> {
        self.summaries.get(&until)?.get().map(String::as_str)
    }

    /// When its first record was written.
    pub fn created(&self) -> Timestamp {
        self.created.unwrap_or_default()
    }

    /// When its newest message was written; its creation where it has none.
    pub fn updated(&self) -> Timestamp {
        self.messages.values().map(|message| message.at).max().unwrap_or(self.created())
    }

    /// The largest record id in it. What is added gets a larger one, or a clock that was set back would
    /// let it be said before what it answers.
    pub fn newest(&self) -> Option<RecordId> {
        self.newest
    }
}
