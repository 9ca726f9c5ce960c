//! Providers, their keys and models, and what a person prefers.

use runnel_conversation::{ConversationId, ModelChoice};
use runnel_store::{Language, Theme};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Names a provider.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProviderRef {
    /// Its id, such as `dashscope`.
    pub provider: String,
}

/// A provider, as settings and pickers show it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProviderView {
    /// Its id.
    pub id: String,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// The address that holds without one of the person's own; `None` where they must give one.
    pub base_url: Option<String>,
    /// Where it runs and what it takes to use it.
    pub place: Place,
    /// The page where keys are made.
    pub key_page: Option<String>,
    /// How it takes pictures.
    pub pictures: PictureInput,
    /// Which ways of thinking can be asked for.
    pub thinking: Vec<ThinkingMode>,
}

/// Where a provider runs and what it takes to use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Inside Runnel: nothing is needed.
    BuiltIn,
    /// On this computer: a program must run.
    Local,
    /// In a cloud: a key is needed.
    Cloud,
    /// Wherever the person says; a key may be needed.
    Custom,
}

/// How a provider takes pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PictureInput {
    /// Links as links, the person's own pictures as data.
    Link,
    /// Everything as data; links are fetched here.
    Data,
    /// Not at all.
    None,
}

/// A way of thinking that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ThinkingMode {
    /// Not at all.
    Off,
    /// As much as the model likes.
    On,
    /// Up to a number of tokens.
    Budget,
    /// Low, medium or high.
    Effort,
}

/// Chooses a model.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ChooseModel {
    /// For this conversation; `None` chooses the default for new ones.
    pub conversation: Option<ConversationId>,
    /// The model.
    pub choice: ModelChoice,
}

/// What a person prefers.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Preferences {
    /// Light, dark, or as the system.
    pub theme: Theme,
    /// Which language.
    pub language: Language,
    /// Enter sends and Shift+Enter breaks the line; `false` swaps them.
    pub enter_sends: bool,
    /// The welcome has been seen.
    pub welcomed: bool,
}

/// Sets a provider's address.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetBaseUrl {
    /// Which provider.
    pub provider: String,
    /// The address; `None` goes back to the provider's own.
    pub base_url: Option<String>,
}

/// A key, on its way to the keychain. It cannot be printed.
#[derive(Clone, Deserialize, TS)]
pub struct SetKey {
    /// Which provider's.
    pub provider: String,
    /// The key.
    pub key: String,
}

/// Key and address to try out; what is `None` is taken from what is kept. It cannot be printed.
#[derive(Clone, Deserialize, TS)]
pub struct CheckConnection {
    /// Which provider.
    pub provider: String,
    /// The key to try.
    pub key: Option<String>,
    /// The address to try.
    pub base_url: Option<String>,
}

/// Whether a key is set, and where it is kept. The key itself never leaves the engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kept", rename_all = "snake_case")]
pub enum KeyStatus {
    /// There is none.
    Nowhere,
    /// In the keychain of this desktop.
    Keychain {
        /// Its last four characters; empty for a short key.
        last_four: String,
    },
    /// For this run only: this desktop has no keychain, or it refused.
    ThisRun {
        /// Its last four characters; empty for a short key.
        last_four: String,
    },
    /// In an environment variable, which is used and never stored.
    Environment {
        /// Which variable.
        variable: String,
        /// Its last four characters; empty for a short key.
        last_four: String,
    },
}

/// Key and address are right.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Connection {
    /// How many models the provider lists.
    pub models: usize,
}

/// A model, as pickers show it. What the provider does not say is `None`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ModelView {
    /// Its id, as the provider spells it.
    pub id: String,
    /// A name for people, where there is another.
    pub name: Option<String>,
    /// Whether it takes pictures.
    pub vision: Option<bool>,
    /// Whether it can think.
    pub thinking: Option<bool>,
    /// Its context window, in tokens.
    pub context_tokens: Option<u64>,
    /// The person added it.
    pub added: bool,
}

/// Ollama on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Ollama {
    /// It answers.
    Running {
        /// How many models it has.
        models: usize,
    },
    /// It is installed and does not answer.
    Installed,
    /// It was not found.
    Missing,
}
