//! What has to be settled on Linux before GTK starts.

use std::env;
use std::path::Path;

use crate::StartError;

/// Chooses how the web view draws and finds out whether there is a display.
///
/// # Errors
/// [`StartError::NoDisplay`], which the window library would answer with a panic.
pub(crate) fn prepare() -> Result<(), StartError> {
    draw_without_a_graphics_card();
    gtk::init().map_err(|_| StartError::NoDisplay)
}

/// Without `/dev/dri` the DMABUF renderer draws in software, at two to five times the cost of the plain
/// one. Whoever set the variable has chosen; under `WebKitWebDriver` screenshots hang without the renderer.
fn draw_without_a_graphics_card() {
    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let chosen = env::var_os(VARIABLE).is_some() || env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some();
    if chosen || Path::new("/dev/dri").exists() {
        return;
    }
    #[expect(unsafe_code, reason = "called first thing in `main`, while the process has one thread")]
    // SAFETY: no other thread exists that could read the environment at the same time.
    unsafe {
        env::set_var(VARIABLE, "1");
    }
}
