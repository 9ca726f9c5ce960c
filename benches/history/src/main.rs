//! How fast years of conversations are indexed, listed and searched, beside ripgrep and `LIKE` over the same.
//!
//! The conversations are made once and kept; the index is built anew in every run. Each search is asked as the
//! window asks it, the first page of hits with their excerpts; then every page is asked for, and the messages
//! have to be those that ripgrep finds.

mod figures;
mod generate;
mod grep;
mod large;
mod like;
mod queries;
mod report;
mod words;

use std::{
    collections::HashSet,
    error::Error,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use clap::Parser;
use runnel_conversation::RecordId;
use runnel_store::{Home, Index, ListWanted, Query as Typed, SearchWanted};

use crate::{
    figures::{forget_peak, median, peak_memory, processor_time},
    generate::{Size, generate},
    grep::Grep,
    like::Like,
    queries::{Query, queries},
    report::{Rebuild, Report, Searched},
    words::Writer,
};

/// How fast years of conversations are indexed, listed and searched.
#[derive(Parser)]
struct Arguments {
    /// How many conversations
    #[arg(long, default_value_t = 100_000)]
    conversations: usize,
    /// How many messages in all of them
    #[arg(long, default_value_t = 2_000_000)]
    messages: usize,
    /// Where the conversations are kept
    #[arg(long, value_name = "FOLDER", default_value = "target/bench/history")]
    folder: PathBuf,
    /// Write the figures to this file as well
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// ripgrep, where it is not among the programs
    #[arg(long, value_name = "PROGRAM")]
    rg: Option<PathBuf>,
    /// How many of the 200 queries have to find what ripgrep finds, spread evenly
    #[arg(long, default_value_t = 200)]
    compare: usize,
    /// How many of them are asked with LIKE
    #[arg(long, default_value_t = 20)]
    like: usize,
}

/// Whatever goes wrong ends the bench.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// As many hits as the window asks for.
const PAGE: usize = 50;

fn main() -> Outcome<()> {
    let arguments = Arguments::parse();
    let rg = grep::program(arguments.rg.clone())?;
    let size = Size { conversations: arguments.conversations, messages: arguments.messages };
    let root = arguments.folder.join(format!("{}-{}", size.conversations, size.messages));
    generate(&root, size)?;
    let home = Home::at(&root);
    let bytes = folder_size(&root.join("conversations"))?;
    forget_peak();
    let (index, rebuild) = rebuild(&home, size, bytes)?;
    let list = first_page(&home)?;
    let empty = first_page(&Home::at(&arguments.folder.join("empty")))?;
    let all = queries(&Writer::new());
    eprintln!("searching {} times", all.len());
    let times = all.iter().map(|query| search(&index, query)).collect::<Outcome<Vec<_>>>()?;
    let peak = peak_memory();
    let large = large::measure(&arguments.folder.join("large"))?;
    let grep = Grep { program: rg, folder: root.join("conversations") };
    let like = Like::open(&root)?;
    eprintln!("the same with ripgrep, and {} of them with LIKE", arguments.like);
    let mut searched = Vec::new();
    for (n, (query, (time, processor))) in all.iter().zip(times).enumerate() {
        let like = is_among(n, arguments.like, all.len()).then(|| like.time(query)).transpose()?;
        let (kind, typed, rg) = (query.kind, query.typed.clone(), grep.time(query)?);
        searched.push(Searched { kind, typed, time, processor, rg, like });
    }
    let mut report = Report { size, bytes, rebuild, list, empty, peak, searched, large, equal: 0 };
    println!("{report}");
    eprintln!("comparing what {} of them find with what ripgrep finds", arguments.compare);
    for (n, query) in all.iter().enumerate() {
        if is_among(n, arguments.compare, all.len()) {
            let found = same(&index, &grep, query)?;
            report.equal += 1;
            eprintln!("{} of {}: {found} messages", report.equal, arguments.compare);
        }
    }
    println!("{} of {} searches find what ripgrep finds", report.equal, arguments.compare);
    if let Some(file) = arguments.json {
        fs::write(file, report.json()?)?;
    }
    Ok(())
}

/// Whether the `n`-th of `all` is among so many that are spread evenly.
fn is_among(n: usize, count: usize, all: usize) -> bool {
    (n + 1) * count / all > n * count / all
}

/// Builds the index from nothing.
fn rebuild(home: &Home, size: Size, bytes: u64) -> Outcome<(Index, Rebuild)> {
    eprintln!("building the index");
    let index = Index::open(home)?;
    index.clear()?;
    let started = Instant::now();
    index.catch_up(|progress, _| {
        if progress.total > 0 {
            eprint!("\r{} of {}", progress.done, progress.total);
        }
    })?;
    eprintln!();
    let took = started.elapsed();
    let started = Instant::now();
    index.tidy()?;
    let tidied = started.elapsed();
    let kept = index.messages()?;
    if kept != size.messages {
        return Err(format!("the index has {kept} messages").into());
    }
    let index_bytes = fs::metadata(home.cache.join("index.sqlite3"))?.len();
    Ok((index, Rebuild { took, tidied, messages: kept, bytes, index_bytes, peak: peak_memory() }))
}

/// Opening the index and reading the first page of the list, as a window does that begins.
fn first_page(home: &Home) -> Outcome<Duration> {
    let times = (0..21).map(|_| {
        let started = Instant::now();
        let index = Index::open(home)?;
        index.list(&ListWanted { limit: 60, ..ListWanted::default() })?;
        Ok(started.elapsed())
    });
    Ok(median(times.collect::<Outcome<Vec<_>>>()?))
}

fn wanted(query: &Query, limit: usize) -> SearchWanted {
    SearchWanted { query: Typed::new(&query.typed), limit, ..SearchWanted::default() }
}

/// How long a search takes, and how much of that it had a processor.
fn search(index: &Index, query: &Query) -> Outcome<(Duration, Option<Duration>)> {
    let (started, used) = (Instant::now(), processor_time());
    index.search(&wanted(query, PAGE))?;
    let took = started.elapsed();
    let used = processor_time().zip(used).map(|(now, then)| now - then);
    Ok((took, used))
}

/// How many messages were found, which have to be those that ripgrep finds.
fn same(index: &Index, grep: &Grep, query: &Query) -> Outcome<usize> {
    let mut found: HashSet<RecordId> = HashSet::new();
    let mut wanted = wanted(query, 1_000);
    loop {
        let page = index.search(&wanted)?;
        found.extend(page.hits.iter().map(|hit| hit.message));
        match page.next {
            Some(next) => wanted.before = Some(next),
            None => break,
        }
    }
    let expected = grep.found(query)?;
    if found != expected {
        let differ: Vec<_> = found.symmetric_difference(&expected).take(3).map(ToString::to_string).collect();
        let differ = differ.join(", ");
        let (found, expected) = (found.len(), expected.len());
        return Err(
            format!("“{}”: {found} messages, ripgrep has {expected}, such as {differ}", query.typed).into()
        );
    }
    Ok(found.len())
}

fn folder_size(folder: &Path) -> Outcome<u64> {
    let mut bytes = 0;
    for file in fs::read_dir(folder)? {
        bytes += file?.metadata()?.len();
    }
    Ok(bytes)
}
