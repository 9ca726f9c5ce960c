//! Things that come in one after another, each of which can be waited for once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

struct Entry<T> {
    item: T,
    taken: bool,
}

pub(crate) struct Inbox<T> {
    entries: Mutex<Vec<Entry<T>>>,
    arrived: watch::Sender<()>,
}

impl<T: Clone> Inbox<T> {
    pub(crate) fn new() -> Self {
        Self { entries: Mutex::default(), arrived: watch::Sender::new(()) }
    }

    pub(crate) fn push(&self, item: T) {
        self.lock().push(Entry { item, taken: false });
        self.arrived.send_replace(());
    }

    /// Everything that came, taken or not.
    pub(crate) fn all(&self) -> Vec<T> {
        self.lock().iter().map(|entry| entry.item.clone()).collect()
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// The first that is wanted and was not taken yet; waits for it if need be.
    pub(crate) async fn take(&self, wanted: impl Fn(&T) -> bool) -> T {
        let mut arrived = self.arrived.subscribe();
        loop {
            // Subscribed before looking: what comes in between is not missed.
            if let Some(item) = self.take_now(&wanted) {
                return item;
            }
            arrived.changed().await.expect("the inbox, which holds the sender, is borrowed");
        }
    }

    fn take_now(&self, wanted: impl Fn(&T) -> bool) -> Option<T> {
        let mut entries = self.lock();
        let entry = entries.iter_mut().find(|entry| !entry.taken && wanted(&entry.item))?;
        entry.taken = true;
        Some(entry.item.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Entry<T>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
