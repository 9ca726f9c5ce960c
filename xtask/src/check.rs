//! `cargo xtask check`: everything that can be said about the code without running it.

use crate::failure::{Failure, Outcome};
use crate::step::Step;
use crate::tools::{CARGO_DENY, CARGO_MACHETE};
use crate::tree::Tree;
use crate::{node, packages, say, tools, ui};

/// Runs all the checks, also after one failed, and names those that did.
pub(crate) fn run(tree: &Tree) -> Outcome {
    packages::prepare(&[packages::BUILD])?;
    node::prepare(tree)?;
    // The window's code carries the built UI: without it there is nothing for clippy to compile.
    ui::build(tree)?;
    let deny = tools::prepare(tree, &CARGO_DENY)?;
    let machete = tools::prepare(tree, &CARGO_MACHETE)?;

    let cargo = |args: &[&str]| Step::new("cargo").args(args).dir(tree.root());
    let clippy = [
        "clippy",
        "--workspace",
        "--keep-going",
        "--all-targets",
        "--features",
        "runnel/custom-protocol",
        "--",
        "--deny",
        "warnings",
    ];
    let checks = [
        ("Rust format", cargo(&["fmt", "--all", "--check"]).mend("cargo fmt --all")),
        (
            "format of the decode bench",
            cargo(&["fmt", "--manifest-path", "benches/decode/Cargo.toml", "--check"])
                .mend("cargo fmt --manifest-path benches/decode/Cargo.toml"),
        ),
        (
            "format of the history bench",
            cargo(&["fmt", "--manifest-path", "benches/history/Cargo.toml", "--check"])
                .mend("cargo fmt --manifest-path benches/history/Cargo.toml"),
        ),
        (
            "format of the fuzz targets",
            cargo(&["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"])
                .mend("cargo fmt --manifest-path fuzz/Cargo.toml"),
        ),
        ("Rust lints", cargo(&clippy).mend("mend what clippy names")),
        // Those of other systems too, whose licences are looked at as well.
        ("the crates of the lock file", cargo(&["fetch", "--locked"]).mend("cargo fetch")),
        (
            "licences, forbidden crates and sources",
            Step::new(deny)
                .args(["--offline", "check", "licenses", "bans", "sources"])
                .dir(tree.root())
                .mend("take another crate, or say in deny.toml why this one may stay"),
        ),
        (
            "unused Rust dependencies",
            Step::new(machete).dir(tree.root()).mend("remove the lines it names from Cargo.toml"),
        ),
        (
            "UI format and lints",
            node::script(tree, "lint").mend("in ui/: npx prettier --write . && npx eslint ."),
        ),
        ("UI types", node::script(tree, "check").mend("mend what svelte-check names")),
    ];

    let mut failed = Vec::new();
    for (name, check) in checks {
        say::doing(&format!("checking {name} ({})", check.shown()));
        if let Err(failure) = check.run() {
            say::failure(&failure);
            failed.push(name);
        }
    }
    if failed.is_empty() {
        say::doing("all checks passed");
        return Ok(());
    }
    Err(Failure::new(
        format!("failed: {}", failed.join("; ")),
        "each of them says above what to do; then: cargo xtask check",
    ))
}
