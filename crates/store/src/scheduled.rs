//! Backups that are made by themselves: one file a day in a folder of the person's choice, the newest few of them.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use runnel_conversation::Timestamp;

use crate::{Backup, BackupEvery, BackupSchedule, Home, StoreError, back_up, disk};

/// How many of them stay in the folder. Backups with names of the person's own are not counted, and never removed.
const KEPT: usize = 7;

const BEFORE_THE_DAY: &str = "runnel-backup-";
const BEHIND_THE_DAY: &str = ".zip";

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl BackupEvery {
    /// How long after one backup the next one is due, in milliseconds.
    fn interval_ms(self) -> Option<i64> {
        match self {
            Self::Never => None,
            Self::Day => Some(DAY_MS),
            Self::Week => Some(7 * DAY_MS),
        }
    }
}

/// Makes a backup in the folder of `schedule`, if the newest one there is old enough, and removes those of its kind
/// that are beyond the newest seven. `day` is the date of `now` where the person is, as `YYYY-MM-DD`. Gives `None` where
/// none was due, or another process is making one.
///
/// # Errors
/// [`StoreError::Io`], also where the folder is not there: it may be on a disk that is not.
pub fn back_up_if_due(
    home: &Home,
    schedule: &BackupSchedule,
    now: Timestamp,
    day: &str,
) -> Result<Option<Backup>, StoreError> {
    let (Some(interval), Some(folder)) = (schedule.every.interval_ms(), &schedule.folder) else {
        return Ok(None);
    };
    let folder = Path::new(folder);
    let lock = home.data.join("backup.lock");
    let at = StoreError::at(&lock);
    disk::create_folder(&home.data)?;
    let alone = disk::private_file().write(true).create(true).truncate(false).open(&lock).map_err(at)?;
    match alone.try_lock() {
        Err(TryLockError::WouldBlock) => return Ok(None),
        locked => locked.map_err(|error| at(error.into()))?,
    }
    if newest(folder)?.is_some_and(|newest| (0..interval).contains(&(now.0.saturating_sub(newest.0)))) {
        return Ok(None);
    }
    let path = folder.join(format!("{BEFORE_THE_DAY}{day}{BEHIND_THE_DAY}"));
    let backup = back_up(home, &path, now)?;
    // The next one is due by this.
    let made = UNIX_EPOCH + Duration::from_millis(u64::try_from(now.0).unwrap_or_default());
    let marked = File::options().write(true).open(&path).and_then(|file| file.set_modified(made));
    marked.map_err(StoreError::at(&path))?;
    for old in ours(folder)?.iter().rev().skip(KEPT) {
        disk::remove(old).map_err(StoreError::at(old))?;
    }
    Ok(Some(backup))
}

/// When the newest of them was made.
fn newest(folder: &Path) -> Result<Option<Timestamp>, StoreError> {
    let mut newest = None;
    for path in ours(folder)? {
        let modified = path.metadata().and_then(|metadata| metadata.modified());
        let since = modified.map_err(StoreError::at(&path))?.duration_since(UNIX_EPOCH).unwrap_or_default();
        let made = Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
        newest = newest.max(Some(made));
    }
    Ok(newest)
}

/// The backups that were made by themselves, the oldest day first.
fn ours(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        let day = name
            .and_then(|name| name.strip_prefix(BEFORE_THE_DAY))
            .and_then(|rest| rest.strip_suffix(BEHIND_THE_DAY));
        day.is_some_and(is_day)
    };
    Ok(disk::list(folder)?.into_iter().filter(is_ours).collect())
}

/// Whether it is written as `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}
