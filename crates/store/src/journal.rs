//! The reply in flight: a journal that is written before anything of it is shown.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use runnel_conversation::{ConversationId, RecordId, Timestamp, TurnEvent};
use serde::{Deserialize, Serialize};

use crate::{Damage, FaultReason, Home, StoreError, disk, lines};

/// The version of the journal format that this code writes. One of a newer version is left to it.
const FORMAT: u32 = 1;

/// The longest that what was written may wait to be safe from a power cut. It is safe from the end of
/// this process, and from `kill -9`, as soon as it is written.
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// The journals of a home, `journals/<message id>.jsonl`.
///
/// Beside each is `<message id>.lock`, which the process that writes the journal holds locked: a
/// journal whose lock is free has no owner any more. The lock is a file of its own because Windows
/// lets nobody read a locked one.
#[derive(Debug, Clone)]
pub struct Journals {
    folder: PathBuf,
}

/// The beginning of a journal: the message that is coming to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalHead {
    /// Where it belongs.
    pub conversation: ConversationId,
    /// The id it will have.
    pub message: RecordId,
    /// The message it answers.
    pub parent: Option<RecordId>,
    /// When it was asked for.
    pub at: Timestamp,
    /// The provider's id.
    pub provider: String,
    /// The model's id.
    pub model: String,
}

#[derive(Serialize, Deserialize)]
struct HeadLine {
    format: u32,
    #[serde(flatten)]
    head: JournalHead,
}

/// What happened in a turn since the batch before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JournalBatch {
    /// Counts up from 1.
    pub number: u64,
    /// What happened, in order.
    pub events: Vec<TurnEvent>,
}

/// A journal that this process writes. Dropping it leaves it to be recovered.
#[derive(Debug)]
pub struct Journal {
    head: JournalHead,
    claim: Claim,
    file: File,
    /// Whether the last write failed, so that its torn line may still be there.
    torn: bool,
    synced: Instant,
}

/// A journal whose owner is gone. It is this process's own for as long as this value lives.
#[derive(Debug)]
pub struct Orphan {
    /// The message that was coming to be.
    pub head: JournalHead,
    /// All that was written of it.
    pub batches: Vec<JournalBatch>,
    claim: Claim,
}

/// The right to a journal: its lock, held.
#[derive(Debug)]
struct Claim {
    journal: PathBuf,
    lock: PathBuf,
    /// Closing it releases the lock.
    held: File,
}

impl Journals {
    /// The journals of `home`.
    pub fn new(home: &Home) -> Self {
        Self { folder: home.data.join("journals") }
    }

