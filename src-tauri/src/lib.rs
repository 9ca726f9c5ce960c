//! The shell: hosts the engine in a window.
//!
//! It refuses to know models, providers and files: it passes commands in, batches out, and pictures
//! through, and looks at none of them.

mod channel;
mod choosing;
mod commands;
mod downloads;
mod external;
mod host;
mod images;
#[cfg(target_os = "linux")]
mod linux;
mod one_window;
mod window;
mod zoom;

use runnel_engine::{Claimed, Engine};
use tauri::Manager;

use crate::host::Host;

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no screen to open it on.
    #[error("there is no display to open a window on; the same chats are in a terminal with `runnel-cli`")]
    NoDisplay,
    /// The window of this home is there and does not react.
    #[error("the window of this home is open already, and does not answer")]
    Silent,
    /// The window system or the web view did not start.
    #[error(transparent)]
    Window(#[from] tauri::Error),
}

/// Opens the window and runs until it is closed. Where the home has a window, that one comes to the front instead.
///
/// To be called first thing in `main`, while the process has one thread.
///
/// # Errors
/// [`StartError`] where no window can be opened. An engine that cannot open its home is no error: the
/// window opens and says so.
pub fn run() -> Result<(), StartError> {
    let claim = match Engine::claim_window() {
        Ok(Claimed::Here(claim)) => Some(claim),
        Ok(Claimed::Elsewhere) => return Ok(()),
        Ok(Claimed::Silent) => return Err(StartError::Silent),
        // The window opens all the same, to say what is wrong with its home.
        Err(_) => None,
    };
    #[cfg(target_os = "linux")]
    linux::prepare()?;

    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .register_asynchronous_uri_scheme_protocol(images::SCHEME, images::answer)
        .invoke_handler(commands::handler())
        .setup(move |app| {
            let host = tauri::async_runtime::block_on(async { Host::open() });
            let web_view_folder = host.web_view_folder();
            app.manage(host);
            app.manage(channel::Following::default());
            window::open(app, &web_view_folder)?;
            if let Some(claim) = claim {
                one_window::come_when_called(app, claim);
            }
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}
