//! How fast replies are read, beside other crates that read the same bytes from the same server.
//!
//! Everything runs on this computer: a server on loopback plays a prepared reply from a thread of its own, and
//! each reader in turn reads it on one other thread. Figures are medians of runs that alternate between the
//! readers, so that a machine that is busy for a while is busy for all of them.

mod allocations;
mod dialect;
mod latency;
mod reader;
mod report;
mod server;
mod throughput;

use std::{error::Error, path::PathBuf};

use clap::Parser;

use crate::{
    dialect::{DIALECTS, Dialect},
    reader::Reader,
    report::Report,
};

/// How fast replies are read.
#[derive(Parser)]
struct Arguments {
    /// Write the figures to this file as well
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// The size of the stream that is decoded, in megabytes
    #[arg(long, default_value_t = 20)]
    megabytes: usize,
    /// How often each reader reads it
    #[arg(long, default_value_t = 9)]
    runs: usize,
    /// How many requests the time to the first token is taken from
    #[arg(long, default_value_t = 2_000)]
    requests: usize,
    /// Measure only these protocols (may be given several times)
    #[arg(long, value_name = "PROTOCOL")]
    only: Vec<String>,
    /// Measure only these readers (may be given several times), as under a profiler
    #[arg(long, value_name = "READER")]
    reader: Vec<String>,
}

/// Whatever goes wrong ends the bench.
type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments = Arguments::parse();
    // One thread for whoever reads: what is compared is the work, not how it is spread.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut report = Report::new(arguments.megabytes, arguments.runs, arguments.requests);
    let chosen =
        |wanted: &[String], name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
    let readers = |dialect: &Dialect, url: &str| -> Outcome<Vec<Reader>> {
        let mut readers = Reader::all(dialect, url)?;
        readers.retain(|reader| chosen(&arguments.reader, reader.name()));
        Ok(readers)
    };
    for dialect in DIALECTS.iter().filter(|dialect| chosen(&arguments.only, dialect.protocol)) {
        eprintln!("{}: reading {} MB", dialect.protocol, arguments.megabytes);
        let speeds =
            throughput::measure(&runtime, dialect, readers, arguments.megabytes * 1_000_000, arguments.runs)?;
        eprintln!("{}: asking {} times", dialect.protocol, arguments.requests);
        let delays = latency::measure(&runtime, dialect, readers, arguments.requests)?;
        report.add(dialect.protocol, speeds, delays);
    }
    println!("{report}");
    if let Some(file) = arguments.json {
        std::fs::write(file, report.json()?)?;
    }
    Ok(())
}
