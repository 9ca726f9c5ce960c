//! A conversation as one HTML file, as it looks in the window: nothing is fetched, nothing runs.

mod prose;

use std::fmt::Write as _;
use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use runnel_conversation::{Answer, Conversation, Image, MediaKind, Message, MessageBody, Part, Source};
use sha2::{Digest as _, Sha256};

use super::Export;
use super::markdown::ended;
use super::words::Words;
use crate::pictures::is_web;

/// The colours and sizes of the window, and what is made of them here.
const STYLE: &str =
    concat!(include_str!("../../../../ui/src/shared/tokens.css"), include_str!("html/page.css"));

pub(super) fn write(export: &Export<'_>, conversation: &Conversation, out: &mut dyn Write) -> io::Result<()> {
    let words = export.language.words();
    let title = escaped(&conversation.title().unwrap_or_else(|| words.untitled.to_owned()));
    // Only this very style counts, whatever the words of a conversation may try.
    let style = STANDARD.encode(Sha256::digest(STYLE));
    write!(
        out,
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{style}'; \
         img-src data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n<main>\n<h1>{title}</h1>\n<p class=\"about\">{}</p>\n",
        words.language,
        about(export, conversation, words),
    )?;
    if let Some(system) = conversation.parameters().system {
        let system = escaped(&system);
        writeln!(
            out,
            "<details class=\"aside\"><summary>{}</summary><p class=\"plain\">{system}</p></details>",
            words.system
        )?;
    }
    for message in conversation.path() {
        out.write_all(of_message(export, conversation, &message).as_bytes())?;
    }
    out.write_all(b"</main>\n</body>\n</html>\n")
}

fn about(export: &Export<'_>, conversation: &Conversation, words: &Words) -> String {
    let mut about = vec![export.time(conversation.created())];
    about.extend(conversation.folder().map(|folder| format!("{}: {}", words.folder, escaped(folder))));
    if !conversation.tags().is_empty() {
        about.push(format!("{}: {}", words.tags, escaped(&conversation.tags().join(", "))));
    }
    about.join(" · ")
}

fn of_message(export: &Export<'_>, conversation: &Conversation, message: &Message) -> String {
    let words = export.language.words();
    let is_answer = matches!(message.body, MessageBody::Assistant { .. });
    let (class, who) = if is_answer { ("answer", words.assistant) } else { ("question", words.you) };
    let mut html = format!("<article class=\"{class}\" aria-label=\"{who}\">\n");
    let mut sources = Vec::new();
    for part in message.body.parts() {
        // Writing to a string cannot fail.
        let _ = match part {
            Part::Text { text } if is_answer => {
                writeln!(html, "<div class=\"prose\">{}</div>", prose::html(text))
            }
            Part::Text { text } => writeln!(html, "<p class=\"plain\">{}</p>", escaped(text)),
            Part::Reasoning { text } => {
                let thought = prose::html(text);
                writeln!(
                    html,
                    "<details class=\"aside\"><summary>{}</summary><div class=\"prose\">{thought}</div></details>",
                    words.thinking
                )
            }
            Part::Image(image) => writeln!(html, "{}", picture(export, image)),
            Part::Media(media) => {
                let name = if media.kind == MediaKind::Audio { words.sound } else { words.film };
                writeln!(html, "<p>{}</p>", link(&media.url, name))
            }
            Part::ToolCall(call) => {
                let (name, asked) = (escaped(&call.name), escaped(&call.arguments));
                writeln!(
                    html,
                    "<details class=\"aside\"><summary>{}: {name}</summary><pre><code>{asked}</code></pre></details>",
                    words.tool
                )
            }
            Part::Source(source) => {
                sources.push(source);
                Ok(())
            }
            Part::Opaque { .. } => Ok(()),
        };
    }
    list(&mut html, words, &sources);
    let _ = writeln!(html, "<footer>{}</footer>\n</article>", foot(export, conversation, message, words));
    html
}

fn list(html: &mut String, words: &Words, sources: &[&Source]) {
    if sources.is_empty() {
        return;
    }
    let _ = write!(html, "<p class=\"sources\">{}</p>\n<ol class=\"sources\">", words.sources);
    for source in sources {
        let _ =
            write!(html, "<li>{}</li>", link(&source.url, source.title.as_deref().unwrap_or(&source.url)));
    }
    html.push_str("</ol>\n");
}

fn foot(export: &Export<'_>, conversation: &Conversation, message: &Message, words: &Words) -> String {
    let mut foot = Vec::new();
    if let MessageBody::Assistant { answer, .. } = &message.body {
        foot.extend(
            ended(&answer.ending, words).map(|ended| format!("<strong>{}</strong>", escaped(&ended))),
        );
        foot.push(escaped(&format!("{} ({})", answer.model, answer.provider)));
        foot.extend(tokens(answer, words));
    }
    foot.push(export.time(message.at));
    let siblings = conversation.siblings(message.id);
    if let Some(at) =
        siblings.iter().position(|sibling| *sibling == message.id).filter(|_| siblings.len() > 1)
    {
        foot.push(format!("{} {}/{}", words.branch, at + 1, siblings.len()));
    }
    foot.join(" · ")
}

fn tokens(answer: &Answer, words: &Words) -> Option<String> {
    let usage = answer.usage?;
    Some(format!("{} / {} {}", usage.prompt_tokens?, usage.completion_tokens?, words.tokens))
}

fn picture(export: &Export<'_>, image: &Image) -> String {
    let words = export.language.words();
    match (image, export.inside(image)) {
        // Opening a file tells nobody: a picture on the web is a link to it.
        (Image::Link { url }, _) => format!("<p>{}</p>", link(url, words.picture)),
        (_, Some(address)) => format!("<img src=\"{}\" alt=\"{}\">", escaped(&address), words.picture),
        (_, None) => format!("<p><em>{}</em></p>", words.picture_missing),
    }
}

/// A link, where the address is one that a browser may be sent to.
fn link(url: &str, name: &str) -> String {
    let (address, name) = (escaped(url), escaped(name));
    if is_web(url) { format!("<a href=\"{address}\">{name}</a>") } else { name }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
