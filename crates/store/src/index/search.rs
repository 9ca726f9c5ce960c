//! Full-text search over all conversations.
//!
//! The index says which messages may have the words, newest first; their lines are then read in the files, which
//! are the truth, to see where. Reading stops when enough were found, or enough were looked at, and a later call
//! goes on from there: so a search takes about as long whatever is searched for.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use runnel_conversation::{ConversationId, Message, MessageBody, Record, RecordId, RecordKind, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::excerpt::{Excerpt, excerpt, utf16};
use super::query::{Match, Query, Token};
use super::rows::{self, ENTRY, LISTED, entry};
use super::tokens::TITLE;
use super::words::Text;
use super::{Entry, Index, prepare};
use crate::{Conversations, StoreError};

/// As many messages are read in one call, whether they have the words or not.
const MOST_READ: usize = 400;

/// As many rows of the index are looked at in one call.
const MOST_LOOKED_AT: usize = 20_000;

/// A word that more tokens begin with is left to FTS5 to look up.
const MOST_TOKENS: usize = 256;

/// As many titles are looked at, and as many given.
const TITLES: (usize, usize) = (400, 20);

/// A longer line than this is no message that anybody reads an excerpt of.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The person.
    User,
    /// A model.
    Assistant,
}

/// What is looked for, and among what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchWanted {
    /// The words.
    pub query: Query,
    /// What one of the two said only.
    pub speaker: Option<Speaker>,
    /// Answers of this model only.
    pub model: Option<String>,
    /// Answers of this provider only.
    pub provider: Option<String>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
    /// In this folder only.
    pub folder: Option<String>,
    /// Messages with a picture only.
    pub has_image: bool,
    /// Where the last call ended.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchPage {
    /// Conversations whose titles have the words, newest first; with the first page only.
    pub titles: Vec<TitleHit>,
    /// Messages, the best first.
    pub hits: Vec<Hit>,
    /// Where to go on; `None` when all was looked at. There may be a next page after an empty one.
    pub next: Option<i64>,
}

/// A conversation whose title has the words.
#[derive(Debug, Clone, PartialEq)]
pub struct TitleHit {
    /// The conversation.
    pub entry: Entry,
    /// Where its title has them.
    pub excerpt: Excerpt,
}

/// A message that has the words.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its conversation.
    pub conversation: ConversationId,
    /// The title of that.
    pub title: Option<String>,
    /// Which message.
    pub message: RecordId,
    /// When it was written.
    pub at: Timestamp,
    /// Who said it.
    pub speaker: Speaker,
    /// The model that answered.
    pub model: Option<String>,
    /// A part of it that has the words.
    pub excerpt: Excerpt,
    score: f64,
}

/// A row of the index that may be a hit.
struct Candidate {
    row: i64,
    record: Option<RecordId>,
    at: Timestamp,
    offset: u64,
    length: u64,
    conversation: ConversationId,
    shelf: i64,
    title: Option<String>,
    folder: Option<String>,
}

impl SearchWanted {
    /// Whether only messages are meant, and not titles.
    fn is_about_messages(&self) -> bool {
        self.speaker.is_some() || self.model.is_some() || self.provider.is_some() || self.has_image
    }

    /// What the index is asked; `None` where nothing is looked for, or it cannot be there.
    fn expression(&self, index: &Connection) -> rusqlite::Result<Option<String>> {
        let mut all = Vec::new();
        for token in self.query.tokens() {
            let Some(token) = spelled(index, &token)? else { return Ok(None) };
            all.push(token);
        }
        if let Some(speaker) = self.speaker {
            all.push(format!("\"={}\"", if speaker == Speaker::User { 'u' } else { 'a' }));
        }
        let names =
            [self.model.as_deref().map(prepare::model), self.provider.as_deref().map(prepare::provider)];
        for name in names.into_iter().flatten() {
            let mut statement = index.prepare_cached("SELECT row FROM name WHERE name = ?")?;
            let Some(row) = statement.query_map([name], |row| row.get::<_, i64>(0))?.next().transpose()?
            else {
                return Ok(None);
            };
            all.push(format!("\"=n{row}\""));
        }
        if self.has_image {
            all.push("\"=i\"".to_owned());
        }
        if let Some(months) = self.from.zip(self.to).and_then(|(from, to)| prepare::months(from, to)) {
            let months: Vec<_> = months.iter().map(|month| format!("\"={month}\"")).collect();
            all.push(format!("({})", months.join(" OR ")));
        }
        Ok((!all.is_empty()).then(|| all.join(" AND ")))
    }

