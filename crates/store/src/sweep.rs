//! Once a day: what is over goes.

use std::fs::{self, File};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use runnel_conversation::Timestamp;

use crate::{Attachments, Conversations, Home, Index, Journals, KEPT_AFTER_DELETION_MS, StoreError, disk};

/// How long after one sweep the next one waits. It may read every conversation.
const EVERY: Duration = Duration::from_hours(24);

/// How long a picture is kept that no message shows: as long as a message may be in the writing.
const UNUSED_PICTURES_KEPT: Duration = Duration::from_hours(30 * 24);

/// What a sweep removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// How many conversations whose time in the bin was over.
    pub conversations: usize,
    /// How many pictures that nothing shows any more.
    pub attachments: usize,
}

/// Removes the conversations that were deleted thirty days ago or more, and the pictures that nothing has shown for
/// as long. Where `index` knows all conversations, only those are read that it takes to be sure. Gives what went;
/// `None` where somebody swept within the last day.
///
/// # Errors
/// [`StoreError::Io`]; what had gone by then is gone, and the rest goes next time.
pub fn sweep(
    home: &Home,
    conversations: &Conversations,
    journals: &Journals,
    index: Option<&Index>,
    now: SystemTime,
) -> Result<Option<Swept>, StoreError> {
    let mark = home.cache.join("swept");
    let last = fs::metadata(&mark).and_then(|metadata| metadata.modified());
    if last.is_ok_and(|last| now.duration_since(last).is_ok_and(|ago| ago < EVERY)) {
        return Ok(None);
    }
    let mut swept = Swept::default();
    let until = Timestamp(milliseconds(now).saturating_sub(KEPT_AFTER_DELETION_MS));
    for binned in conversations.bin(index)? {
        if binned.deleted <= until && conversations.purge(binned.id, until, journals)? {
            swept.conversations += 1;
        }
    }
    let unused_since = now.checked_sub(UNUSED_PICTURES_KEPT).unwrap_or(UNIX_EPOCH);
    let with_pictures = index.and_then(|index| index.with_pictures().ok().flatten()).unwrap_or_default();
    swept.attachments = Attachments::new(home).sweep(conversations, &with_pictures, unused_since)?;
    disk::create_folder(&home.cache)?;
    File::create(&mark).and_then(|file| file.set_modified(now)).map_err(StoreError::at(&mark))?;
    Ok(Some(swept))
}

fn milliseconds(moment: SystemTime) -> i64 {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use runnel_conversation::{ConversationId, Record, RecordId, RecordKind};
    use uuid::Uuid;

    use super::*;

    fn day(n: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_hours(24 * (20_000 + n))
    }

    #[test]
    fn what_was_deleted_goes_after_thirty_days_and_a_sweep_a_day_is_enough() {
        let root = tempfile::tempdir().unwrap();
        let home = Home::at(root.path());
        let (conversations, journals) = (Conversations::new(&home), Journals::new(&home));
        let id = ConversationId::from(Uuid::from_u128(7));
        let (record, at) = (RecordId::from(Uuid::from_u128(8)), Timestamp(milliseconds(day(0))));
        let deleted = Record { id: record, parent: None, at, kind: RecordKind::Deleted };
        conversations.append(id, &[deleted]).unwrap();
        let swept = |now| sweep(&home, &conversations, &journals, None, now).unwrap();
        assert_eq!(swept(day(29)), Some(Swept::default()));
        assert_eq!(swept(day(29) + Duration::from_hours(23)), None);
        assert_eq!(swept(day(30)), Some(Swept { conversations: 1, attachments: 0 }));
        assert_eq!(conversations.list().unwrap(), []);
        // A clock that was set back is no reason to wait for it.
        assert_eq!(swept(day(3)), Some(Swept::default()));
    }
}
