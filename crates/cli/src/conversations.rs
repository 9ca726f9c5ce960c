//! `runnel-cli conversations`.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};

use jiff::tz::TimeZone;
use runnel_engine::Engine;
use runnel_engine::contract::{
    BeforeMessage, ConversationId, ConversationRef, ConversationView, Ending, Image, ListConversations,
    Message, MessageBody, Nothing, Part, SearchConversations, Timestamp,
};

use crate::arguments::ConversationsCommand;
use crate::check;
use crate::exchange;
use crate::exit::Exit;
use crate::failure::{Failure, sentence};
use crate::notices;
use crate::prose::harmless;
use crate::{search, table};

/// Lists the conversations, shows one, exports, imports, or checks them all.
pub(crate) async fn run(engine: &Engine, command: ConversationsCommand) -> Result<Exit, Failure> {
    match command {
        ConversationsCommand::List => list(engine).await?,
        ConversationsCommand::Show { id } => show(engine, id).await?,
        ConversationsCommand::Export { id, format, output, .. } => {
            exchange::export(engine, id, format, output).await?;
        }
        ConversationsCommand::Import { file } => exchange::import(engine, &file).await?,
        ConversationsCommand::Search { words, limit, role, model, provider, folder, has_image } => {
            let text = words.join(" ");
            let limit = Some(limit as usize);
            let wanted = SearchConversations {
                text,
                limit,
                role,
                model,
                provider,
                folder,
                has_image,
                ..Default::default()
            };
            search::run(engine, wanted).await?;
        }
        ConversationsCommand::Check => return check::run(engine).await,
    }
    Ok(Exit::Finished)
}

async fn list(engine: &Engine) -> Result<(), Failure> {
    search::indexed(engine, false).await?;
    let overview = engine.overview(Nothing {}).await?;
    notices::tell(&overview.notices);
    let mut rows = Vec::new();
    let mut page = overview.conversations;
    loop {
        rows.extend(page.conversations.into_iter().map(|summary| {
            let title = summary.title.unwrap_or_default();
            [summary.id.to_string(), local_time(summary.updated), harmless(&title).into_owned()]
        }));
        if page.next.is_none() {
            break;
        }
        page =
            engine.list_conversations(ListConversations { after: page.next, ..Default::default() }).await?;
    }
    if rows.is_empty() {
        eprintln!("There are no conversations yet; `runnel-cli ask TEXT` begins one.");
    }
    Ok(table::print(&rows)?)
}

async fn show(engine: &Engine, conversation: ConversationId) -> Result<(), Failure> {
    let mut view = engine.open_conversation(ConversationRef { conversation }).await?;
    while view.earlier > 0
        && let Some(first) = view.messages.first()
    {
        let before = BeforeMessage { conversation, message: first.id, from: None };
        let earlier = engine.earlier_messages(before).await?;
        view.messages.splice(..0, earlier.messages);
        view.earlier = earlier.earlier;
    }
    if view.damaged_lines > 0 {
        eprintln!("runnel-cli: {} damaged lines of its file are left out", view.damaged_lines);
    }
    if view.read_only {
        eprintln!("runnel-cli: a newer version of Runnel wrote this conversation: it can only be read");
    }
    let text = written_out(&view);
    let text = if io::stdout().is_terminal() { harmless(&text) } else { text.into() };
    Ok(io::stdout().lock().write_all(text.as_bytes())?)
}

/// A conversation as text to read: who speaks, then what, verbatim.
fn written_out(view: &ConversationView) -> String {
    let mut text = String::new();
    if let Some(title) = &view.summary.title {
        let _ = writeln!(text, "# {title}\n");
    }
    for message in &view.messages {
        write_message(&mut text, message);
    }
    text
}

fn write_message(text: &mut String, message: &Message) {
    let at = local_time(message.at);
    let _ = match &message.body {
        MessageBody::User { .. } => writeln!(text, "## You, {at}\n"),
        MessageBody::Assistant { answer, .. } => {
            writeln!(text, "## {} ({}), {at}\n", answer.model, answer.provider)
        }
    };
    for part in message.body.parts() {
        let _ = match part {
            Part::Text { text: words } => writeln!(text, "{words}\n"),
            Part::Reasoning { text: words } => writeln!(text, "[thinking]\n{words}\n[/thinking]\n"),
            Part::Image(Image::Link { url }) => writeln!(text, "[picture {url}]\n"),
            Part::Image(Image::Attachment { hash, media_type }) => {
                writeln!(text, "[picture {hash}, {media_type}]\n")
            }
            Part::ToolCall(call) => writeln!(text, "[tool {} {}]\n", call.name, call.arguments),
            Part::Media(link) => writeln!(text, "[{}]\n", link.url),
            Part::Source(source) => writeln!(text, "[source {}]\n", source.url),
            Part::Opaque { .. } => Ok(()),
        };
    }
    if let MessageBody::Assistant { answer, .. } = &message.body {
        let _ = match &answer.ending {
            Ending::Finished { .. } => Ok(()),
            Ending::Stopped => writeln!(text, "[stopped]\n"),
            Ending::Failed { problem } => writeln!(text, "[failed: {}]\n", sentence(problem)),
            Ending::Interrupted => writeln!(text, "[interrupted]\n"),
        };
    }
}

/// A moment on this computer's clock, to the minute. A moment that no calendar holds is left out.
pub(crate) fn local_time(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .map(|at| at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string())
        .unwrap_or_default()
}
