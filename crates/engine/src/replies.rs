//! The replies that are being made now: who listens to each, and the way to stop it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use runnel_conversation::{ConversationId, RecordId};
use runnel_store::{Journal, JournalBatch};
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
    /// What was delivered and could not be written yet.
    pub(crate) unwritten: Arc<Mutex<Unwritten>>,
}

/// Batches that no disk took yet, oldest first.
#[derive(Default)]
pub(crate) struct Unwritten {
    pub(crate) batches: VecDeque<JournalBatch>,
    /// Why.
    pub(crate) fault: Option<StorageFault>,
}

impl Unwritten {
    /// Writes what there is, in order, as far as the disk takes it.
    pub(crate) fn write(&mut self, journal: &mut Journal) {
        self.fault = None;
        while let Some(batch) = self.batches.front() {
            if let Err(error) = journal.write(batch) {
                self.fault = Some(storage_fault(error.io_kind()));
                return;
            }
            self.batches.pop_front();
        }
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
            unwritten: Arc::default(),
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
