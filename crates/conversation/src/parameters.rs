//! What a person may set for a conversation.

use serde::{Deserialize, Serialize};
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
    /// The most tokens an answer may have.
    pub max_tokens: Option<u32>,
    /// Whether and how hard the model thinks.
    pub thinking: Option<Thinking>,
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
