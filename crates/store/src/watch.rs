//! Hearing of conversations that change, whoever changes them.

use std::path::Path;

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use runnel_conversation::ConversationId;

use crate::{Conversations, Home, StoreError, disk};

/// Hears of changes for as long as it is kept.
#[derive(Debug)]
pub struct ConversationsWatch {
    _watcher: RecommendedWatcher,
}

impl ConversationsWatch {
    /// Calls `changed` with every conversation whose file is written, made or taken away from now on, from a thread
    /// of its own; with `None` where the system lost count, and every one may have. Each change may be told several
    /// times, those that are made here among them.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the folder cannot be made or watched.
    pub fn begin(
        home: &Home,
        changed: impl Fn(Option<ConversationId>) + Send + 'static,
    ) -> Result<Self, StoreError> {
        let files = Conversations::new(home);
        let folder = files.folder();
        disk::create_folder(folder)?;
        let at = |error: notify::Error| StoreError::at(folder)(std::io::Error::other(error));
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| match event {
            Ok(event) if event.need_rescan() => changed(None),
            Ok(event) if is_change(event.kind) => {
                event.paths.iter().filter_map(|path| conversation(path)).for_each(|id| changed(Some(id)));
            }
            Ok(_) => {}
            Err(_) => changed(None),
        })
        .map_err(at)?;
        watcher.watch(folder, RecursiveMode::NonRecursive).map_err(at)?;
        Ok(Self { _watcher: watcher })
    }
}

/// Whether a file may be another than before; reading one is an event too.
fn is_change(kind: EventKind) -> bool {
    !matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}

fn conversation(path: &Path) -> Option<ConversationId> {
    let name = path.file_name()?.to_str()?.strip_suffix(".jsonl")?;
    // An id can be spelled in several ways; a file is named in one.
    name.parse().ok().filter(|id: &ConversationId| id.to_string() == name)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_another_writes_is_heard_of() {
        let root = tempfile::tempdir().unwrap();
        let (send, heard) = channel();
        let _watch =
            ConversationsWatch::begin(&Home::at(root.path()), move |id| send.send(id).unwrap()).unwrap();
        let id = "0197a001-0000-7000-8000-00000000c0de";
        fs::write(root.path().join("conversations/notes.txt"), "none").unwrap();
        fs::write(root.path().join(format!("conversations/{id}.jsonl")), "{}").unwrap();
        assert_eq!(heard.recv_timeout(Duration::from_secs(5)).unwrap(), Some(id.parse().unwrap()));
    }
}
