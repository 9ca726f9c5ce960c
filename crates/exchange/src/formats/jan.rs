//! The threads of Jan: a folder for each, with a `thread.json` and a `messages.jsonl`.
//!
//! A thread names its assistant, with the model and what it is told; its messages follow each other, a line each.

use runnel_conversation::{Ending, Part, ToolCall};

use super::common;
use crate::Reason;
use crate::foreign::{By, Foreign, Said, answer, failed, usage};
use crate::json::Json;
use crate::reading::Reading;

pub(crate) fn read(thread: &Json, lines: &[Option<Json>], reading: &mut Reading<'_>) -> Foreign {
    let assistant = thread.get("assistants").items().first().unwrap_or(&Json::Null);
    let mut system = assistant.get("instructions").text().map(str::to_owned);
    let mut messages: Vec<Said> = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let Some(message) = line else {
            reading.in_no_message();
            reading.leave_out(Reason::Damaged, Some(&format!("messages.jsonl:{}", place + 1)));
            continue;
        };
        let name = common::name_of(message, place);
        reading.in_message(&name);
        let before = messages.last().map(|said| said.name.clone());
        if message.get("role").text() == Some("system") {
            let words = common::content(message.get("content"), reading);
            system = system.or(words
                .into_iter()
                .find_map(|part| if let Part::Text { text } = part { Some(text) } else { None }));
            continue;
        }
        messages.push(said(name, before, message, assistant.get("model"), reading));
    }
    Foreign {
        name: thread.get("id").name().unwrap_or_default(),
        title: thread.get("title").text().map(str::to_owned),
        created: reading.moment(thread.get("created")),
        system,
        messages,
        ..Foreign::default()
    }
}

fn said(
    name: String,
    parent: Option<String>,
    message: &Json,
    model: &Json,
    reading: &mut Reading<'_>,
) -> Said {
    let by = match message.get("role").text() {
        Some("user") => By::Person,
        Some("assistant") => By::Model(Box::new(answered(message, model))),
        Some("tool") => {
            reading.leave_out(Reason::ToolResult, None);
            return common::nobody(name, parent);
        }
        _ => return common::nobody(name, parent),
    };
    let mut parts = Vec::new();
    for part in message.get("content").items() {
        if part.get("type").text() == Some("tool_call") {
            let name = part.get("tool_name").text().unwrap_or_default().to_owned();
            if !part.get("output").is_null() {
                reading.leave_out(Reason::ToolResult, Some(&name));
            }
            let id = part.get("tool_call_id").name().unwrap_or_default();
            parts.push(Part::ToolCall(ToolCall {
                id,
                name,
                arguments: common::arguments(part.get("input")),
            }));
        } else {
            parts.extend(common::content(&Json::List(vec![part.clone()]), reading));
        }
    }
    for call in message.at(&["metadata", "tool_calls"]).items() {
        parts.extend(common::tool_call(call.get("tool")));
        if !call.get("response").is_null() {
            reading.leave_out(Reason::ToolResult, call.at(&["tool", "function", "name"]).text());
        }
    }
    for attachment in message.get("attachments").items() {
        reading.leave_out(Reason::File, attachment.first_of(&["name", "file_id"]).text());
    }
    Said { name, parent, at: reading.moment(message.get("created_at")), by, parts, goes_on: true }
}

fn answered(message: &Json, model: &Json) -> runnel_conversation::Answer {
    let metadata = message.get("metadata");
    let named = metadata.first_of(&["modelId", "model_id", "model"]).text();
    let provider = metadata.get("provider").text().or(model.first_of(&["provider", "engine"]).text());
    let mut answer = answer(provider.unwrap_or("jan"), named.or(model.get("id").text()));
    answer.ending = match message.get("status").text() {
        Some("error") => failed(message.get("error_code").text().unwrap_or("Jan")),
        Some("stopped") => Ending::Stopped,
        Some("pending") => Ending::Interrupted,
        _ => answer.ending,
    };
    let count = |name: &str| metadata.at(&["usage", name]).count();
    answer.usage = usage(count("inputTokens"), count("outputTokens"), count("totalTokens"));
    answer
}
