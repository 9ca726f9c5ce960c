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
