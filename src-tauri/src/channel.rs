//! The engine's outlet over a channel of the web view.

use runnel_engine::{Closed, Outlet};
use serde::Serialize;
use tauri::ipc::{Channel, InvokeResponseBody};

/// Delivers to one channel of the web view, as JSON.
pub(crate) fn outlet<T: Serialize + 'static>(channel: Channel) -> impl Outlet<T> {
    move |item: &T| {
        let json = serde_json::to_string(item).map_err(|_| Closed)?;
        channel.send(InvokeResponseBody::Json(json)).map_err(|_| Closed)
    }
}
