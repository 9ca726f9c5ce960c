//! Which reply a request gets.

use serde_json::json;

use crate::chat::is_chat;
use crate::reply::Reply;
use crate::request::Request;
use crate::server::Answers;
use crate::{faults, listing, pictures};

/// Takes from `answers` what this request gets.
pub(crate) fn answer(answers: &mut Answers, request: &Request) -> Reply {
    let chat = is_chat(request);
    if (chat || listing::is_models(request)) && !may_enter(answers, request) {
        return faults::unauthorized();
    }
    if let Some(reply) = answers.fixed.get(request.route()) {
        return reply.clone();
    }
    if chat {
        return answers.queue.pop_front().unwrap_or_else(friendly);
    }
    listing::answer(request).or_else(|| pictures::answer(request)).unwrap_or_else(|| not_found(request))
}

fn may_enter(answers: &Answers, request: &Request) -> bool {
    let shows = |key: &str| {
        let bearer = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        [bearer, request.header("x-api-key"), request.header("x-goog-api-key")].contains(&Some(key))
    };
    answers.key.as_deref().is_none_or(shows)
}

/// What is answered when a test did not say.
fn friendly() -> Reply {
    Reply::chat(&["A greeting. ", "I greet back."], &["Hello", " from", " the testkit."])
}

fn not_found(request: &Request) -> Reply {
    let message = format!("nothing is at {} {}", request.method, request.path);
    Reply::json(404, &json!({"error": {"message": message, "type": "invalid_request_error", "code": null}}))
}
