//! After a crash: what the journals of dead processes hold goes where it belongs.

use runnel_conversation::{
    Answer, Conversation, ConversationId, Message, MessageBody, Outcome, Record, RecordId, Timing, Turn,
};

use crate::{Conversations, Journals, Orphan, StoreError};

/// Gives every reply whose process is gone to its conversation, with the ending it had been given or
/// else as an interrupted one. The result names the conversation of each reply that was given.
///
/// Safe to run at any time, in any number of processes, and to be killed at any point: a reply that is
/// still being written is left alone, and none is given twice.
///
/// # Errors
/// The first failure, after everything else was recovered; the journal it was about stays for next time.
pub fn recover(
    conversations: &Conversations,
    journals: &Journals,
) -> Result<Vec<ConversationId>, StoreError> {
    let mut gained = Vec::new();
    let mut failure = None;
    for orphan in journals.orphans()? {
        match orphan.and_then(|orphan| settle(conversations, orphan)) {
            Ok(conversation) => gained.extend(conversation),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    failure.map_or(Ok(gained), Err)
}

/// The conversation, if it gained the message: the process may have died just after giving it.
fn settle(conversations: &Conversations, orphan: Orphan) -> Result<Option<ConversationId>, StoreError> {
    let head = &orphan.head;
    let id = head.conversation;
    let conversation = match conversations.load(id) {
        Ok(opened) => opened.conversation,
        Err(StoreError::Missing { .. }) => Conversation::new(id),
        Err(error) => return Err(error),
    };
    let holds = |message: RecordId| conversation.holds(message);
    // A journal begins before its question is kept. Its process may have died between the two.
    let was_asked = !orphan.batches.is_empty() || head.parent.is_none_or(holds);
    let is_new = was_asked && !holds(head.message);
    if is_new {
        conversations.append(id, &[Record::from(message(&orphan))])?;
    }
    orphan.remove()?;
    Ok(is_new.then_some(id))
}

fn message(orphan: &Orphan) -> Message {
    let mut turn = Turn::default();
    for event in orphan.batches.iter().flat_map(|batch| &batch.events) {
        // An event after the ending says nothing.
        let _ = turn.apply(event);
    }
    let Outcome { parts, usage, adjustments, ending } = turn.into_outcome();
    let head = &orphan.head;
    let answer = Answer {
        provider: head.provider.clone(),
        model: head.model.clone(),
        ending,
        usage,
        timing: Timing::default(),
        cost: None,
        adjustments,
    };
    let body = MessageBody::Assistant { parts, answer };
    Message { id: head.message, parent: head.parent, at: head.at, body }
}