    /// Begins a journal and makes it safe from a power cut.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process is writing this very journal, else
    /// [`StoreError::Io`].
    pub fn begin(&self, head: &JournalHead) -> Result<Journal, StoreError> {
        disk::create_folder_in_its_place(&self.folder)?;
        let path = self.path(head.message);
        let at = StoreError::at(&path);
        let locked = || StoreError::Locked { path: path.clone() };
        let claim = Claim::take(&path)?.ok_or_else(locked)?;
        match created(&path, head) {
            Ok(file) => Ok(Journal { head: head.clone(), claim, file, torn: false, synced: Instant::now() }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(at(error)),
            Err(error) => {
                // Nothing was said yet, so nothing is lost with it.
                let _ = claim.remove();
                Err(at(error))
            }
        }
    }

    /// The whole batches of a journal, live or not, whose number is larger than `after`.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such journal: the message is in its conversation.
    pub fn read(&self, message: RecordId, after: u64) -> Result<Vec<JournalBatch>, StoreError> {
        let path = self.path(message);
        let bytes = fs::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::Missing { name: message.to_string() },
            _ => StoreError::at(&path)(error),
        })?;
        let mut batches = batches(&bytes);
        batches.retain(|batch| batch.number > after);
        Ok(batches)
    }

    /// The journals whose owners are gone, for this process to recover; each is its own from when the
    /// iterator gives it.
    ///
    /// One that is being written, here or elsewhere, is not among them, and neither is one of a newer
    /// format. One whose beginning cannot be read is set aside as `<message id>.damaged`.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the folder cannot be read; an item, when that journal cannot.
    pub fn orphans(&self) -> Result<impl Iterator<Item = Result<Orphan, StoreError>>, StoreError> {
        let paths = disk::list(&self.folder)?;
        let is_journal = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "jsonl");
        Ok(paths.into_iter().filter(is_journal).filter_map(|path| orphan(&path).transpose()))
    }

    /// The conversations that replies in flight belong to, here or in another process.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub(crate) fn conversations(&self) -> Result<HashSet<ConversationId>, StoreError> {
        let mut conversations = HashSet::new();
        for path in self.files()? {
            match fs::read(&path) {
                Ok(bytes) => {
                    if let Head::Known(head) = head(&bytes) {
                        conversations.insert(head.conversation);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(StoreError::at(&path)(error)),
            }
        }
        Ok(conversations)
    }

    /// The files of all journals, those among them that were set aside.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>, StoreError> {
        let is_journal =
            |path: &PathBuf| path.extension().is_some_and(|kind| kind == "jsonl" || kind == "damaged");
        Ok(disk::list(&self.folder)?.into_iter().filter(is_journal).collect())
    }

    fn path(&self, message: RecordId) -> PathBuf {
        self.folder.join(format!("{message}.jsonl"))
    }
}

impl Journal {
    /// Writes a batch, whole or not at all. Once this returns, the end of this process loses none of it.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn write(&mut self, batch: &JournalBatch) -> Result<(), StoreError> {
        let at = StoreError::at(&self.claim.journal);
        let mut text = if self.torn { b"\n".to_vec() } else { Vec::new() };
        text.extend(line(batch).map_err(at)?);
        let due = self.synced.elapsed() >= SYNC_EVERY;
        let written = disk::all_or_nothing(&self.file, |mut file| {
            file.write_all(&text)?;
            if due { file.sync_data() } else { Ok(()) }
        });
        self.torn = written.is_err();
        if due {
            self.synced = Instant::now();
        }
        written.map_err(at)
    }

    /// Whether somebody took its file away: what is written to it now is nowhere.
    pub fn is_gone(&self) -> bool {
        disk::is_removed(&self.file).unwrap_or(true)
    }

    /// Begins again where [`Journal::is_gone`] says so. Everything has to be written again then.
    ///
    /// # Errors
    /// As [`Journals::begin`].
    pub fn begin_again(&mut self) -> Result<(), StoreError> {
        let path = self.claim.journal.clone();
        let at = StoreError::at(&path);
        disk::create_folder_in_its_place(path.parent().unwrap_or(&path))?;
        if disk::is_removed(&self.claim.held).map_err(at)? {
            self.claim = Claim::take(&path)?.ok_or_else(|| StoreError::Locked { path: path.clone() })?;
        }
        self.file = created(&path, &self.head).map_err(at)?;
        self.torn = false;
        Ok(())
    }

    /// Removes the journal. Only once the finished message is safe in its conversation.
    ///
    /// # Errors
    /// [`StoreError::Io`]; the journal will then be found again, and the message with it.
    pub fn remove(self) -> Result<(), StoreError> {
        let Self { claim, file, .. } = self;
        // Windows removes a file when its last handle closes.
        drop(file);
        claim.remove()
    }
}

impl Orphan {
    /// Removes the journal. Only once what it held is safe in its conversation.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn remove(self) -> Result<(), StoreError> {
        self.claim.remove()
    }
}

