//! What happens during a turn, as the providers tell it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Problem;

/// One thing that happened in a turn. A turn is `Started`, then any of the middle ones, then exactly
/// one of `Finished`, `Stopped` and `Failed`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TurnEvent {
    /// The request is on its way.
    Started {
        /// The provider's id, such as `dashscope`.
        provider: String,
        /// The model's id, as the provider spells it.
        model: String,
    },
    /// More of the thinking.
    Reasoning {
        /// Only what is new.
        text: String,
    },
    /// More of the answer.
    Content {
        /// Only what is new.
        text: String,
    },
    /// The model asks for a tool. Whole: pieces are joined before this is said.
    ToolCall(ToolCall),
    /// Something a protocol wants back with the next turn, such as a signature; never shown.
    Opaque {
        /// Which protocol understands it.
        protocol: String,
        /// What it said, verbatim.
        data: String,
    },
    /// A page that the model's search found. Each is told once.
    Source(Source),
    /// Something of the wish had to be asked for in another way, or could not be asked for at all.
    Adjusted {
        /// What.
        adjustment: Adjustment,
    },
    /// The request failed before anything was said, and will be made again.
    Retrying {
        /// After this wait, in milliseconds.
        after_ms: u64,
        /// How it failed.
        problem: Problem,
    },
    /// What the turn used so far, as the provider counts it. The last one holds.
    Usage(Usage),
    /// The model came to an end.
    Finished {
        /// Why it ended.
        reason: FinishReason,
    },
    /// The person stopped it.
    Stopped,
    /// It went wrong; what had arrived stays.
    Failed {
        /// How.
        problem: Problem,
    },
}

impl TurnEvent {
    /// Whether nothing may follow this event.
    pub fn is_ending(&self) -> bool {
        matches!(self, Self::Finished { .. } | Self::Stopped | Self::Failed { .. })
    }
}

/// A page that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Source {
    /// Its address.
    pub url: String,
    /// Its title, where the provider says it.
    pub title: Option<String>,
}

/// How a request differs from the wish behind it, since the model or its provider does not take it as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Adjustment {
    /// A parameter is not taken and was left out.
    Dropped {
        /// Which.
        parameter: Parameter,
    },
    /// A parameter was out of bounds and was brought to the nearest bound.
    Bounded {
        /// Which.
        parameter: Parameter,
        /// What was sent.
        value: f64,
    },
    /// There is no JSON mode, or none beside thinking: the prompt asks for JSON.
    JsonByPrompt,
    /// Schemas are not taken: JSON mode is on, and the prompt says the schema.
    SchemaByPrompt,
    /// JSON mode wants the word in a message, and none held it: the prompt says it.
    JsonWordAdded,
    /// Thinking cannot be asked for.
    ThinkingUnavailable,
    /// Thinking cannot be turned off.
    ThinkingStays,
    /// The provider knows no budgets, or no levels: the nearest that it knows was asked for.
    ThinkingApproximated,
    /// Searching cannot be asked for.
    SearchUnavailable,
    /// What was asked for is answered only piece by piece.
    Streamed,
    /// The messages may not fit the model's context window: its server then leaves the oldest out.
    HistoryMayBeCut,
}

/// A parameter that providers differ about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Parameter {
    /// Sampling temperature.
    Temperature,
    /// Nucleus sampling.
    TopP,
    /// The likeliest tokens.
    TopK,
    /// The limit on the answer's tokens.
    MaxTokens,
    /// Against saying the same often.
    FrequencyPenalty,
    /// Against saying the same at all.
    PresencePenalty,
    /// The beginning of the drawing.
    Seed,
    /// Texts that end the answer.
    Stop,
}

/// A tool the model asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ToolCall {
    /// The provider's name for this call; may be empty.
    pub id: String,
    /// Which tool.
    pub name: String,
    /// JSON text, as the model wrote it.
    pub arguments: String,
}

/// Tokens, as the provider counts them; what it does not say is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Usage {
    /// Tokens of everything that was sent.
    pub prompt_tokens: Option<u64>,
    /// Tokens of what came back.
    pub completion_tokens: Option<u64>,
    /// The provider's own total; not always the sum of the two.
    pub total_tokens: Option<u64>,
    /// Prompt tokens served from the provider's cache.
    pub cached_tokens: Option<u64>,
    /// Completion tokens spent on thinking.
    pub reasoning_tokens: Option<u64>,
}

/// Why a model came to an end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FinishReason {
    /// It had said everything.
    Stop,
    /// It reached the limit on its tokens.
    Length,
    /// It waits for tools.
    ToolCalls,
    /// The provider's filter cut it off.
    ContentFilter,
    /// Anything else, in the provider's word.
    #[serde(untagged)]
    Other(String),
}
