//! Records that are going to be added to a conversation.

use runnel_conversation::{Conversation, FORMAT, Record, RecordId, RecordKind, Timestamp};

use crate::clock;
use crate::contract::LiveReply;

/// A conversation as it will be, and what has to be written for that.
pub(crate) struct Additions {
    pub(crate) conversation: Conversation,
    pub(crate) records: Vec<Record>,
}

impl Additions {
    pub(crate) fn to(conversation: Conversation) -> Self {
        Self { conversation, records: Vec::new() }
    }

    /// A conversation that has not begun, and the record it begins with.
    pub(crate) fn to_a_new_one() -> Self {
        let conversation = clock::new_conversation_id();
        let mut additions = Self::to(Conversation::new(conversation));
        additions.add(None, RecordKind::Conversation { conversation, format: FORMAT });
        additions
    }

    /// Adds a record, written now.
    pub(crate) fn add(&mut self, parent: Option<RecordId>, kind: RecordKind) -> RecordId {
        self.add_at(clock::now(), parent, kind)
    }

    /// Adds a record that says what happened at another time.
    pub(crate) fn add_at(&mut self, at: Timestamp, parent: Option<RecordId>, kind: RecordKind) -> RecordId {
        let id = clock::new_record_id(&self.conversation);
        self.push(Record { id, parent, at, kind });
        id
    }

    /// Chooses the branch of an answer that is going to be made; until it is there, its question is read last.
    /// `id` is larger than those of all answers that are made beside it, so that none of them is read instead.
    pub(crate) fn add_head_to_come(&mut self, reply: &LiveReply, id: RecordId) {
        let kind = RecordKind::Head { message: reply.message };
        self.push(Record { id, parent: Some(reply.parent), at: reply.at, kind });
    }

    fn push(&mut self, record: Record) {
        self.conversation.apply(record.clone());
        self.records.push(record);
    }
}
