//! What a vendor file says. The build script reads every file with these same types, so a mistake in
//! a vendor file fails the build with its line instead of surprising a person.

use std::collections::BTreeMap;

use runnel_conversation::{MediaKind, Parameter};
use serde::Deserialize;
use url::Url;

/// Everything that sets one vendor apart from another: an address, a key, and the dialect it speaks.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own about the vendor")]
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
    /// How the key is shown to it.
    #[serde(default)]
    pub auth: Auth,
    /// Headers that go with every request.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Where a person gets a key.
    pub key_page: Option<Url>,
    /// Where its error codes are explained.
    pub errors_page: Option<Url>,
    /// Environment variables that hold a key, the first that is set wins.
    #[serde(default)]
    pub environment: Vec<String>,
    /// How pictures reach it.
    pub images: ImageInput,
    /// What else it fetches by link.
    #[serde(default)]
    pub media: Vec<MediaKind>,
    /// How a sound is sent to it.
    #[serde(default)]
    pub audio: AudioDialect,
    /// How it is told to think or not to.
    pub thinking: ThinkingDialect,
    /// How it is told not to think, where the dialect leaves that open.
    #[serde(default)]
    pub thinking_off: ThinkingOff,
    /// The words for how hard to think, where they are others than everyone's.
    #[serde(default)]
    pub efforts: EffortWords,
    /// The least and the most tokens a model may be given to think with, where its vendor bounds them.
    pub budgets: Option<[u32; 2]>,
    /// Whether an answer that is not streamed must be told in words not to think: this vendor refuses the
    /// request otherwise.
    #[serde(default)]
    pub thinking_needs_stream: bool,
    /// How it is asked for JSON.
    #[serde(default)]
    pub json: JsonDialect,
    /// Whether JSON mode is refused unless some message holds the word.
    #[serde(default)]
    pub json_needs_word: bool,
    /// Whether JSON mode works while the model thinks.
    #[serde(default = "yes")]
    pub json_with_thinking: bool,
    /// How it is asked to search the web.
    #[serde(default)]
    pub search: SearchDialect,
    /// How it is asked to go on with an answer that was cut off.
    #[serde(default)]
    pub continuation: Continuation,
    /// Where it goes on with answers, if that is elsewhere than `base_url`.
    pub continuation_base_url: Option<Url>,
    /// The parameters it takes. Others are not sent.
    #[serde(default = "everyones")]
    pub takes: Vec<Parameter>,
    /// The bounds of parameters, both inclusive, in the units of the parameter.
    #[serde(default)]
    pub bounds: BTreeMap<Parameter, [f64; 2]>,
    /// How a key is checked.
    #[serde(default)]
    pub check: KeyCheck,
    /// The path of the list of models under the base URL. Empty for protocols that have their own.
    #[serde(default)]
    pub listing: String,
    /// The path of a chat under the base URL, `{model}` standing for the model; `None` is the protocol's own.
    pub chat_path: Option<String>,
    /// Whether a stream is asked for its token counts with `stream_options`. A vendor that rejects
    /// fields it does not know needs `false`.
    #[serde(default = "yes")]
    pub stream_usage: bool,
    /// What the limit on an answer's tokens is called.
    #[serde(default)]
    pub token_limit: TokenLimit,
    /// The limit on an answer's tokens where the protocol demands one and the person set none.
    pub answer_tokens: Option<u32>,
    /// Whether a piece of a stream may repeat everything before it.
    #[serde(default)]
    pub cumulative: bool,
    /// Fields that go into every request's body as they are.
    #[serde(default)]
    pub body: toml::Table,
    /// The ISO 4217 code of the currency of its prices.
    pub currency: Option<String>,
    /// The day its prices were read, as `YYYY-MM-DD`.
    pub prices_read: Option<String>,
    /// What sets whole families of its models apart. The first whose beginning a model's id has, holds.
    #[serde(default)]
    pub families: Vec<Family>,
    /// Models that are known to exist and what is known of them. The vendor's own list is longer.
    #[serde(default)]
    pub models: Vec<KnownModel>,
}

