//! The pages that a model's search found.

use std::collections::HashSet;

use runnel_conversation::{Source, TurnEvent};

/// The sources of an answer so far. Providers name a page wherever it is cited; it is told once.
#[derive(Debug, Default)]
pub(crate) struct Sources(HashSet<String>);

impl Sources {
    /// The event that tells of a page, if it is a new one.
    pub(crate) fn tell(&mut self, url: String, title: Option<String>) -> Option<TurnEvent> {
        let new = !url.is_empty() && self.0.insert(url.clone());
        let title = title.filter(|title| !title.trim().is_empty());
        new.then_some(TurnEvent::Source(Source { url, title }))
    }
}
