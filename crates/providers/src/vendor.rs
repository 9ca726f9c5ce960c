//! What a vendor file says. The build script reads every file with these same types, so a mistake in
//! a vendor file fails the build with its line instead of surprising a person.

use serde::Deserialize;
use url::Url;

/// Everything that sets one vendor apart from another: an address, a key, and the dialect it speaks.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// The provider id that people and conversations use, such as `dashscope`.
    pub id: String,
    /// The place in the list of vendors; smaller comes first.
    pub order: u32,
    /// What people call it.
    pub name: Name,
    /// The protocol it speaks.
    pub protocol: Protocol,
    /// Where its API is; `None` where the person must say (a server of their own).
    pub base_url: Option<Url>,
    /// Whether it refuses to answer without a key.
    pub needs_key: bool,
    /// Where a person gets a key.
    pub key_page: Option<Url>,
    /// Environment variables that hold a key, the first that is set wins.
    #[serde(default)]
    pub environment: Vec<String>,
    /// How pictures reach it.
    pub images: ImageInput,
    /// How it is told to think or not to.
    pub thinking: ThinkingDialect,
    /// How a key is checked.
    #[serde(default)]
    pub check: KeyCheck,
    /// The path of the list of models under the base URL. Empty for protocols that have their own.
    #[serde(default)]
    pub listing: String,
    /// Whether a stream is asked for its token counts with `stream_options`. A vendor that rejects
    /// fields it does not know needs `false`.
    #[serde(default = "yes")]
    pub stream_usage: bool,
    /// What the limit on an answer's tokens is called.
    #[serde(default)]
    pub token_limit: TokenLimit,
    /// Whether thinking must be turned off in words when an answer is not streamed: this vendor
    /// refuses the request otherwise.
    #[serde(default)]
    pub thinking_needs_stream: bool,
    /// Models that are known to exist and what is known of them. The vendor's own list is longer.
    #[serde(default)]
    pub models: Vec<KnownModel>,
}

fn yes() -> bool {
    true
}

/// A name in the two languages of the interface.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    pub zh: String,
}

/// A way of talking; one folder of code each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// `POST {base}/chat/completions`, as OpenAI made it and most others copied it.
    OpenaiChat,
    /// Ollama's own `POST {base}/api/chat`.
    Ollama,
    /// The built-in demonstration: no network at all.
    Scripted,
}

/// How pictures reach a vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImageInput {
    /// A link is enough, the vendor fetches it; data works too.
    Link,
    /// Only as data: a link must be fetched here first.
    Data,
    /// It takes no pictures.
    None,
}

/// The words with which a vendor is told to think or not to. A wish that a dialect has no word for is
/// mapped to the nearest one it has (see `openai_chat::request`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThinkingDialect {
    /// It has no words for it; nothing is sent.
    None,
    /// `enable_thinking: bool` with `thinking_budget: tokens` (DashScope, SiliconFlow).
    EnableThinking,
    /// `thinking: {type: "enabled" | "disabled"}` (DeepSeek, LKEAP).
    ThinkingType,
    /// `reasoning_effort: "none" | "low" | "medium" | "high"` (OpenAI).
    ReasoningEffort,
    /// `reasoning: {enabled | effort | max_tokens}` (OpenRouter).
    Reasoning,
    /// `think: bool | "low" | "medium" | "high"` (Ollama's own protocol).
    Think,
}

/// How a key is checked. Whatever is asked must fail for a wrong key, or the check is worthless.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyCheck {
    /// The list of models is refused without a right key.
    #[default]
    Listing,
    /// The list of models is public, but this path under the base URL is not.
    Path(String),
    /// Only an answer tells: one of a single token is asked from the first known model.
    Chat,
}

/// What the limit on an answer's tokens is called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenLimit {
    /// The name that nearly everyone takes.
    #[default]
    MaxTokens,
    /// OpenAI's newer name, the only one its reasoning models take.
    MaxCompletionTokens,
}

/// A model that is known to exist.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownModel {
    /// The id, as the vendor spells it.
    pub id: String,
    /// What people call it, where the id does not say it.
    pub name: Option<String>,
    /// Whether it sees pictures.
    pub vision: bool,
    /// Whether it can think before it answers.
    pub thinking: bool,
}
