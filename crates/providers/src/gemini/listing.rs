//! The list of models, which comes in pages.

use serde_json::Value;

use crate::models::Model;

/// The path of the first page under the base URL, as long as pages can be.
pub(crate) const LISTING: &str = "models?pageSize=1000";

/// The models of a page that answer questions; others embed texts or draw.
pub(crate) fn models_in(page: &Value) -> Option<Vec<Model>> {
    Some(page.get("models")?.as_array()?.iter().filter_map(model).collect())
}

/// The query that asks for the page after this one, if there is one.
pub(crate) fn next_page(page: &Value) -> Option<String> {
    let token = page.get("nextPageToken")?.as_str().filter(|token| !token.is_empty())?;
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("pageToken", token).finish();
    Some(query)
}

fn model(entry: &Value) -> Option<Model> {
    let name = entry.get("name")?.as_str()?;
    let methods = entry.get("supportedGenerationMethods").and_then(Value::as_array);
    let answers = methods.is_none_or(|methods| methods.iter().any(|method| method == "generateContent"));
    answers.then(|| Model {
        id: name.strip_prefix("models/").unwrap_or(name).to_owned(),
        name: entry.get("displayName").and_then(Value::as_str).map(str::to_owned),
        thinking: Some(entry.get("thinking").and_then(Value::as_bool).unwrap_or(false)),
        context_tokens: entry.get("inputTokenLimit").and_then(Value::as_u64),
        max_output_tokens: entry.get("outputTokenLimit").and_then(Value::as_u64),
        ..Model::default()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_models_that_answer_are_to_choose_from() {
        let page = json!({"models": [
            {"name": "models/gemini-embedding-001", "supportedGenerationMethods": ["embedContent"]},
            {
                "name": "models/gemini-x", "displayName": "Gemini X", "inputTokenLimit": 1_048_576,
                "outputTokenLimit": 65_536, "thinking": true,
                "supportedGenerationMethods": ["countTokens", "generateContent"],
            },
            {"name": "tunedModels/mine-1"},
            {"displayName": "nameless"},
        ]});
        let gemini = Model {
            id: "gemini-x".into(),
            name: Some("Gemini X".into()),
            thinking: Some(true),
            context_tokens: Some(1_048_576),
            max_output_tokens: Some(65_536),
            ..Model::default()
        };
        let models = models_in(&page).unwrap();
        assert_eq!(models[0], gemini);
        assert_eq!((models[1].id.as_str(), models[1].thinking), ("tunedModels/mine-1", Some(false)));
        assert_eq!(models.len(), 2);
        assert_eq!(models_in(&json!({"data": []})), None);
    }

    #[test]
    fn the_next_page_is_asked_for_by_its_token() {
        assert_eq!(next_page(&json!({"nextPageToken": "a+b="})), Some("pageToken=a%2Bb%3D".to_owned()));
        for last in [json!({}), json!({"nextPageToken": ""}), json!({"nextPageToken": null})] {
            assert_eq!(next_page(&last), None);
        }
    }

    #[test]
    fn the_recorded_list_is_read_whole() {
        let Some(recordings) = runnel_testkit::recordings() else {
            return eprintln!("skipped: the recordings are not here");
        };
        let page = serde_json::from_slice(&recordings.bytes("models/gemini.json")).unwrap();
        let models = models_in(&page).unwrap();
        let listed = page["models"].as_array().unwrap();
        assert!(models.len() > 20 && models.len() < listed.len(), "{} of {}", models.len(), listed.len());
        let flash = models.iter().find(|model| model.id == "gemini-2.5-flash").unwrap();
        assert_eq!(flash.name.as_deref(), Some("Gemini 2.5 Flash"));
        assert_eq!((flash.thinking, flash.context_tokens), (Some(true), Some(1_048_576)));
        assert!(models.iter().all(|model| !model.id.starts_with("models/")));
    }
}
