//! A backup of Cherry Studio: `data.json` in an archive, beside the files under `Data/Files`.
//!
//! `indexedDB.topics` has the messages of each topic, in a list; what they say is in `indexedDB.message_blocks`, by
//! the ids in a message's `blocks` (older ones say it themselves). What a topic is called and which assistant it
//! belongs to is in a text of JSON in texts of JSON under `localStorage`.

use std::collections::HashMap;

use runnel_conversation::{Ending, Part, ToolCall};

use super::{Conversations, common, taken};
use crate::foreign::{By, Foreign, Said, answer, failed, file, reasoning, usage};
use crate::json::Json;
use crate::reading::Reading;
use crate::{Format, Imported, Reason};

/// A backup, with what is looked up for every message.
pub(super) struct Backup<'a> {
    topics: Vec<&'a Json>,
    blocks: HashMap<&'a str, &'a Json>,
    /// What is known of a topic elsewhere: the topic, and its assistant's prompt.
    known: HashMap<String, (Json, Option<String>)>,
}

impl<'a> Backup<'a> {
    pub(super) fn of(whole: &'a Json) -> Self {
        let tables = whole.get("indexedDB");
        let topics = match tables {
            // The first version kept every table in one list.
            Json::List(rows) => rows
                .iter()
                .filter(|row| row.get("key").text().is_some_and(|key| key.starts_with("topic:")))
                .map(|row| row.get("value"))
                .collect(),
            _ => tables.get("topics").items().iter().collect(),
        };
        let blocks = tables.get("message_blocks").items().iter();
        let blocks = blocks.filter_map(|block| Some((block.get("id").text()?, block))).collect();
        Self { topics, blocks, known: topics_of(&assistants(whole)) }
    }

    fn topic(&self, topic: &Json, reading: &mut Reading<'_>) -> Option<Foreign> {
        let name = topic.get("id").name()?;
        let known = self.known.get(&name);
        let of_topic = known.map_or(topic, |(topic, _)| topic);
        let mut messages: Vec<Said> = Vec::new();
        // The answer to which the next question goes on, and whether it was chosen among several.
        let mut last: Option<(String, bool)> = None;
        for (place, message) in topic.get("messages").items().iter().enumerate() {
            let name = common::name_of(message, place);
            reading.in_message(&name);
            let before = last.as_ref().map(|(name, _)| name.clone());
            let asked =
                message.get("askId").name().filter(|asked| messages.iter().any(|said| said.name == *asked));
            let is_answer = message.get("role").text() == Some("assistant");
            let parent = if is_answer { asked.or(before) } else { before };
            let said = self.said(name.clone(), parent, message, reading);
            let chosen = message.get("foldSelected").is_true() || message.get("useful").is_true();
            let keeps = is_answer
                && last.as_ref().is_some_and(|(_, chosen)| *chosen)
                && siblings(&messages, &said, last.as_ref());
            messages.push(said);
            if !keeps || chosen {
                last = Some((name, is_answer && chosen));
            }
        }
        Some(Foreign {
            name,
            title: of_topic.get("name").text().map(str::to_owned),
            created: reading.moment(of_topic.get("createdAt")),
            system: known.and_then(|(_, prompt)| prompt.clone()),
            messages,
            read_last: last.map(|(name, _)| name),
            pinned: of_topic.get("pinned").is_true(),
            ..Foreign::default()
        })
    }

    fn said(&self, name: String, parent: Option<String>, message: &Json, reading: &mut Reading<'_>) -> Said {
        let ids = message.get("blocks").items();
        let blocks: Vec<&Json> = ids.iter().filter_map(|id| self.blocks.get(id.text()?).copied()).collect();
        for _ in blocks.len()..ids.len() {
            reading.leave_out(Reason::Damaged, None);
        }
        let by = match message.get("role").text() {
            // A mark after which the model was to forget what was before.
            _ if message.get("type").text() == Some("clear") => return common::nobody(name, parent),
            Some("user") => By::Person,
            Some("assistant") => By::Model(Box::new(answered(message, &blocks))),
            _ => return common::nobody(name, parent),
        };
        let mut parts: Vec<Part> = Vec::new();
        parts.extend(message.get("reasoning_content").text().and_then(reasoning));
        parts.extend(message.get("content").text().map(common::thought_and_said).unwrap_or_default());
        for block in blocks {
            parts.extend(said_in(block, reading));
        }
        for image in message.get("images").items() {
            parts.extend(image.text().and_then(|address| reading.picture(address)));
        }
        for given in message.get("files").items() {
            parts.extend(given_file(given, reading));
        }
        // Pages that were found are noted before what was said of them.
        parts.sort_by_key(|part| matches!(part, Part::Source(_)));
        Said { name, parent, at: reading.moment(message.get("createdAt")), by, parts, goes_on: false }
    }
}

impl Conversations for Backup<'_> {
    fn count(&self) -> usize {
        self.topics.len()
    }

    fn read(&self, place: usize, reading: &mut Reading<'_>) -> Option<Imported> {
        let topic = self.topic(self.topics.get(place)?, reading);
        taken(Format::CherryStudio, topic, reading)
    }
}