    fn lets_through(&self, candidate: &Candidate) -> bool {
        candidate.shelf == LISTED
            && self.from.is_none_or(|from| candidate.at >= from)
            && self.to.is_none_or(|to| candidate.at < to)
            && (self.folder.is_none() || self.folder == candidate.folder)
    }
}

impl Index {
    /// Looks for words in all conversations that are not deleted. The best of what is found comes first: of the
    /// newest `limit` messages that have the words, those that say them most; so rare words are ranked over
    /// everything, and common ones over what is newest.
    ///
    /// # Errors
    /// [`StoreError::Index`].
    pub fn search(&self, wanted: &SearchWanted) -> Result<SearchPage, StoreError> {
        self.reading(|index| {
            let mut page = SearchPage::default();
            if wanted.before.is_none() && !wanted.is_about_messages() && !wanted.query.is_empty() {
                page.titles = titles(index, wanted)?;
            }
            if let Some(expression) = wanted.expression(index)? {
                page.next = hits(index, &self.files, wanted, &expression, &mut page.hits)?;
            }
            page.hits.sort_by(|a, b| b.score.total_cmp(&a.score));
            Ok(page)
        })
    }

    /// How many messages the index has.
    ///
    /// # Errors
    /// [`StoreError::Index`].
    pub fn messages(&self) -> Result<usize, StoreError> {
        self.reading(|index| {
            index.query_row("SELECT count(*) FROM message WHERE record NOT NULL", (), |row| row.get(0))
        })
    }
}

/// A token as FTS5 spells it; `None` if no message has it.
///
/// Asked for a beginning, FTS5 gathers all rows of all tokens that begin so before it gives the first. Told the tokens,
/// it walks along them.
fn spelled(index: &Connection, token: &Token) -> rusqlite::Result<Option<String>> {
    let quoted = |spelling: &str| format!("\"{spelling}\"");
    if !token.goes_on {
        return Ok(Some(quoted(&token.spelling)));
    }
    let mut next = index.prepare_cached("SELECT term FROM token WHERE term >= ? ORDER BY term LIMIT 1")?;
    let mut known = Vec::new();
    let mut from = token.spelling.clone();
    while let Some(found) = next.query_row([&from], |row| row.get::<_, String>(0)).optional()? {
        if !found.starts_with(&token.spelling) {
            break;
        }
        if known.len() == MOST_TOKENS {
            return Ok(Some(quoted(&token.spelling) + "*"));
        }
        known.push(quoted(&found));
        // What comes next is at least longer by the least there is.
        from = found + "\u{1}";
    }
    Ok((!known.is_empty()).then(|| format!("({})", known.join(" OR "))))
}

fn titles(index: &Connection, wanted: &SearchWanted) -> rusqlite::Result<Vec<TitleHit>> {
    let (looked_at, given) = TITLES;
    let mut statement = index.prepare_cached(&format!(
        "SELECT {ENTRY} FROM text CROSS JOIN message m ON m.row = text.rowid
         CROSS JOIN conversation c ON c.row = m.conversation
         WHERE text MATCH ? AND m.record IS NULL AND c.shelf = 0
         ORDER BY text.rowid DESC LIMIT ?"
    ))?;
    let spelled = |Token { spelling, goes_on }| {
        let more = if goes_on { "*" } else { "" };
        format!("\"{TITLE}{spelling}\"{more}")
    };
    let expression = wanted.query.tokens().into_iter().map(spelled).collect::<Vec<_>>().join(" AND ");
    let entries = statement.query_map((expression, looked_at), entry)?;
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let is_meant = (wanted.folder.is_none() || wanted.folder == entry.folder)
            && wanted.from.is_none_or(|from| entry.updated >= from)
            && wanted.to.is_none_or(|to| entry.updated < to);
        let title = entry.title.clone().unwrap_or_default();
        let matches = wanted.query.matches(&title);
        if is_meant && !matches.is_empty() {
            let ranges = utf16(&title, matches.into_iter().map(|found| found.bytes));
            found.push(TitleHit { entry, excerpt: Excerpt { text: title, ranges } });
        }
    }
    found.sort_by_key(|hit| std::cmp::Reverse(hit.entry.updated));
    found.truncate(given);
    Ok(found)
}

