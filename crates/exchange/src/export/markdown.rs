//! A conversation as Markdown: the branch that is read, with the thinking folded.

use std::fmt::Write as _;
use std::io::{self, Write};

use runnel_conversation::{Conversation, Ending, Image, MediaKind, Message, MessageBody, Part, Source};

use super::archive::beside;
use super::words::Words;
use super::{Export, Pictures};

pub(super) fn write(
    export: &Export<'_>,
    conversation: &Conversation,
    pictures: Pictures,
    out: &mut dyn Write,
) -> io::Result<()> {
    let words = export.language.words();
    let title = conversation.title();
    writeln!(out, "# {}\n", one_line(title.as_deref().unwrap_or(words.untitled)))?;
    writeln!(out, "{}\n", about(export, conversation, words).join(" · "))?;
    if let Some(system) = conversation.parameters().system {
        writeln!(out, "> **{}**\n>\n{}\n", words.system, quoted(&system))?;
    }
    for message in conversation.path() {
        out.write_all(of_message(export, conversation, &message, pictures).as_bytes())?;
    }
    Ok(())
}

fn about(export: &Export<'_>, conversation: &Conversation, words: &Words) -> Vec<String> {
    let mut about = vec![export.time(conversation.created())];
    about.extend(conversation.folder().map(|folder| format!("{}: {}", words.folder, one_line(folder))));
    if !conversation.tags().is_empty() {
        about.push(format!("{}: {}", words.tags, one_line(&conversation.tags().join(", "))));
    }
    about
}

fn of_message(
    export: &Export<'_>,
    conversation: &Conversation,
    message: &Message,
    pictures: Pictures,
) -> String {
    let words = export.language.words();
    let mut text = String::new();
    let who = match &message.body {
        MessageBody::User { .. } => words.you.to_owned(),
        MessageBody::Assistant { answer, .. } => {
            format!("{} ({})", one_line(&answer.model), one_line(&answer.provider))
        }
    };
    let siblings = conversation.siblings(message.id);
    let branch = siblings.iter().position(|sibling| *sibling == message.id).filter(|_| siblings.len() > 1);
    let branch =
        branch.map(|at| format!(" · {} {}/{}", words.branch, at + 1, siblings.len())).unwrap_or_default();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "## {who} · {}{branch}\n", export.time(message.at));
    let mut sources = Vec::new();
    for part in message.body.parts() {
        let _ = match part {
            Part::Text { text: said } => writeln!(text, "{}\n", said.trim_end()),
            Part::Reasoning { text: thought } => folded(&mut text, words.thinking, thought),
            Part::Image(image) => writeln!(text, "{}\n", picture(export, image, pictures)),
            Part::Media(link) => {
                let name = if link.kind == MediaKind::Audio { words.sound } else { words.film };
                writeln!(text, "[{name}](<{}>)\n", address(&link.url))
            }
            Part::ToolCall(call) => {
                let asked = format!("{} {}", words.tool, one_line(&call.name));
                writeln!(text, "{asked}\n\n{}\n", fenced(&call.arguments))
            }
            Part::Source(source) => {
                sources.push(source);
                Ok(())
            }
            Part::Opaque { .. } => Ok(()),
        };
    }
    list(&mut text, words, &sources);
    if let MessageBody::Assistant { answer, .. } = &message.body
        && let Some(ended) = ended(&answer.ending, words)
    {
        let _ = writeln!(text, "*{ended}*\n");
    }
    text
}

fn folded(text: &mut String, name: &str, words: &str) -> std::fmt::Result {
    // An element in the words could end the fold, so none is one.
    writeln!(
        text,
        "<details>\n<summary>{name}</summary>\n\n{}\n\n</details>\n",
        words.trim().replace('<', "&lt;")
    )
}

fn list(text: &mut String, words: &Words, sources: &[&Source]) {
    if sources.is_empty() {
        return;
    }
    let _ = writeln!(text, "{}:\n", words.sources);
    for source in sources {
        let name = source.title.as_deref().unwrap_or(&source.url);
        let name = one_line(name).replace(['[', ']'], " ");
        let _ = writeln!(text, "- [{name}](<{}>)", address(&source.url));
    }
    text.push('\n');
}

fn picture(export: &Export<'_>, image: &Image, pictures: Pictures) -> String {
    let words = export.language.words();
    let address = match image {
        Image::Link { url } => Some(address(url)),
        Image::Attachment { hash, media_type } if pictures == Pictures::Beside => {
            Some(beside(hash, media_type))
        }
        Image::Attachment { .. } => export.inside(image),
    };
    match address {
        Some(address) => format!("![{}](<{address}>)", words.picture),
        None => format!("*{}*", words.picture_missing),
    }
}

/// How an answer ended, where that is worth a word.
pub(super) fn ended(ending: &Ending, words: &Words) -> Option<String> {
    match ending {
        Ending::Finished { .. } => None,
        Ending::Stopped => Some(words.stopped.to_owned()),
        Ending::Failed { problem } => Some(format!("{}: {}", words.failed, one_line(&problem.message))),
        Ending::Interrupted => Some(words.interrupted.to_owned()),
    }
}

fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}json\n{text}\n{fence}")
}

fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An address that cannot end the brackets around it.
fn address(url: &str) -> String {
    url.replace('<', "%3C").replace('>', "%3E").replace(char::is_whitespace, "%20")
}
