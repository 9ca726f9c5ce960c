//! The server's own paths, by which a test written in another language says what it wants and sees what
//! came. Requests to them are not recorded.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::flood::flood_text;
use crate::reply::Reply;
use crate::request::Request;
use crate::script::Script;
use crate::server::State;

/// The answer to a request for one of the server's own paths; `None` for any other path.
pub(crate) fn answer(state: &State, request: &Request) -> Option<Reply> {
    if !request.route().starts_with("/_") {
        return None;
    }
    let done = match (request.method.as_str(), request.route()) {
        ("POST", "/_script") => script(state, request),
        ("POST", "/_require_key") => require_key(state, request),
        ("GET", "/_requests") => Ok(Reply::json(200, &state.requests.all().iter().map(shown).collect())),
        ("DELETE", "/_requests") => {
            state.requests.clear();
            Ok(Reply::json(200, &json!({})))
        }
        ("GET", "/_hang_ups") => Ok(Reply::json(200, &json!(state.hang_ups.all()))),
        ("GET", "/_flood_text") => text(request),
        (method, route) => Err(format!("no control is called {method} {route}")),
    };
    Some(done.unwrap_or_else(|error| Reply::json(400, &json!({"error": error}))))
}

fn script(state: &State, request: &Request) -> Result<Reply, String> {
    let mut script: Script = parse(request)?;
    let path = script.path.take();
    let reply = script.into_reply()?;
    let mut answers = state.answers();
    match path {
        Some(path) => drop(answers.fixed.insert(path, reply)),
        None => answers.queue.push_back(reply),
    }
    Ok(Reply::json(200, &json!({})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequireKey {
    /// Null lets everybody in again.
    key: Option<String>,
}

fn require_key(state: &State, request: &Request) -> Result<Reply, String> {
    state.answers().key = parse::<RequireKey>(request)?.key;
    Ok(Reply::json(200, &json!({})))
}

fn text(request: &Request) -> Result<Reply, String> {
    let bytes = request.query("bytes").and_then(|bytes| bytes.parse().ok()).ok_or("how many bytes?")?;
    Ok(Reply::bytes("text/plain; charset=utf-8", flood_text(bytes)))
}

fn parse<T: for<'de> Deserialize<'de>>(request: &Request) -> Result<T, String> {
    serde_json::from_slice(&request.body).map_err(|error| error.to_string())
}

/// A request as JSON: header names in small letters; `body` where it is JSON, `body_base64` where not.
fn shown(request: &Request) -> Value {
    let headers: Map<_, _> =
        request.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), json!(value))).collect();
    let mut shown = json!({"method": request.method, "path": request.path, "headers": headers});
    match serde_json::from_slice::<Value>(&request.body) {
        Ok(body) => shown["body"] = body,
        Err(_) => shown["body_base64"] = json!(STANDARD.encode(&request.body)),
    }
    shown
}
