//! Files in a ZIP archive.

use std::fs::File;
use std::io::{self, Read};

use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, FileReader, RECOMMENDED_BUFFER_SIZE, ZipArchive, ZipArchiveEntryWayfinder};

use super::{Entry, Place};
use crate::Refused;
use crate::limits::{LONGEST_NAMES, MOST_FILES};

pub(super) struct Archive(ZipArchive<FileReader>);

pub(super) struct Packed {
    at: ZipArchiveEntryWayfinder,
    deflated: bool,
}

impl Archive {
    /// Reads the names, which are refused where they could lead elsewhere.
    pub(super) fn open(file: File) -> Result<(Self, Vec<Entry>), Refused> {
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let archive = ZipArchive::from_file(file, &mut buffer).map_err(refused)?;
        let said = archive.entries_hint();
        let mut entries = Vec::new();
        let mut names = 0;
        let mut found = archive.entries(&mut buffer);
        while let Some(record) = found.next_entry().map_err(refused)? {
            if entries.len() == MOST_FILES || names > LONGEST_NAMES {
                return Err(Refused::TooManyFiles { limit: MOST_FILES });
            }
            let name = checked(&String::from_utf8_lossy(record.file_path().as_bytes()))?;
            let deflated = record.compression_method() == CompressionMethod::DEFLATE;
            let known = deflated || record.compression_method() == CompressionMethod::STORE;
            if record.flags().is_encrypted() || !known {
                return Err(Refused::Packed { name });
            }
            names += name.len();
            let place = Place::Packed(Packed { at: record.wayfinder(), deflated });
            entries.push(Entry { name, bytes: record.uncompressed_size_hint(), place });
        }
        if (entries.len() as u64) < said {
            return Err(Refused::damaged(&"some of its files are missing"));
        }
        entries.retain(|entry| !entry.name.ends_with('/'));
        Ok((Self(archive), entries))
    }

    /// The content of a file: its size and its checksum are those that are said, or the end of it is an error.
    pub(super) fn read(&self, packed: &Packed) -> Result<impl Read + '_, Refused> {
        let entry = self.0.get_entry(packed.at).map_err(refused)?;
        let content: Box<dyn Read + '_> = if packed.deflated {
            Box::new(DeflateDecoder::new(entry.reader()))
        } else {
            Box::new(entry.reader())
        };
        Ok(Content(entry.verifying_reader(content)))
    }
}

/// Says in our words what is wrong with the content.
struct Content<R>(R);

impl<R: Read> Read for Content<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.downcast::<rawzip::Error>() {
            Ok(error) => refused(error).into(),
            Err(error) => error,
        })
    }
}

/// A name that stays within the archive, with `/` between its parts.
fn checked(name: &str) -> Result<String, Refused> {
    let name = name.replace('\\', "/");
    let leads_out = name.starts_with('/')
        || name.contains('\0')
        || name.split('/').any(|part| part == "..")
        || name.get(1..2) == Some(":");
    if leads_out { Err(Refused::UnsafePath { name }) } else { Ok(name) }
}

fn refused(error: rawzip::Error) -> Refused {
    match error.into_kind() {
        rawzip::ErrorKind::IO(error) => Refused::from(error),
        kind => Refused::damaged(&kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_elsewhere_is_refused() {
        for name in
            ["../a", "a/../../b", "/etc/passwd", "..\\a", "\\\\server\\a", "C:\\a", "c:a", "a\0b", "a/.."]
        {
            assert!(matches!(checked(name), Err(Refused::UnsafePath { .. })), "{name}");
        }
        assert_eq!(checked("threads\\1\\thread.json").unwrap(), "threads/1/thread.json");
        assert_eq!(checked("a..b/...").unwrap(), "a..b/...");
    }
}
