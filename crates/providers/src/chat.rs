//! The driver of a turn: asks, reads, and sees to it that the turn ends exactly once.

use std::time::Duration;

use async_stream::stream;
use futures::Stream;
use runnel_conversation::{Adjustment, Problem, TurnEvent};

use crate::{
    endpoint::Endpoint,
    http::{Http, Reply},
    protocol::Exchange,
    reading::Reading,
    request::ChatRequest,
    scripted,
    vendor::Protocol,
};

/// How long a reply is listened to after its finish, for usage and farewell. Some servers then forget to
/// hang up.
const EPILOGUE: Duration = Duration::from_secs(3);

/// Asks a model. The stream is `Started` at once, then what is said as it comes, then exactly one
/// `Finished` or `Failed`. Dropping it closes the connection.
pub fn chat(
    http: &Http,
    endpoint: Endpoint,
    request: ChatRequest,
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
        let Asked { adjustments, mut reply, mut reading } = match ask(&http, &endpoint, &request).await {
            Ok(asked) => asked,
            Err(problem) => {
                yield TurnEvent::Failed { problem: endpoint.presentable(problem) };
                return;
            }
        };
        for adjustment in adjustments {
            yield TurnEvent::Adjusted { adjustment };
        }
        let mut events = Vec::new();
        while !reading.has_ended() {
            next(&http, &mut reply, &mut reading, &mut events).await;
            for event in events.drain(..) {
                yield presentable(&endpoint, event);
            }
        }
    }
}

/// A question that is being answered.
struct Asked {
    adjustments: Vec<Adjustment>,
    reply: Reply,
    reading: Reading,
}

async fn ask(http: &Http, endpoint: &Endpoint, request: &ChatRequest) -> Result<Asked, Problem> {
    endpoint.require_key()?;
    let Exchange { path, adjustments, body, framing, decoder } = Exchange::new(endpoint, request)?;
    let reply = http.post(endpoint.url(&path), endpoint.access(), body).await?;
    Ok(Asked { adjustments, reply, reading: Reading::new(framing, decoder) })
}

/// Adds the events of the next bytes, or of the end.
async fn next(http: &Http, reply: &mut Reply, reading: &mut Reading, events: &mut Vec<TurnEvent>) {
    let silence = http.limits().silence;
    let patience = if reading.has_finished() { silence.min(EPILOGUE) } else { silence };
    match reply.next(patience).await {
        Ok(Some(bytes)) => reading.bytes(&bytes, events),
        Ok(None) => reading.end(None, events),
        Err(problem) => reading.end(Some(problem), events),
    }
}

fn presentable(endpoint: &Endpoint, event: TurnEvent) -> TurnEvent {
    match event {
        TurnEvent::Failed { problem } => TurnEvent::Failed { problem: endpoint.presentable(problem) },
        event => event,
    }
}
