//! The engine, or the reason why there is none.

use std::path::PathBuf;
use std::{env, fs, process};

use runnel_engine::Engine;
use runnel_engine::contract::Refusal;

/// What answers the window's commands.
pub(crate) enum Host {
    /// The engine.
    Ready(Engine),
    /// The home could not be opened. The window opens all the same, and every command is answered with
    /// this, so that the person reads it where they look.
    Unusable(Refusal),
}

impl Host {
    /// Opens the engine on the person's home. To be called inside the async runtime.
    pub(crate) fn open() -> Self {
        match Engine::open() {
            Ok(engine) => {
                engine.keep_backed_up();
                Self::Ready(engine)
            }
            Err(refusal) => {
                eprintln!("runnel: {refusal}");
                Self::Unusable(refusal)
            }
        }
    }

    /// The engine.
    ///
    /// # Errors
    /// The refusal that opening it ended with.
    pub(crate) fn engine(&self) -> Result<&Engine, Refusal> {
        match self {
            Self::Ready(engine) => Ok(engine),
            Self::Unusable(refusal) => Err(refusal.clone()),
        }
    }

    /// The folder where the web view keeps what it keeps: under the home, or where that takes nothing,
    /// among the temporary ones of this run. Without a folder the window would not open to say why.
    pub(crate) fn web_view_folder(&self) -> PathBuf {
        let under_home = self.engine().map(|engine| engine.data_folder().join("webview"));
        match under_home {
            Ok(folder) if fs::create_dir_all(&folder).is_ok() => folder,
            _ => env::temp_dir().join(format!("runnel-{}", process::id())),
        }
    }
}
