//! API keys in the keychain of the operating system, and nowhere else.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

/// The keys of a home, one a provider.
///
/// Every call may wait for a person to unlock their keychain, and on Linux runs an event loop of its
/// own: call it from a thread that may block, never from an async task.
pub struct Keychain {
    service: String,
    /// The keychain, once it could be opened.
    store: Mutex<Option<Arc<CredentialStore>>>,
}

/// Why the keychain did not answer. Never holds a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// This desktop has none: on Linux, no Secret Service on the session bus.
    #[error("this computer has no keychain")]
    Absent,
    /// It is locked and was not unlocked, or was never given a password.
    #[error("the keychain is locked")]
    Locked,
    /// It is there and failed.
    #[error("the keychain failed: {reason}")]
    Failed {
        /// In the system's words.
        reason: String,
    },
}

/// A text that cannot print and is wiped when it is dropped.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes in a secret.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Keychain {
    /// The keys under `service`, from [`Home::keychain_service`](crate::Home::keychain_service).
    pub fn new(service: &str) -> Self {
        Self { service: service.to_owned(), store: Mutex::new(None) }
    }

    /// The key of a provider, if one is kept.
    ///
    /// # Errors
    /// [`KeychainError`].
    pub fn get(&self, provider: &str) -> Result<Option<Secret>, KeychainError> {
        self.with_entry(provider, |entry| match entry.get_password() {
            Ok(key) => Ok(Some(Secret::new(key))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    /// Keeps the key of a provider, in place of any other.
    ///
    /// # Errors
    /// [`KeychainError`].
    pub fn set(&self, provider: &str, key: &str) -> Result<(), KeychainError> {
        self.with_entry(provider, |entry| entry.set_password(key))
    }

    /// Removes the key of a provider, if one is kept.
    ///
    /// # Errors
    /// [`KeychainError`].
    pub fn remove(&self, provider: &str) -> Result<(), KeychainError> {
        self.with_entry(provider, |entry| match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            done => done,
        })
    }

    fn with_entry<T>(
        &self,
        provider: &str,
        act: impl Fn(&Entry) -> Result<T, Error>,
    ) -> Result<T, KeychainError> {
        let attempt = |store: Arc<CredentialStore>| act(&store.build(&self.service, provider, None)?);
        let known = self.lock().clone();
        if let Some(store) = known {
            match attempt(store) {
                // A keychain that was restarted does not know us any more.
                Err(Error::PlatformFailure(_)) => *self.lock() = None,
                done => return Ok(done?),
            }
        }
        Ok(attempt(self.open()?)?)
    }

    fn open(&self) -> Result<Arc<CredentialStore>, KeychainError> {
        let mut store = self.lock();
        if let Some(open) = &*store {
            return Ok(Arc::clone(open));
        }
        let open = platform_store().map_err(|_| KeychainError::Absent)?;
        *store = Some(Arc::clone(&open));
        Ok(open)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<CredentialStore>>> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Keychain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keychain").field("service", &self.service).finish_non_exhaustive()
    }
}

impl From<Error> for KeychainError {
    fn from(error: Error) -> Self {
        match error {
            Error::NoDefaultStore => Self::Absent,
            Error::NoStorageAccess(_) => Self::Locked,
            // `Display`, never `Debug`: the latter prints the bytes of a key that is not UTF-8.
            _ => Self::Failed { reason: error.to_string() },
        }
    }
}

#[cfg(target_os = "macos")]
fn platform_store() -> Result<Arc<CredentialStore>, Error> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(target_os = "windows")]
fn platform_store() -> Result<Arc<CredentialStore>, Error> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn platform_store() -> Result<Arc<CredentialStore>, Error> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}
