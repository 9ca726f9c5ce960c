//! A conversation as it stands after its records, in whatever order they are read.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ConversationId, Message, ModelChoice, Parameters, Record, RecordId, RecordKind, Timestamp, title_from,
};

/// A value that later records replace: the largest record id holds.
#[derive(Debug, Clone, PartialEq)]
struct Latest<T>(Option<(RecordId, T)>);

// Derived `Default` would ask `T: Default`.
impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Latest<T> {
    fn offer(&mut self, id: RecordId, value: T) {
        if self.0.as_ref().is_none_or(|(held, _)| *held < id) {
            self.0 = Some((id, value));
        }
    }

    fn get(&self) -> Option<&T> {
        self.0.as_ref().map(|(_, value)| value)
    }
}

/// The message that is read last.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Head {
    message: RecordId,
    /// For an answer that is being made: the question that is read last until it is there.
    until_then: Option<RecordId>,
}

/// A conversation: a tree of messages, of which one path is read, and what was set for it.
///
/// Built from records by [`Conversation::apply`]; applying the same records in any order, or some of
/// them twice, gives the same conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    id: ConversationId,
    messages: BTreeMap<RecordId, Message>,
    title: Latest<String>,
    model: Latest<ModelChoice>,
    parameters: Latest<Parameters>,
    head: Latest<Head>,
    deleted: Latest<bool>,
    created: Option<Timestamp>,
    newest: Option<RecordId>,
}

impl Conversation {
    /// A conversation of which nothing is known yet.
    pub fn new(id: ConversationId) -> Self {
        Self {
            id,
            messages: BTreeMap::new(),
            title: Latest::default(),
            model: Latest::default(),
            parameters: Latest::default(),
            head: Latest::default(),
            deleted: Latest::default(),
            created: None,
            newest: None,
        }
    }

    /// Takes in one record.
    pub fn apply(&mut self, record: Record) {
        let Record { id, parent, at, kind } = record;
        self.created = Some(self.created.map_or(at, |created| created.min(at)));
        self.newest = self.newest.max(Some(id));
        match kind {
            RecordKind::Conversation { .. } => {}
            RecordKind::Message(body) => {
                self.head.offer(id, Head { message: id, until_then: None });
                self.messages.entry(id).or_insert(Message { id, parent, at, body });
            }
            RecordKind::Title { title } => self.title.offer(id, title),
            RecordKind::Model(choice) => self.model.offer(id, choice),
            RecordKind::Parameters(parameters) => self.parameters.offer(id, parameters),
            RecordKind::Head { message } => self.head.offer(id, Head { message, until_then: parent }),
            RecordKind::Deleted => self.deleted.offer(id, true),
            RecordKind::Restored => self.deleted.offer(id, false),
        }
    }

    /// Which conversation this is.
    pub fn id(&self) -> ConversationId {
        self.id
    }

    /// The name a person gave it, or one from the first question.
    pub fn title(&self) -> Option<String> {
        self.title.get().cloned().or_else(|| self.path().first().and_then(|first| title_from(&first.text())))
    }

    /// The model of the next question, if it was chosen here.
    pub fn model(&self) -> Option<&ModelChoice> {
        self.model.get()
    }

    /// What was set for it.
    pub fn parameters(&self) -> Parameters {
        self.parameters.get().cloned().unwrap_or_default()
    }

    /// Whether it was deleted, and not restored since.
    pub fn is_deleted(&self) -> bool {
        self.deleted.get().copied().unwrap_or(false)
    }

    /// When its first record was written.
    pub fn created(&self) -> Timestamp {
        self.created.unwrap_or_default()
    }

    /// When its newest message was written; its creation where it has none.
    pub fn updated(&self) -> Timestamp {
        self.messages.values().map(|message| message.at).max().unwrap_or(self.created())
    }

    /// The largest record id in it. What is added gets a larger one, or a clock that was set back would
    /// let it be said before what it answers.
    pub fn newest(&self) -> Option<RecordId> {
        self.newest
    }

    /// One message.
    pub fn message(&self, id: RecordId) -> Option<&Message> {
        self.messages.get(&id)
    }

