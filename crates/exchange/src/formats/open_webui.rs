//! The exported chats of Open WebUI: a list of rows, each with a `chat`.
//!
//! `chat.history` has `messages` by id, each with `parentId`, and `currentId`. What was thought and which tools were
//! called is kept in the words of an answer, in `details` elements with a `type`.

use runnel_conversation::{Ending, Part, ToolCall};

use super::common;
use crate::Reason;
use crate::foreign::{By, Foreign, Said, answer, failed, reasoning, text, usage};
use crate::json::Json;
use crate::reading::Reading;

pub(super) fn read(row: &Json, reading: &mut Reading<'_>) -> Option<Foreign> {
    let chat = row.get("chat");
    let history = chat.get("history");
    let name = row.get("id").name().or_else(|| chat.get("id").name());
    let mut messages: Vec<Said> = Vec::new();
    if history.get("messages").is_object() {
        for (name, message) in history.get("messages").fields() {
            messages.push(said(name.clone(), message.get("parentId").name(), message, reading));
        }
    } else {
        for (place, message) in chat.get("messages").items().iter().enumerate() {
            let before = messages.last().map(|said| said.name.clone());
            messages.push(said(common::name_of(message, place), before, message, reading));
        }
    }
    let first = || messages.first().map(|said| said.name.clone());
    Some(Foreign {
        name: name.or_else(first).filter(|_| chat.is_object())?,
        title: row.get("title").text().or(chat.get("title").text()).map(str::to_owned),
        created: reading
            .moment(row.first_of(&["created_at"]))
            .or_else(|| reading.moment(chat.get("timestamp"))),
        system: chat.at(&["params", "system"]).text().or(chat.get("system").text()).map(str::to_owned),
        messages,
        read_last: history.get("currentId").name(),
        pinned: row.get("pinned").is_true(),
        tags: tags(row.at(&["meta", "tags"]).items()),
        ..Foreign::default()
    })
}

/// Tags are words, or objects with a name.
fn tags(tags: &[Json]) -> Vec<String> {
    tags.iter().filter_map(|tag| tag.text().or(tag.get("name").text())).map(str::to_owned).collect()
}

fn said(name: String, parent: Option<String>, message: &Json, reading: &mut Reading<'_>) -> Said {
    reading.in_message(&name);
    let mut parts = Vec::new();
    let by = match message.get("role").text() {
        Some("user") => {
            parts.extend(common::content(message.get("content"), reading));
            By::Person
        }
        Some("assistant") => {
            parts.extend(
                message.get("content").text().map(|words| taken_apart(words, reading)).unwrap_or_default(),
            );
            By::Model(Box::new(answered(message)))
        }
        _ => By::Nobody,
    };
    for file in message.get("files").items() {
        let address = file.get("url").text().unwrap_or_default();
        if file.get("type").text() == Some("image") || address.starts_with("data:image/") {
            parts.extend(reading.picture(address));
        } else {
            reading.leave_out(Reason::File, file.get("name").text());
        }
    }
    parts.extend(sources(message));
    Said { name, parent, at: reading.moment(message.get("timestamp")), by, parts, goes_on: false }
}

fn answered(message: &Json) -> runnel_conversation::Answer {
    let mut answer = answer("open-webui", message.first_of(&["model", "modelName"]).text());
    let error = message.get("error");
    if error.is_object() {
        answer.ending = failed(error.first_of(&["content", "message"]).text().unwrap_or("Open WebUI"));
    } else if message.get("done") == &Json::Bool(false) {
        answer.ending = Ending::Interrupted;
    }
    let counted = message.first_of(&["usage", "info"]);
    let count = |names: &[&str]| counted.first_of(names).count();
    answer.usage = usage(
        count(&["prompt_tokens", "prompt_eval_count", "input_tokens"]),
        count(&["completion_tokens", "eval_count", "output_tokens"]),
        count(&["total_tokens"]),
    );
    answer
}

fn sources(message: &Json) -> Vec<Part> {
    let all = message.first_of(&["sources", "citations"]).items();
    let named = all.iter().map(|source| source.get("source"));
    let noted: Vec<Json> = all
        .iter()
        .flat_map(|source| source.get("metadata").items())
        .map(|page| {
            Json::Object(vec![
                ("url".to_owned(), page.get("source").clone()),
                ("title".to_owned(), page.get("title").clone()),
            ])
        })
        .collect();
    common::sources(named.chain(&noted))
}

/// The words of an answer, without the elements that programs put between them.
fn taken_apart(words: &str, reading: &mut Reading<'_>) -> Vec<Part> {
    const BEGIN: &str = "<details type=\"";
    const END: &str = "</details>";
    let mut parts = Vec::new();
    let mut rest = words;
    while let Some((said, more)) = rest.split_once(BEGIN) {
        let Some((element, after)) = more.split_once(END) else { break };
        parts.extend(text(said.trim()));
        parts.extend(element_of(element, reading));
        rest = after;
    }
    if parts.is_empty() {
        return common::thought_and_said(rest);
    }
    parts.extend(text(rest.trim()));
    joined(parts)
}

/// What an element says, from its type on: `reasoning" done="true"><summary>…</summary>…`.
fn element_of(element: &str, reading: &mut Reading<'_>) -> Option<Part> {
    let (attributes, inside) = element.split_once('>')?;
    let (kind, attributes) = attributes.split_once('"')?;
    let attribute = |name: &str| {
        let value = attributes.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0;
        Some(unescaped(value))
    };
    match kind {
        "reasoning" => {
            let inside = inside.split_once("</summary>").map_or(inside, |(_, inside)| inside);
            let inside = unescaped(inside);
            let lines = inside.lines().map(|line| {
                line.strip_prefix('>').map_or(line, |line| line.strip_prefix(' ').unwrap_or(line))
            });
            reasoning(&lines.collect::<Vec<_>>().join("\n"))
        }
        "tool_calls" => {
            if attribute("result").is_some_and(|result| !result.is_empty()) {
                reading.leave_out(Reason::ToolResult, attribute("name").as_deref());
            }
            // The arguments are JSON, written as a JSON text.
            let arguments = attribute("arguments").unwrap_or_default();
            let arguments = match Json::within(&arguments) {
                Some(Json::Text(within)) => within,
                _ => arguments,
            };
            let (id, name) = (attribute("id").unwrap_or_default(), attribute("name")?);
            Some(Part::ToolCall(ToolCall { id, name, arguments }))
        }
        kind => {
            reading.leave_out(Reason::UnknownContent, Some(kind));
            None
        }
    }
}

/// Words after words are said as one.
fn joined(parts: Vec<Part>) -> Vec<Part> {
    let mut said = false;
    parts
        .into_iter()
        .map(|part| match part {
            Part::Text { text } if said => Part::Text { text: format!("\n\n{text}") },
            part => {
                said |= matches!(part, Part::Text { .. });
                part
            }
        })
        .collect()
}

fn unescaped(text: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'")];
    let text = named.iter().fold(text.to_owned(), |text, (name, meant)| text.replace(name, meant));
    // Last, or what was escaped twice would lose both.
    text.replace("&amp;", "&")
}
