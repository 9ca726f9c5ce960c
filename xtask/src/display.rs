//! Whether there is a screen to open a window on.

use std::env;

use crate::failure::{Failure, Outcome};

/// Fails, with the way out, where a window cannot open.
pub(crate) fn require() -> Outcome {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    if !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") {
        return Ok(());
    }
    Err(Failure::new(
        "there is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set)",
        "log in to a desktop, or use a display in memory: xvfb-run -a cargo xtask run",
    ))
}
