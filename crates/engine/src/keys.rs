//! Secrets: where a key is found, where it and a proxy's password are kept. They go to whom they are for and
//! nowhere else.

use runnel_conversation::{Problem, ProblemCode};
use runnel_providers::{ApiKey, Vendor};
use runnel_store::KeychainError;

use crate::Engine;
use crate::contract::{KeyStatus, ProviderRef, Refusal, SetKey};
use crate::network::proxy_password_of;
use crate::outlet::locked;
use crate::providers::is_built_in;

/// Whether a key can be set: where one is needed, or where only the person knows whether it is.
fn takes_key(vendor: &Vendor) -> bool {
    vendor.needs_key || vendor.base_url.is_none() || !is_built_in(vendor)
}

/// A key and where it was found.
struct Found {
    key: ApiKey,
    status: KeyStatus,
}

impl Engine {
    /// The key to use for a provider, if there is one. May wait for the keychain to be unlocked.
    pub(crate) fn key_of(&self, vendor: &Vendor) -> Option<ApiKey> {
        self.find_key(vendor).map(|found| found.key)
    }

    /// The newest key typed in this run, else the keychain's, else the environment's.
    fn find_key(&self, vendor: &Vendor) -> Option<Found> {
        if !takes_key(vendor) {
            return None;
        }
        if let Some(key) = locked(&self.inner().keys_of_this_run).get(&vendor.id).cloned() {
            let status = KeyStatus::ThisRun { last_four: key.last_four() };
            return Some(Found { key, status });
        }
        // A keychain that is absent or stays locked holds no key for us; the environment may.
        if let Ok(Some(secret)) = self.inner().keychain.get(&vendor.id) {
            let key = ApiKey::new(secret.expose().to_owned());
            let status = KeyStatus::Keychain { last_four: key.last_four() };
            return Some(Found { key, status });
        }
        vendor.environment.iter().find_map(|variable| {
            let key = ApiKey::new(std::env::var(variable).ok().filter(|value| !value.trim().is_empty())?);
            let status = KeyStatus::Environment { variable: variable.clone(), last_four: key.last_four() };
            Some(Found { key, status })
        })
    }

    /// Refuses where a key may be kept in a keychain that does not answer.
    pub(crate) fn keychain_answers(&self, vendor: &Vendor) -> Result<(), Refusal> {
        match self.inner().keychain.get(&vendor.id) {
            Ok(_) | Err(KeychainError::Absent) => Ok(()),
            Err(error) => Err(Refusal::Keychain { reason: error.to_string() }),
        }
    }

    /// The secret under a name, from this run or the keychain.
    pub(crate) fn secret(&self, name: &str) -> Option<ApiKey> {
        if let Some(secret) = locked(&self.inner().keys_of_this_run).get(name).cloned() {
            return Some(secret);
        }
        let secret = self.inner().keychain.get(name).ok().flatten()?;
        Some(ApiKey::new(secret.expose().to_owned()))
    }

    /// Keeps a secret in the keychain under a name; where there is none, for this run.
    pub(crate) fn keep_secret(&self, name: &str, secret: ApiKey) -> Result<(), Refusal> {
        let inner = self.inner();
        match inner.keychain.set(name, secret.expose()) {
            Ok(()) => locked(&inner.keys_of_this_run).remove(name),
            Err(KeychainError::Absent | KeychainError::Locked) => {
                locked(&inner.keys_of_this_run).insert(name.to_owned(), secret)
            }
            Err(error) => return Err(Refusal::Keychain { reason: error.to_string() }),
        };
        Ok(())
    }

    /// Forgets the secret under a name, wherever it is kept.
    pub(crate) fn forget_secret(&self, name: &str) -> Result<(), Refusal> {
        locked(&self.inner().keys_of_this_run).remove(name);
        match self.inner().keychain.remove(name) {
            Ok(()) | Err(KeychainError::Absent) => Ok(()),
            Err(error) => Err(Refusal::Keychain { reason: error.to_string() }),
        }
    }

    /// Forgets every secret of a provider.
    pub(crate) fn forget_secrets_of(&self, provider: &str) -> Result<(), Refusal> {
        self.forget_secret(provider)?;
        self.forget_secret(&proxy_password_of(provider))
    }

    fn status_of(&self, vendor: &Vendor) -> KeyStatus {
        self.find_key(vendor).map_or(KeyStatus::Nowhere, |found| found.status)
    }

    /// Whether a provider's key is set, and where it is kept.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`].
    pub async fn key_status(&self, args: ProviderRef) -> Result<KeyStatus, Refusal> {
        let vendor = self.vendor(&args.provider).await?;
        self.with_keychain(move |engine| Ok(engine.status_of(&vendor))).await
    }

    /// Keeps a key in the keychain; where there is none, for this run.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`]; [`Refusal::Provider`] with `bad_key` for what cannot be a key, and with
    /// `unsupported` for a provider that takes none.
    pub async fn set_key(&self, args: SetKey) -> Result<KeyStatus, Refusal> {
        let vendor = self.vendor(&args.provider).await?;
        let key = ApiKey::new(args.key);
        if !takes_key(&vendor) {
            let message = format!("{} takes no key", vendor.name.en);
            return Err(Problem::new(ProblemCode::Unsupported, message).into());
        }
        // What cannot stand in a request's header is no key: most often more was copied than the key.
        if key.is_empty() || !key.expose().chars().all(|character| character.is_ascii_graphic()) {
            let message = "a key is one word of letters, digits and signs";
            return Err(Problem::new(ProblemCode::BadKey, message).into());
        }
        self.with_keychain(move |engine| {
            engine.keep_secret(&vendor.id, key)?;
            Ok(engine.status_of(&vendor))
        })
        .await
    }

    /// Forgets a key. One in the environment stays there, and shows.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`]; [`Refusal::Keychain`] when the keychain does not let it go.
    pub async fn remove_key(&self, args: ProviderRef) -> Result<KeyStatus, Refusal> {
        let vendor = self.vendor(&args.provider).await?;
        self.with_keychain(move |engine| {
            engine.forget_secret(&vendor.id)?;
            Ok(engine.status_of(&vendor))
        })
        .await
    }
}
