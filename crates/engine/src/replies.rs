//! The replies that are being made now: who listens to each, and the way to stop it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use runnel_conversation::{ConversationId, RecordId};
use runnel_store::{Journal, JournalBatch, StoreError};
use tokio_util::sync::CancellationToken;

use crate::contract::{Batch, LiveReply, Refusal, StorageFault};
use crate::outlet::{Outlet, Outlets, locked};
use crate::problem::storage_fault;

/// One reply that is being made.
#[derive(Clone)]
pub(crate) struct Live {
    pub(crate) reply: LiveReply,
    pub(crate) stop: CancellationToken,
    /// Held while a batch is written and delivered, so that who attaches misses none and gets none twice.
    pub(crate) outlets: Arc<Mutex<Outlets<Batch>>>,
    /// What was delivered.
    pub(crate) told: Arc<Mutex<Told>>,
}

/// All batches of a reply, in order. A reply is read from here while it is made: its journal may not have all of it.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) batches: Vec<JournalBatch>,
    /// How many of them are in the journal.
    written: usize,
    /// Why the others are not.
    pub(crate) fault: Option<StorageFault>,
}

impl Told {
    /// Writes what was not written yet, in order, as far as the disk takes it; everything, where somebody took the
    /// journal away.
    pub(crate) fn write(&mut self, journal: &mut Journal) {
        self.fault = self.try_to_write(journal).err().map(|error| storage_fault(error.io_kind()));
    }

    fn try_to_write(&mut self, journal: &mut Journal) -> Result<(), StoreError> {
        if journal.is_gone() {
            self.written = 0;
            journal.begin_again()?;
        }
        while let Some(batch) = self.batches.get(self.written) {
            journal.write(batch)?;
            self.written += 1;
        }
        Ok(())
    }
}

impl Live {
    pub(crate) fn new(reply: LiveReply, outlet: Option<Box<dyn Outlet<Batch>>>) -> Self {
        let mut outlets = Outlets::default();
        if let Some(outlet) = outlet {
            outlets.add(outlet);
        }
        Self {
            reply,
            stop: CancellationToken::new(),
            outlets: Arc::new(Mutex::new(outlets)),
            told: Arc::default(),
        }
    }
}

/// All of them, by their messages. Those of one conversation answer one question.
#[derive(Default)]
pub(crate) struct Replies(Mutex<BTreeMap<RecordId, Live>>);

impl Replies {
    /// Begins the replies to a question: all at once, so that two questions cannot both be taken.
    ///
    /// # Errors
    /// [`Refusal::ReplyUnderway`] when their conversation has some.
    pub(crate) fn begin(&self, lives: &[Live]) -> Result<(), Refusal> {
        let mut replies = locked(&self.0);
        let asked = |live: &Live| lives.iter().any(|new| new.reply.conversation == live.reply.conversation);
        if replies.values().any(asked) {
            return Err(Refusal::ReplyUnderway);
        }
        replies.extend(lives.iter().map(|live| (live.reply.message, live.clone())));
        Ok(())
    }

    pub(crate) fn end(&self, message: RecordId) {
        locked(&self.0).remove(&message);
    }

    pub(crate) fn get(&self, message: RecordId) -> Option<Live> {
        locked(&self.0).get(&message).cloned()
    }

    /// Those of a conversation, the first answer first.
    pub(crate) fn of(&self, conversation: ConversationId) -> Vec<Live> {
        let replies = locked(&self.0);
        replies.values().filter(|live| live.reply.conversation == conversation).cloned().collect()
    }

    pub(crate) fn all(&self) -> Vec<LiveReply> {
        locked(&self.0).values().map(|live| live.reply.clone()).collect()
    }
}
