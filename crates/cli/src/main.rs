//! Runnel in a terminal: the same engine, files and keychain as the window, whether it is open or not.
//!
//! This crate refuses to know how anything is done: it reads arguments, asks the engine, prints, and
//! says in its exit status how it went.

mod adjustments;
mod arguments;
mod ask;
mod backup;
mod check;
mod conversations;
mod counted;
mod events;
mod exchange;
mod exit;
mod failure;
mod interrupt;
mod json;
mod keys;
mod models;
mod notices;
mod prose;
mod providers;
mod pull;
mod screen;
mod search;
mod table;

use std::process::ExitCode;

use clap::Parser;
use runnel_engine::Engine;
use runnel_engine::contract::LocalModelRef;

use crate::arguments::{Arguments, Command};
use crate::exit::Exit;
use crate::failure::Failure;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // One thread: a terminal asks one thing at a time, and this starts fastest.
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Failure::from(error).report().into(),
    };
    let exit = runtime.block_on(run(arguments.command)).unwrap_or_else(|failure| failure.report());
    // A keychain that waits for its dialog must not hold the end up.
    runtime.shutdown_background();
    exit.into()
}

async fn run(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Ask(question) => return ask::run(*question).await,
        Command::Keys { command } => keys::run(&Engine::open()?, command.unwrap_or_default()).await?,
        Command::Conversations { command } => {
            return conversations::run(&Engine::open()?, command.unwrap_or_default()).await;
        }
        Command::Reindex => search::reindex(&Engine::open()?).await?,
        Command::Backup { file } => backup::back_up(&Engine::open()?, file).await?,
        Command::Restore { file } => return backup::restore(&Engine::open()?, file).await,
        Command::Providers => providers::run(&Engine::open()?).await?,
        Command::Pull { model, provider, base_url } => {
            let model = LocalModelRef { provider, name: model };
            return pull::run(&Engine::open()?, model, base_url).await;
        }
        Command::Models { provider, base_url } => models::run(&Engine::open()?, provider, base_url).await?,
    }
    Ok(Exit::Finished)
}
