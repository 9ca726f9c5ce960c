//! The list of conversations, and what is done to one as a whole.

use runnel_conversation::{Conversation, Record, RecordKind};
use runnel_store::{Entry, Index, Opened, StoreError};

use crate::Engine;
use crate::additions::Additions;
use crate::contract::{
    AppEvent, ConversationId, ConversationRef, ConversationSummary, ConversationView, MessageRef,
    ModelChoice, Nothing, Notice, Refusal, Rename, SetParameters,
};
use crate::parameters;

pub(crate) fn summary(conversation: &Conversation) -> ConversationSummary {
    Entry::of(conversation).into()
}

impl Engine {
    /// What of the files could not be read, and nobody was told of yet.
    pub(crate) fn damage(&self) -> Result<Vec<Notice>, Refusal> {
        let mut notices = Vec::new();
        for faulty in self.read_index(Index::faulty)? {
            if faulty.unreadable {
                notices.push(Notice::Storage { reason: format!("{} cannot be read", faulty.id) });
            }
            notices.extend(self.set_aside(faulty.id, faulty.title, faulty.faults));
        }
        Ok(notices)
    }

    /// Adds records to a conversation, and has the index follow.
    pub(crate) fn append(&self, id: ConversationId, records: &[Record]) -> Result<(), StoreError> {
        self.inner().indexing.while_writing(id, || {
            self.inner().conversations.append(id, records)?;
            self.index_written(id);
            Ok(())
        })
    }

    /// Opens a conversation that must be there.
    pub(crate) fn opened(&self, id: ConversationId) -> Result<Opened, Refusal> {
        let mut opened = self.inner().conversations.load(id).map_err(|error| match error {
            StoreError::Missing { .. } => Refusal::ConversationMissing { conversation: id },
            error => Refusal::from(error),
        })?;
        for record in self.unsaved(id) {
            opened.conversation.apply(record);
        }
        Ok(opened)
    }

    /// Opens a conversation that must be there and that this version may write.
    pub(crate) fn writable(&self, id: ConversationId) -> Result<Conversation, Refusal> {
        self.keep_unsaved(id)?;
        let opened = self.opened(id)?;
        if opened.read_only { Err(Refusal::ReadOnly) } else { Ok(opened.conversation) }
    }

    /// Adds one record to a conversation that is there.
    pub(crate) async fn change(&self, id: ConversationId, kind: RecordKind) -> Result<Conversation, Refusal> {
        self.blocking(move |engine| {
            let mut additions = Additions::to(engine.writable(id)?);
            additions.add(None, kind);
            engine.append(id, &additions.records)?;
            Ok(additions.conversation)
        })
        .await
    }

    /// Names a conversation.
    ///
    /// # Errors
    /// [`Refusal::ConversationMissing`], [`Refusal::ReadOnly`], [`Refusal::Storage`].
    pub async fn rename_conversation(&self, args: Rename) -> Result<ConversationSummary, Refusal> {
        let title = args.title.trim().to_owned();
        let conversation = self.change(args.conversation, RecordKind::Title { title }).await?;
        let summary = summary(&conversation);
        self.announce(&AppEvent::ConversationChanged { summary: summary.clone() });
        Ok(summary)
    }

    /// Takes a conversation out of the list, and stops its reply. The file stays.
    ///
    /// # Errors
    /// [`Refusal::ConversationMissing`], [`Refusal::ReadOnly`], [`Refusal::Storage`].
    pub async fn delete_conversation(&self, args: ConversationRef) -> Result<Nothing, Refusal> {
        self.change(args.conversation, RecordKind::Deleted).await?;
        self.stop(args).await?;
        self.announce(&AppEvent::ConversationRemoved { conversation: args.conversation });
        Ok(Nothing {})
    }

    /// Takes a deletion back.
    ///
    /// # Errors
    /// [`Refusal::ConversationMissing`], [`Refusal::ReadOnly`], [`Refusal::Storage`].
    pub async fn restore_conversation(&self, args: ConversationRef) -> Result<ConversationSummary, Refusal> {
        let summary = summary(&self.change(args.conversation, RecordKind::Restored).await?);
        self.announce(&AppEvent::ConversationChanged { summary: summary.clone() });
        Ok(summary)
    }

    /// Sets a conversation up.
    ///
    /// # Errors
    /// [`Refusal::ConversationMissing`], [`Refusal::ReadOnly`], [`Refusal::SettingInvalid`],
    /// [`Refusal::Storage`].
    pub async fn set_parameters(&self, args: SetParameters) -> Result<Nothing, Refusal> {
        parameters::check(&args.parameters)?;
        self.change(args.conversation, RecordKind::Parameters(args.parameters)).await?;
        Ok(Nothing {})
    }

    pub(crate) async fn choose_model_of(
        &self,
        id: ConversationId,
        choice: ModelChoice,
    ) -> Result<(), Refusal> {
        self.change(id, RecordKind::Model(choice)).await?;
        Ok(())
    }

    /// Reads another branch: the sibling that is named, and the newest of what follows it.
    ///
    /// # Errors
    /// [`Refusal::ConversationMissing`], [`Refusal::MessageMissing`], [`Refusal::ReadOnly`],
    /// [`Refusal::Storage`].
    pub async fn choose_branch(&self, args: MessageRef) -> Result<ConversationView, Refusal> {
        self.blocking(move |engine| {
            let mut additions = Additions::to(engine.writable(args.conversation)?);
            if additions.conversation.message(args.message).is_none() {
                return Err(Refusal::MessageMissing { message: args.message });
            }
            let message = additions.conversation.newest_below(args.message);
            additions.add(None, RecordKind::Head { message });
            engine.append(args.conversation, &additions.records)?;
            let Additions { conversation, .. } = additions;
            Ok(engine.view(Opened { conversation, read_only: false, faults: Vec::new() }, Some(args.message)))
        })
        .await
    }
}
