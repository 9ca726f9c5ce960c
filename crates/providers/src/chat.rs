//! The driver of a turn: asks, again if need be, reads, and sees to it that the turn ends exactly once.

use std::time::Duration;

use async_stream::stream;
use futures::Stream;
use runnel_conversation::{Adjustment, TurnEvent};

use crate::{
    endpoint::Endpoint,
    http::{Failure, Http, Reply},
    protocol::Exchange,
    reading::{Reading, read_reply},
    request::ChatRequest,
    retry::{Waits, is_passing},
    scripted,
    vendor::Protocol,
};

/// How long a reply is listened to after its finish, for usage and farewell. Some servers then forget to
/// hang up.
const EPILOGUE: Duration = Duration::from_secs(3);

/// Asks a model. The stream is `Started` at once, then what is said as it comes, then exactly one
/// `Finished` or `Failed`. A question that fails before anything was said is asked again as the limits
/// say, each time after `Retrying` and a wait. Dropping the stream ends a wait and closes the connection.
pub fn chat(
    http: &Http,
    endpoint: Endpoint,
    mut request: ChatRequest,
) -> impl Stream<Item = TurnEvent> + Send + use<> {
    let http = http.clone();
    stream! {
        yield TurnEvent::Started { provider: endpoint.vendor.id.clone(), model: request.model.clone() };
        if endpoint.vendor.protocol == Protocol::Scripted {
            for await event in scripted::answer(request) {
                yield event;
            }
            return;
        }
        let mut waits = Waits::new(http.limits().retry);
        let mut adjustments_told = false;
        loop {
            let failure = match ask(&http, &endpoint, &request).await {
                Err(failure) => failure,
                Ok(mut answer) => {
                    let adjustments = std::mem::take(&mut answer.adjustments);
                    for adjustment in adjustments.into_iter().filter(|_| !adjustments_told) {
                        yield TurnEvent::Adjusted { adjustment };
                    }
                    adjustments_told = true;
                    let mut events = Vec::new();
                    let mut heard = false;
                    while !answer.reading.has_ended() {
                        for event in events.drain(..) {
                            heard |= is_heard(&event);
                            yield event;
                        }
                        answer.next(&mut events).await;
                    }
                    let Some(failure) = passing_failure(&events).filter(|_| !heard) else {
                        let farewell = answer.let_go(&events);
                        for event in events {
                            yield presentable(&endpoint, event);
                        }
                        // Whoever has not left with the ending finds the connection ready for the next.
                        if let Some(farewell) = farewell {
                            farewell.await;
                        }
                        return;
                    };
                    request.stream &= !answer.was_empty || endpoint.vendor.thinking_needs_stream;
                    failure
                }
            };
            let problem = endpoint.presentable(failure.problem);
            let wait = failure.passing.then(|| waits.next(&problem, fastrand::f64())).flatten();
            let Some(wait) = wait else {
                yield TurnEvent::Failed { problem };
                return;
            };
            let after_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            yield TurnEvent::Retrying { after_ms, problem };
            tokio::time::sleep(wait).await;
        }
    }
}

/// An answer on its way.
struct Answer {
    adjustments: Vec<Adjustment>,
    reply: Reply,
    reading: Reading,
    /// It came to a good end without a word. A server that has begun a stream when it finds that it cannot answer
    /// has no other way to say so (llama-cpp-python does this): asked again in one piece, it says why.
    was_empty: bool,
}

async fn ask(http: &Http, endpoint: &Endpoint, request: &ChatRequest) -> Result<Answer, Failure> {
    endpoint.require_key()?;
    let Exchange { path, headers, adjustments, body } = Exchange::new(endpoint, request)?;
    let reading = read_reply(&endpoint.vendor)?;
    let reply = http.post(endpoint.chat_url(&path, request), endpoint.access().with(headers), body).await?;
    Ok(Answer { adjustments, reply, reading, was_empty: false })
}

impl Answer {
    /// Adds the events of the next bytes, or of the end.
    async fn next(&mut self, events: &mut Vec<TurnEvent>) {
        let silence = self.reply.silence();
        let patience = if self.reading.has_finished() { silence.min(EPILOGUE) } else { silence };
        match self.reply.next(patience).await {
            Ok(Some(bytes)) => self.reading.bytes(&bytes, events),
            Ok(None) => {
                self.was_empty = self.reading.is_blank();
                self.reading.end(None, events);
            }
            Err(problem) => self.reading.end(Some(problem), events),
        }
    }

    /// Lets its connection go: to be used again after a good ending, else closed.
    fn let_go(self, last: &[TurnEvent]) -> Option<impl Future<Output = ()> + use<>> {
        matches!(last.last(), Some(TurnEvent::Finished { .. })).then(|| self.reply.let_go())
    }
}

/// Whether an event tells of the answer itself: it could not be taken back.
fn is_heard(event: &TurnEvent) -> bool {
    !matches!(event, TurnEvent::Usage(_) | TurnEvent::Failed { .. })
}

/// The failure that an answer ended with before it had begun, if it may be gone in a moment.
fn passing_failure(last: &[TurnEvent]) -> Option<Failure> {
    match last.last() {
        Some(TurnEvent::Failed { problem }) if is_passing(problem.code) && !last.iter().any(is_heard) => {
            Some(Failure { problem: problem.clone(), passing: true })
        }
        _ => None,
    }
}

fn presentable(endpoint: &Endpoint, event: TurnEvent) -> TurnEvent {
    match event {
        TurnEvent::Failed { problem } => TurnEvent::Failed { problem: endpoint.presentable(problem) },
        event => event,
    }
}
