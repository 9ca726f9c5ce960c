//! The project's tasks: everything a person or a machine does with this repository is one of them.
//!
//! Refuses to know: what Runnel does. It starts the tools that build, test and check, says what it does as it does
//! it, and when something fails it names the mend.

mod bench;
mod bundle;
mod check;
mod contract;
mod count;
mod dev;
mod display;
mod failure;
mod fuzz;
mod keyring;
mod node;
mod packages;
mod real_server;
mod run;
mod runner;
mod say;
mod stamp;
mod step;
mod test;
mod tools;
mod torture;
mod tree;
mod ui;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

use tree::Tree;

/// Runnel's tasks.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing, build the UI and the app, and open the window
    Run,
    /// Open the window with live reload: an edit of the UI or of the Rust shows at once
    Dev,
    /// Run every test: Rust, UI, the keychain, a real model server, and the real window under Xvfb
    Test {
        /// Run only these tests (may be given several times)
        #[arg(long, value_enum, value_name = "SUITE")]
        only: Vec<test::Suite>,
    },
    /// Feed arbitrary bytes to every framing and every protocol
    Fuzz {
        /// Run this target only, such as `openai_chat`
        target: Option<String>,
        /// How long each target runs
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
        minutes: u64,
    },
    /// Treat what is kept as badly as a machine can, and count what is lost
    #[command(subcommand)]
    Torture(torture::Torture),
    /// Check format, lints, types, licences and unused dependencies
    Check,
    /// Measure how fast it is, beside others
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Make the package to install (a .deb on Linux)
    Bundle,
    /// Write the TypeScript contract (ui/src/contract) anew from the Rust one
    Contract,
}

fn main() -> ExitCode {
    let tree = Tree::of_this_project();
    let outcome = match Arguments::parse().task {
        Task::Run => run::run(&tree),
        Task::Dev => dev::run(&tree),
        Task::Test { only } => return test::run(&tree, &only),
        Task::Fuzz { target, minutes } => fuzz::run(&tree, target, minutes),
        Task::Torture(how) => torture::run(&tree, &how),
        Task::Check => check::run(&tree),
        Task::Bench(what) => bench::run(&tree, what),
        Task::Bundle => bundle::run(&tree),
        Task::Contract => contract::run(&tree),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say::failure(&failure);
            ExitCode::FAILURE
        }
    }
}
