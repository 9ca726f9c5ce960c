//! The arrows between crates, read from their manifests.

use serde::Deserialize;

/// The house, floor by floor: each crate with the crates of the house it may know.
pub(crate) const HOUSE: [(&str, &[&str]); 10] = [
    ("runnel-conversation", &[]),
    ("runnel-providers", &["runnel-conversation"]),
    ("runnel-store", &["runnel-conversation"]),
    ("runnel-exchange", &["runnel-conversation"]),
    ("runnel-engine", &["runnel-conversation", "runnel-exchange", "runnel-providers", "runnel-store"]),
    ("runnel", &["runnel-engine"]),
    ("runnel-cli", &["runnel-engine"]),
    ("runnel-devserver", &["runnel-engine"]),
    ("runnel-testkit", &[]),
    ("xtask", &[]),
];

/// Beside the house: any crate may test with it, none may ship it.
const TESTKIT: &str = "runnel-testkit";

/// All that the ground floor needs from others.
const CONVERSATION_NEEDS: [&str; 4] = ["serde", "serde_json", "ts-rs", "uuid"];

/// Crates that one room alone ships with, by the beginning of their names. Tests may talk HTTP from anywhere.
const KEPT: [(&str, &str); 3] =
    [("reqwest", "runnel-providers"), ("rusqlite", "runnel-store"), ("tauri", "runnel")];

/// The part of `cargo metadata` that is read here.
#[derive(Deserialize)]
pub(crate) struct Workspace {
    pub(crate) packages: Vec<Crate>,
}

#[derive(Deserialize)]
pub(crate) struct Crate {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `None` for an ordinary dependency, else "dev" or "build".
    kind: Option<String>,
}

/// Names the edges that must not be.
pub(crate) fn forbidden(crates: &[Crate]) -> Vec<String> {
    let mut found = Vec::new();
    for one in crates {
        let Some((_, may_know)) = HOUSE.iter().find(|(name, _)| *name == one.name) else {
            found.push(format!("{} has no floor: give it one in xtask/tests/floors/crates.rs", one.name));
            continue;
        };
        for dependency in &one.dependencies {
            if !may(&one.name, may_know, dependency) {
                let kind = dependency.kind.as_ref().map_or(String::new(), |kind| format!(" ({kind})"));
                found.push(format!("{} → {}{kind}", one.name, dependency.name));
            }
        }
    }
    found
}

fn may(name: &str, may_know: &[&str], dependency: &Dependency) -> bool {
    let known = dependency.name.as_str();
    let for_tests = dependency.kind.as_deref() == Some("dev");
    if HOUSE.iter().any(|(room, _)| *room == known) {
        return may_know.contains(&known) || (known == TESTKIT && for_tests && name != "xtask");
    }
    if name == "runnel-conversation" && !for_tests {
        return CONVERSATION_NEEDS.contains(&known);
    }
    for_tests || KEPT.iter().all(|(kept, keeper)| !known.starts_with(kept) || name == *keeper)
}

fn with(name: &str, dependency: &str, kind: Option<&str>) -> Vec<String> {
    let dependency = Dependency { name: dependency.to_owned(), kind: kind.map(str::to_owned) };
    forbidden(&[Crate { name: name.to_owned(), dependencies: vec![dependency] }])
}

#[test]
fn the_strangers_of_the_first_floor_may_not_meet() {
    assert_eq!(with("runnel-providers", "runnel-store", None), ["runnel-providers → runnel-store"]);
    assert_eq!(with("runnel-store", "runnel-providers", None), ["runnel-store → runnel-providers"]);
    assert_eq!(with("runnel-exchange", "runnel-store", None), ["runnel-exchange → runnel-store"]);
    assert_eq!(with("runnel-exchange", "runnel-providers", None), ["runnel-exchange → runnel-providers"]);
}

#[test]
fn a_host_may_not_reach_past_the_engine() {
    assert_eq!(with("runnel", "runnel-providers", None), ["runnel → runnel-providers"]);
    assert_eq!(with("runnel-cli", "runnel-store", Some("dev")), ["runnel-cli → runnel-store (dev)"]);
    assert!(with("runnel-devserver", "runnel-engine", None).is_empty());
}

#[test]
fn the_testkit_is_for_tests_and_knows_nothing_of_the_house() {
    assert!(with("runnel-engine", "runnel-testkit", Some("dev")).is_empty());
    assert_eq!(with("runnel-engine", "runnel-testkit", None), ["runnel-engine → runnel-testkit"]);
    assert_eq!(
        with("runnel-testkit", "runnel-engine", Some("dev")),
        ["runnel-testkit → runnel-engine (dev)"]
    );
}

#[test]
fn the_ground_floor_needs_next_to_nothing() {
    assert!(with("runnel-conversation", "uuid", None).is_empty());
    assert!(with("runnel-conversation", "proptest", Some("dev")).is_empty());
    assert_eq!(with("runnel-conversation", "tokio", None), ["runnel-conversation → tokio"]);
}

#[test]
fn a_kept_crate_stays_with_its_keeper() {
    assert!(with("runnel", "tauri-plugin-dialog", None).is_empty());
    assert_eq!(with("runnel-engine", "tauri-plugin-dialog", None), ["runnel-engine → tauri-plugin-dialog"]);
    assert_eq!(with("runnel-cli", "reqwest", Some("build")), ["runnel-cli → reqwest (build)"]);
    assert!(with("runnel-devserver", "reqwest", Some("dev")).is_empty());
}

#[test]
fn a_crate_without_a_floor_is_reported() {
    assert_eq!(with("runnel-attic", "serde", None).len(), 1);
}
