//! Messages that name what they follow, as records.

use std::collections::HashMap;

use runnel_conversation::{
    Answer, ConversationId, Ending, MessageBody, Part, Record, RecordId, RecordKind, Timestamp,
};

use super::{By, Said};
use crate::reading::Reading;
use crate::{Reason, ids};

/// The records of a conversation's messages.
pub(super) struct Tree {
    pub(super) records: Vec<Record>,
    /// The record that says a message, by the message's name.
    pub(super) by_name: HashMap<String, RecordId>,
}

/// What a message follows.
#[derive(Clone, Copy)]
struct Above {
    parent: Option<RecordId>,
    /// The time in the parent's id: a message gets a larger one.
    stable: u64,
    at: Timestamp,
    /// The answer that a message goes on with: its place among the records.
    open: Option<usize>,
    /// How many siblings are older.
    older: u64,
}

/// Makes the records, of which each has an id that is larger than its parent's.
pub(super) fn records(
    conversation: ConversationId,
    messages: Vec<Said>,
    stable: u64,
    at: Timestamp,
    reading: &mut Reading<'_>,
) -> Tree {
    let (mut messages, children, roots) = linked(messages, reading);
    let mut tree = Tree { records: Vec::new(), by_name: HashMap::new() };
    let top = Above { parent: None, stable, at, open: None, older: 0 };
    let mut to_do: Vec<(usize, Above)> = below(&roots, top);
    let mut next = 0;
    loop {
        while let Some((place, above)) = to_do.pop() {
            let Some(said) = messages.get_mut(place).and_then(Option::take) else { continue };
            let here = tree.say(conversation, said, above);
            to_do.extend(below(children.get(place).map(Vec::as_slice).unwrap_or_default(), here));
        }
        // What is left follows itself.
        let Some(left) = messages.iter().skip(next).position(Option::is_some) else { break };
        next += left;
        if let Some(Some(said)) = messages.get(next) {
            reading.in_message(&said.name);
            reading.leave_out(Reason::Circle, None);
        }
        to_do.push((next, top));
    }
    tree
}

/// The places of what follows something, the oldest on top of the pile.
fn below(places: &[usize], above: Above) -> Vec<(usize, Above)> {
    let open = above.open.filter(|_| places.len() == 1);
    let older = (0..).zip(places).map(|(older, place)| (*place, Above { open, older, ..above }));
    let mut below: Vec<_> = older.collect();
    below.reverse();
    below
}

/// The messages by place, the places of what follows each, and the places of those that follow nothing.
fn linked(
    messages: Vec<Said>,
    reading: &mut Reading<'_>,
) -> (Vec<Option<Said>>, Vec<Vec<usize>>, Vec<usize>) {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<Option<Said>> = Vec::new();
    for said in messages {
        if places.contains_key(&said.name) {
            reading.in_message(&said.name);
            reading.leave_out(Reason::Duplicate, None);
            continue;
        }
        places.insert(said.name.clone(), kept.len());
        kept.push(Some(said));
    }
    let mut children = vec![Vec::new(); kept.len()];
    let mut roots = Vec::new();
    for (place, said) in kept.iter().flatten().enumerate() {
        let parent = said.parent.as_ref();
        match parent.map(|parent| places.get(parent).and_then(|parent| children.get_mut(*parent))) {
            Some(Some(siblings)) => siblings.push(place),
            Some(None) => {
                reading.in_message(&said.name);
                reading.leave_out(Reason::ParentMissing, None);
                roots.push(place);
            }
            None => roots.push(place),
        }
    }
    (kept, children, roots)
}

impl Tree {
    /// Says a message, and gives what is above those that follow it.
    fn say(&mut self, conversation: ConversationId, said: Said, above: Above) -> Above {
        let Said { name, at, by, parts, goes_on, .. } = said;
        let body = match by {
            By::Person if !parts.is_empty() => MessageBody::User { parts },
            By::Model(answer) if goes_on && self.go_on(above.open, &parts, &answer) => {
                self.by_name.extend(above.parent.map(|open| (name, open)));
                return above;
            }
            By::Model(answer) if !parts.is_empty() || matches!(answer.ending, Ending::Failed { .. }) => {
                MessageBody::Assistant { parts, answer: *answer }
            }
            _ => {
                self.by_name.extend(above.parent.map(|parent| (name, parent)));
                return above;
            }
        };
        let after = above.stable + 1;
        // Of messages without a time, the older sibling gets the smaller id.
        let stable = at.map_or(after + above.older, |at| at.stable.max(after));
        let id = ids::record(conversation, "message", &name, stable);
        let at = at.map_or(above.at, |at| at.at);
        let open = matches!(body, MessageBody::Assistant { .. }).then_some(self.records.len());
        self.by_name.insert(name, id);
        self.records.push(Record { id, parent: above.parent, at, kind: RecordKind::Message(body) });
        Above { parent: Some(id), stable, at, open, older: 0 }
    }

    /// Adds to an answer that was said in pieces; `false` where there is none to add to.
    fn go_on(&mut self, open: Option<usize>, more: &[Part], said: &Answer) -> bool {
        let record = open.and_then(|open| self.records.get_mut(open));
        let Some(RecordKind::Message(MessageBody::Assistant { parts, answer })) =
            record.map(|record| &mut record.kind)
        else {
            return false;
        };
        for part in more {
            parts.push(match part {
                // The words of an answer are read one after another, whatever is between them.
                Part::Text { text } if parts.iter().any(|part| matches!(part, Part::Text { .. })) => {
                    Part::Text { text: format!("\n\n{text}") }
                }
                part => part.clone(),
            });
        }
        answer.ending = said.ending.clone();
        answer.usage = said.usage.or(answer.usage);
        if answer.model == "unknown" {
            answer.model.clone_from(&said.model);
        }
        true
    }
}
