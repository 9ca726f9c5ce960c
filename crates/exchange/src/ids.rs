//! Identifiers that follow from what another program called a thing: importing it again makes the same ones.
//!
//! They have the shape of a UUID of version 7, so that they sort by the time of what they name, and bits of a
//! hash where others have random ones.

use runnel_conversation::{ConversationId, RecordId};
use sha2::{Digest as _, Sha256};
use uuid::Builder;

use crate::Format;

/// The conversation that a program knows by this name.
pub(crate) fn conversation(format: Format, name: &str, at: u64) -> ConversationId {
    uuid(&[format.word(), "conversation", name], at).into()
}

/// A record of that conversation: what it is, and which of its kind.
pub(crate) fn record(conversation: ConversationId, what: &str, which: &str, at: u64) -> RecordId {
    uuid(&[&conversation.to_string(), what, which], at).into()
}

/// The record that begins a conversation has the conversation's own id.
pub(crate) fn beginning(conversation: ConversationId) -> RecordId {
    // One identifier reads like another; were it not so, a name would still be one.
    conversation.to_string().parse().unwrap_or_else(|_| record(conversation, "beginning", "", 0))
}

fn uuid(names: &[&str], at: u64) -> uuid::Uuid {
    let mut hash = Sha256::new();
    for name in names {
        // Its length first: two names could otherwise be told apart only by where one ends.
        hash.update((name.len() as u64).to_be_bytes());
        hash.update(name);
    }
    let mut bits = [0; 10];
    for (bit, byte) in bits.iter_mut().zip(hash.finalize()) {
        *bit = byte;
    }
    Builder::from_unix_timestamp_millis(at, &bits).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_makes_the_same_id_and_another_another() {
        let id = |name| conversation(Format::Claude, name, 1_700_000_000_000);
        assert_eq!(id("a"), id("a"));
        assert_ne!(id("a"), id("b"));
        assert_ne!(id("a"), conversation(Format::ChatGpt, "a", 1_700_000_000_000));
        assert_ne!(record(id("a"), "ab", "c", 1), record(id("a"), "a", "bc", 1));
    }

    #[test]
    fn ids_are_of_version_7_and_sort_by_time() {
        let id = conversation(Format::Jan, "a", 1_750_000_000_000);
        assert_eq!(id.to_string().get(..15), Some("01977420-dc00-7"));
        for name in ["a", "b", "c", "d"] {
            assert!(conversation(Format::Jan, name, 5) < conversation(Format::Jan, "z", 6));
        }
    }
}
