//! The tree of messages, and the one path of it that is read.

use std::collections::{BTreeMap, BTreeSet};

use super::Conversation;
use crate::{Message, RecordId};

impl Conversation {
    /// One message; `None` where it is not there, or was deleted.
    pub fn message(&self, id: RecordId) -> Option<&Message> {
        self.messages.get(&id).filter(|_| !self.is_message_deleted(id))
    }

    /// The messages of every branch, oldest first, without the deleted ones. Each names the parent it was
    /// written with; [`Conversation::parent`] is the one it is read below.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.values().filter(|message| !self.is_message_deleted(message.id))
    }

    /// The messages that were deleted and not restored since, oldest first.
    pub fn deleted_messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.values().filter(|message| self.is_message_deleted(message.id))
    }

    /// Whether a message was deleted, and not restored since.
    pub fn is_message_deleted(&self, id: RecordId) -> bool {
        self.message_deleted.get(&id).and_then(|deleted| deleted.get()).copied().unwrap_or(false)
    }

    /// Whether a record holds this message, deleted or not.
    pub fn holds(&self, id: RecordId) -> bool {
        self.messages.contains_key(&id)
    }

    /// The message that `id` is read below: the nearest of those above it that was not deleted. `None` for a
    /// first one, and where what is above is missing.
    pub fn parent(&self, id: RecordId) -> Option<&Message> {
        self.read_parent(id).and_then(|parent| self.message(parent))
    }

    /// The message that the reader sees last. Where it was deleted, that is the nearest above it.
    pub fn head(&self) -> Option<RecordId> {
        let chosen = self.head.get().into_iter().flat_map(|head| [Some(head.message), head.until_then]);
        let there = chosen.flatten().find(|id| self.holds(*id));
        let read = there.and_then(|id| self.upwards(id).next().map(|message| message.id));
        read.or_else(|| self.messages().next_back().map(|message| message.id))
    }

    /// The messages from the first to the one the reader sees last.
    pub fn path(&self) -> Vec<Message> {
        self.head().map(|head| self.path_to(head)).unwrap_or_default()
    }

    /// The messages from the first to `last`, each with the parent it is read below. A parent that is missing
    /// makes its child a first one; a deleted message is left out.
    pub fn path_to(&self, last: RecordId) -> Vec<Message> {
        let read = |message: &Message| Message { parent: self.read_parent(message.id), ..message.clone() };
        let mut path: Vec<Message> = self.upwards(last).map(read).collect();
        path.reverse();
        path
    }

    /// The messages that follow the same one as `id` does, oldest first, `id` among them.
    ///
    /// An answer and a question can be siblings: two programs may have gone on from one message.
    pub fn siblings(&self, id: RecordId) -> Vec<RecordId> {
        if self.message(id).is_none() {
            return Vec::new();
        }
        let parent = self.read_parent(id);
        self.messages().map(|message| message.id).filter(|id| self.read_parent(*id) == parent).collect()
    }

    /// For each message of the path that is read and has siblings: the message, and all of them, oldest first.
    pub fn branches(&self) -> Vec<(RecordId, Vec<RecordId>)> {
        // Asking for the siblings of each would look at every message for every message.
        let mut children: BTreeMap<Option<RecordId>, Vec<RecordId>> = BTreeMap::new();
        for message in self.messages() {
            children.entry(self.read_parent(message.id)).or_default().push(message.id);
        }
        let path = self.head().into_iter().flat_map(|head| self.upwards(head)).map(|message| message.id);
        let siblings = path.filter_map(|id| Some((id, children.get(&self.read_parent(id))?.clone())));
        let mut branches: Vec<_> = siblings.filter(|(_, siblings)| siblings.len() > 1).collect();
        branches.reverse();
        branches
    }

    /// The newest message at or below `id`: where a reader lands who chooses its branch.
    pub fn newest_below(&self, id: RecordId) -> RecordId {
        let below = |candidate: &RecordId| self.upwards(*candidate).any(|message| message.id == id);
        self.messages().rev().map(|message| message.id).find(below).unwrap_or(id)
    }

    /// The id above `id` that was not deleted, whether its message is there or missing.
    fn read_parent(&self, id: RecordId) -> Option<RecordId> {
        // Nearly always it is the one that was written, and no circle needs to be looked out for.
        let written = self.messages.get(&id)?.parent?;
        if written != id && self.message(written).is_some() {
            return Some(written);
        }
        self.chain(id).skip(1).find_map(|above| match above {
            Ok(message) => (!self.is_message_deleted(message.id)).then_some(message.id),
            Err(missing) => Some(missing),
        })
    }

    /// The messages from `last` to the first, without the deleted ones.
    fn upwards(&self, last: RecordId) -> impl Iterator<Item = &Message> {
        self.chain(last).filter_map(Result::ok).filter(|message| !self.is_message_deleted(message.id))
    }

    /// The messages from `last` to the first, deleted or not; at the end the id of one that is missing.
    fn chain(&self, last: RecordId) -> impl Iterator<Item = Result<&Message, RecordId>> {
        // A damaged or hostile file can make a circle of parents.
        let mut seen = BTreeSet::new();
        let look = |id: RecordId| self.messages.get(&id).ok_or(id);
        std::iter::successors(Some(look(last)), move |below| Some(look(below.as_ref().ok()?.parent?)))
            .take_while(move |one| one.as_ref().ok().is_none_or(|message| seen.insert(message.id)))
    }
}
