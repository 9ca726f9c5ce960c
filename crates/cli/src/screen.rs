//! Shows a reply on a thread of its own, so that a terminal that does not take more (a pager, Ctrl-S)
//! holds neither the reply nor its journal up, and Ctrl-C is still heard.

use std::io;
use std::sync::mpsc;
use std::thread;

use runnel_engine::contract::{Batch, StorageFault, TurnEvent};
use runnel_engine::{Closed, Outlet};
use tokio::sync::oneshot;

/// A way to show a reply.
pub(crate) trait Show: Send + 'static {
    /// Shows what happened next; it can be seen when this returns.
    ///
    /// # Errors
    /// When the output takes no more.
    fn show(&mut self, event: &TurnEvent) -> io::Result<()>;
}

/// The batches that wait to be shown.
pub(crate) struct Waiting(mpsc::Receiver<Batch>);

/// Where the engine delivers to, and the batches that came. Nothing is lost until they are shown.
pub(crate) fn outlet() -> (impl Outlet<Batch>, Waiting) {
    let (sender, waiting) = mpsc::channel();
    (move |batch: &Batch| sender.send(batch.clone()).map_err(|_| Closed), Waiting(waiting))
}

/// A reply being shown.
pub(crate) struct Screen(oneshot::Receiver<io::Result<String>>);

impl Waiting {
    /// Begins to show, until the last batch.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(crate) fn show(self, mut how: impl Show) -> io::Result<Screen> {
        let (done, screen) = oneshot::channel();
        thread::Builder::new().name("screen".to_owned()).spawn(move || {
            // Nobody waits for the screen after a second Ctrl-C.
            let _ = done.send(show_all(self.0, &mut how));
        })?;
        Ok(Screen(screen))
    }
}

fn show_all(batches: mpsc::Receiver<Batch>, how: &mut impl Show) -> io::Result<String> {
    let mut said = String::new();
    let mut unsaved = None;
    for batch in batches {
        if unsaved != batch.unsaved {
            unsaved = batch.unsaved;
            eprintln!("runnel-cli: {}", kept_or_not(unsaved));
        }
        for event in &batch.events {
            how.show(event)?;
            if let TurnEvent::Content { text } = event {
                said.push_str(text);
            }
        }
        if batch.answer.is_some() {
            break;
        }
    }
    Ok(said)
}

fn kept_or_not(unsaved: Option<StorageFault>) -> &'static str {
    match unsaved {
        None => "the answer is being kept again",
        Some(StorageFault::Full) => "the answer goes on, but is not being kept: the disk is full",
        Some(StorageFault::ReadOnly) => {
            "the answer goes on, but is not being kept: the disk cannot be written"
        }
        Some(StorageFault::Missing) => "the answer goes on, but is not being kept: its folder is gone",
        Some(StorageFault::Other) => "the answer goes on, but is not being kept: the disk fails",
    }
}

impl Screen {
    /// Waits until everything is shown, or the output took no more, and gives the answer's words.
    pub(crate) async fn finished(&mut self) -> io::Result<String> {
        (&mut self.0).await.unwrap_or_else(|_| Err(io::Error::other("the output thread ended")))
    }
}
