//! Keeping the index up to the files: after what is written here, and after what others write.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock, Weak};
use std::thread;
use std::time::{Duration, Instant};

use runnel_store::{ConversationsWatch, Entry, Home, Index, Look, Progress, StoreError};

use crate::Engine;
use crate::contract::{AppEvent, ConversationId, ConversationSummary, Indexing, Nothing, Refusal};
use crate::engine::Inner;
use crate::outlet::locked;

/// How long is waited for more to change before it is looked at: what writes a file does so in several steps.
const SETTLED_AFTER: Duration = Duration::from_millis(50);

/// How long a window may wait for the list of a home that was never indexed. Small ones are ready by then.
const FIRST_LIST_WITHIN: Duration = Duration::from_millis(400);

/// Where so many conversations change at once, the list is read again instead of telling each, and it is told how far
/// that is.
pub(crate) const FEW: usize = 20;

/// Where so many conversations have to be read, what is written meanwhile waits for its turn: it shall not wait
/// for the index itself.
const MANY: usize = 500;

/// The index, and who brings it up to the files.
pub(crate) struct IndexState {
    home: Home,
    index: Mutex<Option<Arc<Index>>>,
    /// Who keeps it up to the files in the background, once somebody watches.
    keeper: Mutex<Option<Keeper>>,
    progress: Mutex<Option<Indexing>>,
    caught_up: Condvar,
    /// What was written while the index was being built.
    later: Mutex<HashSet<ConversationId>>,
    /// Shared by who writes a conversation here and brings the index up to it. Who hears of the change meanwhile
    /// waits, and finds that it came from here.
    writing: RwLock<()>,
    /// How conversations looked when a change of theirs was told last, or made here. The index cannot tell: who wrote
    /// elsewhere has brought it up as well.
    told: Mutex<HashMap<ConversationId, Option<Look>>>,
}

struct Keeper {
    /// Which conversation to look at; `None` for all.
    look: Sender<Option<ConversationId>>,
    /// Where a folder cannot be watched, what others write is seen at the next start.
    _watch: Option<ConversationsWatch>,
}

impl IndexState {
    pub(crate) fn new(home: Home) -> Self {
        Self {
            home,
            index: Mutex::default(),
            keeper: Mutex::default(),
            progress: Mutex::default(),
            caught_up: Condvar::new(),
            later: Mutex::default(),
            writing: RwLock::default(),
            told: Mutex::default(),
        }
    }

    /// The index. It is opened by who needs it first.
    pub(crate) fn index(&self) -> Result<Arc<Index>, StoreError> {
        let mut index = locked(&self.index);
        if let Some(index) = index.as_ref() {
            return Ok(Arc::clone(index));
        }
        let opened = Arc::new(Index::open(&self.home)?);
        *index = Some(Arc::clone(&opened));
        Ok(opened)
    }

    /// How far it has come, while it is brought up to many files.
    pub(crate) fn progress(&self) -> Option<Indexing> {
        *locked(&self.progress)
    }

    /// Writes a conversation, and brings the index up to it. What is written is told by who writes it.
    pub(crate) fn while_writing<T>(&self, id: ConversationId, write: impl FnOnce() -> T) -> T {
        let _writing = self.writing.read().unwrap_or_else(PoisonError::into_inner);
        let written = write();
        if let Ok(index) = self.index() {
            locked(&self.told).insert(id, index.look(id));
        }
        written
    }

    /// Whether a conversation is not as it was told last. From now on it is.
    fn is_news(&self, index: &Index, id: ConversationId) -> bool {
        drop(self.writing.write().unwrap_or_else(PoisonError::into_inner));
        let look = index.look(id);
        locked(&self.told).insert(id, look) != Some(look)
    }

    fn is_busy(&self) -> bool {
        self.progress().is_some_and(|indexing| indexing.total > MANY)
    }
}

impl Engine {
    /// Brings the index up to a conversation that was written just now. What cannot be done now is done when it is
    /// looked at next: the file has it.
    pub(crate) fn index_written(&self, id: ConversationId) {
        let state = &self.inner().indexing;
        if state.is_busy() {
            locked(&state.later).insert(id);
        } else if let Ok(index) = state.index() {
            let _ = index.refresh(id);
        }
    }

    /// The line of a conversation in the list, if it is there.
    pub(crate) fn in_list(&self, id: ConversationId) -> Option<ConversationSummary> {
        let state = &self.inner().indexing;
        let entry = if state.is_busy() { None } else { state.index().ok()?.entry(id).ok().flatten() };
        let entry = entry.or_else(|| Some(Entry::of(&self.opened(id).ok()?.conversation)))?;
        (!entry.deleted).then(|| entry.into())
    }

    /// Keeps the index up to the files from now on, in the background.
    pub(crate) fn keep_indexed(&self) {
        let mut keeper = locked(&self.inner().indexing.keeper);
        if keeper.is_some() {
            return;
        }
        let (look, looks) = channel();
        let changed = look.clone();
        let watch = ConversationsWatch::begin(&self.inner().indexing.home, move |id| {
            let _ = changed.send(id);
        });
        // Watched first and read then, so that nothing falls between.
        let _ = look.send(None);
        *keeper = Some(Keeper { look, _watch: watch.ok() });
        // Known to be under way before anybody asks for the list.
        *locked(&self.inner().indexing.progress) = Some(Indexing { done: 0, total: 0 });
        let engine = self.downgrade();
        thread::spawn(move || keep(&engine, &looks));
    }

