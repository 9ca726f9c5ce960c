//! What can go wrong with a turn, in the few kinds that lead to different next steps.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A failure of a turn: what kind, in whose words, and what may help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Problem {
    /// What to do about it follows from this.
    pub code: ProblemCode,
    /// The provider's own sentence where it gave one, else ours. English or the provider's language.
    pub message: String,
    /// The HTTP status, where a reply arrived at all.
    pub status: Option<u16>,
    /// How long the provider asks to wait, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// The beginning of the raw reply, for the person who wants to see it. Never holds a key.
    pub raw: Option<String>,
}

impl Problem {
    /// A problem that has only a kind and a sentence.
    pub fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), status: None, retry_after_ms: None, raw: None }
    }
}

/// The kinds of problem: one for each different next step, no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The key is missing or refused.
    BadKey,
    /// The account has no credit left.
    NoMoney,
    /// The provider does not have this model, or not for this account.
    ModelMissing,
    /// The messages do not fit the model's context window.
    ContextTooLong,
    /// Too many requests; later it will work.
    RateLimited,
    /// The provider is overloaded or broken; later it may work.
    Overloaded,
    /// The provider's content filter refused.
    Blocked,
    /// The model or provider does not take what was asked of it.
    Unsupported,
    /// The provider could not be reached.
    Network,
    /// The provider fell silent for longer than the limit.
    Timeout,
    /// The stream ended before its end.
    Truncated,
    /// What arrived is not the protocol.
    Protocol,
    /// The reply or the question could not be written to this computer's disk.
    Storage,
}
