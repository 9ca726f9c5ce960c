//! Asking again, over a real connection on this computer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use std::time::{Duration, Instant};

use futures::{Stream, StreamExt};
use runnel_conversation::{Problem, ProblemCode, TurnEvent};
use runnel_providers::{ChatMessage, ChatRequest, Endpoint, Http, Limits, RetryPolicy, Role, chat, vendor};
use runnel_testkit::{ModelServer, Reply, faults};

/// As persistent as usual, and quick where the provider names no wait.
fn quick() -> Limits {
    let retry = RetryPolicy { first_wait: Duration::from_millis(1), ..RetryPolicy::default() };
    Limits { retry, silence: Duration::from_secs(1), ..Limits::default() }
}

fn ask(limits: Limits, url: &str) -> impl Stream<Item = TurnEvent> + use<> {
    let request = ChatRequest::new("m", vec![ChatMessage::new(Role::User, "hi")]);
    let endpoint = Endpoint::new(vendor("custom-openai").unwrap(), Some(url), None).unwrap();
    chat(&Http::with_limits(limits).unwrap(), endpoint, request)
}

/// What a turn came to, and how often it was asked again.
struct Outcome {
    content: String,
    waits: Vec<u64>,
    problem: Option<Problem>,
}

async fn outcome(limits: Limits, server: &ModelServer) -> Outcome {
    let mut outcome = Outcome { content: String::new(), waits: Vec::new(), problem: None };
    let mut events = Box::pin(ask(limits, &server.url()));
    while let Some(event) = events.next().await {
        match event {
            TurnEvent::Retrying { after_ms, .. } => outcome.waits.push(after_ms),
            TurnEvent::Content { text } => outcome.content.push_str(&text),
            TurnEvent::Failed { problem } => outcome.problem = Some(problem),
            _ => {}
        }
    }
    outcome
}

#[tokio::test]
async fn what_passes_is_asked_again_until_it_has_passed() {
    let passing = [
        faults::rate_limited(0),
        faults::server_error(),
        faults::unavailable(),
        faults::unavailable().status(529),
        faults::server_error().status(408),
        Reply::html(502, "<html>Bad gateway</html>"),
        // Closed without a word, in the head, before the body, and in a body that says nothing yet.
        Reply::wire(""),
        Reply::wire("HTTP/1.1 200 OK\r\nContent-"),
        Reply::raw(": hello\n\n").cut_after(0),
        Reply::raw(": hello\n\ndata: {\"choices\":").cut_after(15),
        Reply::raw(""),
    ];
    for fault in passing {
        let server = ModelServer::start().await;
        server.reply(fault.clone());
        server.reply(fault.clone());
        server.reply(Reply::chat(&[], &["at last"]));
        let outcome = outcome(quick(), &server).await;
        assert_eq!((outcome.content.as_str(), outcome.waits.len()), ("at last", 2), "{fault:?}");
        assert_eq!(server.requests().len(), 3);
    }
}

#[tokio::test]
async fn a_stream_that_ends_without_a_word_is_asked_for_in_one_piece_to_hear_why() {
    for (whole, said) in [
        (Reply::chat(&[], &["at last"]), Ok("at last")),
        (faults::context_too_long(), Err(ProblemCode::ContextTooLong)),
    ] {
        let server = ModelServer::start().await;
        server.reply(Reply::raw(""));
        server.reply(whole);
        let outcome = outcome(quick(), &server).await;
        let problem = outcome.problem.map(|problem| problem.code);
        assert_eq!(problem.map_or(Ok(outcome.content.as_str()), Err), said);
        let streamed: Vec<_> =
            server.requests().iter().map(|request| request.json()["stream"] == true).collect();
        assert_eq!(streamed, [true, false]);
    }
}

#[tokio::test]
async fn what_time_does_not_heal_is_asked_once() {
    let lasting = [
        faults::unauthorized(),
        faults::no_money(),
        faults::no_money().status(429).header("Retry-After", "1"),
        faults::model_missing(),
        faults::context_too_long(),
        faults::html_with_200(),
        faults::json_error_with_200(),
        faults::not_http(),
        faults::silence(),
        // A provider that knows better.
        faults::rate_limited(0).header("x-should-retry", "false"),
    ];
    for fault in lasting {
        let server = ModelServer::start().await;
        server.reply(fault.clone());
        let outcome = outcome(quick(), &server).await;
        assert!(outcome.problem.is_some() && outcome.waits.is_empty(), "{fault:?}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_that_was_heard_is_never_asked_for_again() {
    let heard = [faults::error_mid_stream(), faults::truncated()];
    let thought = "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n";
    for fault in heard.into_iter().chain([Reply::raw(thought)]) {
        let server = ModelServer::start().await;
        server.reply(fault);
        let outcome = outcome(quick(), &server).await;
        assert!(outcome.problem.is_some() && outcome.waits.is_empty());
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn it_gives_up_after_a_few_times_with_the_last_problem() {
    let server = ModelServer::start().await;
    server.on("/chat/completions", faults::unavailable());
    let outcome = outcome(quick(), &server).await;
    assert_eq!(outcome.problem.unwrap().code, ProblemCode::Overloaded);
    assert_eq!((outcome.waits.len(), server.requests().len()), (3, 4));
}

#[tokio::test]
async fn a_provider_that_names_a_wait_is_not_asked_before() {
    let fault = faults::rate_limited(9);
    let gemini = r#"{"error":{"message":"later","details":[{"retryDelay":"0.25s"}]}}"#;
    for fault in [
        fault.clone().header("retry-after-ms", "250"),
        Reply::bytes("application/json", gemini).status(429),
        Reply::json(429, &serde_json::json!({"error": {"message": "Please try again in 0.25s."}})),
    ] {
        let server = ModelServer::start().await;
        server.reply(fault);
        let began = Instant::now();
        let outcome = outcome(quick(), &server).await;
        assert!(began.elapsed() >= Duration::from_millis(250));
        assert!((250..=300).contains(&outcome.waits[0]) && outcome.problem.is_none(), "{:?}", outcome.waits);
    }
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_left_to_the_person() {
    let server = ModelServer::start().await;
    server.reply(faults::rate_limited(3600));
    let outcome = outcome(quick(), &server).await;
    assert!(outcome.waits.is_empty());
    assert_eq!(outcome.problem.unwrap().retry_after_ms, Some(3_600_000));
}

#[tokio::test]
async fn dropping_the_stream_while_it_waits_asks_nobody_again() {
    let server = ModelServer::start().await;
    server.reply(faults::rate_limited(0).header("retry-after-ms", "100"));
    let mut events = Box::pin(ask(quick(), &server.url()));
    while !matches!(events.next().await.unwrap(), TurnEvent::Retrying { .. }) {}
    let waiting = tokio::time::timeout(Duration::from_millis(20), events.next()).await;
    assert!(waiting.is_err(), "it waits");
    drop(events);
    // Long enough for a question that somebody went on to ask.
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_told_at_once() {
    let server = ModelServer::start().await;
    let url = server.url();
    drop(server);
    let events: Vec<_> = ask(Limits::default(), &url).collect().await;
    let [TurnEvent::Started { .. }, TurnEvent::Failed { problem }] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(problem.code, ProblemCode::Network);
}
