//! Models for a host without pickers: one is named by its provider alone, or not at all.

use runnel_providers::ApiKey;

use crate::Engine;
use crate::contract::{ModelChoice, ModelView, Refusal};

/// A provider as it is called this once. It cannot be printed: it may hold a key.
#[derive(Clone)]
pub struct ProviderCall {
    /// Its id.
    pub provider: String,
    /// Its address for this call; `None` for the one in the settings.
    pub base_url: Option<String>,
    /// The key for this call, never stored; `None` for the one that is kept.
    pub key: Option<String>,
}

impl Engine {
    /// The model that answers where none is chosen.
    ///
    /// # Errors
    /// [`Refusal::Storage`] when the settings cannot be read.
    pub async fn default_choice(&self) -> Result<ModelChoice, Refusal> {
        self.blocking(Self::default_model).await
    }

    /// A provider's model where only the provider is chosen: the default if it is this provider's, else
    /// the first that is known, else the first that it offers.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`], [`Refusal::BaseUrlInvalid`]; [`Refusal::Provider`] when it does not
    /// say what it offers; [`Refusal::ModelNotChosen`] when that is nothing.
    pub async fn first_choice(&self, call: ProviderCall) -> Result<ModelChoice, Refusal> {
        let vendor = self.vendor(&call.provider).await?;
        let default = self.default_choice().await?;
        if default.provider == call.provider {
            return Ok(default);
        }
        let known = vendor.models.first().map(|model| model.id.clone());
        let first = match known {
            Some(model) => Some(model),
            None => self.offered_models(call.clone()).await?.into_iter().map(|model| model.id).next(),
        };
        let provider = call.provider;
        match first {
            Some(model) => Ok(ModelChoice { provider, model }),
            None => Err(Refusal::ModelNotChosen { provider }),
        }
    }

    /// The models a provider offers, as [`Engine::list_models`], asked for now, with address and key for this call.
    ///
    /// # Errors
    /// As [`Engine::list_models`].
    pub async fn offered_models(&self, call: ProviderCall) -> Result<Vec<ModelView>, Refusal> {
        self.models_of(self.vendor(&call.provider).await?, call.base_url, call.key.map(ApiKey::new)).await
    }
}
