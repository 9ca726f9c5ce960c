//! Other ways through a conversation: a question in other words, the rest of an answer, messages left out, and a
//! conversation that goes on from a message of another. Nothing is ever thrown away.

use runnel_conversation::{
    Answer, Conversation, Ending, FinishReason, Message, MessageBody, Part, RecordId, RecordKind, TurnEvent,
};
use runnel_store::Opened;

use crate::Engine;
use crate::additions::Additions;
use crate::contract::{
    AppEvent, ContinueAnswer, ConversationSummary, ConversationView, EditMessage, MessageRef, ModelChoice,
    Refusal, Regenerate, SendMessage, Sent,
};
use crate::conversations::summary;
use crate::turns::{Manner, Prepared};

impl Engine {
    /// Asks a question of the person's anew, in other words: a sibling of it, with an answer of its own.
    ///
    /// # Errors
    /// As [`Engine::send`], and [`Refusal::MessageMissing`] where there is no such question.
    pub async fn edit_message(&self, args: EditMessage) -> Result<Sent, Refusal> {
        let EditMessage { conversation, message, text, images, media, choice } = args;
        let additions = Additions::to(self.blocking(move |engine| engine.writable(conversation)).await?);
        let edited = additions.conversation.message(message);
        if !edited.is_some_and(|edited| matches!(edited.body, MessageBody::User { .. })) {
            return Err(Refusal::MessageMissing { message });
        }
        let parent = additions.conversation.parent(message).map(|parent| parent.id);
        let conversation = Some(conversation);
        let send = SendMessage { conversation, text, images, media, choice, parameters: None };
        Ok(self.ask_below(parent, additions, send, Manner::default()).await?.sent)
    }

    /// Goes on with an answer that was cut off. Where its model can, the answer grows from where it ended, as a
    /// sibling that begins with the same words; where it cannot, it is asked to go on.
    ///
    /// # Errors
    /// As [`Engine::send`], and [`Refusal::MessageMissing`] where there is no answer that was cut off.
    pub async fn continue_answer(&self, args: ContinueAnswer) -> Result<Sent, Refusal> {
        let ContinueAnswer { conversation: id, message, words } = args;
        let conversation = self.blocking(move |engine| engine.writable(id)).await?;
        let missing = Refusal::MessageMissing { message };
        let (cut, answer) = conversation.message(message).and_then(cut_off).ok_or(missing.clone())?;
        let question = conversation.parent(message).cloned().ok_or(missing)?;
        let choice = ModelChoice { provider: answer.provider.clone(), model: answer.model.clone() };
        let begun = cut.text().trim_end().to_owned();
        if begun.is_empty() {
            // There is nothing to go on from.
            return self.regenerate(Regenerate { conversation: id, message, choice: Some(choice) }).await;
        }
        let told = events(cut);

        let mut additions = Additions::to(conversation.clone());
        additions.add(None, RecordKind::Head { message: question.id });
        let mut manner = Manner { begun: Some(begun), ..Manner::default() };
        let mut call = self.model_call(&additions, &question, choice.clone(), &mut manner).await?;
        if call.request.continues() {
            call.told.extend(told);
            let prepared = Prepared { additions, question, call, others: Vec::new() };
            return Ok(self.start(prepared, Manner::default()).await?.sent);
        }
        let send = SendMessage {
            conversation: Some(id),
            text: words,
            images: Vec::new(),
            media: Vec::new(),
            choice: Some(choice),
            parameters: None,
        };
        let additions = Additions::to(conversation);
        Ok(self.ask_below(Some(message), additions, send, Manner::default()).await?.sent)
    }

    /// Leaves a message out. What follows it is read as following what is above it.
    ///
    /// # Errors
    /// [`Refusal::ConversationMissing`], [`Refusal::MessageMissing`], [`Refusal::ReadOnly`],
    /// [`Refusal::Storage`].
    pub async fn delete_message(&self, args: MessageRef) -> Result<ConversationView, Refusal> {
        self.leave_out(args, RecordKind::MessageDeleted { message: args.message }).await
    }

