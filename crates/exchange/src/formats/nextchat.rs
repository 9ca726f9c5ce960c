//! The exported data of NextChat: its stores in one object, the chats in `chat-next-web-store`.
//!
//! A session is a plain list of messages, with a `mask` that holds the model and what goes before the first one. The
//! `date` of a message is what the browser showed, in its language and time zone.

use runnel_conversation::Part;

use super::common;
use crate::foreign::{By, Foreign, Said, answer, failed};
use crate::json::Json;
use crate::reading::Reading;

pub(super) fn sessions(whole: &Json) -> Vec<&Json> {
    let store = whole.get("chat-next-web-store");
    let sessions = store.get("sessions");
    let sessions = if sessions.is_null() { store.at(&["state", "sessions"]) } else { sessions };
    sessions.items().iter().collect()
}

pub(super) fn read(session: &Json, reading: &mut Reading<'_>) -> Option<Foreign> {
    let name = session.get("id").name()?;
    let mask = session.get("mask");
    let config = mask.get("modelConfig");
    let before = mask.get("context").items().iter();
    let mut system = Vec::new();
    let mut messages: Vec<Said> = Vec::new();
    for (place, message) in before.chain(session.get("messages").items()).enumerate() {
        let name = common::name_of(message, place);
        reading.in_message(&name);
        if message.get("role").text() == Some("system") {
            system.extend(message.get("content").text().map(str::to_owned));
            continue;
        }
        let parent = messages.last().map(|said| said.name.clone());
        messages.push(said(name, parent, message, config, reading));
    }
    Some(Foreign {
        name,
        title: session.get("topic").text().map(str::to_owned),
        system: (!system.is_empty()).then(|| system.join("\n\n")),
        messages,
        ..Foreign::default()
    })
}

fn said(
    name: String,
    parent: Option<String>,
    message: &Json,
    config: &Json,
    reading: &mut Reading<'_>,
) -> Said {
    let by = match message.get("role").text() {
        Some("user") => By::Person,
        Some("assistant") => {
            let provider = config.get("providerName").text().unwrap_or("openai");
            let mut answer = answer(provider, message.get("model").text().or(config.get("model").text()));
            if message.get("isError").is_true() {
                answer.ending = failed("NextChat");
            } else if message.get("streaming").is_true() {
                answer.ending = runnel_conversation::Ending::Interrupted;
            }
            By::Model(Box::new(answer))
        }
        _ => return common::nobody(name, parent),
    };
    let mut parts: Vec<Part> = message.get("tools").items().iter().filter_map(common::tool_call).collect();
    parts.extend(common::content(message.get("content"), reading));
    if let Some(sound) = message.get("audio_url").text() {
        parts.extend(reading.media(runnel_conversation::MediaKind::Audio, Some(sound)));
    }
    Said { name, parent, at: reading.moment(message.get("date")), by, parts, goes_on: false }
}