    /// The message that the reader sees last.
    pub fn head(&self) -> Option<RecordId> {
        let chosen = self.head.get().into_iter().flat_map(|head| [Some(head.message), head.until_then]);
        let there = chosen.flatten().find(|id| self.messages.contains_key(id));
        there.or_else(|| self.messages.keys().next_back().copied())
    }

    /// The messages from the first to the one the reader sees last.
    pub fn path(&self) -> Vec<Message> {
        self.head().map(|head| self.path_to(head)).unwrap_or_default()
    }

    /// The messages from the first to `last`. A parent that is missing makes its child a first one.
    pub fn path_to(&self, last: RecordId) -> Vec<Message> {
        let mut path: Vec<Message> = self.upwards(last).cloned().collect();
        path.reverse();
        path
    }

    /// The messages that follow the same one as `id` does, oldest first, `id` among them.
    ///
    /// An answer and a question can be siblings: two programs may have gone on from one message.
    pub fn siblings(&self, id: RecordId) -> Vec<RecordId> {
        let Some(of) = self.messages.get(&id) else {
            return Vec::new();
        };
        let siblings = self.messages.values().filter(|message| message.parent == of.parent);
        siblings.map(|message| message.id).collect()
    }

    /// The newest message at or below `id`: where a reader lands who chooses its branch.
    pub fn newest_below(&self, id: RecordId) -> RecordId {
        let below = |candidate: &RecordId| self.upwards(*candidate).any(|message| message.id == id);
        self.messages.keys().rev().copied().find(below).unwrap_or(id)
    }

