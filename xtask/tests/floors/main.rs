//! Holds the floors of the house: which room may know which. An edge that points up or sideways fails a test here,
//! with its name.
//!
//! The rules are pure functions over what was read; each has tests that it finds what it is there to find.

#![cfg(test)]

mod crates;
mod modules;
mod sources;

use std::path::{Path, PathBuf};
use std::process::Command;

use walkdir::WalkDir;

/// A file's path from the root of the project, with `/` between the names, and its text.
type File = (String, String);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn files(folder: &str, endings: &[&str]) -> Vec<File> {
    WalkDir::new(root().join(folder))
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| {
            entry.path().extension().is_some_and(|ending| endings.iter().any(|one| ending == *one))
        })
        .map(|entry| {
            let path = entry.path().strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            (path, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

fn hold(forbidden: &[String]) {
    assert!(forbidden.is_empty(), "forbidden edges (see docs/architecture.md):\n{}", forbidden.join("\n"));
}

#[test]
fn the_crates_keep_their_floors() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let workspace: crates::Workspace = serde_json::from_slice(&output.stdout).unwrap();
    assert!(workspace.packages.len() >= crates::HOUSE.len(), "every room of the house is there");
    hold(&crates::forbidden(&workspace.packages));
}

#[test]
fn the_rust_sources_keep_to_what_they_may_name() {
    let mut all = files("crates", &["rs"]);
    all.retain(|(path, _)| path.contains("/src/"));
    all.extend(files("src-tauri", &["rs"]));
    assert!(all.iter().any(|(path, _)| path == "crates/providers/src/http.rs"), "the sources were found");
    hold(&sources::forbidden(&all));
}

#[test]
fn the_modules_of_the_ui_keep_their_floors() {
    let all = files("ui/src", &["ts", "js", "svelte"]);
    assert!(all.iter().any(|(path, _)| path == "ui/src/host/host.ts"), "the sources were found");
    hold(&modules::forbidden(&all));
}
