//! Failures that the server tells of, under any status.

use std::time::Duration;

use futures::StreamExt;
use runnel_conversation::{ProblemCode, TurnEvent};
use runnel_providers::{Http, Limits, RetryPolicy, chat};
use runnel_testkit::{ModelServer, Reply, faults};

use crate::dialects::Dialect;
use crate::turn::{answered, request};

pub(crate) async fn a_status_is_told_as_what_can_be_done_about_it(dialect: &Dialect) {
    let faults = [
        (faults::unauthorized(), ProblemCode::BadKey, 401),
        (faults::no_money(), ProblemCode::NoMoney, 402),
        (faults::model_missing(), ProblemCode::ModelMissing, 404),
        (faults::context_too_long(), ProblemCode::ContextTooLong, 400),
        (faults::rate_limited(2), ProblemCode::RateLimited, 429),
        (faults::server_error(), ProblemCode::Overloaded, 500),
        (faults::unavailable(), ProblemCode::Overloaded, 503),
    ];
    for (fault, code, status) in faults {
        let turn = answered(dialect, fault).await;
        let problem = turn.problem();
        assert_eq!((problem.code, problem.status), (code, Some(status)));
        assert_eq!(problem.retry_after_ms, (status == 429).then_some(2_000));
        assert!(problem.raw.as_ref().unwrap().contains("error"));
    }
}

pub(crate) async fn a_web_page_is_not_shown_as_an_answer(dialect: &Dialect) {
    let turn = answered(dialect, faults::html_with_200()).await;
    assert_eq!(turn.content, "");
    let problem = turn.problem();
    assert_eq!(problem.code, ProblemCode::Protocol);
    assert!(problem.message.contains("web page") && !problem.message.contains('<'));
    assert!(problem.raw.as_ref().unwrap().contains("<title>"));
}

pub(crate) async fn an_error_under_a_good_status_is_an_error(dialect: &Dialect) {
    let turn = answered(dialect, faults::json_error_with_200()).await;
    assert_eq!(turn.problem().message, "The model is not available in your region.");
    assert_eq!(turn.problem().code, ProblemCode::Unsupported);
}

pub(crate) async fn a_plain_text_under_a_good_status_is_not_the_protocol(dialect: &Dialect) {
    let turn = answered(dialect, Reply::bytes("text/plain", "Ollama is running")).await;
    assert_eq!(turn.problem().code, ProblemCode::Protocol);
    assert_eq!(turn.problem().raw.as_deref(), Some("Ollama is running"));
}

pub(crate) async fn an_error_in_the_middle_ends_the_turn_and_keeps_what_had_come(dialect: &Dialect) {
    let reply = dialect.body(&[&(dialect.delta)("kept"), dialect.error, dialect.end]);
    let turn = answered(dialect, reply).await;
    assert_eq!(turn.content, "kept");
    assert_eq!(turn.problem().code, ProblemCode::Overloaded);
    assert_eq!(turn.problem().message, "The engine crashed.");
}

pub(crate) async fn an_error_before_the_first_word_is_asked_again_and_one_after_it_is_not(dialect: &Dialect) {
    let retry = RetryPolicy { first_wait: Duration::from_millis(1), ..RetryPolicy::default() };
    let http = Http::with_limits(Limits { retry, ..Limits::default() }).unwrap();
    let server = ModelServer::start().await;
    server.reply(dialect.body(&[dialect.alive, dialect.error]));
    server.reply(dialect.body(&[&(dialect.delta)("heard"), dialect.error]));
    let events: Vec<_> = chat(&http, dialect.endpoint(&server.url()), request()).collect().await;
    let [TurnEvent::Started { .. }, TurnEvent::Retrying { problem, .. }, rest @ ..] = events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!(problem.message, "The engine crashed.");
    assert!(rest.contains(&TurnEvent::Content { text: "heard".into() }));
    assert!(matches!(rest.last(), Some(TurnEvent::Failed { .. })));
    assert_eq!(server.requests().len(), 2);
}
