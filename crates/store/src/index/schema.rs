//! The tables, and opening a database that has them.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::{StoreError, disk};

/// Changes whenever the tables, the tokens or the folding of text do: what an index holds is not what another
/// version would have put there.
const VERSION: i32 = 3;

/// How long a write waits for another process. An index that could not be written is corrected later.
const WAIT: Duration = Duration::from_millis(250);

/// Memory for pages of a database, by connection, in KiB.
const CACHE_KIB: i32 = 8 * 1024;

/// `text` holds tokens only, neither positions nor the text itself, which stays where it is: in the files.
/// Its rows are those of `message`. A row without a `record` is the title of its conversation.
///
/// `token` is a view of the tokens in it.
///
/// `pgsz` fits a page of the database. `hashsize` is how much of a step is gathered in memory before it is written:
/// an index that is built in few large pieces need not be merged so often.
///
/// `record` is the outline of the conversations that are too long to be read whole whenever they are opened: where
/// each message stands and what it follows, and in `line` what is no message.
///
/// `shelf`: 0 in the list, 1 in the bin, 2 being read, 3 cannot be read.
const TABLES: &str = "
CREATE TABLE conversation (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    shelf INTEGER NOT NULL,
    title TEXT,
    created INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    pinned INTEGER NOT NULL DEFAULT 0,
    folder TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    seen BLOB,
    answer BLOB,
    head BLOB,
    newest BLOB,
    read_only INTEGER NOT NULL DEFAULT 0,
    faults INTEGER NOT NULL DEFAULT 0,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    read_to INTEGER NOT NULL DEFAULT 0,
    tail INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX listed ON conversation (shelf, pinned, updated, id);
CREATE INDEX filed ON conversation (folder, shelf, pinned, updated, id) WHERE folder IS NOT NULL;
CREATE INDEX faulty ON conversation (row) WHERE faults > 0 OR shelf = 3;
CREATE TABLE tag (
    name TEXT NOT NULL,
    conversation INTEGER NOT NULL,
    PRIMARY KEY (name, conversation)
) WITHOUT ROWID;
CREATE INDEX tagged ON tag (conversation);
CREATE TABLE message (
    row INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    record BLOB,
    at INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    hash INTEGER NOT NULL
);
CREATE INDEX said_in ON message (conversation);
CREATE TABLE record (
    conversation INTEGER NOT NULL,
    id BLOB NOT NULL,
    parent BLOB,
    at INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    line TEXT,
    PRIMARY KEY (conversation, id)
) WITHOUT ROWID;
CREATE TABLE name (row INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE state (complete INTEGER NOT NULL);
INSERT INTO state VALUES (0);
CREATE VIRTUAL TABLE text USING fts5 (
    tokens, content='', contentless_delete=1, detail=none, tokenize=\"ascii tokenchars '^='\"
);
CREATE VIRTUAL TABLE token USING fts5vocab (text, instance);
INSERT INTO text (text, rank) VALUES ('pgsz', 8000);
INSERT INTO text (text, rank) VALUES ('hashsize', 25165824);
";

/// Opens the database, and makes it anew where it is of another version or damaged.
pub(crate) fn open(path: &Path) -> Result<Connection, StoreError> {
    disk::create_folder(path.parent().unwrap_or(path))?;
    match opened(path) {
        Ok(Some(connection)) => return Ok(connection),
        Err(error) if !is_damage(&error) => return Err(error.into()),
        _ => {}
    }
    remove(path)?;
    opened(path)?.ok_or_else(|| StoreError::Index { reason: "it cannot be made".to_owned(), damaged: true })
}

/// The database, if it is of this version; a new one gets its tables.
fn opened(path: &Path) -> rusqlite::Result<Option<Connection>> {
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_CREATE)?;
    if version(&connection)? != VERSION {
        // Two processes may both find it new: one makes it, the other finds it made.
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Exclusive)?;
        match version(&transaction)? {
            0 if is_empty(&transaction)? => {
                transaction.execute_batch(TABLES)?;
                transaction.pragma_update(None, "user_version", VERSION)?;
                transaction.commit()?;
            }
            VERSION => {}
            _ => return Ok(None),
        }
    }
    Ok(Some(connection))
}

/// One more connection to a database that is there.
pub(crate) fn connect(path: &Path, more: OpenFlags) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(WAIT)?;
    // Larger than the pages of the full text, so that each of those is one page and not two.
    connection.pragma_update(None, "page_size", 8192)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // A power cut may cost what was written last, not the database; and the files say it again.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Removes the database and what belongs to it.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        match fs::remove_file(&name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(StoreError::at(path)(error)),
            _ => {}
        }
    }
    Ok(())
}

fn version(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)", (), |row| row.get(0))
}

/// Whether the database, not its surroundings, is at fault.
pub(crate) fn is_damage(error: &rusqlite::Error) -> bool {
    match error {
        rusqlite::Error::SqliteFailure(failure, message) => {
            matches!(failure.code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
                // A table that somebody took away.
                || message.as_deref().is_some_and(|message| message.contains("no such"))
        }
        rusqlite::Error::SqlInputError { msg, .. } => msg.contains("no such"),
        rusqlite::Error::InvalidColumnType(..) | rusqlite::Error::FromSqlConversionFailure(..) => true,
        _ => false,
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Index { reason: error.to_string(), damaged: is_damage(&error) }
    }
}
