//! Answers that are there and could not be kept.

use runnel_conversation::{ConversationId, Message, Record};
use runnel_store::in_home;

use crate::Engine;
use crate::contract::{AppEvent, MessageRef, Nothing, Refusal, SaveElsewhere, StorageFault, UnsavedAnswer};
use crate::conversations::summary;
use crate::outlet::locked;

/// An answer in memory, and why it is nowhere else.
pub(crate) struct Unsaved {
    conversation: ConversationId,
    message: Message,
    fault: StorageFault,
}

impl Engine {
    /// Holds an answer in memory until it is kept, or this program ends.
    pub(crate) fn remember_unsaved(
        &self,
        conversation: ConversationId,
        message: Message,
        fault: StorageFault,
    ) {
        locked(&self.inner().unsaved).insert(message.id, Unsaved { conversation, message, fault });
    }

    /// Which answers of a conversation could not be kept, and why.
    pub(crate) fn unsaved_of(&self, conversation: ConversationId) -> Vec<UnsavedAnswer> {
        let unsaved = locked(&self.inner().unsaved);
        let of_it = unsaved.values().filter(|one| one.conversation == conversation);
        of_it.map(|one| UnsavedAnswer { message: one.message.id, fault: one.fault }).collect()
    }

    /// The answers of a conversation that could not be kept.
    pub(crate) fn unsaved(&self, conversation: ConversationId) -> Vec<Record> {
        let unsaved = locked(&self.inner().unsaved);
        let of_it = unsaved.values().filter(|one| one.conversation == conversation);
        of_it.map(|one| one.message.clone().into()).collect()
    }

    /// Keeps what could not be kept before: nothing may be said after an answer that is not in the file.
    pub(crate) fn keep_unsaved(&self, conversation: ConversationId) -> Result<(), Refusal> {
        let records = self.unsaved(conversation);
        self.append(conversation, &records)?;
        let mut unsaved = locked(&self.inner().unsaved);
        for record in records {
            unsaved.remove(&record.id);
        }
        Ok(())
    }

    /// Tries again to keep an answer that could not be kept. One that is kept already stays as it is.
    ///
    /// # Errors
    /// [`Refusal::ConversationMissing`], [`Refusal::ReadOnly`], [`Refusal::Storage`].
    pub async fn save_again(&self, args: MessageRef) -> Result<Nothing, Refusal> {
        self.blocking(move |engine| {
            let conversation = engine.writable(args.conversation)?;
            engine.announce(&AppEvent::ConversationChanged { summary: summary(&conversation) });
            Ok(Nothing {})
        })
        .await
    }

    /// Writes a conversation with an answer that could not be kept into a file elsewhere, in place of what was
    /// there. It stays in memory, too.
    ///
    /// # Errors
    /// [`Refusal::MessageMissing`] where there is no such answer, [`Refusal::Storage`].
    pub async fn save_elsewhere(&self, args: SaveElsewhere) -> Result<Nothing, Refusal> {
        self.blocking(move |engine| {
            let records = engine.unsaved(args.conversation);
            if records.iter().all(|record| record.id != args.message) {
                return Err(Refusal::MessageMissing { message: args.message });
            }
            engine.inner().conversations.copy_with(args.conversation, &records, &in_home(&args.path))?;
            Ok(Nothing {})
        })
        .await
    }
}
