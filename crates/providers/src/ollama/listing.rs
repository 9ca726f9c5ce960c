//! The list of models on the computer.

use serde_json::Value;

use crate::models::Model;

/// The models that `/api/tags` names. Servers of before mid-2025 say no capabilities.
pub(crate) fn models_in(list: &Value) -> Option<Vec<Model>> {
    Some(list.get("models")?.as_array()?.iter().filter_map(model).collect())
}

fn model(entry: &Value) -> Option<Model> {
    let can = |what: &str| {
        Some(
            entry.get("capabilities")?.as_array()?.iter().any(|capability| capability.as_str() == Some(what)),
        )
    };
    Some(Model {
        id: entry.get("model").or_else(|| entry.get("name"))?.as_str()?.to_owned(),
        vision: can("vision"),
        thinking: can("thinking"),
        context_tokens: entry.pointer("/details/context_length").and_then(Value::as_u64),
        ..Model::default()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_server_says_what_a_model_can_do_or_says_nothing() {
        let list = json!({"models": [
            {"name": "qwen3:4b", "model": "qwen3:4b", "details": {"context_length": 40960}, "capabilities": ["completion", "thinking"]},
            {"name": "llava:latest"},
        ]});
        let models = models_in(&list).unwrap();
        assert_eq!((models[0].vision, models[0].thinking), (Some(false), Some(true)));
        assert_eq!(models[0].context_tokens, Some(40960));
        assert_eq!(
            (models[1].id.as_str(), models[1].vision, models[1].thinking),
            ("llava:latest", None, None)
        );
        assert_eq!(models_in(&json!({"data": []})), None);
    }

    #[test]
    fn the_recorded_list_is_read_whole() {
        let Some(recordings) = runnel_testkit::recordings() else {
            return eprintln!("skipped: the recordings are not here");
        };
        let list = serde_json::from_slice(&recordings.bytes("models/ollama.json")).unwrap();
        let ids: Vec<_> = models_in(&list).unwrap().into_iter().map(|model| model.id).collect();
        assert_eq!(ids, ["all-minilm:latest", "qwen3:4b", "gemma3:4b", "llava:latest", "llama3.2:latest"]);
    }
}
