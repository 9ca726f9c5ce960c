//! Records that are going to be added to a conversation.

use runnel_conversation::{Conversation, FORMAT, Record, RecordId, RecordKind};

use crate::clock;

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
        let id = clock::new_record_id(&self.conversation);
        let record = Record { id, parent, at: clock::now(), kind };
        self.conversation.apply(record.clone());
        self.records.push(record);
        id
    }
}
