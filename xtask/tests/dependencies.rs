//! Holds `docs/dependencies.md` to the manifests: what is depended on is explained, and nothing else is.

#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// The crates that are not of this project.
fn crates() -> BTreeSet<String> {
    ["Cargo.toml", "fuzz/Cargo.toml"].into_iter().flat_map(crates_of).collect()
}

fn crates_of(manifest: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path", manifest])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let dependencies = packages.iter().flat_map(|package| package["dependencies"].as_array().unwrap());
    dependencies
        .filter(|dependency| dependency["path"].is_null())
        .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
        .collect()
}

fn npm_packages() -> BTreeSet<String> {
    let manifest: Value =
        serde_json::from_str(&fs::read_to_string(root().join("ui/package.json")).unwrap()).unwrap();
    ["dependencies", "devDependencies"]
        .iter()
        .flat_map(|kind| manifest[kind].as_object().unwrap().keys().cloned())
        .collect()
}

fn python_packages() -> BTreeSet<String> {
    let path = root().join("crates/cli/tests/real_server/requirements.txt");
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split(['[', '=']).next().unwrap().to_owned()).collect()
}

/// The first cells of the tables: | `name` | why | licence |
fn explained() -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("docs/dependencies.md")).unwrap();
    text.lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

#[test]
fn every_dependency_is_explained_and_nothing_else_is() {
    let used: BTreeSet<String> =
        [crates(), npm_packages(), python_packages()].into_iter().flatten().collect();
    let explained = explained();
    let unexplained: Vec<_> = used.difference(&explained).collect();
    let unused: Vec<_> = explained.difference(&used).collect();
    assert!(unexplained.is_empty(), "give each a line in docs/dependencies.md: {unexplained:?}");
    assert!(unused.is_empty(), "no longer used, yet in docs/dependencies.md: {unused:?}");
}
