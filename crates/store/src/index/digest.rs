//! What the index keeps of a conversation as a whole, and how it changes with records that are added.

use runnel_conversation::{
    Conversation, ConversationId, MessageBody, Record, RecordId, RecordKind, Timestamp,
};

/// A conversation in the list.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which one.
    pub id: ConversationId,
    /// The name a person gave it, or one from the first question.
    pub title: Option<String>,
    /// When its first record was written.
    pub created: Timestamp,
    /// When its newest message was written.
    pub updated: Timestamp,
    /// Whether it stays at the top.
    pub pinned: bool,
    /// The folder it was put into.
    pub folder: Option<String>,
    /// The words a person finds it by.
    pub tags: Vec<String>,
    /// Whether an answer came that was not seen. One of which nothing was ever seen is not marked.
    pub unread: bool,
    /// Whether it was deleted, and not restored since.
    pub deleted: bool,
    /// How many of its lines could not be read.
    pub faults: usize,
    /// Whether its file could not be read at all.
    pub unreadable: bool,
}

impl Entry {
    /// The entry of a conversation that was read.
    pub fn of(conversation: &Conversation) -> Self {
        Digest::of(conversation, 0, false).entry
    }
}

/// An entry, and what it takes to go on from it without reading the file again.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Digest {
    pub(crate) entry: Entry,
    pub(crate) read_only: bool,
    pub(crate) seen: Option<RecordId>,
    /// The newest answer.
    pub(crate) answer: Option<RecordId>,
    /// The message that is read last.
    pub(crate) head: Option<RecordId>,
    pub(crate) newest: Option<RecordId>,
}

impl Digest {
    pub(crate) fn of(conversation: &Conversation, faults: usize, read_only: bool) -> Self {
        let answers = conversation.messages().rev();
        let answer =
            answers.into_iter().find(|message| matches!(message.body, MessageBody::Assistant { .. }));
        let answer = answer.map(|message| message.id);
        let entry = Entry {
            id: conversation.id(),
            title: conversation.title(),
            created: conversation.created(),
            updated: conversation.updated(),
            pinned: conversation.pinned(),
            folder: conversation.folder().map(str::to_owned),
            tags: conversation.tags().to_vec(),
            unread: is_unread(conversation.seen(), answer),
            deleted: conversation.is_deleted(),
            faults,
            unreadable: false,
        };
        let (seen, head, newest) = (conversation.seen(), conversation.head(), conversation.newest());
        Self { entry, read_only, seen, answer, head, newest }
    }

    /// Of a file that cannot be read.
    pub(crate) fn unreadable(id: ConversationId, modified: Timestamp) -> Self {
        let entry =
            Entry { updated: modified, unreadable: true, ..Self::of(&Conversation::new(id), 0, false).entry };
        Self { entry, ..Self::of(&Conversation::new(id), 0, false) }
    }

    /// Takes in a record that was added, if it says alone what becomes of the conversation: it is newer than
    /// all there were, and a message follows the one that is read last.
    pub(crate) fn add(&mut self, record: &Record) -> bool {
        if self.newest.is_none_or(|newest| record.id <= newest) {
            return false;
        }
        let entry = &mut self.entry;
        match &record.kind {
            RecordKind::Message(body) => {
                if self.head.is_none() || record.parent != self.head {
                    return false;
                }
                self.head = Some(record.id);
                entry.updated = entry.updated.max(record.at);
                if matches!(body, MessageBody::Assistant { .. }) {
                    self.answer = Some(record.id);
                }
            }
            RecordKind::Title { title } => entry.title = Some(title.clone()),
            RecordKind::Deleted => entry.deleted = true,
            RecordKind::Restored => entry.deleted = false,
            RecordKind::Pin { pinned } => entry.pinned = *pinned,
            RecordKind::Folder { folder } => entry.folder.clone_from(folder),
            RecordKind::Tags { tags } => entry.tags.clone_from(tags),
            RecordKind::Seen { message } => self.seen = Some(*message),
            RecordKind::Model(_) | RecordKind::Parameters(_) | RecordKind::Summary { .. } => {}
            _ => return false,
        }
        self.entry.unread = is_unread(self.seen, self.answer);
        self.newest = Some(record.id);
        true
    }
}

fn is_unread(seen: Option<RecordId>, answer: Option<RecordId>) -> bool {
    seen.zip(answer).is_some_and(|(seen, answer)| answer > seen)
}
