//! The driver of a turn.

use futures::Stream;
use runnel_conversation::{Problem, ProblemCode, TurnEvent};

use crate::{endpoint::Endpoint, http::Http, request::ChatRequest};

/// Asks a model.
pub fn chat(http: &Http, endpoint: Endpoint, request: ChatRequest) -> impl Stream<Item = TurnEvent> + Send + use<> {
    let _http = http.clone();
    async_stream::stream! {
        yield TurnEvent::Started { provider: endpoint.vendor.id.clone(), model: request.model.clone() };
        yield TurnEvent::Failed { problem: Problem::new(ProblemCode::Unsupported, "") };
    }
}
