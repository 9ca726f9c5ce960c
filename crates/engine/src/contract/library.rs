//! Prompts and assistants that a person keeps.

use runnel_store::{Assistant, Prompt};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A prompt, and where it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeptPrompt {
    /// The name of its file, without its ending.
    pub id: String,
    /// What it says.
    pub prompt: Prompt,
}

/// An assistant, and where it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct KeptAssistant {
    /// The name of its file, without its ending.
    pub id: String,
    /// What it is.
    pub assistant: Assistant,
}

/// Everything that a person keeps to ask with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct LibraryView {
    /// By the names of their files.
    pub prompts: Vec<KeptPrompt>,
    /// By the names of their files.
    pub assistants: Vec<KeptAssistant>,
    /// Why others could not be read: file, line and mistake. The files are left as they are.
    pub unreadable: Vec<String>,
}

/// A prompt to keep.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SavePrompt {
    /// The one that is changed; `None` makes another.
    pub id: Option<String>,
    /// What it is to say.
    pub prompt: Prompt,
}

/// An assistant to keep.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SaveAssistant {
    /// The one that is changed; `None` makes another.
    pub id: Option<String>,
    /// What it is to be.
    pub assistant: Assistant,
}

/// Names what is kept.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LibraryRef {
    /// The name of its file, without its ending.
    pub id: String,
}
