//! Builds the UI into `ui/dist`, which the window carries.

use walkdir::DirEntry;

use crate::failure::{Failure, Outcome};
use crate::node;
use crate::say;
use crate::stamp::{self, Stamp};
use crate::tree::Tree;

/// Builds it when one of its files changed since the last time.
pub(crate) fn build(tree: &Tree) -> Outcome {
    let fingerprint = stamp::fingerprint(&tree.ui(), is_not_built_from).map_err(|error| {
        Failure::new(format!("the UI's files cannot be read: {error}"), "look at the permissions of ui/")
    })?;
    let stamp = Stamp::new(tree, "ui");
    if stamp.matches(&fingerprint) && tree.ui().join("dist/index.html").exists() {
        return Ok(());
    }
    say::doing("building the UI (npm run build)");
    node::script(tree, "build")
        .mend("mend what Vite names above; `npm run build` in ui/ shows it alone")
        .run()?;
    stamp.keep(&fingerprint)
}

fn is_not_built_from(entry: &DirEntry) -> bool {
    entry.depth() == 1
        && ["node_modules", "dist", "e2e", "bench"].iter().any(|name| entry.file_name() == *name)
}
