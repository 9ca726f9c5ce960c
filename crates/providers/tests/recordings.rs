//! Replies that real providers sent, however they are cut.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use runnel_conversation::{FinishReason, TurnEvent};
use runnel_providers::{Protocol, Vendor, read_reply, vendor};
use runnel_testkit::{Counts, Ending, Recording, Recordings, Told, recordings};
use serde::Serialize;
use serde_json::Value;

/// How often every recording is cut at random.
const RANDOM_CUTS: u32 = 8;

/// What a protocol of the manifest is called here, if it is a chat.
fn protocol(name: &str) -> Option<Protocol> {
    match name {
        "openai-chat" => Some(Protocol::OpenaiChat),
        "openai-responses" => Some(Protocol::OpenaiResponses),
        "anthropic" => Some(Protocol::Anthropic),
        "gemini" => Some(Protocol::Gemini),
        "dashscope-native" => Some(Protocol::DashscopeNative),
        "ollama-chat" | "ollama-generate" => Some(Protocol::Ollama),
        "json" | "models" => None,
        other => panic!("{other} is in the manifest, and not spoken here"),
    }
}

/// The word for a value that is written as one.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value).unwrap() {
        Value::String(word) => word,
        other => panic!("{other} is no word"),
    }
}

fn read<'a>(recording: &Recording, pieces: impl IntoIterator<Item = &'a [u8]>) -> Told {
    let protocol = protocol(&recording.protocol).unwrap();
    let custom = vendor("custom-openai").unwrap();
    let mut reading = read_reply(&Vendor { protocol, ..(*custom).clone() }).unwrap();
    let mut events = Vec::new();
    for piece in pieces {
        if reading.has_ended() {
            break;
        }
        reading.bytes(piece, &mut events);
    }
    if !reading.has_ended() {
        reading.end(None, &mut events);
    }
    let mut told = Told::default();
    for event in events {
        assert!(told.ending.is_none(), "{}: {event:?} follows the ending", recording.file);
        match event {
            TurnEvent::Reasoning { text } => told.reasoning.push_str(&text),
            TurnEvent::Content { text } => told.content.push_str(&text),
            TurnEvent::ToolCall(call) => told.tool_calls.push((call.name, call.arguments)),
            TurnEvent::Usage(usage) => {
                told.usage = Some(Counts {
                    prompt: usage.prompt_tokens,
                    completion: usage.completion_tokens,
                    total: usage.total_tokens,
                });
            }
            TurnEvent::Finished { reason } => told.ending = Some(finished(&reason)),
            TurnEvent::Failed { problem } => {
                told.ending = Some(Ending::Failed { code: word(&problem.code), message: problem.message });
            }
            TurnEvent::Source(_) => {}
            event => panic!("{}: a decoder said {event:?}", recording.file),
        }
    }
    told
}

fn finished(reason: &FinishReason) -> Ending {
    Ending::Finished(word(reason))
}

/// A way of reading all the recordings.
struct Scenario {
    name: &'static str,
    check: fn(&Sample, &Recordings),
}

/// A recording, and what it comes to when it is read in one piece.
struct Sample {
    row: Recording,
    bytes: Vec<u8>,
    whole: Told,
}

const SCENARIOS: [Scenario; 4] = [
    Scenario {
        name: "whole",
        check: |sample, recordings| recordings.assert_told(&sample.row.file, &sample.whole),
    },
    Scenario {
        name: "byte by byte",
        check: |Sample { row, bytes, whole }, _| {
            assert_eq!(&read(row, bytes.chunks(1)), whole, "{}", row.file);
        },
    },
    Scenario {
        name: "random cuts",
        check: |Sample { row, bytes, whole }, _| {
            at_random(prop::collection::vec(1usize..200, 1..40), |sizes| {
                prop_assert_eq!(&read(row, pieces(bytes, &sizes)), whole, "{}", row.file);
                Ok(())
            });
        },
    },
    Scenario {
        name: "cut off",
        check: |Sample { row, bytes, whole }, _| {
            at_random(0..=bytes.len(), |length| {
                let part = read(row, [bytes.get(..length).unwrap_or_default()]);
                prop_assert!(whole.reasoning.starts_with(&part.reasoning), "{}", row.file);
                prop_assert!(whole.content.starts_with(&part.content), "{}", row.file);
                prop_assert!(part.ending.is_some(), "{}", row.file);
                Ok(())
            });
        },
    },
];

fn at_random<S: Strategy>(input: S, check: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    // A failure names its file and its cuts; there is no one place in the source to remember it for.
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(RANDOM_CUTS) };
    TestRunner::new(config).run(&input, check).unwrap();
}

/// The bytes in pieces of these sizes, over and over.
fn pieces<'a>(mut bytes: &'a [u8], sizes: &[usize]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    for size in sizes.iter().cycle() {
        if bytes.is_empty() {
            break;
        }
        let (piece, rest) = bytes.split_at((*size).min(bytes.len()));
        pieces.push(piece);
        bytes = rest;
    }
    pieces
}

/// Something that a recording may hold.
type Holds = fn(&Recording) -> bool;

/// What the recordings of a protocol hold, as columns of the table.
const HOLDS: [(&str, Holds); 4] = [
    ("thinking", |row| row.has_reasoning || row.think_split_reasoning_sha256.is_some()),
    ("usage", |row| row.has_usage),
    ("tools", |row| row.has_tool_calls),
    ("error", |row| row.has_error),
];

#[test]
fn every_recording_decodes_to_what_its_manifest_says() {
    let Some(recordings) = recordings() else { return eprintln!("skipped: the recordings are not here") };
    let mut samples: BTreeMap<&str, Vec<Sample>> = BTreeMap::new();
    for row in recordings.rows().iter().filter(|row| protocol(&row.protocol).is_some()) {
        let bytes = recordings.bytes(&row.file);
        let whole = read(row, [bytes.as_slice()]);
        samples.entry(&row.protocol).or_default().push(Sample { row: row.clone(), bytes, whole });
    }
    assert!(samples.values().map(Vec::len).sum::<usize>() >= 70, "recordings are missing");
    for scenario in &SCENARIOS {
        for sample in samples.values().flatten() {
            (scenario.check)(sample, &recordings);
        }
    }
    print_table(&samples);
}

fn print_table(samples: &BTreeMap<&str, Vec<Sample>>) {
    println!(
        "\nrecordings that decode to what their manifest says, by how they are read; and what they hold"
    );
    print!("{:<18}", "");
    for scenario in &SCENARIOS {
        print!("{:>14}", scenario.name);
    }
    print!("  |");
    for (name, _) in HOLDS {
        print!("{name:>10}");
    }
    for (protocol, samples) in samples {
        // Every cell was checked by now: a recording that did not pass has ended the test.
        print!("\n{protocol:<18}{}  |", format!("{:>14}", samples.len()).repeat(SCENARIOS.len()));
        for (_, holds) in HOLDS {
            print!("{:>10}", samples.iter().filter(|sample| holds(&sample.row)).count());
        }
    }
    println!();
}
