//! Providers and their models, as pickers and settings show them.

use std::sync::Arc;
use std::time::Duration;

use runnel_providers::{ApiKey, Endpoint, ImageInput, Protocol, ThinkingDialect, Vendor, vendors};

use crate::Engine;
use crate::contract::{
    CheckConnection, ChooseModel, Connection, ModelChoice, ModelView, Nothing, Ollama, PictureInput, Place,
    ProviderRef, ProviderView, Refusal, ThinkingMode,
};

/// How long Ollama may take to say that it is there: it is on this computer.
const OLLAMA_ANSWERS_WITHIN: Duration = Duration::from_secs(2);

/// The provider that needs nothing, chosen on a fresh start.
const BUILT_IN: &str = "offline";

/// Its model.
const BUILT_IN_MODEL: &str = "demo";

/// Where to reach a provider: at the given address, or else at its own.
pub(crate) fn endpoint(
    vendor: Arc<Vendor>,
    base_url: Option<&str>,
    key: Option<ApiKey>,
) -> Result<Endpoint, Refusal> {
    Endpoint::new(vendor, base_url, key)
        .map_err(|_| Refusal::BaseUrlInvalid { base_url: base_url.unwrap_or_default().to_owned() })
}

/// Every provider there is.
pub(crate) fn provider_views() -> Vec<ProviderView> {
    vendors().iter().map(|vendor| view(vendor)).collect()
}

fn view(vendor: &Vendor) -> ProviderView {
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
        pictures: match vendor.images {
            ImageInput::Link => PictureInput::Link,
            ImageInput::Data => PictureInput::Data,
            ImageInput::None => PictureInput::None,
        },
        thinking: thinking_modes(vendor.thinking).to_vec(),
    }
}

/// What can be asked for in a dialect, beside leaving it to the model.
fn thinking_modes(dialect: ThinkingDialect) -> &'static [ThinkingMode] {
    use ThinkingMode::{Budget, Effort, Off, On};
    match dialect {
        ThinkingDialect::None => &[],
        ThinkingDialect::EnableThinking => &[Off, On, Budget],
        ThinkingDialect::EnableThinkingOnly
        | ThinkingDialect::ThinkingType
        | ThinkingDialect::ChatTemplate => &[Off, On],
        ThinkingDialect::ReasoningEffort | ThinkingDialect::GeminiLevel => &[Off, Effort],
        ThinkingDialect::ThinkLevel => &[Effort],
        ThinkingDialect::AnthropicBudget | ThinkingDialect::GeminiBudget => &[Off, On, Budget],
        ThinkingDialect::Reasoning => &[Off, On, Budget, Effort],
        ThinkingDialect::ThinkingTypeEffort | ThinkingDialect::AnthropicAdaptive | ThinkingDialect::Think => {
            &[Off, On, Effort]
        }
    }
}

impl Engine {
    /// A provider by its id.
    pub(crate) fn vendor(&self, id: &str) -> Result<Arc<Vendor>, Refusal> {
        runnel_providers::vendor(id).ok_or_else(|| Refusal::ProviderMissing { provider: id.to_owned() })
    }

    /// The model for the next question where none was chosen: the default, else the built-in one.
    ///
    /// Settings that cannot be read are a refusal here: another model than the one that was chosen
    /// would answer without a word.
    pub(crate) fn default_model(&self) -> Result<ModelChoice, Refusal> {
        let settings = self.inner().settings.load()?;
        Ok(settings.default_model.unwrap_or_else(|| ModelChoice {
            provider: BUILT_IN.to_owned(),
            model: BUILT_IN_MODEL.to_owned(),
        }))
    }

    /// Where to reach a provider as it is set up, with its key. May wait for the keychain.
    pub(crate) fn endpoint_of(
        &self,
        vendor: Arc<Vendor>,
        base_url: Option<String>,
        key: Option<ApiKey>,
    ) -> Result<Endpoint, Refusal> {
        let base_url = if base_url.is_some() {
            base_url
        } else {
            // Settings that cannot be read are a refusal: the vendor's own address may be the wrong one.
            let mut settings = self.inner().settings.load()?;
            settings.providers.remove(&vendor.id).and_then(|provider| provider.base_url)
        };
        let key = key.or_else(|| self.key_of(&vendor));
        endpoint(vendor, base_url.as_deref(), key)
    }

