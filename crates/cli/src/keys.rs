//! `runnel-cli keys`. A key comes in through standard input, never through arguments, which other
//! programs can read; only its last four characters come out.

use std::io::{self, IsTerminal as _, Write as _};

use runnel_engine::Engine;
use runnel_engine::contract::{KeyStatus, Nothing, Place, ProviderRef, SetKey};

use crate::arguments::KeysCommand;
use crate::failure::Failure;
use crate::table;

/// Sets, removes and lists keys.
pub(crate) async fn run(engine: &Engine, command: KeysCommand) -> Result<(), Failure> {
    match command {
        KeysCommand::Set { rest, .. } if !rest.is_empty() => {
            Err(Failure::Usage("a key is read from standard input, never from an argument".to_owned()))
        }
        KeysCommand::Set { provider, .. } => set(engine, provider).await,
        KeysCommand::Remove { provider } => remove(engine, provider).await,
        KeysCommand::Status => status(engine).await,
    }
}

async fn set(engine: &Engine, provider: String) -> Result<(), Failure> {
    // Asked first, so that nobody types a key for a provider that does not exist.
    engine.key_status(ProviderRef { provider: provider.clone() }).await?;
    let key =
        read_key(&provider).map_err(|error| Failure::Usage(format!("the key cannot be read: {error}")))?;
    if key.is_empty() {
        return Err(Failure::Usage("there is no key on standard input".to_owned()));
    }
    match engine.set_key(SetKey { provider: provider.clone(), key }).await? {
        // A terminal's run is over with this command.
        KeyStatus::ThisRun { .. } => Err(Failure::KeyNotKept),
        status => Ok(table::print(&[row(provider, &status)])?),
    }
}

async fn remove(engine: &Engine, provider: String) -> Result<(), Failure> {
    let status = engine.remove_key(ProviderRef { provider: provider.clone() }).await?;
    Ok(table::print(&[row(provider, &status)])?)
}

async fn status(engine: &Engine) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for provider in engine.overview(Nothing {}).await?.providers {
        if provider.place != Place::BuiltIn {
            let status = engine.key_status(ProviderRef { provider: provider.id.clone() }).await?;
            rows.push(row(provider.id, &status));
        }
    }
    Ok(table::print(&rows)?)
}

fn row(provider: String, status: &KeyStatus) -> [String; 3] {
    let (place, last_four) = match status {
        KeyStatus::Nowhere => ("no key".to_owned(), None),
        KeyStatus::Keychain { last_four } => ("keychain".to_owned(), Some(last_four)),
        KeyStatus::ThisRun { last_four } => ("this run".to_owned(), Some(last_four)),
        KeyStatus::Environment { variable, last_four } => (variable.clone(), Some(last_four)),
    };
    [provider, place, last_four.map(|end| format!("…{end}")).unwrap_or_default()]
}

/// Reads a key: typed unseen at a terminal, else the first line that comes in.
fn read_key(provider: &str) -> io::Result<String> {
    if io::stdin().is_terminal() {
        let mut terminal = io::stderr();
        write!(terminal, "The key for {provider}, which is not shown: ")?;
        terminal.flush()?;
        return Ok(rpassword::read_password()?.trim().to_owned());
    }
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}
