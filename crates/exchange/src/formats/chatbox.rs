//! The exported data of Chatbox: its storage in one object, a `session:…` for each conversation.
//!
//! A session is a list of messages. Earlier beginnings of it are `threads`, which are conversations of their own
//! here; other ways it went on after a message are in `messageForksHash`, by that message.

use std::collections::HashSet;

use runnel_conversation::{Ending, Part, ToolCall, Usage};

use super::{Conversations, common, taken};
use crate::foreign::{By, Foreign, Said, answer, failed, reasoning, text};
use crate::json::Json;
use crate::reading::Reading;
use crate::{Format, Imported, Reason};

/// All sessions, and what is stored beside them.
pub(super) struct Data<'a> {
    whole: &'a Json,
    /// A session, or a thread of one.
    all: Vec<(&'a Json, Option<&'a Json>)>,
}

impl<'a> Data<'a> {
    pub(super) fn of(whole: &'a Json) -> Self {
        let stored = whole
            .fields()
            .iter()
            .filter(|(name, _)| name.starts_with("session:"))
            .map(|(_, session)| session);
        // Before there were files for each, all were in one list; it is still there after they were taken apart.
        let listed = whole.get("chat-sessions").items().iter();
        let mut known = HashSet::new();
        let all = stored
            .chain(listed)
            .filter(|session| known.insert(session.get("id").name()))
            .flat_map(|session| {
                let threads = session.get("threads").items().iter().map(Some);
                std::iter::once(None).chain(threads).map(move |thread| (session, thread))
            })
            .collect();
        Self { whole, all }
    }

    fn conversation(
        &self,
        session: &Json,
        thread: Option<&Json>,
        reading: &mut Reading<'_>,
    ) -> Option<Foreign> {
        let name = session.get("id").name()?;
        let said_in = thread.unwrap_or(session);
        let mut system = None;
        let mut messages = Vec::new();
        self.chain(session, None, said_in.get("messages").items(), &mut system, &mut messages, reading);
        let read_last = messages.last().map(|said: &Said| said.name.clone());
        self.forks(session, &mut system, &mut messages, reading);
        let title = match thread {
            Some(thread) => thread.get("name"),
            None => session.first_of(&["threadName", "name"]),
        };
        let name = match thread {
            Some(thread) => format!("{name}/{}", thread.get("id").name()?),
            None => name,
        };
        Some(Foreign {
            name,
            title: title.text().map(str::to_owned),
            created: thread.and_then(|thread| reading.moment(thread.get("createdAt"))),
            system,
            messages,
            read_last,
            pinned: session.get("starred").is_true() && thread.is_none(),
            ..Foreign::default()
        })
    }

    /// What was said instead, after messages that are here.
    fn forks(
        &self,
        session: &Json,
        system: &mut Option<String>,
        messages: &mut Vec<Said>,
        reading: &mut Reading<'_>,
    ) {
        let mut forks: Vec<_> = session.get("messageForksHash").fields().iter().collect();
        let mut known: HashSet<String> = messages.iter().map(|said| said.name.clone()).collect();
        // A fork may lie in another one, so that it becomes known only with that.
        while let Some(next) = forks.iter().position(|(pivot, _)| known.contains(pivot)) {
            let (pivot, fork) = forks.swap_remove(next);
            for list in fork.get("lists").items() {
                let before = messages.len();
                let items = list.get("messages").items();
                self.chain(session, Some(pivot), items, system, messages, reading);
                known.extend(messages.iter().skip(before).map(|said| said.name.clone()));
            }
        }
    }

    fn chain(
        &self,
        session: &Json,
        mut parent: Option<&str>,
        items: &[Json],
        system: &mut Option<String>,
        messages: &mut Vec<Said>,
        reading: &mut Reading<'_>,
    ) {
        for (place, message) in items.iter().enumerate() {
            let name = common::name_of(message, place);
            reading.in_message(&name);
            if message.get("role").text() == Some("system") {
                let words = parts_text(&self.parts(message, reading));
                *system = system.take().or(words);
                continue;
            }
            let before =
                messages.last().filter(|_| place > 0 && parent.is_none()).map(|said| said.name.clone());
            let above = parent.take().map(str::to_owned).or(before);
            messages.push(self.said(session, name, above, message, reading));
        }
    }

