//! The replies that are being made now: who listens to each, and the way to stop it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use runnel_conversation::ConversationId;
use tokio_util::sync::CancellationToken;

use crate::contract::{Batch, LiveReply, Refusal};
use crate::outlet::{Outlet, Outlets, locked};

/// One reply that is being made.
#[derive(Clone)]
pub(crate) struct Live {
    pub(crate) reply: LiveReply,
    pub(crate) stop: CancellationToken,
    /// Held while a batch is written and delivered, so that who attaches misses none and gets none twice.
    pub(crate) outlets: Arc<Mutex<Outlets<Batch>>>,
}

impl Live {
    pub(crate) fn new(reply: LiveReply, outlet: Option<Box<dyn Outlet<Batch>>>) -> Self {
        let mut outlets = Outlets::default();
        if let Some(outlet) = outlet {
            outlets.add(outlet);
        }
        Self { reply, stop: CancellationToken::new(), outlets: Arc::new(Mutex::new(outlets)) }
    }
}

/// All of them: at most one a conversation.
#[derive(Default)]
pub(crate) struct Replies(Mutex<HashMap<ConversationId, Live>>);

impl Replies {
    /// Begins one.
    ///
    /// # Errors
    /// [`Refusal::ReplyUnderway`] when the conversation has one.
    pub(crate) fn begin(&self, live: Live) -> Result<(), Refusal> {
        let mut replies = locked(&self.0);
        if replies.contains_key(&live.reply.conversation) {
            return Err(Refusal::ReplyUnderway);
        }
        replies.insert(live.reply.conversation, live);
        Ok(())
    }

    pub(crate) fn end(&self, conversation: ConversationId) {
        locked(&self.0).remove(&conversation);
    }

    pub(crate) fn get(&self, conversation: ConversationId) -> Option<Live> {
        locked(&self.0).get(&conversation).cloned()
    }

    pub(crate) fn all(&self) -> Vec<LiveReply> {
        locked(&self.0).values().map(|live| live.reply.clone()).collect()
    }
}
