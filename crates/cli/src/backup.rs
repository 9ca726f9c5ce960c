//! `runnel-cli backup` and `restore`.

use std::io::{self, Write as _};
use std::path::PathBuf;

use runnel_engine::Engine;
use runnel_engine::contract::{BackupRef, RefusedEntry};

use crate::counted::counted;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::prose::harmless;

/// Makes a backup, and tells what is in it.
pub(crate) async fn back_up(engine: &Engine, path: PathBuf) -> Result<(), Failure> {
    let made = engine.back_up(BackupRef { path }).await?;
    let conversations = counted(&made.conversations, "conversation", "conversations");
    let pictures = counted(&made.attachments, "picture", "pictures");
    let line = format!("{}: {conversations}, {pictures}, {} bytes\n", made.path.display(), made.bytes);
    Ok(io::stdout().lock().write_all(harmless(&line).as_bytes())?)
}

/// Brings back what a backup has, and tells what came. What could not be taken is named, and makes the exit status 7.
pub(crate) async fn restore(engine: &Engine, path: PathBuf) -> Result<Exit, Failure> {
    let back = engine.restore_backup(BackupRef { path }).await?;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{}, {}, {}, {}, {}, {}",
        counted(&back.conversations, "conversation came back or grew", "conversations came back or grew"),
        counted(&back.attachments, "picture came back", "pictures came back"),
        counted(&back.settings, "setting came back", "settings came back"),
        counted(&back.providers, "provider came back", "providers came back"),
        counted(&back.prompts, "prompt came back", "prompts came back"),
        counted(&back.assistants, "assistant came back", "assistants came back"),
    )?;
    for RefusedEntry { name, reason } in &back.refused {
        eprintln!("runnel-cli: {}", harmless(&format!("{name}: {reason}")));
    }
    Ok(if back.refused.is_empty() { Exit::Finished } else { Exit::Storage })
}
