//! One turn, asked over a real connection.

use std::time::Duration;

use futures::StreamExt;
use runnel_conversation::{FinishReason, Problem, TurnEvent};
use runnel_providers::{ChatMessage, ChatRequest, Endpoint, Http, Limits, RetryPolicy, Role, chat};
use runnel_testkit::{ModelServer, Reply};

use crate::dialects::Dialect;

pub(crate) fn request() -> ChatRequest {
    ChatRequest::new("m", vec![ChatMessage::new(Role::User, "hi")])
}

/// What a turn came to.
#[derive(Debug, Default)]
pub(crate) struct Turn {
    pub(crate) reasoning: String,
    pub(crate) content: String,
    pub(crate) usage: bool,
    pub(crate) ending: Option<Result<FinishReason, Problem>>,
}

impl Turn {
    pub(crate) fn reason(&self) -> &FinishReason {
        self.ending.as_ref().unwrap().as_ref().unwrap()
    }

    pub(crate) fn problem(&self) -> &Problem {
        self.ending.as_ref().unwrap().as_ref().unwrap_err()
    }
}

pub(crate) async fn turn(http: &Http, endpoint: Endpoint, request: ChatRequest) -> Turn {
    let mut events = Box::pin(chat(http, endpoint.clone(), request));
    let first = events.next().await.unwrap();
    assert_eq!(first, TurnEvent::Started { provider: endpoint.vendor.id.clone(), model: "m".into() });
    let mut turn = Turn::default();
    while let Some(event) = events.next().await {
        assert!(turn.ending.is_none(), "{event:?} follows the ending");
        match event {
            TurnEvent::Reasoning { text } => turn.reasoning.push_str(&text),
            TurnEvent::Content { text } => turn.content.push_str(&text),
            TurnEvent::Usage(_) => turn.usage = true,
            TurnEvent::Finished { reason } => turn.ending = Some(Ok(reason)),
            TurnEvent::Failed { problem } => turn.ending = Some(Err(problem)),
            event => panic!("{event:?}"),
        }
    }
    assert!(turn.ending.is_some(), "the turn has no ending");
    turn
}

/// The turn in which a server of this dialect gives this reply.
pub(crate) async fn answered(dialect: &Dialect, reply: Reply) -> Turn {
    answered_within(once(), dialect, reply).await
}

pub(crate) async fn answered_within(limits: Limits, dialect: &Dialect, reply: Reply) -> Turn {
    let server = ModelServer::start().await;
    server.reply(reply);
    turn(&Http::with_limits(limits).unwrap(), dialect.endpoint(&server.url()), request()).await
}

/// The usual limits, but no second attempt.
pub(crate) fn once() -> Limits {
    Limits { retry: RetryPolicy::NEVER, ..Limits::default() }
}

/// Limits that a test can wait for.
pub(crate) fn impatient() -> Limits {
    Limits { silence: Duration::from_secs(1), ..once() }
}
