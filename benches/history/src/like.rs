//! The same searches with `LIKE` over a table of all texts, as a program without an index would.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use runnel_conversation::{MessageBody, Part, Record, RecordKind};
use rusqlite::Connection;

use crate::{
    Outcome,
    queries::{Query, Term},
};

/// A table of texts.
pub struct Like(Connection);

impl Like {
    /// Puts the texts of all conversations into a table, unless they are there.
    pub fn open(home: &Path) -> Outcome<Self> {
        let path = home.join("like.sqlite3");
        if !path.exists() {
            eprintln!("filling a table for LIKE");
            let unfinished = home.join("like.unfinished");
            let _ = fs::remove_file(&unfinished);
            let mut table = Connection::open(&unfinished)?;
            table.execute_batch(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE message (text TEXT)",
            )?;
            let transaction = table.transaction()?;
            for file in fs::read_dir(home.join("conversations"))? {
                for line in fs::read_to_string(file?.path())?.lines() {
                    let RecordKind::Message(body) = serde_json::from_str::<Record>(line)?.kind else {
                        continue;
                    };
                    transaction.prepare_cached("INSERT INTO message VALUES (?)")?.execute([text(&body)])?;
                }
            }
            transaction.commit()?;
            drop(table);
            fs::rename(unfinished, &path)?;
        }
        Ok(Self(Connection::open(path)?))
    }

    /// How long it takes to count the texts that have a query's words.
    pub fn time(&self, query: &Query) -> Outcome<Duration> {
        let started = Instant::now();
        let patterns = query.terms.iter().map(|term| match term {
            Term::Run(run) => format!("%{run}%"),
            Term::Words(words) => format!("%{}%", words.join(" ")),
        });
        let patterns: Vec<String> = patterns.collect();
        let conditions = vec!["text LIKE ?"; patterns.len()].join(" AND ");
        let sql = format!("SELECT count(*) FROM message WHERE {conditions}");
        self.0.query_row(&sql, rusqlite::params_from_iter(patterns), |row| row.get::<_, i64>(0))?;
        Ok(started.elapsed())
    }
}

fn text(body: &MessageBody) -> String {
    let parts = body.parts().iter();
    parts.filter_map(|part| if let Part::Text { text } = part { Some(text.as_str()) } else { None }).collect()
}
