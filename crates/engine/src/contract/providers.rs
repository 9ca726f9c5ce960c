//! Providers, their keys and models, and what a person prefers.

use std::collections::BTreeMap;

use runnel_conversation::{ConversationId, MediaKind, ModelChoice, Parameter, Parameters, Timestamp};
use runnel_store::{Language, ReadingWidth, TextSize, Theme};
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
    /// The page where its error codes are explained.
    pub errors_page: Option<String>,
    /// It refuses to answer without a key.
    pub needs_key: bool,
    /// The person made it.
    pub own: bool,
    /// The built-in one that it is an account of, or differs little from.
    pub like: Option<String>,
    /// The protocol it speaks, such as `openai-chat`.
    pub protocol: String,
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
    /// How wide the column is that answers are read in.
    pub reading_width: ReadingWidth,
    /// How large the words in it are.
    pub text_size: TextSize,
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ModelView {
    /// Its id, as the provider spells it.
    pub id: String,
    /// A name for people, where there is another.
    pub name: Option<String>,
    /// Whether it takes pictures.
    pub vision: Option<bool>,
    /// Whether it can think.
    pub thinking: Option<bool>,
    /// Whether it has a JSON mode.
    pub json: Option<bool>,
    /// Its context window, in tokens.
    pub context_tokens: Option<u64>,
    /// The most tokens an answer of it can have.
    pub max_output_tokens: Option<u64>,
    /// What it costs.
    pub price: Option<PriceView>,
    /// The person added it.
    pub added: bool,
}

/// What a model costs, for a million tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PriceView {
    /// Of what is sent.
    pub input: f64,
    /// Of what comes back, thinking included.
    pub output: f64,
    /// Of what is sent and was in the provider's cache; `None` is as `input`.
    pub cached: Option<f64>,
    /// The ISO 4217 code of the currency.
    pub currency: String,
    /// The day it was read, as `YYYY-MM-DD`; `None` where the provider's own list says it.
    pub read: Option<String>,
}

/// Asks for the models of a provider.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ListModels {
    /// Which provider's.
    pub provider: String,
    /// Asks the provider now; else the list that was kept is good enough.
    pub refresh: bool,
}

/// The models of a provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ModelList {
    /// Those it listed, then those added by hand.
    pub models: Vec<ModelView>,
    /// When it listed them; `None` where nobody had to be asked.
    pub read_at: Option<Timestamp>,
    /// The list is an older one, and the provider is being asked in the background: `models_changed` follows if
    /// it says something else.
    pub stale: bool,
}

/// What a model can be asked for.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that the window reads")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Abilities {
    /// Which ways of thinking can be asked for; none where it does not think.
    pub thinking: Vec<ThinkingMode>,
    /// Whether it takes pictures, where that is known.
    pub vision: Option<bool>,
    /// How pictures reach it.
    pub pictures: PictureInput,
    /// What else can be sent by link.
    pub media: Vec<MediaKind>,
    /// It has a mode in which it answers with JSON; else the prompt asks for it.
    pub json: bool,
    /// It can be held to a JSON Schema; else the prompt says the schema.
    pub schema: bool,
    /// JSON mode works while it thinks.
    pub json_with_thinking: bool,
    /// JSON mode is refused unless some message holds the word.
    pub json_needs_word: bool,
    /// Whether it searches the web.
    pub search: Search,
    /// The parameters it takes; others are left out.
    pub takes: Vec<Parameter>,
    /// The bounds of those that have some.
    pub bounds: Vec<Bound>,
    /// Its context window, in tokens.
    pub context_tokens: Option<u64>,
    /// The most tokens an answer of it can have.
    pub max_output_tokens: Option<u64>,
    /// What it costs.
    pub price: Option<PriceView>,
}

/// Whether a model searches the web.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Search {
    /// It cannot.
    None,
    /// Where it is asked to.
    Switch,
    /// Always, asked or not.
    Always,
}

/// The bounds of a parameter, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct Bound {
    /// Which parameter.
    pub parameter: Parameter,
    /// The least.
    pub min: f64,
    /// The most.
    pub max: f64,
}

/// Marks a model, or takes the mark back.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetFavourite {
    /// The model.
    pub choice: ModelChoice,
    /// Whether it is marked.
    pub favourite: bool,
}

/// Sets the parameters of conversations to come.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetDefaultParameters {
    /// All of them.
    pub parameters: Parameters,
}

/// Sets the way to a provider.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetProviderNetwork {
    /// Which provider.
    pub provider: String,
    /// `None` for the system's own way, `none` for the straight one, else an `http`, `https` or `socks5` URL that
    /// may name a user. The password goes through `set_proxy_password`.
    pub proxy: Option<String>,
    /// How long it may be silent, in seconds; `None` is as usual.
    pub timeout_seconds: Option<u32>,
    /// Headers that go with every request.
    pub headers: BTreeMap<String, String>,
    /// A file with certificates, in PEM, that are trusted beside the system's.
    pub ca_file: Option<String>,
    /// How long a model stays in memory after an answer, in Ollama's words, such as `10m`.
    pub keep_alive: Option<String>,
}

/// The password of a provider's proxy, on its way to the keychain. It cannot be printed.
#[derive(Clone, Deserialize, TS)]
pub struct SetProxyPassword {
    /// Which provider's.
    pub provider: String,
    /// The password; `None` forgets it.
    pub password: Option<String>,
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
