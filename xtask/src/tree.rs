//! Where things are in this repository.

use std::env;
use std::path::{Path, PathBuf};

/// The folders of the project, all absolute.
pub(crate) struct Tree {
    root: PathBuf,
    target: PathBuf,
}

impl Tree {
    /// The repository this xtask was built in.
    pub(crate) fn of_this_project() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.parent().unwrap_or(here).to_path_buf();
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |set| root.join(set));
        Self { root, target }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// A binary of the development build.
    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Screenshots and other things the tests leave for a person to look at.
    pub(crate) fn artefacts(&self) -> PathBuf {
        self.root.join("artefacts")
    }

    /// The Tauri command line, which lives among the UI's packages.
    pub(crate) fn tauri(&self) -> PathBuf {
        self.ui().join("node_modules/.bin").join(if cfg!(windows) { "tauri.cmd" } else { "tauri" })
    }
}
