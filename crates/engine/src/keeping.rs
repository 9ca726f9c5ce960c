//! The bin, the sweep at the start, and a look at everything that is kept.

use std::sync::atomic::Ordering;
use std::thread;
use std::time::SystemTime;

use runnel_conversation::Timestamp;
use runnel_store::{Binned, KEPT_AFTER_DELETION_MS, check, sweep};

use crate::Engine;
use crate::contract::{BinnedConversation, Checkup, EmptiedBin, EmptyBin, Nothing, Notice, Places, Refusal};

impl Engine {
    /// The deleted conversations, the one deleted last first.
    ///
    /// # Errors
    /// [`Refusal::Storage`] when their folder cannot be read.
    pub async fn list_bin(&self, _: Nothing) -> Result<Vec<BinnedConversation>, Refusal> {
        let binned = |Binned { id, title, deleted }| {
            let goes = Timestamp(deleted.0.saturating_add(KEPT_AFTER_DELETION_MS));
            BinnedConversation { id, title, deleted, goes }
        };
        self.blocking(move |engine| Ok(engine.bin()?.into_iter().map(binned).collect())).await
    }

    /// Removes deleted conversations for good. What is not in the bin stays, whatever is named.
    ///
    /// # Errors
    /// [`Refusal::Storage`]; what had gone by then is gone.
    pub async fn empty_bin(&self, args: EmptyBin) -> Result<EmptiedBin, Refusal> {
        self.blocking(move |engine| {
            let inner = engine.inner();
            let ids = match args.conversation {
                Some(id) => vec![id],
                None => engine.bin()?.into_iter().map(|binned| binned.id).collect(),
            };
            let mut conversations = 0;
            for id in ids {
                // Its answer is about to be kept.
                let is_live = !inner.replies.of(id).is_empty();
                if !is_live && inner.conversations.purge(id, Timestamp(i64::MAX), &inner.journals)? {
                    engine.index_written(id);
                    conversations += 1;
                }
            }
            Ok(EmptiedBin { conversations })
        })
        .await
    }

    /// What is in the bin. The index says where to look; before it knows, everything is read.
    fn bin(&self) -> Result<Vec<Binned>, Refusal> {
        let inner = self.inner();
        Ok(inner.conversations.bin(inner.indexing.index().ok().as_deref())?)
    }

    /// Where everything is kept.
    ///
    /// # Errors
    /// None today; the signature is that of every command.
    #[expect(clippy::unused_async, reason = "hosts await every command alike")]
    pub async fn places(&self, _: Nothing) -> Result<Places, Refusal> {
        let home = &self.inner().home;
        Ok(Places { data: home.data.clone(), settings: home.config.join("settings.toml") })
    }

    /// Reads everything that is kept and names each fault. Changes nothing.
    ///
    /// # Errors
    /// [`Refusal::Storage`] when a folder cannot be read.
    pub async fn check_everything(&self, _: Nothing) -> Result<Checkup, Refusal> {
        self.blocking(|engine| Ok(check(&engine.inner().home)?)).await
    }

    /// Lets go what is over, once in the life of this engine, without holding anybody up.
    pub(crate) fn sweep_in_background(&self) {
        if self.inner().swept.swap(true, Ordering::Relaxed) {
            return;
        }
        let engine = self.clone();
        // A thread of its own: it may read every conversation, and no command may wait behind it.
        thread::spawn(move || {
            let inner = engine.inner();
            let index = inner.indexing.index().ok();
            let now = SystemTime::now();
            let swept = sweep(&inner.home, &inner.conversations, &inner.journals, index.as_deref(), now);
            if let Err(error) = swept {
                engine.tell_person(Notice::Storage { reason: error.to_string() });
            }
        });
    }
}
