//! A file for writers that cannot bear a failure.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

/// Writes to a file until that fails. From then on everything succeeds and goes nowhere, and the failure is in a cell
/// for whoever asks: the writer of zip files panics where it cannot write its end.
pub(crate) struct Unfailing<'a> {
    file: &'a File,
    failure: &'a Cell<Option<io::Error>>,
    has_failed: bool,
    at: u64,
    end: u64,
}

impl<'a> Unfailing<'a> {
    /// Writes to an empty file.
    pub(crate) fn new(file: &'a File, failure: &'a Cell<Option<io::Error>>) -> Self {
        Self { file, failure, has_failed: false, at: 0, end: 0 }
    }

    fn attempt<T>(&mut self, otherwise: T, attempt: impl FnOnce(&File) -> io::Result<T>) -> io::Result<T> {
        if self.has_failed {
            return Ok(otherwise);
        }
        match attempt(self.file) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                self.has_failed = true;
                self.failure.set(Some(error));
                Ok(otherwise)
            }
            done => done,
        }
    }
}

impl Write for Unfailing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.attempt(bytes.len(), |mut file| file.write(bytes))?;
        self.at += written as u64;
        self.end = self.end.max(self.at);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.attempt((), |mut file| file.flush())
    }
}

impl Seek for Unfailing<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        let place = place.ok_or(io::ErrorKind::InvalidInput)?;
        self.at = self.attempt(place, |mut file| file.seek(SeekFrom::Start(place)))?;
        Ok(self.at)
    }
}
