//! Cargo tools the tasks need: taken from the machine, or installed once into the target folder.

use std::path::PathBuf;

use crate::failure::Outcome;
use crate::say;
use crate::step::Step;
use crate::tree::Tree;

/// A tool and the version that is installed when there is none.
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
}

pub(crate) const CARGO_DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };
pub(crate) const CARGO_FUZZ: Tool = Tool { name: "cargo-fuzz", version: "0.13.2" };
pub(crate) const CARGO_MACHETE: Tool = Tool { name: "cargo-machete", version: "0.9.2" };

/// Where the tool is, after installing it if need be.
pub(crate) fn prepare(tree: &Tree, tool: &Tool) -> Outcome<PathBuf> {
    let folder = tree.target().join("tools");
    let ours = folder.join("bin").join(tool.name).with_extension(std::env::consts::EXE_EXTENSION);
    for place in [ours.clone(), PathBuf::from(tool.name)] {
        if Step::new(&place).arg("--version").works() {
            return Ok(place);
        }
    }
    say::doing(&format!("installing {} into the target folder (once; a minute or two)", tool.name));
    // Unoptimised: these run for a second or two, and compiling them for speed takes three times as long.
    Step::new("cargo")
        .args(["install", "--quiet", "--locked", "--debug", "--no-default-features", "--root"])
        .arg(&folder)
        .arg(format!("{}@{}", tool.name, tool.version))
        .mend(format!("cargo install --locked {}", tool.name))
        .run()?;
    Ok(ours)
}
