//! `runnel-cli conversations check`.

use std::io::{self, Write as _};

use runnel_engine::Engine;
use runnel_engine::contract::{Checkup, Damage, FaultReason, FileFault, Nothing};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::prose::harmless;

/// Names each fault in a line on standard output, and says on standard error what was looked at.
pub(crate) async fn run(engine: &Engine) -> Result<Exit, Failure> {
    let Checkup { conversations, messages, journals, attachments, faults } =
        engine.check_everything(Nothing {}).await?;
    let mut out = io::stdout().lock();
    for FileFault { file, fault } in &faults {
        writeln!(out, "{}", harmless(&format!("{file}: {}", named(fault))))?;
    }
    eprintln!(
        "Read: conversations {conversations}, messages {messages}, replies in flight {journals}, attachments \
         {attachments}. Faults: {}.",
        faults.len()
    );
    Ok(if faults.is_empty() { Exit::Finished } else { Exit::Storage })
}

fn named(damage: &Damage) -> String {
    match damage {
        Damage::Unreadable { reason } => format!("cannot be read: {reason}"),
        Damage::Line { line, reason } => {
            let reason = match reason {
                FaultReason::Torn => "was never written to its end",
                FaultReason::Zeros => "holds nothing but zeros",
                FaultReason::Damaged => "is damaged",
                FaultReason::Conflict => "has the id of another record",
            };
            format!("line {line} {reason}")
        }
        Damage::ParentMissing { message, parent } => {
            format!("message {message} follows {parent}, which is missing")
        }
        Damage::Circle { message } => format!("message {message} follows itself in a circle"),
        Damage::AttachmentMissing { message, hash } => {
            format!("message {message} shows attachments/{hash}, which is missing")
        }
        Damage::AttachmentDamaged => "is not what it is named by".to_owned(),
        Damage::BatchMissing { line } => format!("a part of the reply is missing before line {line}"),
        Damage::SetAside => "a reply whose beginning could not be read was set aside".to_owned(),
    }
}
