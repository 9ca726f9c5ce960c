//! Where the engine delivers to: a window's channel, a terminal, a socket.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Nobody listens at this outlet any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed;

/// Takes what the engine delivers. It must not wait: whoever listens slowly keeps a queue.
pub trait Outlet<T>: Send + Sync + 'static {
    /// Takes one item.
    ///
    /// # Errors
    /// [`Closed`] when nobody listens any more; the outlet is dropped then, and the work goes on.
    fn deliver(&self, item: &T) -> Result<(), Closed>;
}

impl<T, F> Outlet<T> for F
where
    F: Fn(&T) -> Result<(), Closed> + Send + Sync + 'static,
{
    fn deliver(&self, item: &T) -> Result<(), Closed> {
        self(item)
    }
}

/// The outlets that listen to one thing.
pub(crate) struct Outlets<T>(Vec<Box<dyn Outlet<T>>>);

// Derived `Default` would ask `T: Default`.
impl<T> Default for Outlets<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: 'static> Outlets<T> {
    pub(crate) fn add(&mut self, outlet: Box<dyn Outlet<T>>) {
        self.0.push(outlet);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Delivers to all, and lets those go that are closed.
    pub(crate) fn deliver(&mut self, item: &T) {
        self.0.retain(|outlet| outlet.deliver(item).is_ok());
    }
}

/// Locks, and goes on with what is there if another holder panicked: every value behind the engine's
/// locks is whole between two statements.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