    fn said(
        &self,
        session: &Json,
        name: String,
        parent: Option<String>,
        message: &Json,
        reading: &mut Reading<'_>,
    ) -> Said {
        let by = match message.get("role").text() {
            Some("user") => By::Person,
            Some("assistant") => By::Model(Box::new(answered(message, session))),
            _ => return common::nobody(name, parent),
        };
        let parts = self.parts(message, reading);
        Said { name, parent, at: reading.moment(message.get("timestamp")), by, parts, goes_on: false }
    }

    fn parts(&self, message: &Json, reading: &mut Reading<'_>) -> Vec<Part> {
        let mut parts: Vec<Part> =
            message.get("reasoningContent").text().and_then(reasoning).into_iter().collect();
        for part in message.get("contentParts").items() {
            match part.get("type").text() {
                Some("text") => {
                    parts.extend(part.get("text").text().map(common::thought_and_said).unwrap_or_default());
                }
                Some("reasoning") => parts.extend(part.get("text").text().and_then(reasoning)),
                Some("image") => parts.extend(self.picture(part, reading)),
                Some("tool-call") => parts.push(call(part, reading)),
                Some("info") => {}
                kind => reading.leave_out(Reason::UnknownContent, kind),
            }
        }
        if !message.get("contentParts").items().iter().any(Json::is_object) {
            parts.extend(message.get("content").text().map(common::thought_and_said).unwrap_or_default());
        }
        for picture in message.get("pictures").items() {
            parts.extend(self.picture(picture, reading));
        }
        for file in message.get("files").items() {
            reading.leave_out(Reason::File, file.get("name").text());
        }
        parts.extend(message.get("links").items().iter().filter_map(|link| text(link.get("url").text()?)));
        parts
    }

    fn picture(&self, picture: &Json, reading: &mut Reading<'_>) -> Option<Part> {
        let key = picture.get("storageKey").text();
        let stored = key.and_then(|key| self.whole.get(key).text());
        match stored.or(picture.get("url").text()) {
            Some(address) => reading.picture(address),
            None => reading.picture_named(key.unwrap_or_default()),
        }
    }
}

impl Conversations for Data<'_> {
    fn count(&self) -> usize {
        self.all.len()
    }

    fn read(&self, place: usize, reading: &mut Reading<'_>) -> Option<Imported> {
        let (session, thread) = self.all.get(place)?;
        let conversation = self.conversation(session, *thread, reading);
        taken(Format::Chatbox, conversation, reading)
    }
}

fn parts_text(parts: &[Part]) -> Option<String> {
    let words = parts
        .iter()
        .filter_map(|part| if let Part::Text { text } = part { Some(text.as_str()) } else { None });
    Some(words.collect::<Vec<_>>().join("\n\n")).filter(|words| !words.is_empty())
}

fn answered(message: &Json, session: &Json) -> runnel_conversation::Answer {
    let settings = session.get("settings");
    let provider =
        message.get("aiProvider").text().or(settings.get("provider").text()).unwrap_or("chatbox-ai");
    let model = message.get("model").text().or(settings.get("modelId").text());
    // It is shown as a product with the model in brackets.
    let model =
        model.map(|shown| shown.rsplit_once('(').and_then(|(_, id)| id.strip_suffix(')')).unwrap_or(shown));
    let mut answer = answer(provider, model);
    if let Some(error) = message.get("error").text() {
        answer.ending = failed(error);
    } else if message.get("generating").is_true() {
        answer.ending = Ending::Interrupted;
    }
    let count = |name: &str| message.at(&["usage", name]).count();
    let usage = Usage {
        prompt_tokens: count("inputTokens"),
        completion_tokens: count("outputTokens"),
        total_tokens: count("totalTokens").or_else(|| message.get("tokensUsed").count()),
        cached_tokens: count("cachedInputTokens"),
        reasoning_tokens: count("reasoningTokens"),
    };
    answer.usage = (usage != Usage::default()).then_some(usage);
    answer.timing.first_token_ms = message.get("firstTokenLatency").count();
    answer
}

fn call(part: &Json, reading: &mut Reading<'_>) -> Part {
    let name = part.get("toolName").text().unwrap_or_default().to_owned();
    if !part.get("result").is_null() {
        reading.leave_out(Reason::ToolResult, Some(&name));
    }
    let id = part.get("toolCallId").name().unwrap_or_default();
    Part::ToolCall(ToolCall { id, name, arguments: common::arguments(part.get("args")) })
}
