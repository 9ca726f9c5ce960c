//! What the server says about itself: its models in every dialect, its version, its front door.

use serde_json::{Value, json};

use crate::reply::Reply;
use crate::request::Request;

/// Whether this asks which models there are, in any dialect and under any base path.
pub(crate) fn is_models(request: &Request) -> bool {
    request.route().ends_with("/models") || request.route().ends_with("/api/tags")
}

pub(crate) fn answer(request: &Request) -> Option<Reply> {
    let route = request.route();
    if route.ends_with("/models") && request.header("anthropic-version").is_some() {
        Some(anthropic_page(request.query("after_id")))
    } else if route.ends_with("/models") && request.query("pageSize").is_some() {
        Some(gemini_page(request.query("pageToken")))
    } else if route.ends_with("/models") {
        Some(openai_models())
    } else if route.ends_with("/api/tags") {
        Some(ollama_tags())
    } else if route.ends_with("/api/version") {
        Some(Reply::json(200, &json!({"version": "0.12.0"})))
    } else if route == "/" {
        Some(Reply::bytes("text/plain; charset=utf-8", "Ollama is running"))
    } else {
        None
    }
}

fn openai_models() -> Reply {
    let model =
        |id: &str| json!({"id": id, "object": "model", "created": 1_767_225_600, "owned_by": "testkit"});
    Reply::json(200, &json!({"object": "list", "data": [model("testkit-chat"), model("testkit-thinking")]}))
}

/// The page of models after this one. Whatever the limit was, one model is a page: who does not turn it
/// misses the rest.
fn anthropic_page(after: Option<&str>) -> Reply {
    let ids = ["testkit-chat", "testkit-thinking"];
    let next = after.and_then(|after| ids.iter().position(|id| *id == after)).map_or(0, |place| place + 1);
    let page: Vec<_> = ids.iter().skip(next).take(1).map(|id| anthropic_model(id)).collect();
    let last = ids.get(next);
    Reply::json(
        200,
        &json!({"data": page, "first_id": last, "last_id": last, "has_more": next + 1 < ids.len()}),
    )
}

fn anthropic_model(id: &str) -> Value {
    let supported = |supported: bool| json!({"supported": supported});
    json!({
        "type": "model", "id": id, "display_name": id.replace('-', " "), "created_at": "2026-01-01T00:00:00Z",
        "max_input_tokens": 200_000, "max_tokens": 64_000,
        "capabilities": {"image_input": supported(true), "thinking": supported(id.ends_with("thinking"))},
    })
}

/// The page of models that this token stands for. Whatever the size was, one model is a page: who does not
/// turn it misses the rest.
fn gemini_page(token: Option<&str>) -> Reply {
    let model = |id: &str, method: &str| {
        json!({
            "name": format!("models/{id}"), "displayName": id.replace('-', " "), "inputTokenLimit": 1_048_576,
            "supportedGenerationMethods": [method], "thinking": id.ends_with("thinking"),
        })
    };
    let page = match token {
        None => json!({"models": [model("testkit-chat", "generateContent")], "nextPageToken": "the+rest="}),
        Some("the%2Brest%3D") => json!({
            "models": [model("testkit-thinking", "generateContent"), model("testkit-embedding", "embedContent")],
        }),
        Some(_) => {
            return Reply::json(400, &json!({"error": {"code": 400, "message": "Invalid page token."}}));
        }
    };
    Reply::json(200, &page)
}

fn ollama_tags() -> Reply {
    let model = |name: &str, capabilities: &[&str]| {
        json!({
            "name": name, "model": name, "modified_at": "2026-01-01T00:00:00Z", "size": 815_319_791,
            "digest": "8648f39daa8fbf5b18c7b4e6a8fb4990c692751d49917417b8842ca5758e7ffc",
            "details": {
                "parent_model": "", "format": "gguf", "family": "testkit", "families": ["testkit"],
                "parameter_size": "1B", "quantization_level": "Q4_K_M",
            },
            "capabilities": capabilities,
        })
    };
    let models = [
        model("testkit:latest", &["completion", "tools"]),
        model("testkit-thinking:latest", &["completion", "thinking"]),
        model("testkit-vision:latest", &["completion", "vision"]),
    ];
    Reply::json(200, &json!({"models": models}))
}
