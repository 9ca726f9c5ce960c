//! How an answer in JSON is asked for: in a mode where there is one, and in words where there is none.

use runnel_conversation::{Adjustment, AnswerFormat};
use serde_json::{Value, json};

use crate::{
    request::ChatRequest,
    thinking::thinks,
    vendor::{JsonDialect, Vendor},
};

/// A mode in which a model can only answer JSON.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum JsonMode {
    /// Any object.
    Object,
    /// What this JSON Schema describes.
    Schema(Value),
}

/// How JSON is asked for; of neither where the answer is to be prose.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct JsonWish {
    pub(crate) mode: Option<JsonMode>,
    /// What the prompt is to say.
    pub(crate) words: Option<String>,
}

/// How this model is asked for the format of the request. `refused` says that something else in the
/// request rules the mode out. What differs from the wish is added to the adjustments.
pub(crate) fn json_wish(
    vendor: &Vendor,
    request: &ChatRequest,
    refused: bool,
    adjustments: &mut Vec<Adjustment>,
) -> JsonWish {
    let Some(format) = &request.parameters.format else { return JsonWish::default() };
    let dialect = vendor.json_of(&request.model);
    if refused || dialect == JsonDialect::None || (thinks(vendor, request) && !vendor.json_with_thinking) {
        adjustments.push(Adjustment::JsonByPrompt);
        return JsonWish { mode: None, words: Some(in_words(format)) };
    }
    match (dialect, format) {
        (JsonDialect::Object, AnswerFormat::JsonSchema { .. }) => {
            adjustments.push(Adjustment::SchemaByPrompt);
            JsonWish { mode: Some(JsonMode::Object), words: Some(in_words(format)) }
        }
        (JsonDialect::SchemaOnly | JsonDialect::ObjectWithSchema, AnswerFormat::JsonObject) => {
            JsonWish { mode: Some(JsonMode::Schema(json!({ "type": "object" }))), words: None }
        }
        (_, AnswerFormat::JsonSchema { schema }) => {
            JsonWish { mode: Some(JsonMode::Schema(schema.clone())), words: None }
        }
        (_, AnswerFormat::JsonObject) => {
            let missing = vendor.json_needs_word && !says_json(request);
            adjustments.extend(missing.then_some(Adjustment::JsonWordAdded));
            JsonWish { mode: Some(JsonMode::Object), words: missing.then(|| in_words(format)) }
        }
    }
}

/// A system prompt with more at its end.
pub(crate) fn with_words(system: Option<&str>, words: Option<&str>) -> Option<String> {
    let parts: Vec<_> =
        [system, words].into_iter().flatten().filter(|part| !part.trim().is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// The words that ask for an answer in this format.
fn in_words(format: &AnswerFormat) -> String {
    let only = "Answer with one JSON object and nothing else: no words around it and no code fence.";
    match format {
        AnswerFormat::JsonObject => only.to_owned(),
        AnswerFormat::JsonSchema { schema } => {
            format!("{only} It must be valid against this JSON Schema:\n{schema}")
        }
    }
}

fn says_json(request: &ChatRequest) -> bool {
    let messages = request.messages.iter().map(|message| message.text.as_str());
    let mut texts = request.system.as_deref().into_iter().chain(messages);
    texts.any(|text| text.to_lowercase().contains("json"))
}

#[cfg(test)]
mod tests {
    use runnel_conversation::{Parameters, Thinking};

    use super::*;
    use crate::{
        own_vendor::vendor_from_toml,
        request::{ChatMessage, Role},
    };

    fn wish(file: &str, request: &ChatRequest) -> (JsonWish, Vec<Adjustment>) {
        let vendor = vendor_from_toml(&format!("like = \"vllm\"\nid = \"own\"\n{file}")).unwrap();
        let mut adjustments = Vec::new();
        (json_wish(&vendor, request, false, &mut adjustments), adjustments)
    }

    fn asked(format: AnswerFormat) -> ChatRequest {
        ChatRequest {
            parameters: Parameters { format: Some(format), ..Parameters::default() },
            ..ChatRequest::new("m", vec![ChatMessage::new(Role::User, "Name three.")])
        }
    }

    fn schema() -> AnswerFormat {
        AnswerFormat::JsonSchema { schema: json!({"type": "object", "required": ["names"]}) }
    }

    #[test]
    fn without_a_mode_the_prompt_asks() {
        let (wish, adjustments) = wish("json = \"none\"", &asked(schema()));
        assert_eq!((wish.mode, adjustments), (None, vec![Adjustment::JsonByPrompt]));
        assert!(wish.words.unwrap().contains("\"required\":[\"names\"]"));
    }

    #[test]
    fn a_schema_that_is_not_taken_goes_into_the_prompt() {
        let (wish, adjustments) = wish("json = \"object\"", &asked(schema()));
        assert_eq!((wish.mode, adjustments), (Some(JsonMode::Object), vec![Adjustment::SchemaByPrompt]));
        assert!(wish.words.unwrap().contains("\"names\""));
    }

    #[test]
    fn what_is_taken_needs_no_words() {
        let mode = |file, format| wish(file, &asked(format));
        let object = JsonMode::Schema(json!({"type": "object"}));
        let AnswerFormat::JsonSchema { schema: described } = schema() else { panic!() };
        for (file, format, expected) in [
            ("json = \"object\"", AnswerFormat::JsonObject, JsonMode::Object),
            ("json = \"schema\"", AnswerFormat::JsonObject, JsonMode::Object),
            ("json = \"schema\"", schema(), JsonMode::Schema(described)),
            ("json = \"schema-only\"", AnswerFormat::JsonObject, object),
        ] {
            assert_eq!(mode(file, format), (JsonWish { mode: Some(expected), words: None }, Vec::new()));
        }
    }

    #[test]
    fn the_word_is_added_only_where_it_is_wanted_and_missing() {
        let file = "json = \"object\"\njson_needs_word = true";
        let mut request = asked(AnswerFormat::JsonObject);
        let (added, adjustments) = wish(file, &request);
        assert_eq!(adjustments, [Adjustment::JsonWordAdded]);
        assert!(added.words.unwrap().contains("JSON"));
        request.system = Some("Answer in Json.".into());
        assert_eq!(wish(file, &request).1, []);
    }

    #[test]
    fn beside_thinking_the_prompt_asks_where_the_mode_is_refused() {
        let file = "json = \"object\"\njson_with_thinking = false";
        let mut request = asked(AnswerFormat::JsonObject);
        assert_eq!(wish(file, &request).1, []);
        request.parameters.thinking = Some(Thinking::On);
        assert_eq!(wish(file, &request).1, [Adjustment::JsonByPrompt]);
    }

    #[test]
    fn prose_is_asked_for_without_a_word() {
        let mut request = asked(AnswerFormat::JsonObject);
        request.parameters.format = None;
        assert_eq!(wish("json = \"object\"", &request), (JsonWish::default(), Vec::new()));
    }

    #[test]
    fn words_come_after_the_system_prompt() {
        assert_eq!(with_words(Some("Be brief."), Some("In JSON.")).as_deref(), Some("Be brief.\n\nIn JSON."));
        assert_eq!(with_words(None, Some("In JSON.")).as_deref(), Some("In JSON."));
        assert_eq!(with_words(Some(" "), None), None);
    }
}
