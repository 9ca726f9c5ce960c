//! `cargo xtask run`: from a fresh clone to an open window.

use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::step::Step;
use crate::tree::Tree;
use crate::{display, node, packages, say, ui};

pub(crate) fn run(tree: &Tree) -> Outcome {
    display::require()?;
    packages::prepare(&[packages::BUILD])?;
    node::prepare(tree)?;
    ui::build(tree)?;
    say::doing("building the app (cargo build; the first time takes some minutes)");
    Step::new("cargo")
        .args(["build", "--features", "custom-protocol"])
        .dir(tree.root())
        .mend("mend what the compiler names above")
        .run()?;
    say::doing("opening the window");
    become_the_app(Command::new(tree.binary("runnel")))
}

/// The task turns into the app: signals and the exit status are the app's own.
#[cfg(unix)]
fn become_the_app(mut app: Command) -> Outcome {
    use std::os::unix::process::CommandExt;
    Err(cannot_start(&app.exec()))
}

#[cfg(not(unix))]
fn become_the_app(mut app: Command) -> Outcome {
    let status = app.status().map_err(|error| cannot_start(&error))?;
    std::process::exit(status.code().unwrap_or(1))
}

fn cannot_start(error: &std::io::Error) -> Failure {
    Failure::new(format!("the app could not be started: {error}"), "cargo build --features custom-protocol")
}
