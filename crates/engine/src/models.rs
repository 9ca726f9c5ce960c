//! Which model answers, and where its provider is reached.

use std::sync::Arc;
use std::time::Duration;

use runnel_providers::{ApiKey, Endpoint, Vendor};

use crate::Engine;
use crate::contract::{CheckConnection, ChooseModel, Connection, ModelChoice, Nothing, Ollama, Refusal};

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

impl Engine {
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
        // Settings that cannot be read are a refusal: the vendor's own address may be the wrong one.
        let set = self.inner().settings.load()?.providers.remove(&vendor.id).unwrap_or_default();
        let network = self.network_of(&vendor.id, &set)?;
        let base_url = base_url.or(set.base_url);
        let key = key.or_else(|| self.key_of(&vendor));
        Ok(endpoint(vendor, base_url.as_deref(), key)?.with_network(network))
    }

    /// Asks the provider whether key and address are right.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`], [`Refusal::BaseUrlInvalid`]; [`Refusal::Provider`] when they are not.
    pub async fn check_connection(&self, args: CheckConnection) -> Result<Connection, Refusal> {
        let vendor = self.vendor(&args.provider).await?;
        let typed = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let (key, base_url) = (typed(args.key).map(ApiKey::new), typed(args.base_url));
        let endpoint = self.with_keychain(move |engine| engine.endpoint_of(vendor, base_url, key)).await?;
        let checked = runnel_providers::check(&self.inner().http, &endpoint).await?;
        Ok(Connection { models: checked.models })
    }

    /// Chooses the model for a conversation's next question, or the default for new ones.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`], [`Refusal::ConversationMissing`], [`Refusal::Storage`].
    pub async fn choose_model(&self, args: ChooseModel) -> Result<Nothing, Refusal> {
        self.vendor(&args.choice.provider).await?;
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
        let vendor = self.vendor("ollama").await?;
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
