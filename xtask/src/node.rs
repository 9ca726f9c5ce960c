//! Node and the UI's npm packages.

use crate::failure::{Failure, Outcome};
use crate::say;
use crate::stamp::{self, Stamp};
use crate::step::Step;
use crate::tree::Tree;

/// The oldest Node the UI's tools run on (Vite 8, Vitest 4).
const OLDEST_NODE: u32 = 20;

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

const GET_NODE: &str = "install Node 20 or newer from https://nodejs.org (or: nvm install 22)";

/// Sees to it that `ui/node_modules` is what `package-lock.json` says.
pub(crate) fn prepare(tree: &Tree) -> Outcome {
    check_node()?;
    let lock = tree.ui().join("package-lock.json");
    let fingerprint = stamp::fingerprint(&lock, |_| false).map_err(|error| {
        Failure::new(format!("{}: {error}", lock.display()), "git checkout ui/package-lock.json")
    })?;
    let stamp = Stamp::new(tree, "npm-packages");
    if stamp.matches(&fingerprint) && tree.tauri().exists() {
        return Ok(());
    }
    say::doing("installing npm packages (npm ci)");
    Step::new(NPM)
        .args(["ci", "--no-audit", "--no-fund"])
        .dir(tree.ui())
        .mend("look at what npm says above; `npm ci` in ui/ does the same by hand")
        .run()?;
    stamp.keep(&fingerprint)
}

/// `npm run SCRIPT` in `ui/`.
pub(crate) fn script(tree: &Tree, script: &str) -> Step {
    Step::new(NPM).args(["run", "--silent", script]).dir(tree.ui())
}

fn check_node() -> Outcome {
    let said = Step::new("node").arg("--version").mend(GET_NODE).read()?;
    match major(&said) {
        Some(version) if version >= OLDEST_NODE => Ok(()),
        _ => Err(Failure::new(format!("Node {} is too old: {OLDEST_NODE} is needed", said.trim()), GET_NODE)),
    }
}

/// The 20 of "v20.1.0".
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("nothing of the kind"), None);
    }
}
