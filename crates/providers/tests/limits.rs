//! Servers that send too much, nothing, or something else: each is cut off with its own problem.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use std::time::Duration;

use futures::StreamExt;
use runnel_conversation::{Problem, ProblemCode, TurnEvent};
use runnel_providers::{
    ChatMessage, ChatRequest, Endpoint, FetchError, Http, Limits, RetryPolicy, Role, chat, fetch_picture,
    models, vendor,
};
use runnel_testkit::{ModelServer, Reply, faults};

const MIB: usize = 1024 * 1024;

fn http() -> Http {
    let limits = Limits { silence: Duration::from_secs(1), retry: RetryPolicy::NEVER, ..Limits::default() };
    Http::with_limits(limits).unwrap()
}

fn endpoint(server: &ModelServer) -> Endpoint {
    Endpoint::new(vendor("custom-openai").unwrap(), Some(&server.url()), None).unwrap()
}

/// The text that came and the problem that ended it.
async fn cut_off(reply: Reply) -> (usize, Problem) {
    let server = ModelServer::start().await;
    server.reply(reply);
    let request = ChatRequest::new("m", vec![ChatMessage::new(Role::User, "hi")]);
    let (mut text_length, mut problem) = (0, None);
    let mut events = Box::pin(chat(&http(), endpoint(&server), request));
    while let Some(event) = events.next().await {
        match event {
            TurnEvent::Content { text } => text_length += text.len(),
            TurnEvent::Failed { problem: failed } => problem = Some(failed),
            TurnEvent::Started { .. } => {}
            event => panic!("{event:?}"),
        }
    }
    (text_length, problem.unwrap())
}

async fn listed(reply: Reply) -> Problem {
    let server = ModelServer::start().await;
    server.on("/models", reply);
    models(&http(), &endpoint(&server)).await.unwrap_err()
}

async fn fetched(reply: Reply) -> FetchError {
    let server = ModelServer::start().await;
    server.on("/cat.png", reply);
    fetch_picture(&http(), &format!("{}/cat.png", server.url()), MIB as u64).await.unwrap_err()
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off_and_what_came_stays() {
    let (text_length, problem) = cut_off(faults::endless_answer()).await;
    assert!((8 * MIB..9 * MIB).contains(&text_length), "{text_length}");
    assert_eq!(problem.code, ProblemCode::Truncated);
    assert_eq!(problem.message, "The answer was cut off: it is longer than 8 MiB.");
}

#[tokio::test]
async fn a_stream_that_says_nothing_without_end_is_cut_off() {
    let filler = "a".repeat(16 * 1024);
    let silent = [format!(": {filler}\n\n"), format!("data: {{\"choices\":[{{\"delta{filler}\n\n")];
    for refrain in silent {
        let (text_length, problem) = cut_off(Reply::raw("").and_so_on(refrain)).await;
        assert_eq!((text_length, problem.code), (0, ProblemCode::Protocol));
        assert_eq!(problem.message, "The reply went on for 16 MiB without a word.");
        assert!(problem.raw.unwrap().len() <= 4096);
    }
}

#[tokio::test]
async fn a_call_of_a_tool_without_end_is_cut_off_whatever_is_said_beside_it() {
    let filler = "a".repeat(16 * 1024);
    for beside in ["", ",\"content\":\"a\""] {
        let function = format!("{{\"arguments\":\"{filler}\"}}");
        let delta = format!("{{\"tool_calls\":[{{\"index\":0,\"function\":{function}}}]{beside}}}");
        let refrain = format!("data: {{\"choices\":[{{\"delta\":{delta}}}]}}\n\n");
        let (_, problem) = cut_off(Reply::raw("").and_so_on(refrain)).await;
        assert_eq!(problem.code, ProblemCode::Truncated);
        assert_eq!(problem.message, "The answer was cut off: it is longer than 8 MiB.");
    }
}

#[tokio::test]
async fn a_document_without_end_is_cut_off() {
    let (_, problem) = cut_off(Reply::bytes("application/json", "[").and_so_on("0,".repeat(4096))).await;
    assert_eq!(
        (problem.code, problem.message.as_str()),
        (ProblemCode::Protocol, "The reply is larger than 6 MiB.")
    );
    let problem = listed(Reply::bytes("application/json", "[").and_so_on("0,".repeat(4096))).await;
    assert_eq!(
        (problem.code, problem.message.as_str()),
        (ProblemCode::Protocol, "The reply is larger than 8 MiB.")
    );
}

#[tokio::test]
async fn values_without_number_are_not_taken_in() {
    let values = format!("[{}0]", "{\"a\":0},".repeat(100_000));
    for reply in [
        Reply::bytes("application/json", format!("{{\"choices\":{values}}}")),
        Reply::raw(format!("data: {{\"choices\":{values}}}\n\n")),
    ] {
        let (_, problem) = cut_off(reply).await;
        assert_eq!(problem.code, ProblemCode::Protocol);
        assert!(problem.message.contains("more values"), "{}", problem.message);
    }
    let body = || Reply::bytes("application/json", format!("{{\"data\":{values}}}"));
    assert_eq!(listed(body()).await.code, ProblemCode::Protocol);
    assert_eq!(cut_off(body().status(429)).await.1.code, ProblemCode::RateLimited);
}

#[tokio::test]
async fn what_unpacks_without_end_is_counted_as_it_unpacks() {
    let filler = "a".repeat(16 * 1024);
    let delta = format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{filler}\"}}}}]}}\n\n");
    let (text_length, problem) = cut_off(faults::gzip_bomb("text/event-stream", delta.as_bytes())).await;
    assert!((8 * MIB..9 * MIB).contains(&text_length), "{text_length}");
    assert_eq!(problem.code, ProblemCode::Truncated);

    // A line without end, an error without end, a list without end, a picture without end.
    let (_, problem) = cut_off(faults::gzip_bomb("text/event-stream", b"data: a")).await;
    assert_eq!(problem.code, ProblemCode::Protocol);
    let (_, problem) = cut_off(faults::gzip_bomb("application/json", b"a").status(500)).await;
    assert_eq!(problem.code, ProblemCode::Overloaded);
    assert_eq!(listed(faults::gzip_bomb("application/json", b" ")).await.code, ProblemCode::Protocol);
    let error = fetched(faults::gzip_bomb("image/png", b"a")).await;
    assert_eq!(error, FetchError::TooLarge { limit: MIB as u64 });
}

