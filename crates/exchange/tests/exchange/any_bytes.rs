//! Noise, and exports that were tampered with: whatever comes, an import ends and breaks nothing.

use proptest::prelude::*;
use runnel_exchange::Stopped;
use serde_json::{Value, json};

use crate::fixtures;
use crate::taken::from_bytes;

/// Ends well, or with a reason.
fn ends(bytes: &[u8]) {
    match from_bytes(bytes) {
        Ok(taken) => {
            for imported in &taken.conversations {
                assert!(!imported.records.is_empty());
            }
        }
        Err(Stopped::Refused(_)) => {}
        Err(stopped) => panic!("{stopped:?}"),
    }
}

/// The documents alone, which importers see more of than of archives.
fn documents() -> Vec<&'static [u8]> {
    vec![
        include_bytes!("../fixtures/chatgpt.json"),
        include_bytes!("../fixtures/claude.json"),
        include_bytes!("../fixtures/open_webui.json"),
        include_bytes!("../fixtures/nextchat.json"),
        include_bytes!("../fixtures/chatbox.json"),
        include_bytes!("../fixtures/cherry_studio.json"),
        include_bytes!("../fixtures/lobechat.json"),
        include_bytes!("../fixtures/lobechat_tables.json"),
        include_bytes!("../fixtures/own.jsonl"),
    ]
}

#[derive(Debug, Clone)]
enum Harm {
    CutAt(usize),
    Flip(usize, u8),
    Take(usize, usize),
    Repeat(usize, usize),
}

fn any_harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        any::<usize>().prop_map(Harm::CutAt),
        (any::<usize>(), any::<u8>()).prop_map(|(at, with)| Harm::Flip(at, with)),
        (any::<usize>(), 1usize..40).prop_map(|(at, length)| Harm::Take(at, length)),
        (any::<usize>(), 1usize..200).prop_map(|(at, length)| Harm::Repeat(at, length)),
    ]
}

fn harmed(mut bytes: Vec<u8>, harms: &[Harm]) -> Vec<u8> {
    for harm in harms {
        if bytes.is_empty() {
            break;
        }
        let place = |at: usize| at % bytes.len();
        let piece = |at: usize, length: usize| place(at)..(place(at) + length).min(bytes.len());
        match *harm {
            Harm::CutAt(at) => bytes.truncate(place(at)),
            Harm::Flip(at, with) => {
                let at = place(at);
                bytes[at] ^= with;
            }
            Harm::Take(at, length) => drop(bytes.drain(piece(at, length))),
            Harm::Repeat(at, length) => {
                let again = bytes[piece(at, length)].to_vec();
                let at = place(at);
                bytes.splice(at..at, again);
            }
        }
    }
    bytes
}

/// Puts another value in the place that is reached by these steps.
fn replace(value: &mut Value, steps: &[usize], with: &Value) {
    let Some((step, rest)) = steps.split_first() else {
        *value = with.clone();
        return;
    };
    match value {
        Value::Array(items) if !items.is_empty() => {
            let step = step % items.len();
            replace(&mut items[step], rest, with);
        }
        Value::Object(fields) if !fields.is_empty() => {
            let step = step % fields.len();
            replace(fields.values_mut().nth(step).unwrap(), rest, with);
        }
        value => *value = with.clone(),
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!(true)),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        "\\PC{0,12}".prop_map(Value::String),
        Just(json!([])),
        Just(json!({})),
        Just(json!([{ "id": "n3", "parent": "n3" }])),
        Just(json!("data:image/png;base64,AAAA")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn noise_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), archive: bool) {
        let bytes = if archive { [b"PK\x03\x04".as_slice(), &bytes, b"PK\x05\x06"].concat() } else { bytes };
        ends(&bytes);
    }

    #[test]
    fn an_export_that_was_tampered_with_ends(
        which in any::<usize>(),
        harms in proptest::collection::vec(any_harm(), 1..5),
    ) {
        let all = fixtures::all();
        ends(&harmed(all[which % all.len()].1.clone(), &harms));
        let documents = documents();
        ends(&harmed(documents[which % documents.len()].to_vec(), &harms));
    }

    #[test]
    fn an_export_with_other_values_than_are_meant_ends(
        which in any::<usize>(),
        changes in proptest::collection::vec((proptest::collection::vec(any::<usize>(), 1..9), any_value()), 1..6),
    ) {
        let documents: Vec<Value> = documents().into_iter().filter_map(|text| serde_json::from_slice(text).ok()).collect();
        let mut document = documents[which % documents.len()].clone();
        for (steps, value) in &changes {
            replace(&mut document, steps, value);
        }
        ends(document.to_string().as_bytes());
    }
}
