//! What Rust sources may name. The manifests cannot say it: these edges lie inside a crate.

use crate::File;

/// A name, and the beginning of the paths that may use it.
const KEPT: [(&str, &str); 3] =
    [("reqwest", "crates/providers/src/http"), ("rusqlite", "crates/store/"), ("tauri", "src-tauri/")];

/// Each protocol is a folder here with a `decode.rs`.
const PROTOCOLS: &str = "crates/providers/src/";

/// A decoder is a plain state machine, tested without a network.
const DECODE_REFUSES: [&str; 4] = ["async", "await", "http", "tokio"];

/// Names the edges that must not be.
pub(crate) fn forbidden(files: &[File]) -> Vec<String> {
    let protocols: Vec<&str> =
        files.iter().filter_map(|(path, _)| protocol(path.strip_suffix("/decode.rs")?)).collect();
    let mut found = Vec::new();
    for (path, text) in files {
        let refused = |name: &str| {
            KEPT.iter().any(|(kept, keeper)| is_or_extends(name, kept) && !path.starts_with(keeper))
                || protocol(path).is_some_and(|own| {
                    // A folder of what they share is none of them.
                    protocols.contains(&own) && name != own && protocols.contains(&name)
                })
                || (path.ends_with("/decode.rs") && DECODE_REFUSES.contains(&name))
        };
        let mut names: Vec<&str> = text.lines().flat_map(names).filter(|name| refused(name)).collect();
        names.sort_unstable();
        names.dedup();
        found.extend(names.iter().map(|name| format!("{path} → {name}")));
    }
    found
}

/// The folder of the protocol a file belongs to.
fn protocol(path: &str) -> Option<&str> {
    path.strip_prefix(PROTOCOLS)?.split('/').next().filter(|name| !name.contains('.'))
}

/// `tauri_build` counts as `tauri`, `tauriel` does not.
fn is_or_extends(name: &str, kept: &str) -> bool {
    name.strip_prefix(kept).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

/// The identifiers of a line, without its comment.
fn names(line: &str) -> impl Iterator<Item = &str> {
    let code = line.split("//").next().unwrap_or_default();
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty())
}

fn of(files: &[(&str, &str)]) -> Vec<String> {
    forbidden(&files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect::<Vec<_>>())
}

#[test]
fn one_module_alone_names_reqwest() {
    assert!(of(&[("crates/providers/src/http.rs", "use reqwest::Client;")]).is_empty());
    assert!(of(&[("crates/providers/src/http/reply.rs", "use reqwest::Response;")]).is_empty());
    assert_eq!(
        of(&[("crates/providers/src/lib.rs", "use reqwest::Client;")]),
        ["crates/providers/src/lib.rs → reqwest"]
    );
}

#[test]
fn the_engine_does_not_name_tauri_or_the_database() {
    let text = "use tauri_plugin_dialog::Dialog;\nuse rusqlite::Connection;";
    let found = ["crates/engine/src/turns.rs → rusqlite", "crates/engine/src/turns.rs → tauri_plugin_dialog"];
    assert_eq!(of(&[("crates/engine/src/turns.rs", text)]), found);
}

#[test]
fn a_comment_may_speak_of_anything() {
    assert!(of(&[("crates/engine/src/lib.rs", "//! Refuses to know: tauri, reqwest, rusqlite.")]).is_empty());
}

#[test]
fn a_protocol_does_not_know_another() {
    let found = of(&[
        ("crates/providers/src/ollama/decode.rs", ""),
        ("crates/providers/src/gemini/decode.rs", "use crate::frames::Frame;"),
        ("crates/providers/src/gemini/request.rs", "use crate::ollama::wire;"),
        ("crates/providers/src/lib.rs", "mod gemini; mod ollama;"),
    ]);
    assert_eq!(found, ["crates/providers/src/gemini/request.rs → ollama"]);
}

#[test]
fn a_decoder_does_no_io() {
    let found = of(&[("crates/providers/src/ollama/decode.rs", "async fn decode() { next().await }")]);
    assert_eq!(
        found,
        ["crates/providers/src/ollama/decode.rs → async", "crates/providers/src/ollama/decode.rs → await"]
    );
}
