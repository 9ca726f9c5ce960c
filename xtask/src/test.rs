//! `cargo xtask test`: every test there is, and one line at the end that adds them up.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use clap::ValueEnum;

use crate::count::Count;
use crate::failure::{Failure, Outcome};
use crate::step::Step;
use crate::tree::Tree;
use crate::{keyring, node, packages, real_server, runner, say, ui};

/// What is compiled: always the same, for with other features the window would be compiled twice.
const EVERYTHING: [&str; 3] = ["--workspace", "--features", "runnel/custom-protocol"];

/// The tests, by what they need.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Suite {
    /// The crates, and these tasks
    Rust,
    /// The parts of the UI, without a window
    Ui,
    /// API keys in a real keyring (Linux)
    Keychain,
    /// A model server that others wrote (Linux)
    Server,
    /// The whole application, on a display in memory (Linux)
    Window,
}

impl Suite {
    fn name(self) -> &'static str {
        match self {
            Self::Rust => "the Rust tests",
            Self::Ui => "the UI's tests",
            Self::Keychain => "the keychain tests, in a keyring of their own",
            Self::Server => "the tests with a model server that others wrote",
            Self::Window => "the tests of the whole application, on a display in memory",
        }
    }

    fn runs_here(self) -> bool {
        cfg!(target_os = "linux") || matches!(self, Self::Rust | Self::Ui)
    }

    fn needs_the_binaries(self) -> bool {
        self != Self::Ui
    }

    fn packages(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Rust => &[packages::BUILD],
            Self::Ui => &[],
            Self::Keychain => &[packages::BUILD, packages::KEYCHAIN],
            Self::Server => &[packages::BUILD, packages::SERVER],
            Self::Window => &[packages::BUILD, packages::KEYCHAIN, packages::WINDOW],
        }
    }

    /// Whether its tests are in the Rust suite too, which leaves them out and counts them as skipped.
    fn is_ignored_elsewhere(self) -> bool {
        matches!(self, Self::Keychain | Self::Server)
    }

    /// What runs it, after preparing what only this suite needs.
    fn runners(self, tree: &Tree) -> Outcome<Vec<Step>> {
        Ok(match self {
            Self::Rust => rust(tree),
            Self::Ui => vec![node::script(tree, "test")],
            Self::Keychain => vec![keychain(tree)],
            Self::Server => vec![server(tree, &real_server::prepare(tree)?)],
            Self::Window => vec![window(tree)],
        })
    }
}

/// Runs these suites, or all of them if none is named. The closing line is the last that is printed.
pub(crate) fn run(tree: &Tree, only: &[Suite]) -> ExitCode {
    let mut suites = Suite::value_variants().to_vec();
    suites.retain(|suite| only.is_empty() || only.contains(suite));
    let total = match prepare(tree, &suites) {
        Ok(()) => run_all(tree, suites),
        Err(failure) => {
            say::failure(&failure);
            Count::FAILURE
        }
    };
    println!("{total}");
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

pub(crate) fn prepare(tree: &Tree, suites: &[Suite]) -> Outcome {
    let sets: Vec<&[&str]> = suites.iter().flat_map(|suite| suite.packages()).copied().collect();
    packages::prepare(&sets)?;
    node::prepare(tree)
}

/// A failed step does not keep the later ones from running, unless they need what it makes.
fn run_all(tree: &Tree, mut suites: Vec<Suite>) -> Count {
    let mut total = Count::default();
    let mut closing = Vec::new();
    if suites.iter().any(|suite| suite.needs_the_binaries())
        && let Err(failure) = build(tree)
    {
        say::failure(&failure);
        total += Count::FAILURE;
        suites.retain(|suite| !suite.needs_the_binaries());
    }
    for suite in suites {
        if !suite.runs_here() {
            say::note(&format!("{}: on Linux only", suite.name()));
            continue;
        }
        let count = run_suite(tree, suite);
        if suite.is_ignored_elsewhere() {
            total.skipped = total.skipped.saturating_sub(count.ran());
        }
        total += count;
        closing.push(format!("{}: {count}", suite.name()));
    }
    for line in closing {
        say::note(&line);
    }
    total
}

/// A suite in which no test ran has failed, whatever its runner says.
fn run_suite(tree: &Tree, suite: Suite) -> Count {
    say::doing(&format!("running {}", suite.name()));
    let runners = match suite.runners(tree) {
        Ok(runners) => runners,
        Err(failure) => return cannot_run(&failure),
    };
    let mut count = Count::default();
    for runner in runners {
        count += runner::follow(runner);
    }
    if count.ran() > 0 {
        return count;
    }
    say::failure(&Failure::new("not one test ran", "look at what is printed above"));
    Count { failed: 1, ..count }
}

/// What a suite needs is not here. A person may go without it; a machine that says all is well has tried all.
fn cannot_run(failure: &Failure) -> Count {
    say::failure(failure);
    if env::var_os("CI").is_some() {
        return Count::FAILURE;
    }
    say::note("skipped, for want of that");
    Count { skipped: 1, ..Count::default() }
}

pub(crate) fn build(tree: &Tree) -> Outcome {
    ui::build(tree)?;
    say::doing("building everything (cargo build; the first time takes some minutes)");
    Step::new("cargo")
        .args(["build", "--all-targets"])
        .args(EVERYTHING)
        .dir(tree.root())
        .mend("mend what the compiler names above")
        .run()
}

/// With cargo-nextest where it is installed; it does not run the tests in the documentation.
fn rust(tree: &Tree) -> Vec<Step> {
    let cargo =
        |args: &[&str]| Step::new("cargo").args(args).arg("--no-fail-fast").args(EVERYTHING).dir(tree.root());
    if Step::new("cargo-nextest").arg("--version").works() {
        vec![cargo(&["nextest", "run"]), cargo(&["test", "--doc"])]
    } else {
        vec![cargo(&["test"])]
    }
}

/// Those tests of the store that are ignored elsewhere, for want of a keyring.
fn keychain(tree: &Tree) -> Step {
    keyring::session(tree)
        .args(["cargo", "test", "--no-fail-fast", "--tests"])
        .args(EVERYTHING)
        .args(["--", "--ignored", "keychain"])
        .env("RUNNEL_TEST_KEYCHAIN", "1")
        .dir(tree.root())
}

/// Those tests of the terminal that are ignored elsewhere, for want of a server that others wrote.
fn server(tree: &Tree, python: &Path) -> Step {
    Step::new("cargo")
        .args(["test", "--no-fail-fast", "--test", "real_server"])
        .args(EVERYTHING)
        .args(["--", "--ignored"])
        .env("RUNNEL_TEST_PYTHON", python)
        .dir(tree.root())
}

pub(crate) fn window(tree: &Tree) -> Step {
    let artefacts = tree.artefacts();
    if let Err(error) = fs::create_dir_all(&artefacts) {
        say::note(&format!("no screenshots will be kept: {}: {error}", artefacts.display()));
    }
    Step::new("xvfb-run")
        .args(["--auto-servernum", "--server-args", "-screen 0 1400x1000x24"])
        .args(["npm", "run", "--silent", "e2e"])
        .dir(tree.ui())
        .env("RUNNEL_APP", tree.binary("runnel"))
        .env("RUNNEL_CLI", tree.binary("runnel-cli"))
        .env("RUNNEL_DEVSERVER", tree.binary("runnel-devserver"))
        .env("RUNNEL_TESTKIT", tree.binary("runnel-testkit"))
        .env("RUNNEL_ARTEFACTS", artefacts)
}
