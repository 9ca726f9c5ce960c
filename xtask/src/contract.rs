//! `cargo xtask contract`: the TypeScript side of the engine's contract.

use crate::failure::Outcome;
use crate::say;
use crate::step::Step;
use crate::tree::Tree;

pub(crate) fn run(tree: &Tree) -> Outcome {
    say::doing("writing ui/src/contract from engine::contract");
    Step::new("cargo")
        .args(["run", "--quiet", "--package", "runnel-engine", "--example", "contract"])
        .dir(tree.root())
        .mend("mend what the compiler names above")
        .run()
}
