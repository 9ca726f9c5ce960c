//! What could not be read of a conversation: set aside, and told once.

use runnel_store::Opened;

use crate::Engine;
use crate::contract::{AppEvent, ConversationId, Notice};

impl Engine {
    /// Sets damaged lines aside. Gives what to tell of those that nobody was told of yet.
    pub(crate) fn set_aside(
        &self,
        conversation: ConversationId,
        title: Option<String>,
        lines: usize,
    ) -> Option<Notice> {
        let new =
            if lines == 0 { 0 } else { self.inner().conversations.set_aside(conversation).unwrap_or(lines) };
        // Where they cannot be set aside they are told again, which beats never.
        (new > 0).then(|| Notice::DamagedLines { conversation, title: title.unwrap_or_default(), lines: new })
    }

    /// As [`Engine::set_aside`], for a conversation that is opened while somebody watches.
    pub(crate) fn tell_damage(&self, opened: &Opened) {
        let Opened { conversation, faults, .. } = opened;
        if !faults.is_empty()
            && let Some(notice) = self.set_aside(conversation.id(), conversation.title(), faults.len())
        {
            self.announce(&AppEvent::Notice { notice });
        }
    }
}
