//! A conversation in a few lines, to be compared at a glance.

use std::fmt::Write as _;

use runnel_conversation::{Conversation, Ending, Image, MessageBody, Part, RecordId, RecordKind};
use runnel_exchange::Imported;

/// Who says what after what, by how far it is from the first message; `*` marks what is read.
pub(crate) fn outline(imported: &Imported) -> String {
    let mut conversation = Conversation::new(imported.id);
    for record in &imported.records {
        conversation.apply(record.clone());
    }
    let mut text = format!("{:?}\n", imported.title);
    if let Some(system) = conversation.parameters().system {
        let _ = writeln!(text, "system: {system}");
    }
    let read: Vec<RecordId> = conversation.path().iter().map(|message| message.id).collect();
    write_below(imported, None, 0, &read, &mut text);
    text
}

fn write_below(
    imported: &Imported,
    parent: Option<RecordId>,
    depth: usize,
    read: &[RecordId],
    text: &mut String,
) {
    let mut below: Vec<_> = imported
        .records
        .iter()
        .filter(|record| record.parent == parent)
        .filter_map(|record| match &record.kind {
            RecordKind::Message(body) => Some((record, body)),
            _ => None,
        })
        .collect();
    below.sort_by_key(|(record, _)| record.id);
    for (record, body) in below {
        let mark = if read.contains(&record.id) { '*' } else { '-' };
        let who = match body {
            MessageBody::User { .. } => "user".to_owned(),
            MessageBody::Assistant { answer, .. } => {
                format!("{}/{}{}", answer.provider, answer.model, ended(&answer.ending))
            }
        };
        let parts: Vec<String> = body.parts().iter().map(part).collect();
        let at = record.at.0 / 1000 % 100_000;
        let _ = writeln!(text, "{}{mark} {who} @{at}: {}", "  ".repeat(depth), parts.join(" | "));
        write_below(imported, Some(record.id), depth + 1, read, text);
    }
}

fn ended(ending: &Ending) -> String {
    match ending {
        Ending::Finished { reason } => {
            let reason = serde_json::to_string(reason).unwrap();
            if reason == "\"stop\"" { String::new() } else { format!(" ({})", reason.trim_matches('"')) }
        }
        Ending::Stopped => " (stopped)".to_owned(),
        Ending::Failed { problem } => format!(" (failed: {})", problem.message),
        Ending::Interrupted => " (interrupted)".to_owned(),
    }
}

fn part(part: &Part) -> String {
    match part {
        Part::Text { text } => text.replace('\n', "⏎"),
        Part::Reasoning { text } => format!("[{}]", text.replace('\n', "⏎")),
        Part::Image(Image::Link { url }) => format!("<{url}>"),
        Part::Image(Image::Attachment { media_type, .. }) => format!("<{media_type}>"),
        Part::Media(link) => format!("<{:?} {}>", link.kind, link.url),
        Part::Source(source) => format!("^{}", source.url),
        Part::ToolCall(call) => format!("{}({})", call.name, call.arguments),
        Part::Opaque { protocol, .. } => format!("?{protocol}"),
    }
}
