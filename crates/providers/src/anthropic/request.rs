//! A question in the words of Messages.

use runnel_conversation::{Adjustment, AnswerFormat, Parameter, Problem};
use serde::Serialize;
use serde_json::Value;

use super::{
    messages::{Message, messages},
    schema::closed,
    thinking::{Mode, Words, words},
};
use crate::{
    json::{JsonMode, JsonWish, json_wish, with_words},
    merge::extended,
    protocol::Exchange,
    request::ChatRequest,
    sampling::{Sampling, sampling},
    vendor::{SearchDialect, Vendor},
};

/// Where a chat is asked for, under the base URL.
const PATH: &str = "v1/messages";
/// The limit on an answer of which nobody set one, in tokens, since the protocol demands one. What a model
/// can do at most would be refused beside a long conversation; this much is a long answer, and no model
/// that is still served stops below it.
const ANSWER_TOKENS: u32 = 8_192;
/// How often the model may search for one answer. Each search is paid for.
const MOST_SEARCHES: u32 = 5;

/// The body of `POST v1/messages`.
#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    max_tokens: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<String>,
    messages: Vec<Message<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop_sequences: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<Mode>,
    #[serde(skip_serializing_if = "OutputConfig::is_empty")]
    output_config: OutputConfig<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Tool>,
}

#[derive(Serialize)]
struct OutputConfig<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    effort: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<Format>,
}

impl OutputConfig<'_> {
    fn is_empty(&self) -> bool {
        self.effort.is_none() && self.format.is_none()
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Format {
    JsonSchema { schema: Value },
}

/// A tool that the provider runs itself.
#[derive(Serialize)]
struct Tool {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'static str,
    max_uses: u32,
}

const WEB_SEARCH: Tool = Tool { kind: "web_search_20250305", name: "web_search", max_uses: MOST_SEARCHES };

/// The exchange that asks this of a vendor.
///
/// # Errors
/// [`ProblemCode::Unsupported`] when the question has pictures that the vendor does not take.
///
/// [`ProblemCode::Unsupported`]: runnel_conversation::ProblemCode::Unsupported
pub(crate) fn exchange(vendor: &Vendor, request: &ChatRequest) -> Result<Exchange, Problem> {
    let mut adjustments = Vec::new();
    let parameters = sampling(vendor, request, &mut adjustments);
    let thinking = words(vendor, request, &mut adjustments);
    let (thinking, max_tokens) = limited(vendor, request, thinking, parameters.max_tokens, &mut adjustments);
    let Sampling { temperature, top_p, top_k, stop, .. } = beside(thinking, parameters, &mut adjustments);
    // There are schemas, but there is no mode for just any JSON.
    let any_json = request.parameters.format == Some(AnswerFormat::JsonObject);
    let JsonWish { mode, words } = json_wish(vendor, request, any_json, &mut adjustments);
    let format = mode.and_then(|mode| match mode {
        JsonMode::Object => None,
        JsonMode::Schema(schema) => Some(Format::JsonSchema { schema: closed(&schema) }),
    });
    let body = Body {
        model: &request.model,
        max_tokens,
        system: with_words(request.system.as_deref(), words.as_deref()),
        messages: messages(request),
        stream: request.stream,
        temperature,
        top_p,
        top_k,
        stop_sequences: stop,
        thinking: thinking.mode,
        output_config: OutputConfig { effort: thinking.effort, format },
        tools: tools(vendor, request, &mut adjustments),
    };
    let path = vendor.chat_path.as_deref().unwrap_or(PATH);
    let body = extended(vendor, request, &body)?;
    let exchange = Exchange::with_body(path, &body)?;
    Ok(Exchange { adjustments, ..exchange })
}

/// The limit on the answer. Thinking counts towards it, so it is raised where a budget would leave too little
/// for the answer; the budget gives way where both are more than the model can do.
fn limited<'a>(
    vendor: &Vendor,
    request: &ChatRequest,
    thinking: Words<'a>,
    wished: Option<u32>,
    adjustments: &mut Vec<Adjustment>,
) -> (Words<'a>, u32) {
    let most = vendor.known(&request.model).and_then(|model| model.max_output).unwrap_or(u32::MAX);
    let answer = wished.unwrap_or_else(|| vendor.answer_tokens.unwrap_or(ANSWER_TOKENS)).min(most);
    if wished.is_some_and(|wished| wished > answer) {
        adjustments.push(Adjustment::Bounded { parameter: Parameter::MaxTokens, value: answer.into() });
    }
    let Some(budget) = thinking.budget() else { return (thinking, answer) };
    let total = answer.max(budget.saturating_add(answer.min(ANSWER_TOKENS))).min(most);
    let within = thinking.within(total);
    if within != thinking {
        adjustments.push(Adjustment::ThinkingApproximated);
    }
    (within, total)
}

/// The parameters that are taken beside thinking: none of those that pick tokens. Without it, temperature and
/// `top_p` are refused beside each other.
fn beside(thinking: Words<'_>, parameters: Sampling, adjustments: &mut Vec<Adjustment>) -> Sampling {
    let Sampling { mut temperature, mut top_p, mut top_k, .. } = parameters;
    let mut drop = |parameter, is_set: bool| {
        adjustments.extend(is_set.then_some(Adjustment::Dropped { parameter }));
    };
    if thinking.thinks() {
        drop(Parameter::Temperature, temperature.take().is_some());
        drop(Parameter::TopK, top_k.take().is_some());
        drop(Parameter::TopP, top_p.take().is_some());
    } else if temperature.is_some() {
        drop(Parameter::TopP, top_p.take().is_some());
    }
    Sampling { temperature, top_p, top_k, ..parameters }
}

fn tools(vendor: &Vendor, request: &ChatRequest, adjustments: &mut Vec<Adjustment>) -> Vec<Tool> {
    match (request.parameters.search, vendor.search_of(&request.model)) {
        (Some(true), SearchDialect::ProtocolTool) => vec![WEB_SEARCH],
        (Some(true), _) => {
            adjustments.push(Adjustment::SearchUnavailable);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
