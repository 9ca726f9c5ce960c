//! Our own conversation files: a record a line, as `docs/file-format.md` says.

use std::io::{BufRead as _, BufReader, Read};

use runnel_conversation::{ConversationId, Record, RecordKind};
use serde::de::DeserializeSeed as _;

use super::own_json;
use crate::container::base;
use crate::json::Budget;
use crate::limits::{LARGEST_VALUE, LONGEST_TEXT};
use crate::reading::Reading;
use crate::{Imported, Reason, Refused};

/// The records of a file, and the lines that are none.
pub(crate) struct Records {
    sound: Vec<Record>,
    damaged: Vec<usize>,
}

/// Reads every sound line.
pub(crate) fn records(content: impl Read) -> Result<Records, Refused> {
    let mut content = BufReader::new(content);
    let budget = Budget::default();
    let mut records = Records { sound: Vec::new(), damaged: Vec::new() };
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let longest = LONGEST_TEXT + 1;
        if content.by_ref().take(longest).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.len() as u64 == longest {
            return Err(Refused::TooLarge { limit_bytes: LONGEST_TEXT });
        }
        let text = trimmed(&line);
        if text.is_empty() {
            continue;
        }
        // What its values take is known before any is kept.
        let within = budget.value().deserialize(&mut serde_json::Deserializer::from_slice(text)).is_ok();
        if matches!(budget.refusal(), Some(Refused::TooLarge { .. })) {
            return Err(Refused::TooLarge { limit_bytes: LARGEST_VALUE });
        }
        match serde_json::from_slice::<Record>(text) {
            Ok(record) if within => records.sound.push(record),
            _ => records.damaged.push(number),
        }
    }
    Ok(records)
}

impl Records {
    /// The conversation of a file with this name: the name says which it is, or else the record that begins it.
    pub(crate) fn into_conversation(self, name: &str, reading: &mut Reading<'_>) -> Option<Imported> {
        for line in self.damaged {
            reading.leave_out(Reason::Damaged, Some(&format!("{name}:{line}")));
        }
        let named: Option<ConversationId> =
            base(name).strip_suffix(".jsonl").and_then(|stem| stem.parse().ok());
        let begun = self.sound.iter().find_map(|record| match record.kind {
            RecordKind::Conversation { conversation, .. } => Some(conversation),
            _ => None,
        });
        let Some(id) = named.or(begun) else {
            reading.leave_out(Reason::NotAConversation, Some(name));
            return None;
        };
        own_json::imported(id, self.sound, &[], reading)
    }
}

/// A line without what editors, systems and power cuts put around it.
fn trimmed(line: &[u8]) -> &[u8] {
    let is_nothing = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let start = line.iter().position(|byte| !is_nothing(byte)).unwrap_or(line.len());
    let end = line.iter().rposition(|byte| !is_nothing(byte)).map_or(start, |last| last + 1);
    let line = line.get(start..end).unwrap_or_default();
    line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
}
