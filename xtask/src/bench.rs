//! `cargo xtask bench`: how fast it is, beside others.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

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
        /// Read in this engine alone
        #[arg(long, value_name = "ENGINE")]
        only: Option<Engine>,
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

/// What pages are read in.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub(crate) enum Engine {
    /// Debian's Chromium, with the development server behind the page
    Chromium,
    /// The real window
    Webkit,
}

impl Engine {
    fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Webkit => "webkit",
        }
    }
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
        Bench::Reading { json, quick, only } => reading(tree, json, quick, only),
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

fn reading(tree: &Tree, json: Option<PathBuf>, quick: bool, only: Option<Engine>) -> Outcome {
    let in_window = only != Some(Engine::Chromium);
    packages::prepare(if in_window { &[packages::BUILD, packages::WINDOW] } else { &[packages::BROWSER] })?;
    node::prepare(tree)?;
    ui::build(tree)?;
    say::doing("building what is measured (the first time takes some minutes)");
    if only != Some(Engine::Webkit) {
        build(tree, &["runnel-devserver"])?;
    }
    if in_window {
        build(tree, &["runnel", "--features", "custom-protocol"])?;
    }
    say::doing(if quick {
        "reading answers (a few minutes; nothing else should keep this computer busy)"
    } else {
        "reading answers (about ten minutes an engine; nothing else should keep this computer busy)"
    });
    let release = |name: &str| tree.target().join("release").join(name);
    let bench = if in_window {
        Step::new("xvfb-run")
            .args(["--auto-servernum", "--server-args", "-screen 0 1400x1000x24"])
            .args(["npm", "run", "--silent", "bench"])
            .dir(tree.ui())
    } else {
        node::script(tree, "bench")
    };
    let mut bench =
        bench.env("RUNNEL_DEVSERVER", release("runnel-devserver")).env("RUNNEL_APP", release("runnel"));
    if let Some(file) = json {
        bench = bench.env("RUNNEL_BENCH_JSON", absolute(&file)?);
    }
    if quick {
        bench = bench.env("RUNNEL_BENCH_QUICK", "1");
    }
    if let Some(engine) = only {
        bench = bench.env("RUNNEL_BENCH_ONLY", engine.name());
    }
    bench.run()
}

/// Builds a package as it is shipped.
fn build(tree: &Tree, package: &[&str]) -> Outcome {
    Step::new("cargo")
        .args(["build", "--release", "--locked", "-p"])
        .args(package)
        .dir(tree.root())
        .mend("mend what the compiler names above")
        .run()
}

/// Where a file is that was named from where the task was started.
fn absolute(file: &Path) -> Outcome<PathBuf> {
    std::path::absolute(file).map_err(|error| {
        Failure::new(format!("{} is no place for a file: {error}", file.display()), "name another")
    })
}
