//! What a person prefers, in a file they may edit themselves.

use runnel_store::{Settings, StoreError};

use crate::Engine;
use crate::contract::{AppEvent, ModelChoice, Preferences, Refusal, SetBaseUrl};
use crate::outlet::locked;

impl Engine {
    /// The settings as the file has them now: a person or another process may have changed it. The
    /// defaults, with the reason, where it cannot be read.
    pub(crate) fn settings_or_default(&self) -> (Settings, Option<StoreError>) {
        match self.inner().settings.load() {
            Ok(settings) => (settings, None),
            Err(error) => (Settings::default(), Some(error)),
        }
    }

    /// Changes the settings. A file that cannot be read is not overwritten.
    pub(crate) async fn change_settings(
        &self,
        change: impl FnOnce(&mut Settings) + Send + 'static,
    ) -> Result<Settings, Refusal> {
        self.blocking(|engine| {
            // Held until it is announced, so that the newest settings are announced last.
            let _alone = locked(&engine.inner().changing_settings);
            let settings = engine.inner().settings.change(change)?;
            engine.announce(&AppEvent::SettingsChanged { settings: settings.clone() });
            Ok(settings)
        })
        .await
    }

    /// Keeps what a person prefers.
    ///
    /// # Errors
    /// [`Refusal::Storage`] when the file cannot be read or written.
    pub async fn save_preferences(&self, args: Preferences) -> Result<Settings, Refusal> {
        self.change_settings(move |settings| {
            settings.theme = args.theme;
            settings.language = args.language;
            settings.enter_sends = args.enter_sends;
            settings.welcomed = args.welcomed;
        })
        .await
    }

    /// Sets a provider's address, or takes it back.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`], [`Refusal::BaseUrlInvalid`], [`Refusal::Storage`].
    pub async fn set_base_url(&self, args: SetBaseUrl) -> Result<Settings, Refusal> {
        let vendor = self.vendor(&args.provider)?;
        let base_url = args.base_url.map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
        if let Some(url) = &base_url {
            crate::models::endpoint(vendor, Some(url), None)?;
        }
        self.change_settings(move |settings| {
            settings.providers.entry(args.provider).or_default().base_url = base_url;
        })
        .await
    }

    /// Adds a model that its provider does not list.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`], [`Refusal::ModelNotChosen`] for an empty name, [`Refusal::Storage`].
    pub async fn add_model(&self, args: ModelChoice) -> Result<Settings, Refusal> {
        self.vendor(&args.provider)?;
        let model = args.model.trim().to_owned();
        if model.is_empty() {
            return Err(Refusal::ModelNotChosen { provider: args.provider });
        }
        self.change_settings(move |settings| {
            let models = &mut settings.providers.entry(args.provider).or_default().models;
            if !models.contains(&model) {
                models.push(model);
            }
        })
        .await
    }

    /// Takes a model away that was added by hand.
    ///
    /// # Errors
    /// [`Refusal::Storage`].
    pub async fn remove_model(&self, args: ModelChoice) -> Result<Settings, Refusal> {
        self.change_settings(move |settings| {
            if let Some(provider) = settings.providers.get_mut(&args.provider) {
                provider.models.retain(|model| *model != args.model);
            }
        })
        .await
    }
}
