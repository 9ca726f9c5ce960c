//! Models on this computer, and fetching them.

use runnel_conversation::Problem;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a local server has.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LocalModels {
    /// The server's version, if it says.
    pub version: Option<String>,
    /// The models on its disk.
    pub models: Vec<LocalModel>,
}

/// A model on the disk. What the server does not say is `None`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LocalModel {
    /// Its name with its tag, such as `qwen3:4b`.
    pub name: String,
    /// How large it is, in bytes.
    pub size_bytes: u64,
    /// How its weights are kept, such as `Q4_K_M`.
    pub quantisation: Option<String>,
    /// How many weights it has, such as `4.0B`.
    pub parameter_size: Option<String>,
    /// Its longest context, in tokens.
    pub context_tokens: Option<u64>,
    /// What it can do, in the server's words.
    pub capabilities: Vec<String>,
    /// Where it is in memory, if it is.
    pub loaded: Option<LoadedModel>,
}

/// A model in memory.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LoadedModel {
    /// How much of it is in the memory of a graphics card, in bytes.
    pub vram_bytes: u64,
    /// When it will be let go, as RFC 3339.
    pub expires_at: Option<String>,
    /// The context it was loaded with, in tokens.
    pub context_tokens: Option<u64>,
}

/// Names a model of a local server.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct LocalModelRef {
    /// The provider, such as `ollama`.
    pub provider: String,
    /// The model's name.
    pub name: String,
}

/// A model that is being fetched, or was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Pull {
    /// The provider, such as `ollama`.
    pub provider: String,
    /// The model's name.
    pub name: String,
    /// How far it is.
    pub state: PullState,
}

/// How far a fetch is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PullState {
    /// It goes on.
    Running {
        /// What is being done, in the server's words.
        status: String,
        /// How much has come, over all layers, in bytes.
        completed_bytes: u64,
        /// How much there is, as far as the server has said, in bytes.
        total_bytes: Option<u64>,
        /// How fast it comes, over the last seconds.
        bytes_per_second: Option<u64>,
        /// How long it will take at that speed.
        seconds_left: Option<u64>,
    },
    /// The model is there.
    Done,
    /// The person broke it off; the next fetch goes on from there.
    Cancelled,
    /// It went wrong; the next fetch goes on from there.
    Failed {
        /// How.
        problem: Problem,
    },
}
