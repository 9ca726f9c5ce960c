//! What the web view may call: the engine's commands and streams, and what only a desktop can do: open an address
//! outside, save a file, let a person choose one, show the folder of what is kept, print, draw larger or smaller.
//!
//! A command takes `{ args }`, a stream `{ args, channel }`.

#[allow(clippy::wildcard_imports, reason = "the list of commands names every type there is")]
use runnel_engine::contract::*;
use tauri::ipc::{Channel, Invoke};
use tauri::{AppHandle, State, Webview, WebviewWindow, Wry};

use crate::channel::{self, Following};
use crate::choosing::{self, PathWanted};
use crate::downloads::{self, NotSaved};
use crate::external::{self, NotOpened};
use crate::host::Host;
use crate::zoom::{self, NotZoomed};

/// Writes a command for each of the engine's, and the handler that knows them all.
macro_rules! answer_all {
    ($($(#[doc = $doc:literal])* $name:ident($args:ty) -> $reply:ty;)*) => {
        $(
            $(#[doc = $doc])*
            #[tauri::command]
            async fn $name(args: $args, host: State<'_, Host>) -> Result<$reply, Refusal> {
                host.engine()?.$name(args).await
            }
        )*

        /// Answers whatever the web view calls.
        pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![
                $($name,)* attach, watch, open_external, save_file, choose_path, open_data_folder, print_page, set_zoom
            ]
        }
    };
}

runnel_engine::for_each_command!(answer_all);

/// The batches of a reply after a number, until its last.
#[tauri::command]
async fn attach(
    args: Attach,
    channel: Channel,
    web_view: Webview,
    following: State<'_, Following>,
    host: State<'_, Host>,
) -> Result<(), Refusal> {
    let outlet = following.next(web_view.label(), channel::outlet(channel));
    host.engine()?.attach(args, outlet).await
}

/// What changes, from now on.
#[tauri::command]
async fn watch(args: Nothing, channel: Channel, host: State<'_, Host>) -> Result<(), Refusal> {
    host.engine()?.watch(args, channel::outlet(channel)).await
}

/// Opens a web or mail address in the program the person uses for it.
#[tauri::command]
async fn open_external(url: String) -> Result<(), NotOpened> {
    external::open(&url)
}

/// Keeps a text as a file among the person's downloads, and tells where.
#[tauri::command]
async fn save_file(name: String, text: String, app: AppHandle) -> Result<String, NotSaved> {
    Ok(downloads::save(&app, &name, &text)?.display().to_string())
}

/// Draws everything in the window larger or smaller; 1 is as it is.
#[tauri::command]
async fn set_zoom(factor: f64, web_view: Webview) -> Result<(), NotZoomed> {
    zoom::set(&web_view, factor)
}

/// Lets the person choose a file or folder, and gives its path; `None` where they did not.
#[tauri::command]
async fn choose_path(wanted: PathWanted, window: WebviewWindow) -> Result<Option<String>, Refusal> {
    Ok(choosing::choose(&window, wanted).await)
}

/// Shows the folder in which everything is kept.
#[tauri::command]
async fn open_data_folder(host: State<'_, Host>) -> Result<(), NotOpened> {
    let folder =
        host.engine().map_err(|refusal| NotOpened::NoProgram { reason: refusal.to_string() })?.data_folder();
    external::open_folder(&folder)
}

/// Prints the page, by the desktop's own dialog.
#[tauri::command]
async fn print_page(window: WebviewWindow) -> Result<(), NotPrinted> {
    window.print().map_err(|error| NotPrinted { reason: error.to_string() })
}

/// Why nothing was printed.
#[derive(serde::Serialize)]
struct NotPrinted {
    /// What the system says.
    reason: String,
}
