//! A question in Gemini's words.

use runnel_conversation::{Adjustment, Problem};
use serde::Serialize;
use serde_json::Value;

use super::{
    contents::{Content, contents},
    thinking::{ThinkingConfig, thinking_config},
};
use crate::{
    json::{JsonMode, JsonWish, json_wish, with_words},
    merge::extended,
    protocol::Exchange,
    request::ChatRequest,
    sampling::{Sampling, sampling},
    vendor::{SearchDialect, ThinkingDialect, Vendor},
};

/// The body of `POST models/{model}:streamGenerateContent`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    contents: Vec<Content<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    system_instruction: Option<Content<'a>>,
    #[serde(skip_serializing_if = "GenerationConfig::is_empty")]
    generation_config: GenerationConfig,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Tool>,
}

#[derive(Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct GenerationConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frequency_penalty: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presence_penalty: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop_sequences: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_mime_type: Option<&'static str>,
    /// A JSON Schema. The older `responseSchema` takes only a part of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    response_json_schema: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_config: Option<ThinkingConfig>,
}

impl GenerationConfig {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Tool {
    GoogleSearch {},
}

/// The exchange that asks this of Google, or of who speaks as it does.
///
/// # Errors
/// `Protocol` when it cannot be written as JSON.
pub(crate) fn exchange(vendor: &Vendor, request: &ChatRequest) -> Result<Exchange, Problem> {
    // The list of models says `models/gemini-…`, and so do people who copy from it.
    if let Some(bare) = request.model.strip_prefix("models/") {
        return exchange(vendor, &ChatRequest { model: bare.to_owned(), ..request.clone() });
    }
    let mut adjustments = Vec::new();
    let Sampling { temperature, top_p, top_k, max_tokens, frequency_penalty, presence_penalty, seed, stop } =
        sampling(vendor, request, &mut adjustments);
    let thinking_config = thinking_config(vendor, request, &mut adjustments);
    let tools = tools(vendor, request, &mut adjustments);
    // Models that count budgets are the older ones, and those refuse tools beside a JSON mode.
    let older = vendor.thinking_of(&request.model) != ThinkingDialect::GeminiLevel;
    let JsonWish { mode, words } = json_wish(vendor, request, older && !tools.is_empty(), &mut adjustments);

    let body = Body {
        contents: contents(vendor, request),
        system_instruction: with_words(request.system.as_deref(), words.as_deref()).map(Content::of_all),
        generation_config: GenerationConfig {
            temperature,
            top_p,
            top_k,
            max_output_tokens: max_tokens,
            frequency_penalty,
            presence_penalty,
            seed,
            stop_sequences: stop,
            response_mime_type: mode.is_some().then_some("application/json"),
            response_json_schema: mode.and_then(|mode| match mode {
                JsonMode::Object => None,
                JsonMode::Schema(schema) => Some(schema),
            }),
            thinking_config,
        },
        tools,
    };
    let body = extended(vendor, request, &body)?;
    let path = path(&request.model, request.stream);
    let exchange = Exchange::with_body(path, &body)?;
    Ok(Exchange { adjustments, ..exchange })
}

/// Tuned models lie in a folder of their own.
fn path(model: &str, stream: bool) -> String {
    let folder = if model.contains('/') { "" } else { "models/" };
    let method = if stream { "streamGenerateContent?alt=sse" } else { "generateContent" };
    format!("{folder}{model}:{method}")
}

fn tools(vendor: &Vendor, request: &ChatRequest, adjustments: &mut Vec<Adjustment>) -> Vec<Tool> {
    match (request.parameters.search, vendor.search_of(&request.model)) {
        (Some(true), SearchDialect::ProtocolTool) => vec![Tool::GoogleSearch {}],
        (Some(true), _) => {
            adjustments.push(Adjustment::SearchUnavailable);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
