//! From a file to what has to be written into the index: everything of it, or what was added since.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs::File;
use std::io;

use runnel_conversation::{
    Conversation, ConversationId, MessageBody, Part, Record, RecordId, RecordKind, Timestamp,
};
use rusqlite::Connection;

use super::digest::Digest;
use super::outline::{self, OutlineChange, Outlined};
use super::rows::{self, Known};
use super::scan::{Look, Place, Scanned, scan, tail};
use super::tokens::Tokens;
use crate::{Conversations, StoreError};

/// A file that grew by more is read from its beginning, a piece at a time.
const MOST_AT_ONCE: i64 = 4 * 1024 * 1024;

/// About as many bytes of tokens are handed on together.
const CHUNK: usize = 4 * 1024 * 1024;

/// As much of a message is kept in memory while its file is read: enough for a title.
const BEGINNING: usize = 1000;

/// The days whose messages share a token.
const MONTH: i64 = 30 * 24 * 60 * 60 * 1000;

/// A message on its way into the index.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) record: RecordId,
    pub(crate) at: Timestamp,
    pub(crate) place: Place,
    pub(crate) tokens: String,
    /// Provider and model.
    pub(crate) names: Vec<String>,
}

/// A part of what has to be written of one conversation.
#[derive(Debug)]
pub(crate) struct Chunk {
    pub(crate) id: ConversationId,
    /// How its file looked when the index last read it. If the index says otherwise by now, somebody else
    /// was faster, and the chunk is void.
    pub(crate) expected: Option<Look>,
    pub(crate) added: Vec<Prepared>,
    /// With the last chunk of the conversation.
    pub(crate) finish: Option<Finish>,
}

#[derive(Debug)]
pub(crate) enum Finish {
    Keep(Box<Kept>),
    /// There is no such file.
    Remove,
}

#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) digest: Digest,
    pub(crate) look: Look,
    pub(crate) read_to: u64,
    pub(crate) tail: i64,
    pub(crate) title_tokens: String,
    /// Messages whose line is elsewhere than it was.
    pub(crate) moved: Vec<(i64, Place)>,
    /// Messages that are there no more.
    pub(crate) gone: HashSet<RecordId>,
    pub(crate) outline: OutlineChange,
}

/// Reads files for the index.
pub(crate) struct Preparer<'a> {
    pub(crate) files: &'a Conversations,
    pub(crate) index: &'a Connection,
    pub(crate) tokens: Tokens,
}