fn yes() -> bool {
    true
}

/// What nearly every vendor takes.
fn everyones() -> Vec<Parameter> {
    use Parameter as P;
    vec![P::Temperature, P::TopP, P::MaxTokens, P::FrequencyPenalty, P::PresencePenalty, P::Seed, P::Stop]
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
    /// `POST {base}/responses`, `OpenAI`'s newer one.
    OpenaiResponses,
    /// `POST {base}/messages`, Anthropic's.
    Anthropic,
    /// `POST {base}/models/{model}:streamGenerateContent`, Google's.
    Gemini,
    /// Ollama's own `POST {base}/api/chat`.
    Ollama,
    /// `DashScope`'s older one, `POST {base}/services/aigc/text-generation/generation`.
    DashscopeNative,
    /// The built-in demonstration: no network at all.
    Scripted,
}

/// How the key is shown to a vendor.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Auth {
    /// `Authorization: Bearer KEY`.
    #[default]
    Bearer,
    /// The key alone, in a header of this name.
    Header(String),
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

/// How a link to a sound is sent in chat completions. Films have one way everywhere: `video_url`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AudioDialect {
    /// `{type: "audio_url", audio_url: {url}}` (vLLM, SiliconFlow).
    #[default]
    AudioUrl,
    /// `{type: "input_audio", input_audio: {data, format}}`, the link standing for the data (DashScope).
    InputAudio,
}

/// The words with which a vendor is told to think or not to. A wish that a dialect has no word for is
/// mapped to the nearest one it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThinkingDialect {
    /// It has no words for it; nothing is sent.
    None,
    /// `enable_thinking: bool` with `thinking_budget: tokens` (DashScope, SiliconFlow).
    EnableThinking,
    /// `enable_thinking: bool` alone (Hunyuan, Qianfan).
    EnableThinkingOnly,
    /// `thinking: {type: "enabled" | "disabled"}` (DeepSeek, LKEAP, Kimi, Zhipu).
    ThinkingType,
    /// The same, and `reasoning_effort` for how hard (Ark, DeepSeek V4).
    ThinkingTypeEffort,
    /// `reasoning_effort: word` (OpenAI, Groq, Mistral, xAI), or `reasoning.effort` on Responses.
    ReasoningEffort,
    /// `reasoning: {enabled | effort | max_tokens}` (OpenRouter).
    Reasoning,
    /// `reasoning: {enabled: bool}` alone (Together).
    ReasoningEnabled,
    /// `chat_template_kwargs: {enable_thinking: bool}` (vLLM, `SGLang`, llama.cpp).
    ChatTemplate,
    /// `think: bool | "low" | "medium" | "high"` (Ollama's own protocol).
    Think,
    /// `think: "low" | "medium" | "high"` where plain switches are ignored (gpt-oss in Ollama).
    ThinkLevel,
    /// Anthropic's `thinking: {type: "enabled", budget_tokens}`.
    AnthropicBudget,
    /// Anthropic's `thinking: {type: "adaptive"}` with `output_config.effort`.
    AnthropicAdaptive,
    /// Gemini's `thinkingConfig.thinkingBudget`.
    GeminiBudget,
    /// Gemini's `thinkingConfig.thinkingLevel`.
    GeminiLevel,
}

/// How a model is told not to think.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThinkingOff {
    /// With the dialect's own word.
    #[default]
    Word,
    /// By saying nothing: it thinks only where it is asked to.
    Silence,
    /// Anthropic's `between_tools`: not before the answer.
    BetweenTools,
    /// It cannot be.
    Never,
}

/// The words of a vendor for how hard to think.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EffortWords {
    /// Not at all; `None` where thinking cannot be turned off by a word.
    pub off: Option<String>,
    /// A little.
    pub low: String,
    /// In between.
    pub medium: String,
    /// A lot.
    pub high: String,
}

impl Default for EffortWords {
    fn default() -> Self {
        Self { off: Some("none".into()), low: "low".into(), medium: "medium".into(), high: "high".into() }
    }
}

