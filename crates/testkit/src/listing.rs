//! What the server says about itself: its models in both dialects, its version, its front door.

use serde_json::json;

use crate::reply::Reply;
use crate::request::Request;

/// Whether this asks which models there are, in either dialect and under any base path.
pub(crate) fn is_models(request: &Request) -> bool {
    request.route().ends_with("/models") || request.route().ends_with("/api/tags")
}

pub(crate) fn answer(request: &Request) -> Option<Reply> {
    let route = request.route();
    if route.ends_with("/models") {
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
