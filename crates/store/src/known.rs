//! What is known of a file that only grows, so that adding to it does not mean reading it again.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use crate::lines;

/// How many bytes before the known end are compared: about the end of one record, whose id is nobody else's.
const TAIL: usize = 64;

/// What the whole lines of a file said when it was last read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// Up to and with the last line break.
    len: u64,
    /// The bytes before that, by which the file is known again.
    tail: Vec<u8>,
    /// The largest format that is named there; `None` where no line begins a conversation.
    format: Option<u32>,
}

/// A file, as far as whoever adds to it must know it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Its size in bytes.
    pub(crate) len: u64,
    /// The largest format that any line names, the torn last one too.
    pub(crate) format: Option<u32>,
    /// Whether its last line was never ended.
    pub(crate) torn: bool,
}

impl Known {
    /// What these bytes, a whole file, say.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self::default().followed_by(bytes)
    }

    /// Reads what was added since; the whole file where it is another one by now.
    pub(crate) fn look(&self, file: &mut File) -> io::Result<(Self, Standing)> {
        let len = file.metadata()?.len();
        let known = if self.begins(file, len)? { self.clone() } else { Self::default() };
        file.seek(SeekFrom::Start(known.len))?;
        let mut added = Vec::new();
        file.read_to_end(&mut added)?;
        let torn = added.last().is_some_and(|last| *last != b'\n');
        let len = known.len + added.len() as u64;
        let format = known.format.max(lines::format(&added));
        Ok((known.followed_by(&added), Standing { len, format, torn }))
    }

    /// Whether the file begins with what is known.
    fn begins(&self, file: &mut File, len: u64) -> io::Result<bool> {
        if self.len > len {
            return Ok(false);
        }
        let mut tail = vec![0; self.tail.len()];
        file.seek(SeekFrom::Start(self.len - self.tail.len() as u64))?;
        file.read_exact(&mut tail)?;
        Ok(tail == self.tail)
    }

    /// What is known once these bytes follow. A last line that was not ended may still grow: it is not known.
    fn followed_by(mut self, added: &[u8]) -> Self {
        let whole = memchr::memrchr(b'\n', added).map_or(0, |last| last + 1);
        let (whole, _) = added.split_at(whole);
        self.len += whole.len() as u64;
        self.format = self.format.max(lines::format(whole));
        self.tail.extend(whole.get(whole.len().saturating_sub(TAIL)..).unwrap_or_default());
        self.tail.drain(..self.tail.len().saturating_sub(TAIL));
        self
    }
}
