//! `cargo xtask bench`: how fast it is, beside others.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::failure::{Failure, Outcome};
use crate::step::Step;
use crate::tree::Tree;
use crate::{node, packages, say, tools, ui};

/// What can be measured.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// How fast replies are read, beside other crates that read the same bytes
    Decode {
        /// Write the figures to this file as well
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// What the bench itself is to be told, after `--`: see `-- --help`
        #[arg(last = true)]
        more: Vec<OsString>,
    },
    /// What it costs to read an answer while it comes, beside a bare page that shows the same text
    Reading {
        /// Write the figures to this file as well
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// Fewer and shorter answers, for a look while working
        #[arg(long)]
        quick: bool,
    },
    /// How fast years of conversations are indexed, listed and searched, beside ripgrep and LIKE over the same
    History {
        /// How many conversations; they are made once and kept
        #[arg(long, default_value_t = 100_000)]
        conversations: usize,
        /// How many messages in all of them
        #[arg(long, default_value_t = 2_000_000)]
        messages: usize,
        /// Write the figures to this file as well
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// What the bench itself is to be told, after `--`: see `-- --help`
        #[arg(last = true)]
        more: Vec<OsString>,
    },
}

pub(crate) fn run(tree: &Tree, bench: Bench) -> Outcome {
    match bench {
        Bench::Decode { json, more } => package(tree, "decode", json, more),
        Bench::History { conversations, messages, json, mut more } => {
            more.extend(["--rg".into(), tools::prepare(tree, &tools::RIPGREP)?.into()]);
            more.extend(["--folder".into(), tree.target().join("bench/history").into()]);
            more.extend(["--conversations".into(), conversations.to_string().into()]);
            more.extend(["--messages".into(), messages.to_string().into()]);
            package(tree, "history", json, more)
        }
        Bench::Reading { json, quick } => reading(tree, json, quick),
    }
}

/// Runs a bench that is a package of its own.
fn package(tree: &Tree, name: &str, json: Option<PathBuf>, mut more: Vec<OsString>) -> Outcome {
    if let Some(file) = json {
        more.extend(["--json".into(), absolute(&file)?.into()]);
    }
    packages::prepare(&[packages::BUILD])?;
    say::doing("building the bench and what it compares with (the first time takes some minutes)");
    // A package of its own, with a lock file and a target folder of its own: nothing else waits for what it needs.
    Step::new("cargo")
        .args(["run", "--quiet", "--release", "--locked", "--manifest-path"])
        .arg(format!("benches/{name}/Cargo.toml"))
        .arg("--target-dir")
        .arg(tree.target().join("bench"))
        .arg("--")
        .args(more)
        .dir(tree.root())
        .run()
}

fn reading(tree: &Tree, json: Option<PathBuf>, quick: bool) -> Outcome {
    packages::prepare(&[packages::BROWSER])?;
    node::prepare(tree)?;
    ui::build(tree)?;
    say::doing("building the development server (the first time takes some minutes)");
    Step::new("cargo")
        .args(["build", "--release", "--locked", "-p", "runnel-devserver"])
        .dir(tree.root())
        .mend("mend what the compiler names above")
        .run()?;
    say::doing("reading answers (about ten minutes; nothing else should keep this computer busy)");
    let mut bench =
        node::script(tree, "bench").env("RUNNEL_DEVSERVER", tree.target().join("release/runnel-devserver"));
    if let Some(file) = json {
        bench = bench.env("RUNNEL_BENCH_JSON", absolute(&file)?);
    }
    if quick {
        bench = bench.env("RUNNEL_BENCH_QUICK", "1");
    }
    bench.run()
}

/// Where a file is that was named from where the task was started.
fn absolute(file: &Path) -> Outcome<PathBuf> {
    std::path::absolute(file).map_err(|error| {
        Failure::new(format!("{} is no place for a file: {error}", file.display()), "name another")
    })
}
