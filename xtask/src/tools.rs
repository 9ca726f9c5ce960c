//! Cargo tools the tasks need: taken from the machine, or installed once into the target folder.

use std::path::PathBuf;

use crate::failure::Outcome;
use crate::say;
use crate::step::Step;
use crate::tree::Tree;

/// A tool and the version that is installed when there is none.
pub(crate) struct Tool {
    name: &'static str,
    /// What it is called where it is called.
    program: &'static str,
    version: &'static str,
    profile: &'static str,
}

pub(crate) const CARGO_DENY: Tool = Tool::of_cargo("cargo-deny", "0.20.2");
pub(crate) const CARGO_FUZZ: Tool = Tool::of_cargo("cargo-fuzz", "0.13.2");
pub(crate) const CARGO_MACHETE: Tool = Tool::of_cargo("cargo-machete", "0.9.2");
/// What others are compared with is built as they build it.
pub(crate) const RIPGREP: Tool =
    Tool { name: "ripgrep", program: "rg", version: "15.2.0", profile: "release" };

impl Tool {
    const fn of_cargo(name: &'static str, version: &'static str) -> Self {
        // Unoptimised: these run for a second or two, and compiling them for speed takes three times as long.
        Self { name, program: name, version, profile: "dev" }
    }
}

/// Where the tool is, after installing it if need be.
pub(crate) fn prepare(tree: &Tree, tool: &Tool) -> Outcome<PathBuf> {
    let folder = tree.target().join("tools");
    let ours = folder.join("bin").join(tool.program).with_extension(std::env::consts::EXE_EXTENSION);
    for place in [ours.clone(), PathBuf::from(tool.program)] {
        if Step::new(&place).arg("--version").works() {
            return Ok(place);
        }
    }
    say::doing(&format!("installing {} into the target folder (once; a minute or two)", tool.name));
    Step::new("cargo")
        .args([
            "install",
            "--quiet",
            "--locked",
            "--no-default-features",
            "--profile",
            tool.profile,
            "--root",
        ])
        .arg(&folder)
        .arg(format!("{}@{}", tool.name, tool.version))
        .mend(format!("cargo install --locked {}", tool.name))
        .run()?;
    Ok(ours)
}
