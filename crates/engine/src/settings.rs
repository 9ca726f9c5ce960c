//! What a person prefers, in a file they may edit themselves.

use runnel_store::{Settings, StoreError};

use crate::Engine;
use crate::contract::{
    AppEvent, ModelChoice, Preferences, Refusal, SetBaseUrl, SetDefaultParameters, SetFavourite,
};
use crate::outlet::locked;
use crate::parameters;

/// How many models that were asked last are remembered.
const MOST_RECENT: usize = 8;

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
            settings.reading_width = args.reading_width;
            settings.text_size = args.text_size;
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
        let vendor = self.vendor(&args.provider).await?;
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
        self.vendor(&args.provider).await?;
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

    /// Marks a model, or takes the mark back.
    ///
    /// # Errors
    /// [`Refusal::Storage`].
    pub async fn set_favourite(&self, args: SetFavourite) -> Result<Settings, Refusal> {
        self.change_settings(move |settings| {
            settings.favourites.retain(|choice| *choice != args.choice);
            if args.favourite {
                settings.favourites.push(args.choice);
            }
        })
        .await
    }

    /// Sets the parameters of conversations to come.
    ///
    /// # Errors
    /// [`Refusal::SettingInvalid`], [`Refusal::Storage`].
    pub async fn set_default_parameters(&self, args: SetDefaultParameters) -> Result<Settings, Refusal> {
        parameters::check_defaults(&args.parameters)?;
        self.change_settings(move |settings| settings.parameters = args.parameters).await
    }

    /// Remembers which model was asked. Where that cannot be kept, nothing else is the worse for it.
    pub(crate) async fn remember_recent(&self, asked: Vec<ModelChoice>) {
        let Some(last) = asked.last().cloned() else { return };
        let is_single = asked.len() == 1;
        let is_first = self.blocking(move |engine| {
            let (settings, unreadable) = engine.settings_or_default();
            Ok(unreadable.is_some() || (is_single && settings.recent.first() == Some(&last)))
        });
        if is_first.await == Ok(true) {
            return;
        }
        let remembered = self.change_settings(move |settings| {
            for choice in asked {
                settings.recent.retain(|recent| *recent != choice);
                settings.recent.insert(0, choice);
            }
            settings.recent.truncate(MOST_RECENT);
        });
        let _ = remembered.await;
    }
}
