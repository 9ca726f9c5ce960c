//! The list of models.

use serde_json::Value;

use crate::models::Model;

/// The models that a list names. Beyond the ids every vendor says something else, or nothing.
pub(crate) fn models_in(list: &Value) -> Option<Vec<Model>> {
    let entries = list.get("data").unwrap_or(list).as_array()?;
    Some(entries.iter().filter_map(model).collect())
}

fn model(entry: &Value) -> Option<Model> {
    let text = |place: &str| entry.pointer(place)?.as_str().map(str::to_owned);
    let number = |place: &&str| entry.pointer(place)?.as_u64();
    let holds = |place: &str, word: &str| {
        Some(entry.pointer(place)?.as_array()?.iter().any(|value| value.as_str() == Some(word)))
    };
    Some(Model {
        id: text("/id")?,
        name: text("/name").or_else(|| text("/display_name")),
        // OpenRouter; Mistral.
        vision: holds("/architecture/input_modalities", "image")
            .or_else(|| entry.pointer("/capabilities/vision")?.as_bool()),
        thinking: holds("/supported_parameters", "reasoning"),
        // OpenRouter; Groq; vLLM; Mistral.
        context_tokens: ["/context_length", "/context_window", "/max_model_len", "/max_context_length"]
            .iter()
            .find_map(number),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plain(id: &str) -> Model {
        Model { id: id.to_owned(), name: None, vision: None, thinking: None, context_tokens: None }
    }

    #[test]
    fn ids_are_all_that_most_vendors_say() {
        let list = json!({"object": "list", "data": [{"id": "a", "object": "model"}, {"object": "model"}, {"id": "b"}]});
        assert_eq!(models_in(&list), Some(vec![plain("a"), plain("b")]));
        assert_eq!(models_in(&json!([{"id": "a"}])), Some(vec![plain("a")]));
    }

    #[test]
    fn openrouter_says_what_a_model_can_do() {
        let list = json!({"data": [{
            "id": "anthropic/claude-sonnet-4.5", "name": "Anthropic: Claude Sonnet 4.5", "context_length": 1_000_000,
            "architecture": {"input_modalities": ["text", "image"]},
            "supported_parameters": ["max_tokens", "reasoning"],
        }]});
        let expected = Model {
            id: "anthropic/claude-sonnet-4.5".into(),
            name: Some("Anthropic: Claude Sonnet 4.5".into()),
            vision: Some(true),
            thinking: Some(true),
            context_tokens: Some(1_000_000),
        };
        assert_eq!(models_in(&list), Some(vec![expected]));
    }

    #[test]
    fn what_is_no_list_is_none() {
        assert_eq!(models_in(&json!({"hello": "world"})), None);
        assert_eq!(models_in(&json!("models")), None);
    }

    #[test]
    fn recorded_lists_are_read_whole() {
        let Some(recordings) = runnel_testkit::recordings() else {
            return eprintln!("skipped: the recordings are not here");
        };
        for (file, count, first) in [
            ("models/dashscope.json", 239, "kimi/kimi-k2.6"),
            ("models/deepseek.json", 2, "deepseek-v4-flash"),
        ] {
            let list: Value = serde_json::from_slice(&recordings.bytes(file)).unwrap();
            let models = models_in(&list).unwrap();
            assert_eq!((models.len(), models[0].id.as_str()), (count, first), "{file}");
        }
    }
}
