//! Models on this computer: what a local server has, and the server itself.

use std::process::{Command, Stdio};
use std::time::Duration;

use runnel_providers::{Endpoint, Protocol, ollama};
use tokio::time::{Instant, sleep};

use crate::Engine;
use crate::contract::{
    LoadedModel, LocalModel, LocalModelRef, LocalModels, Nothing, Ollama, ProviderRef, Refusal, StorageFault,
};

/// How long the server may take to answer after it was started.
const STARTS_WITHIN: Duration = Duration::from_secs(15);

/// How long to wait before it is asked again whether it is there.
const ASKED_EVERY: Duration = Duration::from_millis(200);

impl Engine {
    /// Where a local server is: at the given address, or else as it is set up.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`] for a provider that keeps no models on a computer.
    pub(crate) async fn local_endpoint(
        &self,
        provider: &str,
        base_url: Option<String>,
    ) -> Result<Endpoint, Refusal> {
        let vendor = self.vendor(provider).await?;
        if vendor.protocol != Protocol::Ollama {
            return Err(Refusal::ProviderMissing { provider: provider.to_owned() });
        }
        self.with_keychain(move |engine| engine.endpoint_of(vendor, base_url, None)).await
    }

    /// What a local server has on its disk and in its memory.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`], [`Refusal::BaseUrlInvalid`]; [`Refusal::Provider`] when it does not answer.
    pub async fn local_models(&self, args: ProviderRef) -> Result<LocalModels, Refusal> {
        let endpoint = self.local_endpoint(&args.provider, None).await?;
        let http = &self.inner().http;
        let models = ollama::local_models(http, &endpoint).await?.into_iter().map(view).collect();
        // A server without a version is still a server.
        let version = ollama::version(http, &endpoint).await.unwrap_or_default();
        Ok(LocalModels { version, models })
    }

    /// Takes a model off the disk.
    ///
    /// # Errors
    /// As [`Engine::local_models`].
    pub async fn delete_local_model(&self, args: LocalModelRef) -> Result<Nothing, Refusal> {
        let endpoint = self.local_endpoint(&args.provider, None).await?;
        ollama::delete(&self.inner().http, &endpoint, &args.name).await?;
        Ok(Nothing {})
    }

    /// Lets a model go from memory.
    ///
    /// # Errors
    /// As [`Engine::local_models`].
    pub async fn unload_model(&self, args: LocalModelRef) -> Result<Nothing, Refusal> {
        let endpoint = self.local_endpoint(&args.provider, None).await?;
        ollama::unload(&self.inner().http, &endpoint, &args.name).await?;
        Ok(Nothing {})
    }

    /// Starts Ollama if it is installed and does not answer, and waits until it does.
    ///
    /// # Errors
    /// [`Refusal::Storage`] when the program cannot be started.
    pub async fn start_ollama(&self, _: Nothing) -> Result<Ollama, Refusal> {
        let found = self.find_ollama(Nothing {}).await?;
        if found != Ollama::Installed {
            return Ok(found);
        }
        self.blocking(|_| serve()).await?;
        let deadline = Instant::now() + STARTS_WITHIN;
        loop {
            let found = self.find_ollama(Nothing {}).await?;
            if found != Ollama::Installed || Instant::now() > deadline {
                return Ok(found);
            }
            sleep(ASKED_EVERY).await;
        }
    }
}

/// Starts the server on its own: it serves other programs too, and outlives this one.
fn serve() -> Result<(), Refusal> {
    let mut command = Command::new("ollama");
    command.arg("serve").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut server = command.spawn().map_err(|error| Refusal::Storage {
        fault: StorageFault::Other,
        reason: format!("ollama serve: {error}"),
    })?;
    // Waited for, so that it is no zombie if it ends before this program.
    std::thread::spawn(move || server.wait());
    Ok(())
}

fn view(model: ollama::LocalModel) -> LocalModel {
    let ollama::LocalModel { name, size_bytes, quantisation, parameter_size, details, loaded } = model;
    LocalModel {
        name,
        size_bytes,
        quantisation,
        parameter_size,
        context_tokens: details.context_tokens,
        capabilities: details.capabilities,
        loaded: loaded.map(|loaded| LoadedModel {
            vram_bytes: loaded.vram_bytes,
            expires_at: loaded.expires_at,
            context_tokens: loaded.context_tokens,
        }),
    }
}