#[tokio::test]
async fn headers_without_end_and_what_is_not_http_are_no_protocol_to_speak() {
    for fault in [faults::endless_headers(), faults::not_http(), Reply::wire(vec![0; 64])] {
        let (_, problem) = cut_off(fault.clone()).await;
        assert_eq!(problem.code, ProblemCode::Protocol, "{problem:?}");
        assert!(problem.message.contains("not HTTP"), "{}", problem.message);
        assert_eq!(listed(fault.clone()).await.code, ProblemCode::Protocol);
        let FetchError::Unreachable { problem } = fetched(fault).await else { panic!("it is no picture") };
        assert_eq!(problem.code, ProblemCode::Protocol);
    }
}

#[tokio::test]
async fn a_redirect_that_leads_to_itself_is_not_followed() {
    let server = ModelServer::start().await;
    for path in ["/chat/completions", "/models"] {
        server.on(path, Reply::redirect(path));
    }
    let problem = models(&http(), &endpoint(&server)).await.unwrap_err();
    assert_eq!((problem.code, problem.status), (ProblemCode::Protocol, Some(302)));
    assert_eq!(server.requests().len(), 1);
    let (_, problem) = cut_off(Reply::redirect("/chat/completions")).await;
    assert_eq!((problem.code, problem.status), (ProblemCode::Protocol, Some(302)));
}

#[tokio::test]
async fn a_list_that_stalls_or_breaks_off_is_told_as_such() {
    let list = || Reply::json(200, &serde_json::json!({"object": "list", "data": []}));
    assert_eq!(listed(list().stall_before_headers()).await.code, ProblemCode::Timeout);
    assert_eq!(listed(list().stall_after(10)).await.code, ProblemCode::Timeout);
    assert_eq!(listed(list().cut_after(10)).await.code, ProblemCode::Truncated);
}

#[tokio::test]
async fn an_error_whose_body_stalls_or_breaks_off_is_told_by_its_status() {
    for fault in [faults::unauthorized().stall_after(5), faults::unauthorized().cut_after(5)] {
        let (_, problem) = cut_off(fault).await;
        assert_eq!((problem.code, problem.status), (ProblemCode::BadKey, Some(401)));
    }
}
