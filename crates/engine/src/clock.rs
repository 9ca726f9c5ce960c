//! The one place that asks for the time of day, and makes the identifiers that hold it.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::tz::TimeZone;
use runnel_conversation::{Conversation, ConversationId, RecordId, Timestamp};
use uuid::Uuid;

/// This moment.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The date of a moment where the person is, as `YYYY-MM-DD`; empty for one that no calendar holds.
pub(crate) fn day(at: Timestamp) -> String {
    let moment = jiff::Timestamp::from_millisecond(at.0);
    moment.map(|at| at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d").to_string()).unwrap_or_default()
}

/// A name for a new conversation.
pub(crate) fn new_conversation_id() -> ConversationId {
    ConversationId::from(Uuid::now_v7())
}

/// A name for a new record of a conversation: larger than every one in it, whatever the clock says.
pub(crate) fn new_record_id(conversation: &Conversation) -> RecordId {
    let id = RecordId::from(Uuid::now_v7());
    match conversation.newest() {
        Some(newest) if id <= newest => newest.next(),
        _ => id,
    }
}
