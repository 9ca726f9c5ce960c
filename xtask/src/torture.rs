//! `cargo xtask torture`: what the tests do a little of, as often as one likes.

use clap::Subcommand;

use crate::failure::Outcome;
use crate::step::Step;
use crate::test::{self, Suite};
use crate::tree::Tree;
use crate::{packages, say};

/// How it is treated.
#[derive(Subcommand)]
pub(crate) enum Torture {
    /// `kill -9` at random moments of a reply, through the terminal program or the window
    Kills {
        /// How many, through the terminal program
        #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..))]
        times: u64,
        /// How many of the window instead
        #[arg(long, conflicts_with = "times", value_parser = clap::value_parser!(u64).range(1..))]
        window: Option<u64>,
    },
    /// A disk on which one call after the other fails, in each way there is
    Faults {
        /// In one way for each call, not in all
        #[arg(long)]
        each: bool,
    },
}

/// Runs it; what was counted is printed as it ends.
pub(crate) fn run(tree: &Tree, torture: &Torture) -> Outcome {
    match torture {
        Torture::Kills { window: Some(times), .. } => kill_windows(tree, *times),
        Torture::Kills { times, .. } => kill_terminals(tree, *times),
        Torture::Faults { each } => fail_disks(tree, if *each { "each" } else { "all" }),
    }
}

fn kill_terminals(tree: &Tree, times: u64) -> Outcome {
    packages::prepare(&[packages::BUILD])?;
    say::doing(&format!("killing {times} replies (about a second and a half each, four at a time)"));
    Step::new("cargo")
        .args(["test", "--quiet", "--package", "runnel-cli", "--test", "terminal"])
        .args(["kills::", "--", "--nocapture"])
        .env("RUNNEL_KILLS", times.to_string())
        .dir(tree.root())
        .mend("the count above says what was lost; the seeds are fixed, the moments are the machine's")
        .run()
}

fn kill_windows(tree: &Tree, times: u64) -> Outcome {
    test::prepare(tree, &[Suite::Window])?;
    test::build(tree)?;
    say::doing(&format!("killing {times} windows (about five seconds each)"));
    test::window(tree)
        .args(["--", "kills"])
        .env("RUNNEL_WINDOW_KILLS", times.to_string())
        .mend("the count above says what was lost; the moments are the machine's")
        .run()
}

fn fail_disks(tree: &Tree, faults: &str) -> Outcome {
    packages::prepare(&[packages::BUILD])?;
    say::doing("failing disks (about a third of a second each, four at a time)");
    Step::new("cargo")
        .args(["test", "--quiet", "--package", "runnel-engine", "--test", "engine"])
        .args(["disk_faults::whatever", "--", "--nocapture"])
        .env("RUNNEL_FAULTS", faults)
        .dir(tree.root())
        .mend("what is said above to be lost names the call that failed and how")
        .run()
}