/// How a vendor is asked for JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JsonDialect {
    /// By the prompt alone.
    #[default]
    None,
    /// `response_format: {type: "json_object"}`; schemas go into the prompt.
    Object,
    /// That, and `{type: "json_schema"}` for a schema. Protocols of their own have their own words for both.
    Schema,
    /// Only `{type: "json_schema"}`: any object is one too (Perplexity, LM Studio).
    SchemaOnly,
    /// `{type: "json_object", schema}` (llama.cpp).
    ObjectWithSchema,
}

/// How a vendor is asked to search the web.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SearchDialect {
    /// It cannot be asked.
    #[default]
    None,
    /// It always searches, asked or not (Groq's compound systems).
    Always,
    /// It searches unless told not to, by `disable_search: true` (Perplexity).
    DisableSearch,
    /// `enable_search: true` with `search_options` for the sources (DashScope).
    EnableSearch,
    /// `enable_search: true` alone (LKEAP).
    EnableSearchOnly,
    /// `enable_enhancement`, `citation` and `search_info` (Hunyuan).
    Enhancement,
    /// `web_search: {enable, enable_citation}` (Qianfan).
    WebSearchField,
    /// `tools: [{type: "web_search", web_search: {…}}]` (Zhipu).
    WebSearchTool,
    /// `plugins: [{id: "web"}]` (OpenRouter).
    WebPlugin,
    /// `web_search_options: {}` (OpenAI's search models).
    WebSearchOptions,
    /// The tool of the protocol: Anthropic's `web_search`, Gemini's `googleSearch`, Responses' `web_search`.
    ProtocolTool,
}

/// How a vendor is asked to go on with the last message, which is an answer that was cut off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Continuation {
    /// It begins another answer instead: it can only be asked to.
    #[default]
    None,
    /// By `partial: true` in that message (DashScope, Kimi).
    Partial,
    /// By `prefix: true` in that message (DeepSeek).
    Prefix,
    /// By the message being the last (Anthropic up to 4.5, Ollama).
    Prefill,
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

/// What sets a family of models apart from the vendor's others. What it does not say is as its vendor.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// What the ids of its models begin with.
    #[serde(default)]
    pub begins: String,
    /// What the ids of its models hold as well, wherever it is.
    #[serde(default)]
    pub holds: String,
    /// What else than pictures it fetches by link.
    pub media: Option<Vec<MediaKind>>,
    /// How it is told to think or not to.
    pub thinking: Option<ThinkingDialect>,
    /// How it is told not to think.
    pub thinking_off: Option<ThinkingOff>,
    /// The words for how hard to think.
    pub efforts: Option<EffortWords>,
    /// The least and the most tokens it may be given to think with.
    pub budgets: Option<[u32; 2]>,
    /// Whether it answers only piece by piece.
    #[serde(default)]
    pub needs_stream: bool,
    /// How it is asked for JSON.
    pub json: Option<JsonDialect>,
    /// How it is asked to search the web.
    pub search: Option<SearchDialect>,
    /// How it is asked to go on with an answer that was cut off.
    pub continuation: Option<Continuation>,
    /// Parameters that it refuses.
    #[serde(default)]
    pub refuses: Vec<Parameter>,
    /// Fields that go into the body of its requests beside those of its vendor.
    #[serde(default)]
    pub body: toml::Table,
}

/// A model that is known to exist.
#[derive(Debug, Clone, PartialEq, Deserialize)]
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
    /// Whether it has a JSON mode; `None` is as its vendor.
    pub json: Option<bool>,
    /// Its context window, in tokens.
    pub context: Option<u64>,
    /// The most tokens an answer of it can have.
    pub max_output: Option<u32>,
    /// What it costs, in the vendor's currency.
    pub price: Option<Price>,
}

/// What a model costs, in a currency for a million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Of what is sent.
    pub input: f64,
    /// Of what comes back, thinking included.
    pub output: f64,
    /// Of what is sent and was in the vendor's cache; `None` is as `input`.
    pub cached: Option<f64>,
}