impl Preparer<'_> {
    /// Gives what has to be written to bring the index up to a file; nothing where it is.
    pub(crate) fn prepare(
        &mut self,
        id: ConversationId,
        mut emit: impl FnMut(Chunk) -> io::Result<()>,
    ) -> Result<(), StoreError> {
        let known = rows::known(self.index, id)?;
        let path = self.files.path(id);
        let at = StoreError::at(&path);
        let expected = known.as_ref().map(|known| known.look);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if known.is_some() {
                    let finish = Some(Finish::Remove);
                    emit(Chunk { id, expected, added: Vec::new(), finish }).map_err(at)?;
                }
                return Ok(());
            }
            Err(_) => return emit(unreadable(id, expected)).map_err(at),
        };
        file.lock_shared().map_err(at)?;
        let look = Look::at(&file.metadata().map_err(at)?);
        if expected == Some(look) {
            return Ok(());
        }
        if look.size == 0 {
            // One whose first line was refused, by a full disk for example.
            if known.is_some() {
                let finish = Some(Finish::Remove);
                emit(Chunk { id, expected, added: Vec::new(), finish }).map_err(at)?;
            }
            return Ok(());
        }
        if let Some(known) = &known
            && let Some(chunk) = self.grown(known, &file, look).map_err(at)?
        {
            return emit(chunk).map_err(at);
        }
        self.whole(id, known.as_ref(), &file, look, &mut emit)
    }

    /// What was added to a file, where it can be told from that alone.
    fn grown(&mut self, known: &Known, file: &File, look: Look) -> io::Result<Option<Chunk>> {
        let read_to = i64::try_from(known.read_to).unwrap_or(i64::MAX);
        let is_longer =
            known.look.inode == look.inode && (read_to..read_to + MOST_AT_ONCE).contains(&look.size);
        let gets_outline = !outline::is_kept(known.look) && outline::is_kept(look);
        if !is_longer
            || gets_outline
            || known.digest.entry.unreadable
            || tail(file, known.read_to)? != known.tail
        {
            return Ok(None);
        }
        let mut digest = known.digest.clone();
        let mut added = Vec::new();
        let mut outlined = Vec::new();
        let mut is_sound = true;
        let scanned = scan(file, known.read_to, |place, record| {
            is_sound = digest.add(&record);
            if outline::is_kept(look) {
                outlined.push(Outlined::new(&record, place)?);
            }
            if let RecordKind::Message(_) = record.kind {
                added.extend(self.message(record, place));
            }
            Ok(is_sound)
        })?;
        if !is_sound {
            return Ok(None);
        }
        digest.entry.faults += scanned.faults;
        digest.read_only |= scanned.newer;
        let finish = self.finish(digest, &scanned, look, file, OutlineChange::More(outlined))?;
        Ok(Some(Chunk { id: known.digest.entry.id, expected: Some(known.look), added, finish: Some(finish) }))
    }

    /// All of a file.
    fn whole(
        &mut self,
        id: ConversationId,
        known: Option<&Known>,
        file: &File,
        look: Look,
        emit: &mut impl FnMut(Chunk) -> io::Result<()>,
    ) -> Result<(), StoreError> {
        let at = |error| StoreError::at(&self.files.path(id))(error);
        let mut indexed = match known {
            Some(known) => rows::messages(self.index, known.row)?,
            None => HashMap::new(),
        };
        let mut expected = known.map(|known| known.look);
        let mut conversation = Conversation::new(id);
        let mut hashes: HashMap<RecordId, i64> = HashMap::new();
        let mut twice = false;
        let mut moved = Vec::new();
        let mut gone: HashSet<RecordId> = HashSet::new();
        let mut added: Vec<Prepared> = Vec::new();
        let mut gathered = 0;
        let mut outlined = Vec::new();
        let scanned = scan(file, 0, |place, record| {
            if let Some(hash) = hashes.insert(record.id, place.hash) {
                // Of two records with one id the first holds.
                twice |= hash != place.hash;
                hashes.insert(record.id, hash);
                return Ok(true);
            }
            if outline::is_kept(look) {
                outlined.push(Outlined::new(&record, place)?);
            }
            conversation.apply(beginning(&record));
            if !matches!(record.kind, RecordKind::Message(_)) {
                return Ok(true);
            }
            match indexed.remove(&record.id) {
                Some((_, there)) if there == place => {}
                Some((row, there)) if there.hash == place.hash => moved.push((row, place)),
                other => {
                    if other.is_some() {
                        gone.insert(record.id);
                    }
                    let message = self.message(record, place);
                    gathered += message.as_ref().map_or(0, |message| message.tokens.len());
                    added.extend(message);
                }
            }
            if gathered > CHUNK && gone.is_empty() {
                gathered = 0;
                let added = std::mem::take(&mut added);
                emit(Chunk { id, expected: expected.replace(Look::PARTLY_READ), added, finish: None })?;
            }
            Ok(true)
        });
        let Ok(scanned) = scanned else {
            return emit(unreadable(id, expected)).map_err(at);
        };
        gone.extend(indexed.into_keys());
        gone.extend(conversation.deleted_messages().map(|message| message.id));
        added.retain(|message| conversation.message(message.record).is_some());
        // Copies that were joined may say one thing in two ways, which is no fault: it takes both to tell.
        let faults = if twice { self.files.load(id)?.faults.len() } else { scanned.faults };
        let digest = Digest::of(&conversation, faults, scanned.newer);
        let mut finish =
            self.finish(digest, &scanned, look, file, OutlineChange::Anew(outlined)).map_err(at)?;
        if let Finish::Keep(kept) = &mut finish {
            (kept.moved, kept.gone) = (moved, gone);
        }
        emit(Chunk { id, expected, added, finish: Some(finish) }).map_err(at)
    }

    fn finish(
        &mut self,
        digest: Digest,
        scanned: &Scanned,
        look: Look,
        file: &File,
        outline: OutlineChange,
    ) -> io::Result<Finish> {
        let title_tokens =
            digest.entry.title.as_deref().map(|title| self.tokens.of_title(title)).unwrap_or_default();
        Ok(Finish::Keep(Box::new(Kept {
            look,
            read_to: scanned.read_to,
            tail: tail(file, scanned.read_to)?,
            title_tokens,
            digest,
            moved: Vec::new(),
            gone: HashSet::new(),
            outline,
        })))
    }

    fn message(&mut self, record: Record, place: Place) -> Option<Prepared> {
        let Record { id, at, kind: RecordKind::Message(body), .. } = record else {
            return None;
        };
        let mut tokens = self.tokens.of(&text(&body));
        // Writing to a string cannot fail.
        let _ = write!(tokens, "={} ={}", role(&body), month(at));
        if body.parts().iter().any(|part| matches!(part, Part::Image(_))) {
            tokens += " =i";
        }
        let names = match body {
            MessageBody::User { .. } => Vec::new(),
            MessageBody::Assistant { answer, .. } => vec![provider(&answer.provider), model(&answer.model)],
        };
        Some(Prepared { record: id, at, place, tokens, names })
    }
}