    /// Takes the deletion of a message back.
    ///
    /// # Errors
    /// As [`Engine::delete_message`].
    pub async fn restore_message(&self, args: MessageRef) -> Result<ConversationView, Refusal> {
        self.leave_out(args, RecordKind::MessageRestored { message: args.message }).await
    }

    async fn leave_out(&self, args: MessageRef, kind: RecordKind) -> Result<ConversationView, Refusal> {
        self.blocking(move |engine| {
            let mut additions = Additions::to(engine.writable(args.conversation)?);
            if !additions.conversation.holds(args.message) {
                return Err(Refusal::MessageMissing { message: args.message });
            }
            additions.add(None, kind);
            engine.append(args.conversation, &additions.records)?;
            let Additions { conversation, .. } = additions;
            engine.announce(&AppEvent::ConversationChanged { summary: summary(&conversation) });
            let above = conversation.parent(args.message).map(|parent| parent.id);
            let from = above.or_else(|| Some(conversation.path().first()?.id));
            Ok(engine.view(Opened { conversation, read_only: false, faults: Vec::new() }, from))
        })
        .await
    }

    /// Begins a conversation with everything from the first message to this one, and what was set for it.
    ///
    /// # Errors
    /// [`Refusal::ConversationMissing`], [`Refusal::MessageMissing`], [`Refusal::Storage`].
    pub async fn fork(&self, args: MessageRef) -> Result<ConversationSummary, Refusal> {
        self.blocking(move |engine| {
            let original = engine.opened(args.conversation)?.conversation;
            if original.message(args.message).is_none() {
                return Err(Refusal::MessageMissing { message: args.message });
            }
            let additions = forked(&original, args.message);
            let Additions { conversation, records } = additions;
            engine.append(conversation.id(), &records)?;
            let summary = summary(&conversation);
            engine.announce(&AppEvent::ConversationChanged { summary: summary.clone() });
            Ok(summary)
        })
        .await
    }
}

/// The answer, if it was cut off.
fn cut_off(message: &Message) -> Option<(&Message, &Answer)> {
    let MessageBody::Assistant { answer, .. } = &message.body else { return None };
    let is_cut_off = match &answer.ending {
        Ending::Finished { reason } => *reason == FinishReason::Length,
        Ending::Stopped | Ending::Failed { .. } | Ending::Interrupted => true,
    };
    is_cut_off.then_some((message, answer))
}

/// What was said of an answer, to be said again. White space at its end belongs to what follows.
fn events(message: &Message) -> Vec<TurnEvent> {
    let parts = message.body.parts();
    let last_text = parts.iter().rposition(|part| matches!(part, Part::Text { .. }));
    let event = |(place, part): (usize, &Part)| match part.clone() {
        Part::Reasoning { text } => Some(TurnEvent::Reasoning { text }),
        Part::Text { text } if Some(place) == last_text => {
            Some(TurnEvent::Content { text: text.trim_end().to_owned() })
        }
        Part::Text { text } => Some(TurnEvent::Content { text }),
        Part::Source(source) => Some(TurnEvent::Source(source)),
        Part::ToolCall(call) => Some(TurnEvent::ToolCall(call)),
        // What a protocol wants back belongs to the answer it came with.
        Part::Opaque { .. } | Part::Image(_) | Part::Media(_) => None,
    };
    parts.iter().enumerate().filter_map(event).collect()
}

/// A conversation of its own: the path to a message, each with a name of its own, and what was set.
fn forked(original: &Conversation, last: RecordId) -> Additions {
    let mut additions = Additions::to_a_new_one();
    if let Some(title) = original.title() {
        additions.add(None, RecordKind::Title { title });
    }
    if let Some(choice) = original.model() {
        additions.add(None, RecordKind::Model(choice.clone()));
    }
    additions.add(None, RecordKind::Parameters(original.parameters()));
    if let Some(folder) = original.folder() {
        additions.add(None, RecordKind::Folder { folder: Some(folder.to_owned()) });
    }
    if !original.tags().is_empty() {
        additions.add(None, RecordKind::Tags { tags: original.tags().to_vec() });
    }
    let mut parent = None;
    for Message { at, body, .. } in original.path_to(last) {
        parent = Some(additions.add_at(at, parent, RecordKind::Message(body)));
    }
    additions
}