    /// Asks the provider whether key and address are right.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`], [`Refusal::BaseUrlInvalid`]; [`Refusal::Provider`] when they are not.
    pub async fn check_connection(&self, args: CheckConnection) -> Result<Connection, Refusal> {
        let vendor = self.vendor(&args.provider)?;
        let typed = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let (key, base_url) = (typed(args.key).map(ApiKey::new), typed(args.base_url));
        let endpoint = self.with_keychain(move |engine| engine.endpoint_of(vendor, base_url, key)).await?;
        let checked = runnel_providers::check(&self.inner().http, &endpoint).await?;
        Ok(Connection { models: checked.models })
    }

    /// The models a provider offers, then those added by hand.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`], [`Refusal::BaseUrlInvalid`]; [`Refusal::Provider`] when it does not say.
    pub async fn list_models(&self, args: ProviderRef) -> Result<Vec<ModelView>, Refusal> {
        self.models_of(self.vendor(&args.provider)?, None, None).await
    }

    /// The models at an address, with a key; what is `None` is taken from what is kept.
    pub(crate) async fn models_of(
        &self,
        vendor: Arc<Vendor>,
        base_url: Option<String>,
        key: Option<ApiKey>,
    ) -> Result<Vec<ModelView>, Refusal> {
        let id = vendor.id.clone();
        let endpoint = self.with_keychain(move |engine| engine.endpoint_of(vendor, base_url, key)).await?;
        let mut models: Vec<ModelView> = runnel_providers::models(&self.inner().http, &endpoint)
            .await?
            .into_iter()
            .map(|model| ModelView {
                id: model.id,
                name: model.name,
                vision: model.vision,
                thinking: model.thinking,
                context_tokens: model.context_tokens,
                added: false,
            })
            .collect();
        let settings = self.blocking(|engine| Ok(engine.settings_or_default().0)).await?;
        let added = settings.providers.get(&id).map(|provider| provider.models.as_slice());
        for id in added.unwrap_or_default() {
            if !models.iter().any(|model| model.id == *id) {
                models.push(ModelView {
                    id: id.clone(),
                    name: None,
                    vision: None,
                    thinking: None,
                    context_tokens: None,
                    added: true,
                });
            }
        }
        Ok(models)
    }

    /// Chooses the model for a conversation's next question, or the default for new ones.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`], [`Refusal::ConversationMissing`], [`Refusal::Storage`].
    pub async fn choose_model(&self, args: ChooseModel) -> Result<Nothing, Refusal> {
        self.vendor(&args.choice.provider)?;
        match args.conversation {
            Some(conversation) => self.choose_model_of(conversation, args.choice).await?,
            None => {
                self.change_settings(|settings| settings.default_model = Some(args.choice)).await?;
            }
        }
        Ok(Nothing {})
    }

    /// Looks for Ollama on this computer: does it answer, and if not, is it installed?
    ///
    /// # Errors
    /// [`Refusal::BaseUrlInvalid`] when its address was set to something that is none.
    pub async fn find_ollama(&self, _: Nothing) -> Result<Ollama, Refusal> {
        let vendor = self.vendor("ollama")?;
        let endpoint = self.with_keychain(move |engine| engine.endpoint_of(vendor, None, None)).await?;
        let asked = runnel_providers::models(&self.inner().http, &endpoint);
        if let Ok(Ok(models)) = tokio::time::timeout(OLLAMA_ANSWERS_WITHIN, asked).await {
            return Ok(Ollama::Running { models: models.len() });
        }
        let program = format!("ollama{}", std::env::consts::EXE_SUFFIX);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let installed = std::env::split_paths(&path).any(|folder| folder.join(&program).is_file());
        Ok(if installed { Ollama::Installed } else { Ollama::Missing })
    }
}
