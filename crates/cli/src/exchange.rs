//! `runnel-cli conversations import` and `export`.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use runnel_engine::Engine;
use runnel_engine::contract::{
    AppEvent, ConversationId, ExportConversations, ExportFormat, ExportLanguage, ImportConversations,
    ImportReport, LeftOut, Nothing, Reason,
};

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
            "{} conversations with {} messages and {} pictures",
            found.conversations, found.messages, found.pictures
        ),
        format!(
            "{} conversations are new, {} have grown, {} messages are new",
            report.new_conversations, report.grown_conversations, report.new_messages
        ),
    ];
    if !found.counts.is_empty() {
        lines.push("Left out:".to_owned());
    }
    for counted in &found.counts {
        lines.push(format!("{:>8}  {}", counted.count, sentence(counted.reason)));
        let examples = found.left_out.iter().filter(|left_out| left_out.reason == counted.reason);
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

fn sentence(reason: Reason) -> &'static str {
    match reason {
        Reason::Empty => "conversations without messages",
        Reason::NotAConversation => "entries that are no conversations",
        Reason::Duplicate => "messages with a name that another one has",
        Reason::ParentMissing => "messages after one that is missing: taken as first ones",
        Reason::Circle => "messages that follow themselves: taken as first ones",
        Reason::PictureMissing => "pictures that are not in the file",
        Reason::PictureUnsupported => "pictures that are neither PNG, JPEG, WebP nor GIF",
        Reason::PictureTooLarge => "pictures over 20 MB",
        Reason::File => "files that are no pictures",
        Reason::Media => "sounds and films that are not on the web",
        Reason::ToolResult => "answers of tools",
        Reason::UnknownContent => "contents of an unknown kind",
        Reason::Newer => "conversations of a newer version of Runnel",
        Reason::Damaged => "lines or records that cannot be read",
        Reason::Changed => "messages that were changed there since: what is here stays",
        Reason::ReadOnly => "conversations that are here in a newer format, and can only be read",
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
