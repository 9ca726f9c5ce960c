//! The one place that asks for the time of day, and makes the identifiers that hold it.

use std::time::{SystemTime, UNIX_EPOCH};

use runnel_conversation::{ConversationId, Record, RecordId, RecordKind, Timestamp};
use uuid::Uuid;

/// This moment.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A name for a new conversation.
pub(crate) fn new_conversation_id() -> ConversationId {
    ConversationId::from(Uuid::now_v7())
}

/// A name for a new record: larger than every one this process made before.
pub(crate) fn new_record_id() -> RecordId {
    RecordId::from(Uuid::now_v7())
}

/// A new record, written now.
pub(crate) fn record(kind: RecordKind) -> Record {
    Record { id: new_record_id(), parent: None, at: now(), kind }
}
