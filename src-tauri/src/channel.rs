//! The engine's outlet over a channel of the web view.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use runnel_engine::{Closed, Outlet};
use serde::Serialize;
use tauri::ipc::{Channel, InvokeResponseBody};

/// Delivers to one channel of the web view, as JSON.
pub(crate) fn outlet<T: Serialize + 'static>(channel: Channel) -> impl Outlet<T> {
    move |item: &T| {
        let json = serde_json::to_string(item).map_err(|_| Closed)?;
        channel.send(InvokeResponseBody::Json(json)).map_err(|_| Closed)
    }
}

/// The reply that each web view follows. It follows one at a time and cannot say when it stops, so
/// following the next is what ends following the last.
#[derive(Default)]
pub(crate) struct Following(Mutex<HashMap<String, Arc<AtomicBool>>>);

impl Following {
    /// The outlet, until this web view follows another.
    pub(crate) fn next<T: 'static>(&self, web_view: &str, outlet: impl Outlet<T>) -> impl Outlet<T> {
        let follows = Arc::new(AtomicBool::new(true));
        let mut following = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = following.insert(web_view.to_owned(), follows.clone()) {
            last.store(false, Ordering::Relaxed);
        }
        move |item: &T| if follows.load(Ordering::Relaxed) { outlet.deliver(item) } else { Err(Closed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn following_the_next_reply_ends_following_the_last() {
        let following = Following::default();
        let take = |_: &u8| Ok(());
        let first = following.next("main", take);
        let other_window = following.next("other", take);
        assert_eq!(first.deliver(&1), Ok(()));
        let second = following.next("main", take);
        assert_eq!(first.deliver(&2), Err(Closed));
        assert_eq!((second.deliver(&2), other_window.deliver(&2)), (Ok(()), Ok(())));
    }
}
