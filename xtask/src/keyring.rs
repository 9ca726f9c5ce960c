//! A keychain for tests: a real gnome-keyring in a D-Bus session and a home of its own, gone afterwards.

use crate::step::Step;
use crate::tree::Tree;

/// The start of a command that runs inside such a session; what is run there is added as arguments.
pub(crate) fn session(tree: &Tree) -> Step {
    Step::new("dbus-run-session").args(["--", "sh"]).arg(tree.root().join("xtask/src/keyring.sh"))
}
