//! Where documents and pictures are: a file of their own, an archive, a folder.

mod archive;
mod folder;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::Refused;
use crate::limits::{LONGEST_NAMES, MOST_FILES, UNPACKED_FREELY, UNPACKED_TIMES};

/// Files by their names. Nothing is ever unpacked onto the disk.
pub(crate) struct Container {
    entries: Vec<Entry>,
    archive: Option<archive::Archive>,
    /// The place of each file by the last part of its name.
    by_base: BTreeMap<String, usize>,
    /// How much may still be unpacked before it is far more than an archive of text holds.
    unpackable: Cell<u64>,
}

/// A file.
pub(crate) struct Entry {
    /// Its name, with `/` between its parts.
    pub(crate) name: String,
    /// Its size in bytes, as far as that can be believed.
    pub(crate) bytes: u64,
    place: Place,
}

enum Place {
    Loose(PathBuf),
    Packed(archive::Packed),
}

impl Container {
    /// Looks at what is at this path, by its content.
    pub(crate) fn open(path: &Path) -> Result<Self, Refused> {
        let metadata = std::fs::metadata(path)?;
        if metadata.is_dir() {
            return Self::of(folder::entries(path)?, None, 0);
        }
        let mut file = File::open(path)?;
        let bytes = file.metadata()?.len();
        if !begins_an_archive(&mut file)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let entry = Entry { name, bytes, place: Place::Loose(path.to_owned()) };
            return Self::of(vec![entry], None, 0);
        }
        let (archive, entries) = archive::Archive::open(file)?;
        Self::of(entries, Some(archive), bytes)
    }

    fn of(entries: Vec<Entry>, archive: Option<archive::Archive>, bytes: u64) -> Result<Self, Refused> {
        let mut names = 0;
        for entry in &entries {
            names += entry.name.len();
        }
        if entries.len() > MOST_FILES || names > LONGEST_NAMES {
            return Err(Refused::TooManyFiles { limit: MOST_FILES });
        }
        let by_base =
            entries.iter().enumerate().map(|(at, entry)| (base(&entry.name).to_owned(), at)).collect();
        let unpackable = Cell::new(bytes.saturating_mul(UNPACKED_TIMES).saturating_add(UNPACKED_FREELY));
        Ok(Self { entries, archive, by_base, unpackable })
    }

    /// Every file.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The file whose name ends with this.
    pub(crate) fn named(&self, base: &str) -> Option<&Entry> {
        self.entries.get(*self.by_base.get(base)?)
    }

    /// The first file whose name, without its folders, begins with this and does not go on with a letter or digit.
    pub(crate) fn beginning(&self, with: &str) -> Option<&Entry> {
        let rests = self
            .by_base
            .range(with.to_owned()..)
            .map_while(|(base, at)| Some((base.strip_prefix(with)?, at)));
        let ends = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric());
        let (_, at) = rests.into_iter().find(|(rest, _)| ends(rest))?;
        self.entries.get(*at)
    }

    /// The content of a file, which ends with an error where it is not what the archive says.
    pub(crate) fn read<'a>(&'a self, entry: &'a Entry) -> Result<Box<dyn Read + 'a>, Refused> {
        match (&entry.place, &self.archive) {
            (Place::Loose(path), _) => Ok(Box::new(File::open(path)?)),
            (Place::Packed(packed), Some(archive)) => {
                Ok(Box::new(Unpacking { inner: archive.read(packed)?, left: &self.unpackable }))
            }
            (Place::Packed(_), None) => Err(Refused::damaged(&"there is no archive")),
        }
    }
}

/// The last part of a name.
pub(crate) fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// All parts of a name but the last.
pub(crate) fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn begins_an_archive(file: &mut File) -> io::Result<bool> {
    let mut first = Vec::new();
    file.by_ref().take(4).read_to_end(&mut first)?;
    io::Seek::rewind(file)?;
    Ok(matches!(first.as_slice(), b"PK\x03\x04" | b"PK\x05\x06"))
}

/// Counts what is unpacked, in all files of an archive together.
struct Unpacking<'a, R> {
    inner: R,
    left: &'a Cell<u64>,
}

impl<R: Read> Read for Unpacking<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let left = self.left.get().checked_sub(read as u64);
        self.left.set(left.unwrap_or(0));
        left.map(|_| read).ok_or_else(|| Refused::Bomb { times: UNPACKED_TIMES }.into())
    }
}
