//! One pass over a conversation file, a line at a time.

use std::fs::{File, Metadata};
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::time::UNIX_EPOCH;

use runnel_conversation::{FORMAT, Record, RecordKind};

use crate::lines::{self, Said};

/// As many bytes before the place where reading ended are looked at again, to see that they are the same.
const TAIL: u64 = 512;

/// What a file looks like from outside. One that looks as it did has not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub(crate) size: i64,
    /// Nanoseconds since 1970.
    pub(crate) modified: i64,
    pub(crate) inode: i64,
}

impl Look {
    /// Of a file that is being read: no file looks so.
    pub(crate) const PARTLY_READ: Self = Self { size: -1, modified: 0, inode: 0 };

    pub(crate) fn at(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let inode = 0;
        let since = metadata.modified().ok().and_then(|moment| moment.duration_since(UNIX_EPOCH).ok());
        Self {
            size: i64::try_from(metadata.len()).unwrap_or(i64::MAX),
            modified: since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or_default(),
            inode: inode.cast_signed(),
        }
    }
}

/// Where a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) offset: u64,
    pub(crate) length: u64,
    /// Of its bytes.
    pub(crate) hash: i64,
}

/// What was come by in passing.
#[derive(Debug, Default)]
pub(crate) struct Scanned {
    /// Lines that cannot be read.
    pub(crate) faults: usize,
    /// Whether the file names a newer format.
    pub(crate) newer: bool,
    /// Where the last whole line ends.
    pub(crate) read_to: u64,
}

/// Reads from a place to the end, and gives every record to `take` until it wants no more.
pub(crate) fn scan(
    file: &File,
    from: u64,
    mut take: impl FnMut(Place, Record) -> io::Result<bool>,
) -> io::Result<Scanned> {
    let mut scanned = Scanned { read_to: from, ..Scanned::default() };
    let mut reader = BufReader::with_capacity(256 * 1024, file);
    reader.seek(SeekFrom::Start(from))?;
    let mut line = Vec::new();
    let mut offset = from;
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line)? as u64;
        if length == 0 {
            return Ok(scanned);
        }
        let place = Place { offset, length, hash: hash(&line) };
        offset += length;
        if line.ends_with(b"\n") {
            scanned.read_to = offset;
        }
        match lines::said(&line) {
            Ok(None) => {}
            Ok(Some(Said::Record(record))) => {
                if let RecordKind::Conversation { format, .. } = record.kind {
                    scanned.newer |= format > FORMAT;
                }
                if !take(place, *record)? {
                    return Ok(scanned);
                }
            }
            Ok(Some(Said::Other(format))) => scanned.newer |= format.is_some_and(lines::is_newer),
            Err(_) => scanned.faults += 1,
        }
    }
}

/// A hash of what is just before a place. Lines have ids, so what ends alike there was written alike.
pub(crate) fn tail(mut file: &File, end: u64) -> io::Result<i64> {
    let from = end.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(end - from).read_to_end(&mut bytes)?;
    Ok(hash(&bytes))
}

fn hash(bytes: &[u8]) -> i64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish().cast_signed()
}
