//! `POST /stream/<name>`: what a window gets through its channel, one JSON value a line, as it comes.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures::stream;
use runnel_engine::{Closed, Engine, Outlet};
use serde::Serialize;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::commands::{Refused, arguments};

/// The batches of a reply after a number, until its last.
pub(crate) async fn attach(State(engine): State<Engine>, body: Bytes) -> Result<Response, Refused> {
    let (sender, lines) = unbounded_channel();
    engine.attach(arguments(&body)?, outlet(sender)).await?;
    Ok(response(lines))
}

/// What changes, from now on.
pub(crate) async fn watch(State(engine): State<Engine>, body: Bytes) -> Result<Response, Refused> {
    let (sender, lines) = unbounded_channel();
    engine.watch(arguments(&body)?, outlet(sender)).await?;
    Ok(response(lines))
}

/// Delivers each item as a line. The queue has no bound, as the engine's outlets must not wait; it holds
/// what a browser on this computer has not read yet.
fn outlet<T: Serialize + 'static>(lines: UnboundedSender<Bytes>) -> impl Outlet<T> {
    move |item: &T| {
        let mut line = serde_json::to_vec(item).map_err(|_| Closed)?;
        line.push(b'\n');
        lines.send(line.into()).map_err(|_| Closed)
    }
}

/// A body that ends when the engine drops the outlet.
fn response(lines: UnboundedReceiver<Bytes>) -> Response {
    let lines = stream::unfold(lines, async |mut lines| {
        let line = lines.recv().await?;
        Some((Ok::<_, Infallible>(line), lines))
    });
    ([(CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(lines)).into_response()
}
