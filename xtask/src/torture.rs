//! `cargo xtask torture`: what the tests do a little of, as often as one likes.

use clap::Subcommand;

use crate::failure::Outcome;
use crate::step::Step;
use crate::tree::Tree;
use crate::{packages, say};

/// How it is treated.
#[derive(Subcommand)]
pub(crate) enum Torture {
    /// `kill -9` at random moments of a reply, through the terminal program
    Kills {
        /// How many
        #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..))]
        times: u64,
    },
}

/// Runs it; what was counted is printed as it ends.
pub(crate) fn run(tree: &Tree, torture: &Torture) -> Outcome {
    packages::prepare(&[packages::BUILD])?;
    let Torture::Kills { times } = torture;
    say::doing(&format!("killing {times} replies (about a second and a half each, four at a time)"));
    Step::new("cargo")
        .args(["test", "--quiet", "--package", "runnel-cli", "--test", "terminal"])
        .args(["kills::", "--", "--nocapture"])
        .env("RUNNEL_KILLS", times.to_string())
        .dir(tree.root())
        .mend("the count above says what was lost; the seeds are fixed, the moments are the machine's")
        .run()
}