/// Gathers hits from the newest row down. Gives where to go on.
fn hits(
    index: &Connection,
    files: &Conversations,
    wanted: &SearchWanted,
    expression: &str,
    hits: &mut Vec<Hit>,
) -> rusqlite::Result<Option<i64>> {
    let mut statement = index.prepare_cached(
        "SELECT m.row, m.record, m.at, m.offset, m.length, c.id, c.shelf, c.title, c.folder
         FROM text CROSS JOIN message m ON m.row = text.rowid CROSS JOIN conversation c ON c.row = m.conversation
         WHERE text MATCH ? AND text.rowid < ? ORDER BY text.rowid DESC",
    )?;
    let candidates = statement.query_map((expression, wanted.before.unwrap_or(i64::MAX)), candidate)?;
    let mut reading = Reading { files, open: None };
    let mut read = 0;
    for (looked_at, candidate) in candidates.enumerate() {
        let candidate = candidate?;
        let row = candidate.row;
        if let Some(record) = candidate.record
            && wanted.lets_through(&candidate)
        {
            read += 1;
            // A line that is elsewhere by now is found again once the index is up to its file.
            hits.extend(
                reading.message(&candidate, record).and_then(|message| hit(wanted, candidate, &message)),
            );
        }
        if hits.len() >= wanted.limit || read >= MOST_READ || looked_at >= MOST_LOOKED_AT {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

fn candidate(row: &Row<'_>) -> rusqlite::Result<Candidate> {
    Ok(Candidate {
        row: row.get(0)?,
        record: rows::record(row, 1)?,
        at: Timestamp(row.get(2)?),
        offset: row.get(3)?,
        length: row.get(4)?,
        conversation: rows::conversation(row, 5)?,
        shelf: row.get(6)?,
        title: row.get(7)?,
        folder: row.get(8)?,
    })
}

fn hit(wanted: &SearchWanted, candidate: Candidate, message: &Message) -> Option<Hit> {
    let text = message.text();
    let cut = Text::new(&text);
    let matches = wanted.query.matches_in(&cut);
    if matches.is_empty() && !wanted.query.is_empty() {
        return None;
    }
    let (speaker, model) = match &message.body {
        MessageBody::User { .. } => (Speaker::User, None),
        MessageBody::Assistant { answer, .. } => (Speaker::Assistant, Some(answer.model.clone())),
    };
    Some(Hit {
        conversation: candidate.conversation,
        title: candidate.title,
        message: message.id,
        at: message.at,
        speaker,
        model,
        score: score(&matches, wanted.query.terms(), cut.chars.len()),
        excerpt: excerpt(&text, &matches),
    })
}

/// How much a message is about the terms: the more it says them and the shorter it is, as BM25 weighs it. All
/// messages have all terms, so how rare those are makes no difference.
fn score(matches: &[Match], terms: usize, length: usize) -> f64 {
    const AVERAGE_LENGTH: f64 = 400.0;
    const BEGINNING_OF_A_WORD: f64 = 0.6;
    let mut said = vec![0.0; terms];
    for found in matches {
        if let Some(said) = said.get_mut(found.term) {
            *said += if found.whole { 1.0 } else { BEGINNING_OF_A_WORD };
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a length of a text is far below where that begins")]
    let long = 0.25 + 0.75 * length as f64 / AVERAGE_LENGTH;
    said.into_iter().map(|said| said * 2.2 / (said + 1.2 * long)).sum()
}

/// Reads messages where the index says they are; neighbours are often in one file.
struct Reading<'a> {
    files: &'a Conversations,
    open: Option<(ConversationId, File)>,
}

impl Reading<'_> {
    /// The message, if its line is still there.
    fn message(&mut self, candidate: &Candidate, record: RecordId) -> Option<Message> {
        let id = candidate.conversation;
        if self.open.as_ref().is_none_or(|(open, _)| *open != id) {
            self.open = Some((id, File::open(self.files.path(id)).ok()?));
        }
        let (_, file) = self.open.as_mut()?;
        file.seek(SeekFrom::Start(candidate.offset)).ok()?;
        let length = usize::try_from(candidate.length.min(LONGEST_LINE)).ok()?;
        let mut line = vec![0; length];
        file.read_exact(&mut line).ok()?;
        let Record { id, parent, at, kind: RecordKind::Message(body) } =
            serde_json::from_slice(&line).ok()?
        else {
            return None;
        };
        (id == record).then_some(Message { id, parent, at, body })
    }
}
