//! The part of a conversation that is shown: the end of what is read, and before it as much as is asked for. It
//! costs the same however long the conversation is.

use std::collections::HashSet;

use runnel_conversation::{Conversation, Message, Part, RecordId};
use runnel_store::{Opened, Outline, StoreError};

use crate::Engine;
use crate::contract::{
    BeforeMessage, Branches, ConversationId, ConversationRef, ConversationSummary, ConversationView,
    EarlierMessages, Refusal,
};
use crate::conversations::summary;

/// As many messages are given at once.
const MOST_MESSAGES: usize = 40;

/// So many bytes of text are more than a screen, and quickly drawn: no further message is given at once.
const ENOUGH_BYTES: usize = 256 * 1024;

/// However long they are, a question and its answer are given together.
const FEWEST_MESSAGES: usize = 2;

impl Engine {
    /// The end of a conversation, as it is read.
    ///
    /// # Errors
    /// [`Refusal::ConversationMissing`], [`Refusal::Storage`].
    pub async fn open_conversation(&self, args: ConversationRef) -> Result<ConversationView, Refusal> {
        self.blocking(move |engine| {
            if let Some(outline) = engine.outline(args.conversation)
                && let Ok(view) = engine.view_of_outline(outline)
            {
                return Ok(view);
            }
            let opened = engine.opened(args.conversation)?;
            engine.tell_damage(&opened);
            Ok(engine.view(opened, None))
        })
        .await
    }

    /// The messages that are read before one.
    ///
    /// # Errors
    /// [`Refusal::ConversationMissing`], [`Refusal::MessageMissing`], [`Refusal::Storage`].
    pub async fn earlier_messages(&self, args: BeforeMessage) -> Result<EarlierMessages, Refusal> {
        self.blocking(move |engine| {
            if let Some(mut outline) = engine.outline(args.conversation)
                && let Some(path) = path_before(&outline.conversation, args.message)
                && let Ok(messages) = last_of(&path, args.from, |message| with_words(&mut outline, message))
            {
                return Ok(earlier(&outline.conversation, path.len(), messages));
            }
            let conversation = engine.opened(args.conversation)?.conversation;
            let path = path_before(&conversation, args.message)
                .ok_or(Refusal::MessageMissing { message: args.message })?;
            let messages = last_of(&path, args.from, |message| Ok(message.clone()))?;
            Ok(earlier(&conversation, path.len(), messages))
        })
        .await
    }

    /// The end of a conversation that was read whole; from this message on, if it is read.
    pub(crate) fn view(&self, opened: Opened, from: Option<RecordId>) -> ConversationView {
        let Opened { conversation, read_only, faults } = opened;
        let path = conversation.path();
        // Nothing is read, so nothing can fail.
        let messages = last_of(&path, from, |message| Ok(message.clone())).unwrap_or_default();
        let earlier = path.len() - messages.len();
        let view = self.shown(&conversation, summary(&conversation), messages, earlier);
        ConversationView { damaged_lines: faults.len(), read_only, ..view }
    }

    fn view_of_outline(&self, mut outline: Outline) -> Result<ConversationView, StoreError> {
        let path = outline.conversation.path();
        let messages = last_of(&path, None, |message| with_words(&mut outline, message))?;
        let Outline { conversation, entry, read_only, .. } = outline;
        let earlier = path.len() - messages.len();
        let view = self.shown(&conversation, entry.into(), messages, earlier);
        Ok(ConversationView { read_only, ..view })
    }

    fn shown(
        &self,
        conversation: &Conversation,
        summary: ConversationSummary,
        messages: Vec<Message>,
        earlier: usize,
    ) -> ConversationView {
        let mut live = self.inner().replies.of(conversation.id()).into_iter().map(|live| live.reply);
        ConversationView {
            summary,
            branches: branches(conversation, &messages),
            messages,
            earlier,
            choice: conversation.model().cloned(),
            parameters: conversation.parameters(),
            damaged_lines: 0,
            read_only: false,
            live: live.next(),
            also_live: live.collect(),
            unsaved: self.unsaved_of(conversation.id()),
        }
    }

    /// The outline of a long conversation, where that says all there is.
    fn outline(&self, id: ConversationId) -> Option<Outline> {
        if !self.unsaved(id).is_empty() {
            return None;
        }
        self.inner().indexing.index().ok()?.outline(id).ok().flatten()
    }
}

/// What is read before a message; `None` where it is not there.
fn path_before(conversation: &Conversation, message: RecordId) -> Option<Vec<Message>> {
    conversation.message(message)?;
    let mut path = conversation.path_to(message);
    path.pop();
    Some(path)
}

fn with_words(outline: &mut Outline, message: &Message) -> Result<Message, StoreError> {
    // A deleted message above it is left out, which its line does not say.
    Ok(Message { parent: message.parent, ..outline.message(message.id)? })
}

/// As many of the last messages as are given at once, and at least those from `from` on, if that is among them.
fn last_of(
    path: &[Message],
    from: Option<RecordId>,
    mut read: impl FnMut(&Message) -> Result<Message, StoreError>,
) -> Result<Vec<Message>, StoreError> {
    let from = from.and_then(|from| path.iter().position(|message| message.id == from));
    let mut last = Vec::new();
    let mut bytes = 0;
    for (place, message) in path.iter().enumerate().rev() {
        let is_enough = last.len() >= MOST_MESSAGES || bytes >= ENOUGH_BYTES && last.len() >= FEWEST_MESSAGES;
        if is_enough && from.is_none_or(|from| place < from) {
            break;
        }
        let message = read(message)?;
        bytes += size(&message);
        last.push(message);
    }
    last.reverse();
    Ok(last)
}

fn size(message: &Message) -> usize {
    let size = |part: &Part| match part {
        Part::Text { text } | Part::Reasoning { text } => text.len(),
        Part::Opaque { data, .. } => data.len(),
        _ => 0,
    };
    message.body.parts().iter().map(size).sum()
}

fn earlier(conversation: &Conversation, before: usize, messages: Vec<Message>) -> EarlierMessages {
    EarlierMessages {
        branches: branches(conversation, &messages),
        earlier: before - messages.len(),
        messages,
    }
}

/// The branches at these messages.
fn branches(conversation: &Conversation, messages: &[Message]) -> Vec<Branches> {
    let shown: HashSet<RecordId> = messages.iter().map(|message| message.id).collect();
    let branches = conversation.branches().into_iter();
    let at_them = branches.filter(|(message, _)| shown.contains(message));
    at_them.map(|(message, siblings)| Branches { message, siblings }).collect()
}