    /// Has everything looked at again in the background, and told again: the list may have been asked for meanwhile.
    pub(crate) fn look_at_everything(&self) {
        self.keep_indexed();
        locked(&self.inner().indexing.told).clear();
        if let Some(keeper) = locked(&self.inner().indexing.keeper).as_ref() {
            let _ = keeper.look.send(None);
        }
    }

    /// Waits until an index that was never complete is, but not for long.
    pub(crate) fn await_first_list(&self) -> Result<(), Refusal> {
        let state = &self.inner().indexing;
        if !state.index()?.is_complete()? {
            let is_under_way = |progress: &mut Option<Indexing>| progress.is_some();
            let progress = locked(&state.progress);
            let waited = state.caught_up.wait_timeout_while(progress, FIRST_LIST_WITHIN, is_under_way);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        }
        Ok(())
    }

    /// Begins the index anew, from the files.
    ///
    /// # Errors
    /// [`Refusal::Storage`] when the old one cannot be removed.
    pub async fn reindex(&self, _: Nothing) -> Result<Nothing, Refusal> {
        self.blocking(|engine| {
            engine.inner().indexing.index()?.clear()?;
            engine.look_at_everything();
            Ok(Nothing {})
        })
        .await
    }

    /// Brings the index up to all files, or with `anew` begins it anew, and tells how far it is. For hosts that do
    /// one thing and end; a window is told by events.
    ///
    /// # Errors
    /// [`Refusal::Storage`].
    pub async fn indexed(&self, anew: bool, told: impl Fn(Indexing) + Send + 'static) -> Result<(), Refusal> {
        self.blocking(move |engine| {
            let index = engine.inner().indexing.index()?;
            if anew {
                index.clear()?;
            }
            let was_complete = index.is_complete()?;
            index.catch_up(|Progress { done, total }, _| told(Indexing { done, total }))?;
            if !was_complete {
                index.tidy()?;
            }
            Ok(())
        })
        .await
    }

    fn catch_up(&self) -> Result<(), StoreError> {
        let state = &self.inner().indexing;
        let index = state.index()?;
        let was_complete = index.is_complete()?;
        let outcome = index.catch_up(|Progress { done, total }, changed| {
            let indexing = Indexing { done, total };
            *locked(&state.progress) = Some(indexing);
            if total > FEW {
                self.announce(&AppEvent::Indexing { indexing });
            }
            if changed.len() > FEW {
                self.announce(&AppEvent::ListChanged);
            } else {
                for id in changed {
                    self.tell(&index, *id);
                }
            }
            for id in std::mem::take(&mut *locked(&state.later)) {
                let _ = index.refresh(id);
            }
        });
        *locked(&state.progress) = None;
        state.caught_up.notify_all();
        for id in std::mem::take(&mut *locked(&state.later)) {
            let _ = index.refresh(id);
        }
        outcome?;
        if !was_complete {
            index.tidy()?;
        }
        Ok(())
    }

    /// Looks at one conversation, which somebody may have written.
    fn look_at(&self, id: ConversationId) -> Result<(), StoreError> {
        let state = &self.inner().indexing;
        let index = state.index()?;
        index.refresh(id)?;
        if !self.tell(&index, id) {
            return Ok(());
        }
        self.announce(&AppEvent::ChangedElsewhere { conversation: id });
        if let Some(entry) = index.entry(id)?
            && let Some(notice) = self.set_aside(id, entry.title, entry.faults)
        {
            self.announce(&AppEvent::Notice { notice });
        }
        Ok(())
    }

    /// Tells what the list says of a conversation by now, if that is news.
    fn tell(&self, index: &Index, id: ConversationId) -> bool {
        if !self.inner().indexing.is_news(index, id) {
            return false;
        }
        let listed = index.entry(id).ok().flatten().filter(|entry| !entry.deleted && !entry.unreadable);
        self.announce(&match listed {
            Some(entry) => AppEvent::ConversationChanged { summary: ConversationSummary::from(entry) },
            None => AppEvent::ConversationRemoved { conversation: id },
        });
        true
    }
}

/// Looks at what is named, until the engine is gone.
fn keep(engine: &Weak<Inner>, looks: &Receiver<Option<ConversationId>>) {
    while let Ok(first) = looks.recv() {
        let named = gathered(first, looks);
        let Some(engine) = Engine::upgrade(engine) else { return };
        // A backup that comes back, or a program that joins folders, writes many.
        let outcome = if named.contains(&None) || named.len() > MANY {
            engine.catch_up()
        } else {
            named.into_iter().flatten().try_for_each(|id| engine.look_at(id))
        };
        if let Err(StoreError::Index { damaged: true, .. }) = outcome {
            // It was begun anew.
            let _ = engine.catch_up();
        }
    }
}

/// What else is named within a moment.
fn gathered(
    first: Option<ConversationId>,
    looks: &Receiver<Option<ConversationId>>,
) -> BTreeSet<Option<ConversationId>> {
    let mut named = BTreeSet::from([first]);
    if first.is_none() {
        return named;
    }
    let until = Instant::now() + SETTLED_AFTER;
    loop {
        match looks.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(more) => named.insert(more),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return named,
        };
    }
}
