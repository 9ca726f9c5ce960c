//! A model server that others wrote, compiled and installed into the target folder.

use std::path::PathBuf;

use crate::failure::{Failure, Outcome};
use crate::say;
use crate::stamp::{self, Stamp};
use crate::step::Step;
use crate::tree::Tree;

/// How llama.cpp is compiled: for a model of a few thousand numbers, so in a minute instead of four.
const CMAKE_ARGS: &[&str] = &[
    "-DLLAVA_BUILD=OFF",
    "-DGGML_NATIVE=OFF",
    "-DGGML_OPENMP=OFF",
    "-DGGML_LLAMAFILE=OFF",
    "-DGGML_CPU_REPACK=OFF",
    "-DCMAKE_C_FLAGS_DEBUG=-O1",
    "-DCMAKE_CXX_FLAGS_DEBUG=-O0",
];

/// Where the Python is that has the server, after installing it if need be.
pub(crate) fn prepare(tree: &Tree) -> Outcome<PathBuf> {
    let sources = tree.root().join("crates/cli/tests/real_server");
    let requirements = sources.join("requirements.txt");
    let fingerprint = stamp::fingerprint(&requirements, |_| false).map_err(|error| {
        Failure::new(format!("{}: {error}", requirements.display()), "git checkout crates/cli/tests")
    })?;
    let folder = tree.target().join("tools/llama-cpp-python");
    let python = folder.join("bin/python");
    let stamp = Stamp::new(tree, "llama-cpp-python");
    if stamp.matches(&fingerprint) && Step::new(&python).arg("--version").works() {
        return Ok(python);
    }
    say::doing("installing llama-cpp-python into the target folder (once; it is compiled for some minutes)");
    Step::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&folder)
        .mend("install Python 3.10 or newer with its venv module (Debian: sudo apt-get install python3-venv)")
        .run()?;
    let library_only = sources.join("library_only.cmake");
    Step::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg(&requirements)
        .env("SKBUILD_CMAKE_BUILD_TYPE", "Debug")
        .env(
            "CMAKE_ARGS",
            format!("{} '-DCMAKE_PROJECT_INCLUDE={}'", CMAKE_ARGS.join(" "), library_only.display()),
        )
        .mend("look at what pip says above; it needs a C++ compiler and the Python package index")
        .run()?;
    stamp.keep(&fingerprint)?;
    Ok(python)
}
