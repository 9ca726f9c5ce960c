//! What is sent to each vendor for each kind of question, as it arrives at a socket: one file a vendor in
//! `requests/`, to be reviewed when it changes. `docs/testing.md` says how to accept a change.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should say so at once"
)]

use std::{collections::BTreeSet, fs, path::Path, sync::Arc};

use bytes::Bytes;
use futures::StreamExt;
use runnel_conversation::{AnswerFormat, Parameters, Thinking, TurnEvent};
use runnel_providers::{
    ApiKey, ChatMessage, ChatRequest, Endpoint, Http, Picture, Protocol, Role, Vendor, chat, vendors,
};
use runnel_testkit::{ModelServer, Request};
use serde_json::{Map, Value, json};

const KEY: &str = "sk-canary-0123456789abcdef";
/// Headers that say nothing about a vendor.
const EVERYONES: [&str; 3] = ["host", "content-length", "user-agent"];

/// A kind of question.
struct Case {
    name: &'static str,
    parameters: Parameters,
    picture: Option<Picture>,
}

fn cases() -> Vec<Case> {
    let of = |name, parameters| Case { name, parameters, picture: None };
    let thinking = |thinking| Parameters { thinking: Some(thinking), ..Parameters::default() };
    let format = |format| Parameters { format: Some(format), ..Parameters::default() };
    let seen = |name, picture| Case { name, parameters: Parameters::default(), picture: Some(picture) };
    let schema = json!({
        "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"],
        "additionalProperties": false,
    });
    vec![
        of("plain", Parameters::default()),
        of("thinking on", thinking(Thinking::On)),
        of("thinking off", thinking(Thinking::Off)),
        of("thinking budget", thinking(Thinking::Budget { tokens: 5_000 })),
        seen("image link", Picture::Link("https://example.com/cat.png".into())),
        seen(
            "local image",
            Picture::Data { media_type: "image/png".into(), bytes: Bytes::from_static(b"\x89PNG") },
        ),
        of("json", format(AnswerFormat::JsonObject)),
        of("schema", format(AnswerFormat::JsonSchema { schema })),
        of("search", Parameters { search: Some(true), ..Parameters::default() }),
        of(
            "parameters",
            Parameters {
                temperature: Some(0.7),
                top_p: Some(0.9),
                top_k: Some(40),
                max_tokens: Some(1_000),
                frequency_penalty: Some(0.1),
                presence_penalty: Some(0.2),
                seed: Some(7),
                stop: vec!["END".into()],
                ..Parameters::default()
            },
        ),
    ]
}

/// The first known model that thinks, or sees where it is shown something; else any name.
fn model_for(vendor: &Vendor, case: &Case) -> String {
    let fits =
        |vision: bool| vendor.models.iter().find(|model| if vision { model.vision } else { model.thinking });
    let model = fits(case.picture.is_some()).or(vendor.models.first());
    model.map_or_else(|| "some-model".to_owned(), |model| model.id.clone())
}

/// The vendor's own path at the server's address.
fn endpoint(vendor: &Arc<Vendor>, server: &ModelServer) -> Endpoint {
    let path = vendor.base_url.as_ref().map_or("", |url| url.path()).trim_end_matches('/');
    let base_url = format!("{}{path}", server.url());
    Endpoint::new(Arc::clone(vendor), Some(&base_url), Some(ApiKey::new(KEY.into()))).unwrap()
}

async fn asked(http: &Http, vendor: &Arc<Vendor>, server: &ModelServer, case: &Case) -> Value {
    let images = case.picture.iter().cloned().collect();
    let request = ChatRequest {
        model: model_for(vendor, case),
        system: Some("Be brief.".into()),
        messages: vec![ChatMessage { images, ..ChatMessage::new(Role::User, "Where am I?") }],
        parameters: case.parameters.clone(),
        stream: true,
    };
    let model = request.model.clone();
    let events: Vec<_> = chat(http, endpoint(vendor, server), request).collect().await;
    let adjusted: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            TurnEvent::Adjusted { adjustment } => Some(json!(adjustment)),
            _ => None,
        })
        .collect();
    match events.last().unwrap() {
        TurnEvent::Finished { .. } => {
            let mut sent = shown(&server.next_chat().await);
            if !adjusted.is_empty() {
                sent["adjusted"] = adjusted.into();
            }
            sent
        }
        TurnEvent::Failed { problem } => {
            assert!(server.requests().is_empty() || problem.status.is_none(), "{}: {problem:?}", vendor.id);
            json!({"model": model, "refused": problem.message})
        }
        event => panic!("{}: {event:?}", vendor.id),
    }
}

fn shown(request: &Request) -> Value {
    let headers: Map<String, Value> = request
        .headers
        .iter()
        .filter(|(name, _)| !EVERYONES.contains(&name.to_lowercase().as_str()))
        .map(|(name, value)| (name.clone(), value.replace(KEY, "KEY").into()))
        .collect();
    assert!(!request.path.contains(KEY));
    json!({
        "request": format!("{} {}", request.method, request.path),
        "headers": headers,
        "body": request.json(),
    })
}

fn asked_over_a_network() -> impl Iterator<Item = &'static Arc<Vendor>> {
    vendors().iter().filter(|vendor| vendor.protocol != Protocol::Scripted)
}

#[tokio::test]
async fn what_is_sent_to_each_vendor_is_what_was_reviewed() {
    let http = Http::new().unwrap();
    for vendor in asked_over_a_network() {
        let server = ModelServer::start().await;
        let mut sent = Vec::new();
        for case in cases() {
            let shown = asked(&http, vendor, &server, &case).await;
            sent.push(format!("# {}\n{}", case.name, serde_json::to_string_pretty(&shown).unwrap()));
        }
        insta::with_settings!({
            snapshot_path => "requests", prepend_module_to_snapshot => false, omit_expression => true,
        }, { insta::assert_snapshot!(vendor.id.as_str(), sent.join("\n\n")) });
    }
}

#[test]
fn no_reviewed_request_is_of_a_vendor_that_is_gone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/requests");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let ids: BTreeSet<_> = asked_over_a_network().map(|vendor| format!("{}.snap", vendor.id)).collect();
    assert_eq!(names.collect::<BTreeSet<_>>(), ids);
}
