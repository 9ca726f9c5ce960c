//! The list of models.

use serde_json::Value;

use crate::{models::Model, vendor::Price};

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
        json: holds("/supported_parameters", "response_format"),
        // OpenRouter; Groq; vLLM; Mistral.
        context_tokens: ["/context_length", "/context_window", "/max_model_len", "/max_context_length"]
            .iter()
            .find_map(number),
        // OpenRouter; Groq.
        max_output_tokens: ["/top_provider/max_completion_tokens", "/max_completion_tokens"]
            .iter()
            .find_map(number),
        price: price(entry),
    })
}

/// OpenRouter's price of a single token, in decimal text. A router that has no price of its own says `-1`.
fn price(entry: &Value) -> Option<Price> {
    let of_a_million = |what: &str| {
        let each: f64 = entry.pointer(what)?.as_str()?.parse().ok()?;
        // Rounded, since a millionth has no exact binary form.
        (each.is_finite() && each >= 0.0).then(|| (each * 1e12).round() / 1e6)
    };
    Some(Price {
        input: of_a_million("/pricing/prompt")?,
        output: of_a_million("/pricing/completion")?,
        cached: of_a_million("/pricing/input_cache_read"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plain(id: &str) -> Model {
        Model { id: id.to_owned(), ..Model::default() }
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
            "id": "moonshotai/kimi-k2.5", "name": "MoonshotAI: Kimi K2.5", "context_length": 1_000_000,
            "architecture": {"input_modalities": ["text", "image"]},
            "supported_parameters": ["max_tokens", "reasoning"],
            "top_provider": {"max_completion_tokens": 64000},
            "pricing": {"prompt": "0.000003", "completion": "0.000015", "input_cache_read": "0.0000003"},
        }]});
        let expected = Model {
            id: "moonshotai/kimi-k2.5".into(),
            name: Some("MoonshotAI: Kimi K2.5".into()),
            vision: Some(true),
            thinking: Some(true),
            json: Some(false),
            context_tokens: Some(1_000_000),
            max_output_tokens: Some(64_000),
            price: Some(Price { input: 3.0, output: 15.0, cached: Some(0.3) }),
        };
        assert_eq!(models_in(&list), Some(vec![expected]));
    }

    #[test]
    fn a_router_without_a_price_of_its_own_has_none() {
        for pricing in [
            json!({"prompt": "-1", "completion": "-1"}),
            json!({"prompt": "0.1"}),
            json!({"prompt": "free", "completion": "0"}),
            json!({"prompt": "NaN", "completion": "0"}),
        ] {
            assert_eq!(price(&json!({ "pricing": pricing })), None, "{pricing}");
        }
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