impl Claim {
    /// The right to a journal, or `None` while someone else has it.
    fn take(journal: &Path) -> Result<Option<Self>, StoreError> {
        let lock = journal.with_extension("lock");
        let at = StoreError::at(&lock);
        let open = |options: &mut OpenOptions| options.write(true).create(true).truncate(false).open(&lock);
        let held = open(&mut disk::private_file()).map_err(at)?;
        match held.try_lock() {
            Ok(()) => Ok(Some(Self { journal: journal.to_owned(), lock, held })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(at(error)),
        }
    }

    /// Removes the journal, if it is there, then its lock. In this order: whoever takes a new lock of the
    /// same name finds no journal any more.
    fn remove(self) -> Result<(), StoreError> {
        disk::remove(&self.journal).map_err(StoreError::at(&self.journal))?;
        fs::remove_file(&self.lock).map_err(StoreError::at(&self.lock))
    }
}

/// A new journal with its head, safe from a power cut.
fn created(path: &Path, head: &JournalHead) -> io::Result<File> {
    let line = line(&HeadLine { format: FORMAT, head: head.clone() })?;
    let mut file = disk::private_file().append(true).create_new(true).open(path)?;
    file.write_all(&line)?;
    file.sync_data()?;
    disk::sync_folder(path.parent().unwrap_or(path))?;
    Ok(file)
}

/// The journal as an orphan, unless it has an owner or is not for this version.
fn orphan(path: &Path) -> Result<Option<Orphan>, StoreError> {
    let Some(claim) = Claim::take(path)? else {
        return Ok(None);
    };
    // Only now is it certain that nobody writes it, or removes it.
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            claim.remove()?;
            return Ok(None);
        }
        Err(error) => return Err(StoreError::at(path)(error)),
    };
    if !bytes.contains(&b'\n') {
        // The disk took not even its head, before which nothing is said.
        claim.remove()?;
        return Ok(None);
    }
    match head(&bytes) {
        Head::Known(head) => Ok(Some(Orphan { head, batches: batches(&bytes), claim })),
        Head::Newer => Ok(None),
        Head::Damaged => {
            fs::rename(path, path.with_extension("damaged")).map_err(StoreError::at(path))?;
            claim.remove()?;
            Ok(None)
        }
    }
}

enum Head {
    Known(JournalHead),
    Newer,
    Damaged,
}

fn head(bytes: &[u8]) -> Head {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let Some(line) = lines::lines(bytes).next().filter(|line| line.ended) else {
        return Head::Damaged;
    };
    match serde_json::from_slice::<HeadLine>(line.text) {
        Ok(HeadLine { format: FORMAT, head }) => Head::Known(head),
        _ => match serde_json::from_slice(line.text) {
            Ok(Format { format }) if format > FORMAT => Head::Newer,
            _ => Head::Damaged,
        },
    }
}

/// The whole, sound batches, by number. A batch that is there twice counts once.
fn batches(bytes: &[u8]) -> Vec<JournalBatch> {
    let mut batches: Vec<JournalBatch> = Vec::new();
    for line in lines::lines(bytes).filter(|line| line.ended) {
        let Ok(batch) = serde_json::from_slice::<JournalBatch>(line.text) else {
            continue;
        };
        if batches.last().is_none_or(|last| last.number < batch.number) {
            batches.push(batch);
        }
    }
    batches
}

/// What is wrong with the whole lines of a journal.
pub(crate) fn damages(bytes: &[u8]) -> Vec<Damage> {
    match head(bytes) {
        Head::Known(_) => {}
        Head::Newer => return Vec::new(),
        Head::Damaged => return vec![Damage::Line { line: 1, reason: FaultReason::Damaged }],
    }
    let mut damages = Vec::new();
    let mut next = 1;
    for line in lines::lines(bytes).skip(1).filter(|line| line.ended) {
        match serde_json::from_slice::<JournalBatch>(line.text) {
            Ok(batch) => {
                if batch.number > next {
                    damages.push(Damage::BatchMissing { line: line.number });
                }
                next = next.max(batch.number + 1);
            }
            Err(_) => damages.push(Damage::Line { line: line.number, reason: FaultReason::Damaged }),
        }
    }
    damages
}

fn line(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    Ok(line)
}
