//! `runnel-cli conversations import` and `export`.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use runnel_engine::Engine;
use runnel_engine::contract::{
    AppEvent, ConversationId, Counted, ExportConversations, ExportFormat, ExportLanguage,
    ImportConversations, ImportReport, LeftOut, Nothing, Reason,
};

use crate::counted::counted;
use crate::failure::Failure;
use crate::prose::harmless;

/// Imports a file, and tells what came of it.
pub(crate) async fn import(engine: &Engine, path: &Path) -> Result<(), Failure> {
    if io::stderr().is_terminal() {
        engine
            .watch(Nothing {}, |event: &AppEvent| {
                if let AppEvent::Import { progress } = event {
                    eprint!("\r{} / {} ", progress.done, progress.total);
                }
                Ok(())
            })
            .await?;
    }
    let path = path.to_string_lossy().into_owned();
    let report = engine.import_conversations(ImportConversations { path }).await;
    if io::stderr().is_terminal() {
        eprintln!();
    }
    Ok(io::stdout().lock().write_all(told(&report?).as_bytes())?)
}

fn told(report: &ImportReport) -> String {
    let found = &report.found;
    let mut lines = vec![
        format!(
            "{} with {} and {}",
            counted(&found.conversations, "conversation", "conversations"),
            counted(&found.messages, "message", "messages"),
            counted(&found.pictures, "picture", "pictures"),
        ),
        format!(
            "{}, {}, {}",
            counted(&report.new_conversations, "conversation is new", "conversations are new"),
            counted(&report.grown_conversations, "has grown", "have grown"),
            counted(&report.new_messages, "message is new", "messages are new"),
        ),
    ];
    if !found.counts.is_empty() {
        lines.push("Left out:".to_owned());
    }
    for counted_out in &found.counts {
        let Counted { reason, count } = *counted_out;
        let (one, many) = words(reason);
        lines.push(format!("{count:>8}  {}", if count == 1 { one } else { many }));
        let examples = found.left_out.iter().filter(|left_out| left_out.reason == reason);
        lines.extend(examples.take(EXAMPLES).map(example));
    }
    lines.join("\n") + "\n"
}

/// How many of what was left out for one reason are named.
const EXAMPLES: usize = 3;

fn example(left_out: &LeftOut) -> String {
    let told = [&left_out.title, &left_out.what, &left_out.message];
    let told: Vec<&str> = told.into_iter().flatten().map(String::as_str).collect();
    harmless(&format!("{:>8}  - {}", "", told.join(", "))).into_owned()
}

/// What was left out, alone and in company.
fn words(reason: Reason) -> (&'static str, &'static str) {
    match reason {
        Reason::Empty => ("conversation without messages", "conversations without messages"),
        Reason::NotAConversation => ("entry that is no conversation", "entries that are no conversations"),
        Reason::Duplicate => {
            ("message with a name that another one has", "messages with a name that another one has")
        }
        Reason::ParentMissing => (
            "message after one that is missing: taken as a first one",
            "messages after one that is missing: taken as first ones",
        ),
        Reason::Circle => (
            "message that follows itself: taken as a first one",
            "messages that follow themselves: taken as first ones",
        ),
        Reason::PictureMissing => ("picture that is not in the file", "pictures that are not in the file"),
        Reason::PictureUnsupported => (
            "picture that is neither PNG, JPEG, WebP nor GIF",
            "pictures that are neither PNG, JPEG, WebP nor GIF",
        ),
        Reason::PictureTooLarge => ("picture over 20 MB", "pictures over 20 MB"),
        Reason::File => ("file that is no picture", "files that are no pictures"),
        Reason::Media => ("sound or film that is not on the web", "sounds and films that are not on the web"),
        Reason::ToolResult => ("answer of a tool", "answers of tools"),
        Reason::UnknownContent => ("content of an unknown kind", "contents of an unknown kind"),
        Reason::Newer => {
            ("conversation of a newer version of Runnel", "conversations of a newer version of Runnel")
        }
        Reason::Damaged => ("line or record that cannot be read", "lines or records that cannot be read"),
        Reason::Changed => (
            "message that was changed there since: what is here stays",
            "messages that were changed there since: what is here stays",
        ),
        Reason::ReadOnly => (
            "conversation that is here in a newer format, and can only be read",
            "conversations that are here in a newer format, and can only be read",
        ),
    }
}

/// Writes one conversation, or all.
pub(crate) async fn export(
    engine: &Engine,
    conversation: Option<ConversationId>,
    format: ExportFormat,
    output: Option<PathBuf>,
) -> Result<(), Failure> {
    let language = ExportLanguage::English;
    match (conversation, output) {
        (Some(id), None) => {
            let bytes = engine.exported(id, format, language).await?;
            Ok(io::stdout().lock().write_all(&bytes)?)
        }
        (id, Some(path)) => {
            let (path, conversations) = (path.to_string_lossy().into_owned(), id.map(|id| vec![id]));
            engine
                .export_conversations(ExportConversations { conversations, format, language, path })
                .await?;
            Ok(())
        }
        (None, None) => Err(Failure::Usage("--all writes an archive: name it with --output".to_owned())),
    }
}