    /// The messages from `last` to the first.
    fn upwards(&self, last: RecordId) -> impl Iterator<Item = &Message> {
        // A damaged or hostile file can make a circle of parents.
        let mut seen = BTreeSet::new();
        let message = |id| self.messages.get(&id);
        std::iter::successors(message(last), move |below| below.parent.and_then(message))
            .take_while(move |message| seen.insert(message.id))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{MessageBody, Part};

    fn id(n: u128) -> RecordId {
        RecordId::from(Uuid::from_u128(n))
    }

    fn record(n: u128, parent: Option<u128>, kind: RecordKind) -> Record {
        Record { id: id(n), parent: parent.map(id), at: Timestamp(i64::try_from(n).unwrap()), kind }
    }

    fn question(n: u128, parent: Option<u128>, text: &str) -> Record {
        let parts = vec![Part::Text { text: text.into() }];
        record(n, parent, RecordKind::Message(MessageBody::User { parts }))
    }

    fn conversation(records: impl IntoIterator<Item = Record>) -> Conversation {
        let mut conversation = Conversation::new(ConversationId::from(Uuid::from_u128(7)));
        for record in records {
            conversation.apply(record);
        }
        conversation
    }

    fn texts(messages: &[Message]) -> Vec<String> {
        messages.iter().map(Message::text).collect()
    }

    #[test]
    fn the_newest_message_is_read_last() {
        let chat =
            conversation([question(1, None, "a"), question(2, Some(1), "b"), question(3, Some(1), "c")]);
        assert_eq!(texts(&chat.path()), ["a", "c"]);
        assert_eq!(chat.siblings(id(2)), [id(2), id(3)]);
    }

    #[test]
    fn a_chosen_branch_holds_until_something_newer_is_said() {
        let mut chat =
            conversation([question(1, None, "a"), question(2, Some(1), "b"), question(3, Some(1), "c")]);
        chat.apply(record(4, None, RecordKind::Head { message: id(2) }));
        assert_eq!(texts(&chat.path()), ["a", "b"]);
        chat.apply(question(5, Some(3), "d"));
        assert_eq!(texts(&chat.path()), ["a", "c", "d"]);
    }

    #[test]
    fn the_question_is_read_until_the_answer_that_was_chosen_before_it_came_is_there() {
        let mut chat = conversation([question(1, None, "a")]);
        chat.apply(record(5, Some(1), RecordKind::Head { message: id(2) }));
        chat.apply(question(3, Some(1), "second"));
        assert_eq!(texts(&chat.path()), ["a"]);
        chat.apply(question(2, Some(1), "first"));
        assert_eq!(texts(&chat.path()), ["a", "first"]);
        chat.apply(record(6, None, RecordKind::Head { message: id(3) }));
        assert_eq!(texts(&chat.path()), ["a", "second"]);
    }

    #[test]
    fn choosing_a_branch_lands_on_its_newest_message() {
        let chat = conversation([
            question(1, None, "a"),
            question(2, Some(1), "b"),
            question(3, Some(2), "c"),
            question(4, None, "z"),
        ]);
        assert_eq!(chat.newest_below(id(1)), id(3));
        assert_eq!(chat.newest_below(id(4)), id(4));
    }

    #[test]
    fn an_answer_that_was_overtaken_by_a_question_can_still_be_reached() {
        let answer = Message { id: id(2), ..answer() };
        let chat = conversation([question(1, None, "a"), answer.into(), question(3, Some(1), "b")]);
        assert_eq!(texts(&chat.path()), ["a", "b"]);
        assert_eq!(chat.siblings(id(3)), [id(2), id(3)]);
    }

    fn answer() -> Message {
        Message {
            id: id(0),
            parent: Some(id(1)),
            at: Timestamp(0),
            body: MessageBody::Assistant {
                parts: Vec::new(),
                answer: crate::Answer {
                    provider: String::new(),
                    model: String::new(),
                    ending: crate::Ending::Interrupted,
                    usage: None,
                    timing: crate::Timing::default(),
                    cost: None,
                    adjustments: Vec::new(),
                },
            },
        }
    }

    #[test]
    fn a_title_is_the_first_question_until_it_is_named() {
        let mut chat = conversation([question(1, None, "How do tides work?")]);
        assert_eq!(chat.title().as_deref(), Some("How do tides work?"));
        chat.apply(record(2, None, RecordKind::Title { title: "Tides".into() }));
        assert_eq!(chat.title().as_deref(), Some("Tides"));
    }

    #[test]
    fn a_deletion_can_be_taken_back() {
        let mut chat = conversation([question(1, None, "a"), record(2, None, RecordKind::Deleted)]);
        assert!(chat.is_deleted());
        chat.apply(record(3, None, RecordKind::Restored));
        assert!(!chat.is_deleted());
    }

    #[test]
    fn a_circle_of_parents_still_opens() {
        let chat = conversation([question(1, Some(2), "a"), question(2, Some(1), "b")]);
        assert_eq!(texts(&chat.path()), ["a", "b"]);
    }

    #[test]
    fn records_read_as_one_flat_object_a_line() {
        let line = serde_json::to_string(&question(1, None, "hi")).unwrap();
        assert_eq!(
            line,
            r#"{"id":"00000000-0000-0000-0000-000000000001","parent":null,"at":1,"kind":"message","role":"user","parts":[{"type":"text","text":"hi"}]}"#
        );
        assert_eq!(serde_json::from_str::<Record>(&line).unwrap(), question(1, None, "hi"));
    }

    fn any_record() -> impl Strategy<Value = Record> {
        (1u128..12, proptest::option::of(1u128..12), 0..6).prop_map(|(n, parent, kind)| match kind {
            0 | 1 => question(n, parent, &n.to_string()),
            2 => record(n + 100, None, RecordKind::Title { title: n.to_string() }),
            3 => record(n + 200, None, RecordKind::Head { message: id(n) }),
            4 => record(n + 300, None, RecordKind::Deleted),
            _ => record(n + 400, None, RecordKind::Restored),
        })
    }

    proptest! {
        #[test]
        fn any_order_of_the_records_gives_the_same_conversation(
            (records, shuffled) in proptest::collection::vec(any_record(), 0..24)
                .prop_map(|records| records.into_iter().map(|record| (record.id, record)).collect::<BTreeMap<_, _>>().into_values().collect::<Vec<_>>())
                .prop_flat_map(|records| (Just(records.clone()), Just(records).prop_shuffle()))
        ) {
            prop_assert_eq!(conversation(records.clone()), conversation(shuffled.clone()));
            prop_assert_eq!(conversation(records.iter().cloned().chain(shuffled)), conversation(records));
        }
    }
}
