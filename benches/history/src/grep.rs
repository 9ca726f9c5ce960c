//! The same searches with ripgrep: how long they take, and what they find.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    str::FromStr,
    time::{Duration, Instant},
};

use runnel_conversation::RecordId;

use crate::{
    Outcome,
    queries::{Query, Term},
};

/// Up to here a text is read when a word may begin: after nothing, what is part of no word, a character of a
/// script without spaces, or what JSON writes with a backslash.
const WORD_MAY_BEGIN: &str = r#"(?:(?:[^"\\]|\\.)*?(?:[^\p{L}\p{M}\p{N}"\\]|[\p{Han}]|\\[nrt"\\]))?"#;
/// What separates the words of a phrase.
const BETWEEN: &str = r#"(?:[^\p{L}\p{M}\p{N}"\\]|\\[nrt"\\])+"#;

/// ripgrep, and the folder it searches.
pub struct Grep {
    pub program: PathBuf,
    pub folder: PathBuf,
}

impl Grep {
    /// How long `rg -F` takes to count the lines that have a query's words: the least that has to be done.
    pub fn time(&self, query: &Query) -> Outcome<Duration> {
        let started = Instant::now();
        for term in &query.terms {
            let mut command = self.command();
            match term {
                Term::Run(run) => command.args(["-F", "-c", "--", run]),
                Term::Words(words) => command.args(["-F", "-i", "-c", "--", &words.join(" ")]),
            };
            command.arg(&self.folder).stdout(Stdio::null()).status()?;
        }
        Ok(started.elapsed())
    }

    /// The messages that have all terms.
    pub fn found(&self, query: &Query) -> Outcome<HashSet<RecordId>> {
        let mut all: Option<HashSet<RecordId>> = None;
        for term in &query.terms {
            let expression = match term {
                Term::Run(run) => format!(r#"^\{{"id":"([^"]{{36}})".*{run}"#),
                Term::Words(words) => {
                    format!(
                        r#"(?i)^\{{"id":"([^"]{{36}})".*?"text":"{WORD_MAY_BEGIN}{}"#,
                        words.join(BETWEEN)
                    )
                }
            };
            let output = self
                .command()
                .args(["--no-filename", "--no-line-number", "-o", "-r", "$1", "--", &expression])
                .arg(&self.folder)
                .output()?;
            if output.status.code() == Some(2) {
                return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
            }
            let ids = std::str::from_utf8(&output.stdout)?.lines().map(RecordId::from_str);
            let found = ids.collect::<Result<HashSet<_>, _>>()?;
            all = Some(match all {
                Some(all) => all.intersection(&found).copied().collect(),
                None => found,
            });
        }
        Ok(all.unwrap_or_default())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["--no-config", "--no-messages", "--no-ignore"]).stdin(Stdio::null());
        command
    }
}

/// Where ripgrep is, if it can be run.
pub fn program(named: Option<PathBuf>) -> Outcome<PathBuf> {
    let program = named.unwrap_or_else(|| Path::new("rg").to_owned());
    let works = Command::new(&program)
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if works { Ok(program) } else { Err("ripgrep is missing: `cargo xtask bench history` brings it".into()) }
}
