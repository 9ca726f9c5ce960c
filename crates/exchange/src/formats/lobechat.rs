//! The exported data of LobeChat: its tables in one object, under `state` in older files and `data` in newer ones.
//!
//! A conversation is a topic of a session, or what was said in a session outside of all topics. An answer names
//! its question as its parent; a question follows whatever was said before it.

use std::collections::BTreeMap;

use runnel_conversation::{MediaKind, Part, ToolCall};

use super::{Conversations, common, taken};
use crate::foreign::{By, Foreign, Said, answer, failed, reasoning, usage};
use crate::json::Json;
use crate::reading::Reading;
use crate::times::Moment;
use crate::{Format, Imported, Reason};

/// The session in which everything begins; no row says it.
const INBOX: &str = "inbox";

/// A session and a topic of it, by their ids.
type Place = (String, Option<String>);

/// The tables, with the messages of each conversation together.
pub(super) struct Data<'a> {
    tables: &'a Json,
    conversations: Vec<(Place, Vec<&'a Json>)>,
}

impl<'a> Data<'a> {
    pub(super) fn of(whole: &'a Json) -> Self {
        let tables = whole.first_of(&["state", "data"]);
        let mut conversations: BTreeMap<Place, Vec<&Json>> = BTreeMap::new();
        for message in tables.get("messages").items() {
            let session = message.get("sessionId").name().unwrap_or_else(|| INBOX.to_owned());
            conversations.entry((session, message.get("topicId").name())).or_default().push(message);
        }
        Self { tables, conversations: conversations.into_iter().collect() }
    }

    fn row(&self, table: &str, id: &str) -> &'a Json {
        let rows = self.tables.get(table).items().iter();
        rows.into_iter().find(|row| row.get("id").text() == Some(id)).unwrap_or(const { &Json::Null })
    }

    fn conversation(&self, place: &Place, rows: &[&Json], reading: &mut Reading<'_>) -> Foreign {
        let (session, topic) = place;
        let of_session = self.row("sessions", session);
        let of_topic = topic.as_ref().map_or(&Json::Null, |topic| self.row("topics", topic));
        let mut rows: Vec<(Option<Moment>, &Json)> =
            rows.iter().map(|row| (reading.moment(row.get("createdAt")), *row)).collect();
        rows.sort_by_key(|(at, _)| *at);
        let mut messages: Vec<Said> = Vec::new();
        for (number, (at, row)) in rows.into_iter().enumerate() {
            let before = messages.last().map(|said| said.name.clone());
            let said = self.said(row, number, at, before, reading);
            messages.push(said);
        }
        let title = of_topic.get("title").text().or(of_session.first_of(&["title"]).text());
        Foreign {
            name: format!("{session}/{}", topic.as_deref().unwrap_or_default()),
            title: title.or(of_session.at(&["meta", "title"]).text()).map(str::to_owned),
            created: reading.moment(of_topic.get("createdAt")),
            system: self.system(session, of_session),
            messages,
            pinned: of_topic.get("favorite").is_true(),
            ..Foreign::default()
        }
    }

    /// What the session's assistant is told.
    fn system(&self, session: &str, of_session: &Json) -> Option<String> {
        let own = of_session.at(&["config", "systemRole"]).text();
        let linked = || {
            let links = self.tables.get("agentsToSessions").items();
            let link = links.iter().find(|link| link.get("sessionId").text() == Some(session))?;
            self.row("agents", link.get("agentId").text()?).get("systemRole").text()
        };
        own.or_else(linked).map(str::to_owned)
    }

    fn said(
        &self,
        row: &Json,
        number: usize,
        at: Option<Moment>,
        before: Option<String>,
        reading: &mut Reading<'_>,
    ) -> Said {
        let name = common::name_of(row, number);
        reading.in_message(&name);
        let by = match row.get("role").text() {
            Some("user") => By::Person,
            Some("assistant") => By::Model(Box::new(answered(row))),
            Some("tool") => {
                reading.leave_out(Reason::ToolResult, None);
                By::Nobody
            }
            _ => By::Nobody,
        };
        let mut parts = Vec::new();
        if !matches!(by, By::Nobody) {
            parts.extend(row.at(&["reasoning", "content"]).text().and_then(reasoning));
            parts.extend(common::content(row.get("content"), reading));
            parts.extend(row.get("tools").items().iter().map(call));
            parts.extend(self.files(row, &name, reading));
            parts.extend(common::sources(row.at(&["search", "citations"]).items()));
        }
        let parent = row.get("parentId").name().or(before);
        Said { name, parent, at, by, parts, goes_on: true }
    }

    fn files(&self, row: &Json, message: &str, reading: &mut Reading<'_>) -> Vec<Part> {
        let links = self.tables.get("messagesFiles").items().iter();
        let linked = links.filter(|link| link.get("messageId").text() == Some(message));
        let ids = linked.filter_map(|link| link.get("fileId").text());
        let ids: Vec<&str> = row.get("files").items().iter().filter_map(Json::text).chain(ids).collect();
        let mut parts = Vec::new();
        for id in ids {
            let file = self.row("files", id);
            let address = file.first_of(&["url", "base64", "data"]).text();
            match (file.get("fileType").text(), address) {
                (Some(kind), Some(address)) if kind.starts_with("image/") => {
                    parts.extend(reading.picture(address));
                }
                (Some(kind), address) if kind.starts_with("video/") => {
                    parts.extend(reading.media(MediaKind::Video, address));
                }
                // Which files there were is not always in it; most are pictures.
                (None, _) => reading.leave_out(Reason::PictureMissing, Some(id)),
                _ => reading.leave_out(Reason::File, file.get("name").text().or(Some(id))),
            }
        }
        parts
    }
}

impl Conversations for Data<'_> {
    fn count(&self) -> usize {
        self.conversations.len()
    }

    fn read(&self, place: usize, reading: &mut Reading<'_>) -> Option<Imported> {
        let (place, rows) = self.conversations.get(place)?;
        let conversation = self.conversation(place, rows, reading);
        taken(Format::LobeChat, Some(conversation), reading)
    }
}

fn answered(row: &Json) -> runnel_conversation::Answer {
    let extra = row.get("extra");
    let model = row.get("model").text().or(extra.get("fromModel").text());
    let provider = row.get("provider").text().or(extra.get("fromProvider").text());
    let mut answer = answer(provider.unwrap_or("lobechat"), model);
    let error = row.get("error");
    if error.is_object() {
        answer.ending = failed(error.first_of(&["message", "type"]).text().unwrap_or("LobeChat"));
    }
    let count = |name: &str| row.at(&["metadata", name]).count();
    answer.usage = usage(count("totalInputTokens"), count("totalOutputTokens"), count("totalTokens"));
    answer.timing.reasoning_ms = row.at(&["reasoning", "duration"]).count();
    answer
}

fn call(tool: &Json) -> Part {
    let words = [tool.get("identifier").text(), tool.get("apiName").text()];
    Part::ToolCall(ToolCall {
        id: tool.get("id").name().unwrap_or_default(),
        name: words.into_iter().flatten().collect::<Vec<_>>().join("/"),
        arguments: common::arguments(tool.get("arguments")),
    })
}
