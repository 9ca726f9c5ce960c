//! The desktop's own dialogs in which a person chooses a file or folder.

use serde::Deserialize;
use tauri::WebviewWindow;
use tauri_plugin_dialog::{DialogExt as _, FilePath};
use tokio::sync::oneshot;

/// What is to be chosen.
#[derive(Debug, Deserialize)]
pub(crate) struct PathWanted {
    kind: Kind,
    /// The title of the dialog.
    title: String,
    /// What a new file may be called.
    name: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// A file that is there.
    File,
    /// A folder that is there.
    Folder,
    /// A file that is to be written. The dialog asks before one that is there is replaced.
    NewFile,
}

/// Shows the dialog over the window, and waits for what is chosen there. `None` where nothing was.
pub(crate) async fn choose(window: &WebviewWindow, wanted: PathWanted) -> Option<String> {
    let (tell, told) = oneshot::channel();
    let chosen = move |path: Option<FilePath>| {
        let path = path.and_then(|path| path.into_path().ok());
        // Nobody waits any more where the window was closed meanwhile.
        let _ = tell.send(path.map(|path| path.display().to_string()));
    };
    let mut dialog = window.dialog().file().set_parent(window).set_title(wanted.title);
    if let Some(name) = wanted.name {
        dialog = dialog.set_file_name(name);
    }
    match wanted.kind {
        Kind::File => dialog.pick_file(chosen),
        Kind::Folder => dialog.pick_folder(chosen),
        Kind::NewFile => dialog.save_file(chosen),
    }
    told.await.ok().flatten()
}
