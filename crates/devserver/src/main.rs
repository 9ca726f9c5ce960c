//! The engine's contract over loopback HTTP, so that the UI can be developed and tested in an ordinary
//! browser. Never shipped.
//!
//! It refuses to know what a command means, and everybody who is not on this computer. The UI's
//! `host/http.ts` is its counterpart.

mod commands;
mod guard;
mod pictures;
mod streams;

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use clap::Parser;
use runnel_engine::Engine;
use tokio::net::TcpListener;
use tower_http::services::{ServeDir, ServeFile};

/// Serves Runnel's engine and UI on this computer, for development.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The port to listen on; 0 lets the system choose.
    #[arg(long, default_value_t = 1421)]
    port: u16,
    /// The folder of the built UI.
    #[arg(long, value_name = "DIR", default_value = "ui/dist")]
    ui: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("runnel-devserver: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::open()?;
    engine.keep_backed_up();
    let app = router(engine, &arguments.ui);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, app).await?)
}

/// Every address there is.
fn router(engine: Engine, ui: &Path) -> Router {
    commands::router()
        .route("/stream/attach", post(streams::attach))
        .route("/stream/watch", post(streams::watch))
        .route("/picture/link", get(pictures::link))
        .route("/picture/attachment/{hash}", get(pictures::attachment))
        .with_state(engine)
        .fallback_service(ServeDir::new(ui).fallback(ServeFile::new(ui.join("index.html"))))
        .layer(from_fn(guard::local_only))
}
