//! Every protocol, held to every scenario, over a real connection on this computer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

mod dialects;
mod scenarios;
mod turn;

use std::collections::HashSet;

use futures::future::join_all;
use runnel_conversation::{FinishReason, ProblemCode};
use runnel_providers::{ChatRequest, Endpoint, Http, Protocol, vendor, vendors};

use dialects::DIALECTS;
use scenarios::{SCENARIOS, Scenario};
use turn::{request, turn};

#[test]
fn every_protocol_is_under_test() {
    let mut spoken: HashSet<_> = vendors().iter().map(|vendor| vendor.protocol).collect();
    // No built-in vendor speaks these, but the file of a person's own may say that one does.
    spoken.extend([Protocol::OpenaiResponses, Protocol::DashscopeNative]);
    // The demonstration opens no connection: what holds of it is below.
    let mut tested = HashSet::from([Protocol::Scripted]);
    for dialect in &DIALECTS {
        assert_eq!(dialect.vendor().protocol, dialect.protocol);
        tested.insert(dialect.protocol);
    }
    assert_eq!(spoken, tested);
}

#[tokio::test]
async fn every_protocol_passes_every_scenario() {
    let width = SCENARIOS.iter().map(|scenario| scenario.name.len()).max().unwrap_or_default();
    print!("\n{:width$}", "");
    for dialect in &DIALECTS {
        print!("  {:?}", dialect.protocol);
    }
    println!();
    let mut failed = Vec::new();
    for scenario in SCENARIOS {
        let passed = passed(scenario).await;
        print!("{:width$}", scenario.name.replace('_', " "));
        for (dialect, passed) in DIALECTS.iter().zip(&passed) {
            let column = format!("{:?}", dialect.protocol).len();
            print!("  {:<column$}", if *passed { "ok" } else { "FAILED" });
        }
        println!();
        if passed.contains(&false) {
            failed.push(scenario.name);
        }
    }
    assert!(failed.is_empty(), "not passed by every protocol: {failed:?}");
}

/// Which of the protocols passed, in their order; all are tried at once. What a scenario panics with is printed.
async fn passed(scenario: &Scenario) -> Vec<bool> {
    let runs = DIALECTS.iter().map(|dialect| tokio::spawn((scenario.run)(dialect)));
    join_all(runs).await.into_iter().map(|outcome| outcome.is_ok()).collect()
}

#[tokio::test]
async fn nothing_is_sent_elsewhere_without_the_key_it_needs() {
    let endpoint = Endpoint::new(vendor("openai").unwrap(), None, None).unwrap();
    let turn = turn(&Http::new().unwrap(), endpoint, request()).await;
    assert_eq!(turn.problem().code, ProblemCode::BadKey);
    assert!(turn.problem().message.contains("OpenAI"));
}

#[tokio::test]
async fn the_demonstration_answers_without_a_network() {
    let endpoint = Endpoint::new(vendor("offline").unwrap(), None, None).unwrap();
    let request = ChatRequest { stream: false, ..request() };
    let turn = turn(&Http::new().unwrap(), endpoint, request).await;
    assert!(turn.content.contains("built-in demonstration"));
    assert_eq!(turn.reason(), &FinishReason::Stop);
    assert!(turn.usage);
}
