//! Connections, and the key that goes over them.

use futures::StreamExt;
use runnel_conversation::{ProblemCode, TurnEvent};
use runnel_providers::{ApiKey, Auth, Endpoint, Http, chat};
use runnel_testkit::{ModelServer, Reply};

use crate::dialects::{Dialect, KEY};
use crate::turn::{answered, request, turn};

pub(crate) async fn started_comes_before_any_connection(dialect: &Dialect) {
    let server = ModelServer::start().await;
    let mut events = Box::pin(chat(&Http::new().unwrap(), dialect.endpoint(&server.url()), request()));
    assert!(matches!(events.next().await, Some(TurnEvent::Started { .. })));
    drop(events);
    assert!(server.requests().is_empty());
}

pub(crate) async fn dropping_the_stream_closes_the_connection(dialect: &Dialect) {
    let server = ModelServer::start().await;
    server.reply(Reply::flood(1024 * 1024, 1000));
    let mut events = Box::pin(chat(&Http::new().unwrap(), dialect.endpoint(&server.url()), request()));
    while !matches!(events.next().await.unwrap(), TurnEvent::Content { .. }) {}
    drop(events);
    let hang_up = server.hung_up().await;
    assert!(hang_up.sent < 1024 * 1024, "{hang_up:?}");
}

pub(crate) async fn a_server_that_is_not_there_is_named(dialect: &Dialect) {
    let server = ModelServer::start().await;
    let url = server.url();
    drop(server);
    let turn = turn(&Http::new().unwrap(), dialect.endpoint(&url), request()).await;
    let problem = turn.problem();
    assert_eq!((problem.code, problem.status), (ProblemCode::Network, None));
    assert!(problem.message.contains(url.trim_start_matches("http://")), "{}", problem.message);
}

pub(crate) async fn a_key_is_sent_when_there_is_one_and_only_then(dialect: &Dialect) {
    let http = Http::new().unwrap();
    let server = ModelServer::start().await;
    let endpoint = dialect.endpoint(&server.url());
    let (header, shown) = match &endpoint.vendor.auth {
        Auth::Bearer => ("authorization", format!("Bearer {KEY}")),
        Auth::Header(name) => (name.as_str(), KEY.to_owned()),
    };
    turn(&http, endpoint.clone(), request()).await;
    assert_eq!(server.next_chat().await.header(header), Some(shown.as_str()));

    let without = Endpoint { key: None, ..endpoint.clone() };
    turn(&http, without, request()).await;
    assert_eq!(server.next_chat().await.header(header), None);
}

pub(crate) async fn a_key_that_cannot_be_one_is_refused_before_anything_is_sent(dialect: &Dialect) {
    let server = ModelServer::start().await;
    let key = Some(ApiKey::new("钥匙\nsk".into()));
    let endpoint = Endpoint { key, ..dialect.endpoint(&server.url()) };
    let turn = turn(&Http::new().unwrap(), endpoint, request()).await;
    assert_eq!(turn.problem().code, ProblemCode::BadKey);
    assert!(server.requests().is_empty());
}

pub(crate) async fn a_key_does_not_follow_a_redirect(dialect: &Dialect) {
    let (server, elsewhere) = (ModelServer::start().await, ModelServer::start().await);
    server.reply(Reply::redirect(&format!("{}/v1/chat/completions", elsewhere.url())));
    let turn = turn(&Http::new().unwrap(), dialect.endpoint(&server.url()), request()).await;
    assert_eq!(turn.problem().code, ProblemCode::Protocol);
    assert!(turn.problem().message.contains(&elsewhere.url()), "{}", turn.problem().message);
    assert!(elsewhere.requests().is_empty());
}

pub(crate) async fn a_key_that_is_echoed_is_not_seen(dialect: &Dialect) {
    let echo = format!("{{\"error\":{{\"message\":\"Wrong key {KEY}.\"}}}}");
    let page = format!("<html>{KEY}</html>");
    let replies = [
        Reply::bytes("application/json", echo.clone()).status(401),
        Reply::bytes("application/json", echo.clone()),
        Reply::bytes("text/html", page.clone()).status(502),
        Reply::bytes("text/html", page),
        Reply::bytes("text/plain", format!("Who is {KEY}?")),
        Reply::raw(format!("event: error\ndata: {echo}\n\n")),
        Reply::raw(format!("data: {KEY}\n\n")),
    ];
    for reply in replies {
        let turn = answered(dialect, reply).await;
        let problem = turn.problem();
        assert!(!format!("{problem:?}").contains(KEY), "{problem:?}");
        assert!(format!("{problem:?}").contains('…'), "{problem:?}");
    }
}
