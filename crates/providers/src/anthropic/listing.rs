//! The list of models, which comes in pages.

use serde_json::Value;
use url::form_urlencoded::byte_serialize;

use super::decode::text_in;
use crate::models::Model;

/// The path of the first page under the base URL, as long as pages can be.
pub(crate) const LISTING: &str = "v1/models?limit=1000";

/// The models of a page. Servers of others say no more than the ids.
pub(crate) fn models_in(page: &Value) -> Option<Vec<Model>> {
    Some(page.get("data")?.as_array()?.iter().filter_map(model).collect())
}

/// The query that asks for the page after this one, if there is one.
pub(crate) fn next_page(page: &Value) -> Option<String> {
    let more = page.get("has_more")?.as_bool()?;
    let last = more.then(|| text_in(page, "last_id")).flatten()?;
    Some(format!("after_id={}", byte_serialize(last.as_bytes()).collect::<String>()))
}

fn model(entry: &Value) -> Option<Model> {
    let can = |what: &str| entry.pointer(&format!("/capabilities/{what}/supported"))?.as_bool();
    Some(Model {
        id: text_in(entry, "id")?,
        name: text_in(entry, "display_name"),
        vision: can("image_input"),
        thinking: can("thinking"),
        json: can("structured_outputs"),
        context_tokens: entry.get("max_input_tokens").and_then(Value::as_u64),
        max_output_tokens: entry.get("max_tokens").and_then(Value::as_u64),
        price: None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_server_of_others_says_only_the_ids() {
        let page =
            json!({"object": "list", "data": [{"id": "qwen3", "object": "model"}, {"object": "model"}]});
        let models = models_in(&page).unwrap();
        assert_eq!(models.len(), 1);
        assert_eq!(
            (models[0].id.as_str(), models[0].vision, models[0].context_tokens),
            ("qwen3", None, None)
        );
        assert_eq!(models_in(&json!({"models": []})), None);
    }

    #[test]
    fn the_next_page_begins_after_the_last_model_of_this_one() {
        let page = |more: Value, last: Value| json!({"data": [], "has_more": more, "last_id": last});
        for (last, query) in [("claude-a", "after_id=claude-a"), ("a&b", "after_id=a%26b")] {
            assert_eq!(next_page(&page(json!(true), json!(last))).as_deref(), Some(query));
        }
        for (more, last) in
            [(json!(false), json!("a")), (json!(true), json!(null)), (json!(null), json!("a"))]
        {
            assert_eq!(next_page(&page(more, last)), None);
        }
    }

    #[test]
    fn the_recorded_list_is_read_whole() {
        let Some(recordings) = runnel_testkit::recordings() else {
            return eprintln!("skipped: the recordings are not here");
        };
        let page = serde_json::from_slice(&recordings.bytes("models/anthropic.json")).unwrap();
        let models = models_in(&page).unwrap();
        assert_eq!(models.len(), 9);
        assert_eq!(next_page(&page), None);
        let opus = models.iter().find(|model| model.id == "claude-opus-4-7").unwrap();
        assert_eq!((opus.json, opus.max_output_tokens), (Some(true), Some(128_000)));
        let haiku = models.iter().find(|model| model.id == "claude-haiku-4-5-20251001").unwrap();
        assert_eq!(haiku.name.as_deref(), Some("Claude Haiku 4.5"));
        assert_eq!(
            (haiku.vision, haiku.thinking, haiku.context_tokens),
            (Some(true), Some(true), Some(200_000))
        );
    }
}
