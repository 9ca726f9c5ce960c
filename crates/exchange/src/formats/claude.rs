//! The data export of Claude: `conversations.json`, in an archive or alone.
//!
//! A conversation has `chat_messages`, each with a `sender`, a list `content` and a flat `text`. Where a message
//! names its parent the messages make a tree, of which all roots share a parent that is not there; else each
//! follows the one before it.

use runnel_conversation::{Part, ToolCall};

use super::common;
use crate::Reason;
use crate::foreign::{By, Foreign, Said, answer, file, reasoning, text};
use crate::json::Json;
use crate::reading::Reading;

/// The parent that first messages name.
const NOBODY: [&str; 2] = ["00000000-0000-4000-8000-000000000000", "00000000-0000-0000-0000-000000000000"];

pub(super) fn read(item: &Json, reading: &mut Reading<'_>) -> Option<Foreign> {
    let name = item.get("uuid").name()?;
    let model = item.get("model").text();
    let mut messages: Vec<Said> = Vec::new();
    for (number, message) in item.get("chat_messages").items().iter().enumerate() {
        let before = messages.last().map(|said| said.name.clone());
        messages.push(said(message, number, before, model, reading));
    }
    Some(Foreign {
        name,
        title: item.get("name").text().map(str::to_owned),
        created: reading.moment(item.get("created_at")),
        messages,
        read_last: item.get("current_leaf_message_uuid").name(),
        pinned: item.get("is_starred").is_true(),
        folder: item.at(&["project", "name"]).text().map(str::to_owned),
        ..Foreign::default()
    })
}

fn said(
    message: &Json,
    number: usize,
    before: Option<String>,
    model: Option<&str>,
    reading: &mut Reading<'_>,
) -> Said {
    let name = message.get("uuid").name().unwrap_or_else(|| number.to_string());
    reading.in_message(&name);
    let by = match message.get("sender").text() {
        Some("human" | "user") => By::Person,
        Some("assistant") => {
            let mut answer = answer("anthropic", message.get("model").text().or(model).or(Some("claude")));
            if message.get("stop_reason").text() == Some("user_canceled") {
                answer.ending = runnel_conversation::Ending::Stopped;
            }
            By::Model(Box::new(answer))
        }
        _ => By::Nobody,
    };
    let parent = match message.get("parent_message_uuid").name() {
        Some(parent) => Some(parent).filter(|parent| !NOBODY.contains(&parent.as_str())),
        None => before,
    };
    let parts = parts(message, reading);
    Said { name, parent, at: reading.moment(message.get("created_at")), by, parts, goes_on: false }
}

fn parts(message: &Json, reading: &mut Reading<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut pages: Vec<&Json> = Vec::new();
    for block in message.get("content").items() {
        match block.get("type").text() {
            Some("text") => {
                parts.extend(block.get("text").text().and_then(text));
                pages.extend(block.get("citations").items());
            }
            Some("thinking") => parts.extend(block.get("thinking").text().and_then(reasoning)),
            Some("tool_use") => parts.push(call(block)),
            Some("tool_result") => {
                pages.extend(block.get("content").items());
                reading.leave_out(Reason::ToolResult, block.get("name").text());
            }
            Some("image") => parts.extend(picture(block, reading)),
            // It counts what was thought, and says nothing.
            Some("token_budget" | "flag") => {}
            kind => reading.leave_out(Reason::UnknownContent, kind),
        }
    }
    if parts.is_empty() {
        parts.extend(message.get("text").text().and_then(text));
    }
    for attachment in message.get("attachments").items() {
        let name = attachment.get("file_name").text();
        match attachment.get("extracted_content").text() {
            // What was pasted and is long has no name, and may be all that was said.
            Some(words) if name.is_none() => parts.extend(text(words)),
            Some(words) => parts.extend(file(name, words)),
            None => reading.leave_out(Reason::File, name),
        }
    }
    for given in message.first_of(&["files_v2", "files"]).items() {
        // The export says which files there were, and does not hold them.
        let name = given.get("file_name").text();
        let is_picture = given.get("file_kind").text() == Some("image");
        reading.leave_out(if is_picture { Reason::PictureMissing } else { Reason::File }, name);
    }
    parts.extend(common::sources(pages));
    parts
}

fn call(block: &Json) -> Part {
    Part::ToolCall(ToolCall {
        id: block.get("id").name().unwrap_or_default(),
        name: block.get("name").text().unwrap_or_default().to_owned(),
        arguments: block.get("input").to_string(),
    })
}

fn picture(block: &Json, reading: &mut Reading<'_>) -> Option<Part> {
    let source = block.get("source");
    match (source.get("data").text(), source.get("url").text()) {
        (Some(data), _) => reading.picture(&format!("data:;base64,{data}")),
        (None, Some(url)) => reading.picture(url),
        (None, None) => {
            reading.leave_out(Reason::PictureMissing, None);
            None
        }
    }
}
