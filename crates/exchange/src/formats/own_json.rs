//! Our own JSON: conversations with all their records and pictures in one document, as `docs/exchange.md` says.

use std::collections::BTreeMap;

use runnel_conversation::{
    Conversation, ConversationId, FORMAT, Image, MessageBody, Part, Record, RecordKind,
};

use super::Conversations;
use crate::json::Json;
use crate::reading::Reading;
use crate::{Format, Imported, Reason, pictures};

/// A document.
pub(super) struct Document<'a> {
    conversations: &'a [Json],
    pictures: &'a [Json],
}

impl<'a> Document<'a> {
    pub(super) fn of(whole: &'a Json) -> Self {
        Self { conversations: whole.get("conversations").items(), pictures: whole.get("pictures").items() }
    }
}

impl Conversations for Document<'_> {
    fn count(&self) -> usize {
        self.conversations.len()
    }

    fn read(&self, place: usize, reading: &mut Reading<'_>) -> Option<Imported> {
        let conversation = self.conversations.get(place)?;
        let Some(id) = conversation.get("id").text().and_then(|id| id.parse().ok()) else {
            reading.leave_out(Reason::NotAConversation, None);
            return None;
        };
        let mut records = Vec::new();
        for record in conversation.get("records").items() {
            match serde_json::from_str(&record.to_string()) {
                Ok(record) => records.push(record),
                Err(_) => reading.leave_out(Reason::Damaged, record.get("kind").text()),
            }
        }
        imported(id, records, self.pictures, reading)
    }
}

/// A conversation of our own, with its pictures where they are there.
pub(super) fn imported(
    id: ConversationId,
    records: Vec<Record>,
    inline: &[Json],
    reading: &mut Reading<'_>,
) -> Option<Imported> {
    let is_newer =
        |record: &Record| matches!(record.kind, RecordKind::Conversation { format, .. } if format > FORMAT);
    if records.iter().any(is_newer) {
        reading.leave_out(Reason::Newer, Some(&id.to_string()));
        return None;
    }
    let mut by_id = BTreeMap::new();
    for record in records {
        by_id.entry(record.id).or_insert(record);
    }
    if by_id.is_empty() {
        reading.leave_out(Reason::Empty, Some(&id.to_string()));
        return None;
    }
    let mut conversation = Conversation::new(id);
    for record in by_id.values() {
        conversation.apply(record.clone());
        reading.in_message(&record.id.to_string());
        if let RecordKind::Message(body) = &record.kind {
            take_pictures(body, inline, reading);
        }
    }
    let title = conversation.title();
    Some(Imported { id, format: Format::Runnel, title, records: by_id.into_values().collect() })
}

fn take_pictures(body: &MessageBody, inline: &[Json], reading: &mut Reading<'_>) {
    for part in body.parts() {
        if let Part::Image(Image::Attachment { hash, .. }) = part {
            let picture = inline.iter().find(|picture| picture.get("hash").text() == Some(hash));
            let bytes = picture.and_then(|picture| pictures::data(picture.get("base64").text()?));
            reading.kept_picture(hash, bytes);
        }
    }
}
