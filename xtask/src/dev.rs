//! `cargo xtask dev`: the window with live reload.

use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::step::Step;
use crate::tree::Tree;
use crate::{display, node, packages, say};

pub(crate) fn run(tree: &Tree) -> Outcome {
    display::require()?;
    packages::prepare(&[packages::BUILD])?;
    node::prepare(tree)?;
    say::doing("starting Vite and the app (Ctrl-C ends both)");
    follow(Step::new(tree.tauri()).arg("dev").dir(tree.root()).into_command())
}

/// Tauri's command line starts Vite and the app and leaves both behind when it is ended alone. So the three get a
/// process group of their own, and it is the group that is ended: by a signal to this task, or when one of them ends.
#[cfg(unix)]
fn follow(mut tauri: Command) -> Outcome {
    use rustix::process::{Pid, Signal, kill_process_group};
    use std::os::unix::process::CommandExt;

    let mut child = tauri.process_group(0).spawn().map_err(|error| cannot_start(&error))?;
    let group = Pid::from_child(&child);
    // A group that has already ended is what we want: nothing to do about the error.
    let end = move || {
        let _ = kill_process_group(group, Signal::TERM);
    };
    ctrlc::set_handler(end).map_err(|error| {
        end();
        Failure::new(format!("signals cannot be handled: {error}"), "ui/node_modules/.bin/tauri dev")
    })?;
    let ended = child.wait();
    end();
    ended.map(drop).map_err(|error| cannot_start(&error))
}

/// Ctrl-C in a Windows console reaches all of them.
#[cfg(not(unix))]
fn follow(mut tauri: Command) -> Outcome {
    tauri.status().map(drop).map_err(|error| cannot_start(&error))
}

fn cannot_start(error: &std::io::Error) -> Failure {
    Failure::new(format!("tauri dev could not be followed: {error}"), "ui/node_modules/.bin/tauri dev")
}