/// Whether a message answers the same question as the last one.
fn siblings(messages: &[Said], said: &Said, last: Option<&(String, bool)>) -> bool {
    let of_last = last.and_then(|(name, _)| messages.iter().rev().find(|said| said.name == *name));
    of_last.is_some_and(|last| last.parent == said.parent)
}

/// The assistants, on a computer and on a telephone.
fn assistants(whole: &Json) -> Json {
    let persisted = whole.at(&["localStorage", "persist:cherry-studio"]).text().and_then(Json::within);
    let within = persisted.and_then(|persisted| Json::within(persisted.get("assistants").text()?));
    within.unwrap_or_else(|| whole.at(&["redux", "assistants"]).clone())
}

fn topics_of(assistants: &Json) -> HashMap<String, (Json, Option<String>)> {
    let mut known = HashMap::new();
    let all = assistants
        .get("assistants")
        .items()
        .iter()
        .chain(std::iter::once(assistants.get("defaultAssistant")));
    for assistant in all {
        let prompt = assistant.get("prompt").text().map(str::to_owned);
        for topic in assistant.get("topics").items() {
            if let Some(name) = topic.get("id").name() {
                let prompt = topic.get("prompt").text().map(str::to_owned).or_else(|| prompt.clone());
                known.entry(name).or_insert_with(|| (topic.clone(), prompt));
            }
        }
    }
    known
}

fn answered(message: &Json, blocks: &[&Json]) -> runnel_conversation::Answer {
    let model = message.get("model");
    let id = model.get("id").text().or(message.get("modelId").text());
    let mut answer = answer(model.get("provider").text().unwrap_or("cherry-studio"), id);
    let error = blocks.iter().find(|block| block.get("type").text() == Some("error"));
    answer.ending = match message.get("status").text() {
        Some("error") => {
            let said = error.and_then(|block| block.at(&["error", "message"]).text());
            failed(said.unwrap_or("Cherry Studio"))
        }
        Some("paused") => Ending::Stopped,
        Some("processing" | "pending" | "searching") => Ending::Interrupted,
        _ => answer.ending,
    };
    let count = |name: &str| message.at(&["usage", name]).count();
    answer.usage = usage(count("prompt_tokens"), count("completion_tokens"), count("total_tokens"));
    let time = |name: &str| message.at(&["metrics", name]).count();
    answer.timing.first_token_ms = time("time_first_token_millsec");
    answer.timing.total_ms = time("time_completion_millsec");
    let thought = blocks.iter().find_map(|block| block.get("thinking_millsec").float());
    answer.timing.reasoning_ms = time("time_thinking_millsec").or_else(|| whole_number(thought?));
    answer
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what does not fit was sorted out"
)]
fn whole_number(number: f64) -> Option<u64> {
    (0.0..1e15).contains(&number).then_some(number as u64)
}

fn said_in(block: &Json, reading: &mut Reading<'_>) -> Vec<Part> {
    let words = block.get("content").text();
    match block.get("type").text() {
        Some("main_text" | "translation" | "compact") => {
            words.map(common::thought_and_said).unwrap_or_default()
        }
        Some("thinking") => words.and_then(reasoning).into_iter().collect(),
        Some("code") => words.and_then(|words| file(None, words)).into_iter().collect(),
        Some("image") => {
            let made = block
                .at(&["metadata", "generateImageResponse", "images"])
                .items()
                .iter()
                .filter_map(Json::text);
            let pictures: Vec<_> =
                made.chain(block.get("url").text()).filter_map(|address| reading.picture(address)).collect();
            if block.get("file").is_object() {
                return pictures.into_iter().chain(given_file(block.get("file"), reading)).collect();
            }
            pictures
        }
        Some("file") => given_file(block.get("file"), reading).into_iter().collect(),
        Some("tool") => vec![call(block, reading)],
        Some("citation") => {
            let results = block.at(&["response", "results"]);
            let pages = results.items().iter().chain(results.get("results").items());
            common::sources(pages)
        }
        Some("video") => {
            let film = runnel_conversation::MediaKind::Video;
            reading.media(film, block.get("url").text()).into_iter().collect()
        }
        Some("error" | "unknown") => Vec::new(),
        kind => {
            reading.leave_out(Reason::UnknownContent, kind);
            Vec::new()
        }
    }
}

/// A file that was given along; the backup has it under its id.
fn given_file(given: &Json, reading: &mut Reading<'_>) -> Option<Part> {
    if given.get("type").text() == Some("image") {
        let name = format!("{}{}", given.get("id").text()?, given.get("ext").text().unwrap_or_default());
        return reading.picture_named(&name);
    }
    reading.leave_out(Reason::File, given.first_of(&["origin_name", "name"]).text());
    None
}

fn call(block: &Json, reading: &mut Reading<'_>) -> Part {
    let asked = block.at(&["metadata", "rawMcpToolResponse"]);
    let name =
        block.get("toolName").text().or(asked.at(&["tool", "name"]).text()).unwrap_or_default().to_owned();
    if !block.get("content").is_null() {
        reading.leave_out(Reason::ToolResult, Some(&name));
    }
    let arguments = block.get("arguments");
    let arguments = if arguments.is_null() { asked.get("arguments") } else { arguments };
    let id = block.get("toolId").name().unwrap_or_default();
    Part::ToolCall(ToolCall { id, name, arguments: common::arguments(arguments) })
}
