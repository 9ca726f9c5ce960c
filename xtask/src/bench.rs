//! `cargo xtask bench`: how fast it is, beside others.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::failure::{Failure, Outcome};
use crate::step::Step;
use crate::tree::Tree;
use crate::{packages, say};

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
}

pub(crate) fn run(tree: &Tree, bench: Bench) -> Outcome {
    let Bench::Decode { json, mut more } = bench;
    if let Some(file) = json {
        more.extend(["--json".into(), absolute(&file)?.into()]);
    }
    packages::prepare(&[packages::BUILD])?;
    say::doing("building the bench and what it compares with (the first time takes some minutes)");
    // A package of its own, with a lock file and a target folder of its own: nothing else waits for what it needs.
    Step::new("cargo")
        .args([
            "run",
            "--quiet",
            "--release",
            "--locked",
            "--manifest-path",
            "benches/decode/Cargo.toml",
            "--target-dir",
        ])
        .arg(tree.target().join("bench"))
        .arg("--")
        .args(more)
        .dir(tree.root())
        .run()
}

/// Where a file is that was named from where the task was started.
fn absolute(file: &Path) -> Outcome<PathBuf> {
    std::path::absolute(file).map_err(|error| {
        Failure::new(format!("{} is no place for a file: {error}", file.display()), "name another")
    })
}
