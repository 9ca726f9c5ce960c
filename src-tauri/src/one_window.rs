//! The one window of a home comes to the front when the application is started again.

use std::sync::Mutex;

use runnel_engine::OneWindow;
use tauri::{App, AppHandle, Manager};

/// Brings the window to the front whenever it is called, for as long as the application runs.
pub(crate) fn come_when_called(app: &App, mut claim: OneWindow) {
    let handle = app.handle().clone();
    if let Err(error) = claim.answer(move || come(&handle)) {
        eprintln!("runnel: {error}");
    }
    app.manage(Mutex::new(claim));
}

fn come(app: &AppHandle) {
    for window in app.webview_windows().values() {
        // A desktop may refuse any of these; there is nothing better to do then.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}
