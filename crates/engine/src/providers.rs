//! The providers there are, built in and a person's own, as settings and pickers show them.

use std::sync::Arc;

use runnel_providers::{ImageInput, Protocol, ThinkingDialect, Vendor, vendors};

use crate::Engine;
use crate::contract::{PictureInput, Place, ProviderView, Refusal, ThinkingMode};
use crate::own_providers::{OwnProvider, OwnProviders};

impl Engine {
    /// A provider by its id.
    pub(crate) async fn vendor(&self, id: &str) -> Result<Arc<Vendor>, Refusal> {
        if let Some(vendor) = runnel_providers::vendor(id) {
            return Ok(vendor);
        }
        let id = id.to_owned();
        self.blocking(move |engine| {
            let own = engine.own_providers();
            let found = own.get(&id).map(|own| Arc::clone(&own.vendor));
            found.ok_or(Refusal::ProviderMissing { provider: id })
        })
        .await
    }
}

/// Whether a provider is built in.
pub(crate) fn is_built_in(vendor: &Vendor) -> bool {
    runnel_providers::vendor(&vendor.id).is_some()
}

/// Every provider there is. An account stands beside the one it is like.
pub(crate) fn views(own: &OwnProviders) -> Vec<ProviderView> {
    let built_in = vendors().iter().map(|vendor| (vendor.order, view(vendor, None)));
    let own = own.iter().map(|own| (own.vendor.order, view(&own.vendor, Some(own))));
    let mut views: Vec<_> = built_in.chain(own).collect();
    views.sort_by_key(|(order, _)| *order);
    views.into_iter().map(|(_, view)| view).collect()
}

/// A provider; `own` where a person made it.
pub(crate) fn view(vendor: &Vendor, own: Option<&OwnProvider>) -> ProviderView {
    let place = match (&vendor.protocol, &vendor.base_url) {
        (Protocol::Scripted, _) => Place::BuiltIn,
        (_, None) => Place::Custom,
        (_, Some(address)) if runnel_providers::is_loopback(address) => Place::Local,
        _ => Place::Cloud,
    };
    ProviderView {
        id: vendor.id.clone(),
        name_en: vendor.name.en.clone(),
        name_zh: vendor.name.zh.clone(),
        base_url: vendor.base_url.as_ref().map(ToString::to_string),
        place,
        key_page: vendor.key_page.as_ref().map(ToString::to_string),
        pictures: pictures(vendor.images),
        thinking: thinking_modes(vendor.thinking).to_vec(),
        errors_page: vendor.errors_page.as_ref().map(ToString::to_string),
        needs_key: vendor.needs_key,
        own: own.is_some(),
        like: own.and_then(|own| own.like.clone()),
        protocol: protocol(vendor.protocol).to_owned(),
    }
}

pub(crate) fn pictures(input: ImageInput) -> PictureInput {
    match input {
        ImageInput::Link => PictureInput::Link,
        ImageInput::Data => PictureInput::Data,
        ImageInput::None => PictureInput::None,
    }
}

/// A protocol, as provider files spell it.
fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::OpenaiChat => "openai-chat",
        Protocol::OpenaiResponses => "openai-responses",
        Protocol::Anthropic => "anthropic",
        Protocol::Gemini => "gemini",
        Protocol::Ollama => "ollama",
        Protocol::DashscopeNative => "dashscope-native",
        Protocol::Scripted => "scripted",
    }
}

/// What can be asked for in a dialect, beside leaving it to the model.
pub(crate) fn thinking_modes(dialect: ThinkingDialect) -> &'static [ThinkingMode] {
    use ThinkingMode::{Budget, Effort, Off, On};
    match dialect {
        ThinkingDialect::None => &[],
        ThinkingDialect::EnableThinkingOnly
        | ThinkingDialect::ThinkingType
        | ThinkingDialect::ReasoningEnabled
        | ThinkingDialect::ChatTemplate => &[Off, On],
        ThinkingDialect::ReasoningEffort | ThinkingDialect::GeminiLevel => &[Off, Effort],
        ThinkingDialect::ThinkLevel => &[Effort],
        ThinkingDialect::EnableThinking
        | ThinkingDialect::AnthropicBudget
        | ThinkingDialect::GeminiBudget => &[Off, On, Budget],
        ThinkingDialect::Reasoning => &[Off, On, Budget, Effort],
        ThinkingDialect::ThinkingTypeEffort | ThinkingDialect::AnthropicAdaptive | ThinkingDialect::Think => {
            &[Off, On, Effort]
        }
    }
}
