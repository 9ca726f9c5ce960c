//! The models of a provider: what it listed last is shown at once, and asked for again in the background.

use std::sync::Arc;
use std::time::Duration;

use runnel_conversation::Timestamp;
use runnel_providers::{ApiKey, Endpoint, Model, Protocol, Vendor};
use serde::{Deserialize, Serialize};

use crate::Engine;
use crate::abilities::price_view;
use crate::clock;
use crate::contract::{AppEvent, ListModels, ModelList, ModelView, Refusal};
use crate::models::endpoint;
use crate::outlet::locked;

/// How long a list is taken as new: opening a picker again and again asks nobody.
const NEW_FOR: Duration = Duration::from_mins(5);

/// A list as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KeptModels {
    /// Where it was asked for: another server has other models.
    base_url: String,
    read_at: Timestamp,
    pub(crate) models: Vec<ModelView>,
}

impl KeptModels {
    fn is_new(&self) -> bool {
        let age = clock::now().0.saturating_sub(self.read_at.0);
        u64::try_from(age).is_ok_and(|age| Duration::from_millis(age) < NEW_FOR)
    }
}

impl Engine {
    /// The models a provider offers, then those added by hand. A list that was kept is given at once; an older
    /// one is asked for again meanwhile.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`], [`Refusal::BaseUrlInvalid`]; [`Refusal::Provider`] when it has to be asked
    /// and does not say.
    pub async fn list_models(&self, args: ListModels) -> Result<ModelList, Refusal> {
        let vendor = self.vendor(&args.provider).await?;
        if vendor.protocol == Protocol::Scripted {
            let models = self.asked_models(vendor, None, None).await?.1;
            return Ok(ModelList {
                models: self.with_added(&args.provider, models).await?,
                read_at: None,
                stale: false,
            });
        }
        if !args.refresh {
            let of = Arc::clone(&vendor);
            if let Some(kept) = self.blocking(move |engine| Ok(engine.kept_models(&of))).await? {
                let stale = !kept.is_new();
                if stale {
                    self.read_models_in_background(vendor);
                }
                let models = self.with_added(&args.provider, kept.models).await?;
                return Ok(ModelList { models, read_at: Some(kept.read_at), stale });
            }
        }
        let read = self.read_models(vendor).await?;
        let models = self.with_added(&args.provider, read.models).await?;
        Ok(ModelList { models, read_at: Some(read.read_at), stale: false })
    }

    /// The models at an address, with a key, for one call; what is `None` is taken from what is kept.
    pub(crate) async fn models_of(
        &self,
        vendor: Arc<Vendor>,
        base_url: Option<String>,
        key: Option<ApiKey>,
    ) -> Result<Vec<ModelView>, Refusal> {
        let id = vendor.id.clone();
        let models = self.asked_models(vendor, base_url, key).await?.1;
        self.with_added(&id, models).await
    }

    /// The list that was kept of a provider, if it is that of the address in the settings.
    pub(crate) fn kept_models(&self, vendor: &Arc<Vendor>) -> Option<KeptModels> {
        let kept = self.inner().model_lists.get(&vendor.id)?;
        let kept: KeptModels = serde_json::from_slice(&kept).ok()?;
        let (mut settings, _) = self.settings_or_default();
        let base_url = settings.providers.remove(&vendor.id).and_then(|provider| provider.base_url);
        let endpoint = endpoint(Arc::clone(vendor), base_url.as_deref(), None).ok()?;
        (kept.base_url == endpoint.base_url.as_str()).then_some(kept)
    }

    fn read_models_in_background(&self, vendor: Arc<Vendor>) {
        if !locked(&self.inner().listing).insert(vendor.id.clone()) {
            return;
        }
        let engine = self.clone();
        tokio::spawn(async move {
            let id = vendor.id.clone();
            // The older list stays where the provider does not say; who asks outright is told why.
            let _ = engine.read_models(vendor).await;
            locked(&engine.inner().listing).remove(&id);
        });
    }

    /// Asks the provider and keeps what it lists.
    async fn read_models(&self, vendor: Arc<Vendor>) -> Result<KeptModels, Refusal> {
        let (asked, models) = self.asked_models(Arc::clone(&vendor), None, None).await?;
        let read = KeptModels { base_url: asked.base_url.to_string(), read_at: clock::now(), models };
        self.blocking(move |engine| {
            let before = engine.kept_models(&vendor);
            if let Ok(list) = serde_json::to_vec(&read) {
                // Without a cache the list is asked for each time.
                let _ = engine.inner().model_lists.put(&vendor.id, &list);
            }
            if before.is_some_and(|before| before.models != read.models) {
                engine.announce(&AppEvent::ModelsChanged { provider: vendor.id.clone() });
            }
            Ok(read)
        })
        .await
    }

    async fn asked_models(
        &self,
        vendor: Arc<Vendor>,
        base_url: Option<String>,
        key: Option<ApiKey>,
    ) -> Result<(Endpoint, Vec<ModelView>), Refusal> {
        let endpoint = self.with_keychain(move |engine| engine.endpoint_of(vendor, base_url, key)).await?;
        let models = runnel_providers::models(&self.inner().http, &endpoint).await?;
        let models = models.into_iter().map(|model| view(&endpoint.vendor, model)).collect();
        Ok((endpoint, models))
    }

    async fn with_added(
        &self,
        provider: &str,
        mut models: Vec<ModelView>,
    ) -> Result<Vec<ModelView>, Refusal> {
        let mut settings = self.blocking(|engine| Ok(engine.settings_or_default().0)).await?;
        for id in settings.providers.remove(provider).unwrap_or_default().models {
            if models.iter().all(|model| model.id != id) {
                models.push(added(id));
            }
        }
        Ok(models)
    }
}

fn view(vendor: &Vendor, model: Model) -> ModelView {
    // A price in the provider's file is one that a person has read.
    let known = vendor.known(&model.id).and_then(|known| known.price);
    let read = vendor.prices_read.clone().filter(|_| known.is_some());
    ModelView {
        price: known.or(model.price).map(|price| price_view(vendor, price, read)),
        id: model.id,
        name: model.name,
        vision: model.vision,
        thinking: model.thinking,
        json: model.json,
        context_tokens: model.context_tokens,
        max_output_tokens: model.max_output_tokens,
        added: false,
    }
}

fn added(id: String) -> ModelView {
    ModelView {
        id,
        name: None,
        vision: None,
        thinking: None,
        json: None,
        context_tokens: None,
        max_output_tokens: None,
        price: None,
        added: true,
    }
}
