//! What a person may set for a conversation.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

/// Which model of which provider.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct ModelChoice {
    /// The provider's id, such as `ollama`.
    pub provider: String,
    /// The model's id, as the provider spells it.
    pub model: String,
}

/// The settings of a conversation. What is `None` is not sent: the provider's own default holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Parameters {
    /// The system prompt.
    pub system: Option<String>,
    /// How many of the last rounds (a question with its answer) go with a question; `None` is all.
    pub rounds: Option<u32>,
    /// Sampling temperature.
    pub temperature: Option<f64>,
    /// Nucleus sampling: the share of probability that is drawn from, 0 to 1.
    pub top_p: Option<f64>,
    /// How many of the likeliest tokens are drawn from.
    pub top_k: Option<u32>,
    /// The most tokens an answer may have.
    pub max_tokens: Option<u32>,
    /// How much a token is made unlikelier by each time it was said already, -2 to 2.
    pub frequency_penalty: Option<f64>,
    /// How much a token is made unlikelier by having been said at all, -2 to 2.
    pub presence_penalty: Option<f64>,
    /// Where the drawing of tokens begins: the same seed gives about the same answer.
    pub seed: Option<i64>,
    /// Texts at which the answer ends; the text itself is not given.
    pub stop: Vec<String>,
    /// How many answers a question gets, as sibling branches; `None` is one.
    pub n: Option<u32>,
    /// Whether and how hard the model thinks.
    pub thinking: Option<Thinking>,
    /// Whether the model searches the web.
    pub search: Option<bool>,
    /// What the answer is to be, where it is not prose.
    pub format: Option<AnswerFormat>,
    /// Whether the answer comes piece by piece; `None` is yes.
    pub stream: Option<bool>,
    /// What is merged into the body of the request last, for all that is not covered here.
    #[ts(type = "Record<string, unknown> | null")]
    pub extra: Option<Map<String, Value>>,
}

/// What an answer is to be, where it is not prose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AnswerFormat {
    /// Any JSON object.
    JsonObject,
    /// JSON that a JSON Schema describes.
    JsonSchema {
        /// The schema.
        #[ts(type = "unknown")]
        schema: Value,
    },
}

/// Whether and how hard a model thinks before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum Thinking {
    /// Not at all.
    Off,
    /// As much as it likes.
    On,
    /// Up to a number of tokens.
    Budget {
        /// The number.
        tokens: u32,
    },
    /// About so hard.
    Effort {
        /// How hard.
        level: Effort,
    },
}

/// How hard a model thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// A little.
    Low,
    /// In between.
    Medium,
    /// A lot.
    High,
}