fn role(body: &MessageBody) -> char {
    match body {
        MessageBody::User { .. } => 'u',
        MessageBody::Assistant { .. } => 'a',
    }
}

/// The token of the thirty days that a moment is in.
pub(crate) fn month(at: Timestamp) -> String {
    format!("d{}", at.0.div_euclid(MONTH) + 1_000_000)
}

/// The months from one moment to another, as tokens; `None` where they are too many to name.
pub(crate) fn months(from: Timestamp, to: Timestamp) -> Option<Vec<String>> {
    let (first, last) = (from.0.div_euclid(MONTH), to.0.div_euclid(MONTH));
    (last.saturating_sub(first) < 60)
        .then(|| (first..=last).map(|n| month(Timestamp(n.saturating_mul(MONTH)))).collect())
}

/// The name under which a provider is known in the index.
pub(crate) fn provider(id: &str) -> String {
    format!("provider {id}")
}

/// The name under which a model is known in the index.
pub(crate) fn model(id: &str) -> String {
    format!("model {id}")
}

fn unreadable(id: ConversationId, expected: Option<Look>) -> Chunk {
    // Looked at again whenever the others are: nothing about it need change from outside.
    let (look, digest) = (Look::PARTLY_READ, Digest::unreadable(id, Timestamp(0)));
    let title_tokens = String::new();
    let (moved, gone) = (Vec::new(), HashSet::new());
    let outline = OutlineChange::Anew(Vec::new());
    let kept = Kept { digest, look, read_to: 0, tail: 0, title_tokens, moved, gone, outline };
    Chunk { id, expected, added: Vec::new(), finish: Some(Finish::Keep(Box::new(kept))) }
}

/// The words of a message, not copied where they are in one piece: it may be of megabytes.
fn text(body: &MessageBody) -> Cow<'_, str> {
    let mut parts =
        body.parts().iter().filter_map(|part| if let Part::Text { text } = part { Some(text) } else { None });
    let first = parts.next().map_or(Cow::Borrowed(""), |text| Cow::Borrowed(text.as_str()));
    parts.fold(first, |all, more| all + more.as_str())
}

/// A record without most of its words: where it belongs, and what could become a title.
fn beginning(record: &Record) -> Record {
    let kind = match &record.kind {
        RecordKind::Message(MessageBody::User { parts }) => {
            RecordKind::Message(MessageBody::User { parts: first_words(parts) })
        }
        RecordKind::Message(MessageBody::Assistant { parts, answer }) => {
            RecordKind::Message(MessageBody::Assistant { parts: first_words(parts), answer: answer.clone() })
        }
        other => other.clone(),
    };
    Record { kind, ..*record }
}

fn first_words(parts: &[Part]) -> Vec<Part> {
    let texts =
        parts.iter().filter_map(|part| if let Part::Text { text } = part { Some(text) } else { None });
    let words = texts.flat_map(|text| text.chars()).skip_while(|c| c.is_whitespace());
    vec![Part::Text { text: words.take(BEGINNING).collect() }]
}
