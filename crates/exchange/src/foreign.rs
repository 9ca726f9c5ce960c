//! A conversation as another program has it, and the records it becomes.

mod tree;

use runnel_conversation::{
    Answer, ConversationId, Ending, FORMAT, Parameters, Part, Problem, ProblemCode, Record, RecordId,
    RecordKind, Timestamp, Timing, Usage,
};

use crate::reading::Reading;
use crate::times::Moment;
use crate::{Format, Imported, Reason, ids, vendors};

/// A conversation of another program.
#[derive(Debug, Default)]
pub(crate) struct Foreign {
    /// What the program calls it; never shown, and the same in every export.
    pub(crate) name: String,
    pub(crate) title: Option<String>,
    pub(crate) created: Option<Moment>,
    pub(crate) system: Option<String>,
    pub(crate) pinned: bool,
    pub(crate) folder: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) messages: Vec<Said>,
    /// The name of the message that is read last.
    pub(crate) read_last: Option<String>,
}

/// A message of another program.
#[derive(Debug)]
pub(crate) struct Said {
    /// What the program calls it; the same in every export.
    pub(crate) name: String,
    /// The message that it follows.
    pub(crate) parent: Option<String>,
    pub(crate) at: Option<Moment>,
    pub(crate) by: By,
    pub(crate) parts: Vec<Part>,
    /// Whether it is more of the answer that it follows, which the program kept in pieces.
    pub(crate) goes_on: bool,
}

/// Who says it.
#[derive(Debug)]
pub(crate) enum By {
    /// The person.
    Person,
    /// A model.
    Model(Box<Answer>),
    /// Nobody: what follows it follows what it follows.
    Nobody,
}

/// What is known of an answer where only its model is.
pub(crate) fn answer(provider: &str, model: Option<&str>) -> Answer {
    Answer {
        provider: vendors::provider(provider),
        model: model.unwrap_or("unknown").to_owned(),
        ending: Ending::Finished { reason: runnel_conversation::FinishReason::Stop },
        usage: None,
        timing: Timing::default(),
        cost: None,
        adjustments: Vec::new(),
    }
}

/// An ending in failure, in the other program's words.
pub(crate) fn failed(message: &str) -> Ending {
    Ending::Failed { problem: Problem::new(ProblemCode::Protocol, message) }
}

/// Counts of tokens, where there are any.
pub(crate) fn usage(prompt: Option<u64>, completion: Option<u64>, total: Option<u64>) -> Option<Usage> {
    let usage = Usage {
        prompt_tokens: prompt,
        completion_tokens: completion,
        total_tokens: total,
        ..Usage::default()
    };
    (usage != Usage::default()).then_some(usage)
}

/// A text, where there is one.
pub(crate) fn text(text: &str) -> Option<Part> {
    Some(Part::Text { text: text.to_owned() }).filter(|_| !text.trim().is_empty())
}

/// A model's thinking, where there is any.
pub(crate) fn reasoning(text: &str) -> Option<Part> {
    Some(Part::Reasoning { text: text.trim().to_owned() }).filter(|_| !text.trim().is_empty())
}

/// The words of a file that was given along, as a text that says which it was.
pub(crate) fn file(name: Option<&str>, words: &str) -> Option<Part> {
    let longest = words.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let name = name.map(|name| format!("{name}\n\n")).unwrap_or_default();
    text(words).map(|_| Part::Text { text: format!("{name}{fence}\n{}\n{fence}", words.trim_end()) })
}

impl Foreign {
    /// The records that say this conversation; `None` for one in which nothing is said.
    pub(crate) fn into_records(self, format: Format, reading: &mut Reading<'_>) -> Option<Imported> {
        let first = self.messages.iter().filter_map(|said| said.at).min();
        let began = self.created.or(first);
        let (stable, at) = began.map_or((0, Timestamp(0)), |began| (began.stable, began.at));
        let id = ids::conversation(format, &self.name, stable);
        let said = tree::records(id, self.messages, stable, at, reading);
        let Some(newest) = said.records.iter().max_by_key(|record| record.id) else {
            reading.in_no_message();
            reading.leave_out(Reason::Empty, self.title.as_deref());
            return None;
        };
        let title = self.title.map(|title| title.trim().to_owned()).filter(|title| !title.is_empty());
        let mut records = vec![beginning(id, at)];
        let mut set = |what: &str, kind| {
            records.push(Record { id: ids::record(id, what, "", stable), parent: None, at, kind });
        };
        if let Some(title) = title.clone() {
            set("title", RecordKind::Title { title });
        }
        if self.system.is_some() {
            let parameters = Parameters { system: self.system, ..Parameters::default() };
            set("parameters", RecordKind::Parameters(parameters));
        }
        if self.pinned {
            set("pin", RecordKind::Pin { pinned: true });
        }
        if self.folder.is_some() {
            set("folder", RecordKind::Folder { folder: self.folder });
        }
        if !self.tags.is_empty() {
            set("tags", RecordKind::Tags { tags: self.tags });
        }
        let head = self.read_last.and_then(|name| said.by_name.get(&name).copied());
        records.extend(at_the_end(newest, head.filter(|head| *head != newest.id)));
        records.extend(said.records);
        Some(Imported { id, format, title, records })
    }
}

fn beginning(conversation: ConversationId, at: Timestamp) -> Record {
    let kind = RecordKind::Conversation { conversation, format: FORMAT };
    Record { id: ids::beginning(conversation), parent: None, at, kind }
}

/// That all of it was seen, and the branch that is read: after the newest message that is here, and before any that
/// will be.
fn at_the_end(newest: &Record, head: Option<RecordId>) -> Vec<Record> {
    let chosen = head.map(|message| RecordKind::Head { message });
    let kinds = [Some(RecordKind::Seen { message: newest.id }), chosen];
    let ids = std::iter::successors(Some(newest.id.next()), |id| Some(id.next()));
    let records =
        ids.zip(kinds).map(|(id, kind)| Some(Record { id, parent: None, at: newest.at, kind: kind? }));
    records.flatten().collect()
}
