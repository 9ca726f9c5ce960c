//! What a person sorts conversations by, and how far they have read.

use runnel_conversation::{Conversation, RecordKind};

use crate::Engine;
use crate::additions::Additions;
use crate::contract::{
    AppEvent, ConversationSummary, MessageRef, Nothing, Refusal, SetFolder, SetPinned, SetTags,
};
use crate::conversations::summary;

impl Engine {
    /// Puts a conversation at the top of the list, or takes it from there.
    ///
    /// # Errors
    /// [`Refusal::ConversationMissing`], [`Refusal::ReadOnly`], [`Refusal::Storage`].
    pub async fn set_pinned(&self, args: SetPinned) -> Result<ConversationSummary, Refusal> {
        let conversation = self.change(args.conversation, RecordKind::Pin { pinned: args.pinned }).await?;
        Ok(self.announce_changed(&conversation))
    }

    /// Puts a conversation into a folder, or takes it out of its folder.
    ///
    /// # Errors
    /// As [`Engine::set_pinned`].
    pub async fn set_folder(&self, args: SetFolder) -> Result<ConversationSummary, Refusal> {
        let folder = args.folder.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        let conversation = self.change(args.conversation, RecordKind::Folder { folder }).await?;
        Ok(self.announce_changed(&conversation))
    }

    /// Gives a conversation its tags.
    ///
    /// # Errors
    /// As [`Engine::set_pinned`].
    pub async fn set_tags(&self, args: SetTags) -> Result<ConversationSummary, Refusal> {
        let mut tags: Vec<String> = Vec::new();
        for tag in args.tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()) {
            if tags.iter().all(|known| known != tag) {
                tags.push(tag.to_owned());
            }
        }
        let conversation = self.change(args.conversation, RecordKind::Tags { tags }).await?;
        Ok(self.announce_changed(&conversation))
    }

    /// Remembers that everything up to a message was seen. Nothing is written where that is known.
    ///
    /// # Errors
    /// As [`Engine::set_pinned`], and [`Refusal::MessageMissing`].
    pub async fn mark_seen(&self, args: MessageRef) -> Result<Nothing, Refusal> {
        self.blocking(move |engine| {
            let MessageRef { conversation, message } = args;
            let mut additions = Additions::to(engine.writable(conversation)?);
            if !additions.conversation.holds(message) {
                return Err(Refusal::MessageMissing { message });
            }
            if additions.conversation.seen().is_none_or(|seen| seen < message) {
                additions.add(None, RecordKind::Seen { message });
                engine.append(conversation, &additions.records)?;
                engine.announce_changed(&additions.conversation);
            }
            Ok(Nothing {})
        })
        .await
    }

    fn announce_changed(&self, conversation: &Conversation) -> ConversationSummary {
        let summary = summary(conversation);
        self.announce(&AppEvent::ConversationChanged { summary: summary.clone() });
        summary
    }
}
