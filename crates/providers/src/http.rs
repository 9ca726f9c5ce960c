//! Bytes in and out. Only this module names the HTTP library.

mod clients;
mod failure;
mod reply;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use reqwest::{
    RequestBuilder,
    header::{
        AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
        TRANSFER_ENCODING,
    },
};
use runnel_conversation::{Problem, ProblemCode};
use tokio::time::timeout;
use url::Url;

use self::clients::Clients;
pub(crate) use self::{
    failure::{Failure, silent},
    reply::Reply,
};
use crate::{key::ApiKey, network::Network, retry::RetryPolicy, vendor::Auth};

/// The slowest upload that is waited for, in bytes a second: a question with large pictures is not
/// silence while it is on its way.
const SLOWEST_UPLOAD: u64 = 32 * 1024;
/// What says where the body of a request ends: not for a person to say.
const FRAMING: [HeaderName; 3] = [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING];

/// How long to wait, and how often to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For a connection.
    pub connect: Duration,
    /// For the next byte once connected, where the [`Network`] says nothing else. Comments and blank
    /// lines that keep a stream alive count: `DeepSeek` sends nothing else for up to ten minutes while a
    /// request is queued.
    pub silence: Duration,
    /// How a question that failed before anything was said is asked again.
    pub retry: RetryPolicy,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            silence: Duration::from_mins(2),
            retry: RetryPolicy::default(),
        }
    }
}

/// What every call to a vendor carries, and the way it goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Access<'a> {
    pub(crate) key: Option<&'a ApiKey>,
    pub(crate) auth: &'a Auth,
    pub(crate) headers: &'a BTreeMap<String, String>,
    /// Headers of the protocol.
    pub(crate) more: &'static [(&'static str, &'static str)],
    pub(crate) network: &'a Network,
}

impl Access<'_> {
    /// The same with these headers of the protocol.
    pub(crate) fn with(self, more: &'static [(&'static str, &'static str)]) -> Self {
        Self { more, ..self }
    }
}

/// What talks HTTP, with its pools of connections. Cheap to clone; all clones share the pools.
#[derive(Debug, Clone)]
pub struct Http {
    limits: Limits,
    clients: Arc<Clients>,
}

impl Http {
    /// With the usual limits.
    ///
    /// # Errors
    /// [`ProblemCode::Network`] when the system's TLS certificates or proxy settings cannot be used.
    pub fn new() -> Result<Self, Problem> {
        Self::with_limits(Limits::default())
    }

    /// With other limits.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn with_limits(limits: Limits) -> Result<Self, Problem> {
        Ok(Self { limits, clients: Arc::new(Clients::new(limits.connect)?) })
    }

    /// The limits in force.
    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    /// Whether a network can be used as it is set up: its certificates and headers are what they should be.
    /// Nothing is sent.
    ///
    /// # Errors
    /// [`ProblemCode::Network`] for the file of certificates; [`ProblemCode::Unsupported`] for a header.
    pub fn can_use(&self, network: &Network) -> Result<(), Problem> {
        self.clients.by_way_of(network)?;
        extra_headers(network).map(drop)
    }

    /// Asks with `GET`.
    pub(crate) async fn get(&self, url: Url, access: Access<'_>) -> Result<Reply, Failure> {
        let request = self.clients.for_address(&url, access.network)?.get(url.clone());
        let silence = self.silence(access.network);
        send(&url, request.headers(headers(access)?), silence, silence).await?.accepted().await
    }

    /// Asks with `POST` and a JSON text.
    pub(crate) async fn post(&self, url: Url, access: Access<'_>, json: Vec<u8>) -> Result<Reply, Failure> {
        let upload = Duration::from_secs(u64::try_from(json.len()).unwrap_or(u64::MAX) / SLOWEST_UPLOAD);
        let request = self.clients.for_address(&url, access.network)?.post(url.clone());
        let request = request.header(CONTENT_TYPE, "application/json").body(json);
        let silence = self.silence(access.network);
        send(&url, request.headers(headers(access)?), silence, silence + upload).await?.accepted().await
    }

    /// Asks with `DELETE` and a JSON text.
    pub(crate) async fn delete(&self, url: Url, access: Access<'_>, json: Vec<u8>) -> Result<Reply, Failure> {
        let request = self.clients.for_address(&url, access.network)?.delete(url.clone());
        let request = request.header(CONTENT_TYPE, "application/json").body(json);
        let silence = self.silence(access.network);
        send(&url, request.headers(headers(access)?), silence, silence).await?.accepted().await
    }

    /// Asks with `GET` for something that is not the provider's: without a key, and following up to
    /// so many redirects.
    pub(crate) async fn follow(&self, mut url: Url, redirects: usize) -> Result<Reply, Failure> {
        let network = Network::default();
        let mut left = redirects;
        loop {
            let request = self.clients.for_address(&url, &network)?.get(url.clone());
            let reply = send(&url, request, self.limits.silence, self.limits.silence).await?;
            match reply.redirection(&url) {
                Some(next) if left > 0 => url = next,
                _ => return reply.accepted().await,
            }
            left -= 1;
        }
    }

    fn silence(&self, network: &Network) -> Duration {
        network.silence.unwrap_or(self.limits.silence)
    }
}

/// Sends a request and waits for the head of its reply.
async fn send(
    url: &Url,
    request: RequestBuilder,
    silence: Duration,
    patience: Duration,
) -> Result<Reply, Failure> {
    match timeout(patience, request.send()).await {
        Ok(Ok(response)) => Ok(Reply::new(response, silence)),
        Ok(Err(error)) => Err(Failure::to_reach(url, &error)),
        Err(_) => Err(silent(patience).into()),
    }
}

/// The vendor's headers, the key, and the person's own headers over both.
fn headers(access: Access<'_>) -> Result<HeaderMap, Problem> {
    let mut headers = HeaderMap::new();
    for (name, value) in access.headers {
        headers.insert(header_name(name)?, header_value(name, value)?);
    }
    for (name, value) in access.more {
        headers.insert(header_name(name)?, header_value(name, value)?);
    }
    if let Some(key) = access.key {
        let (name, value) = match access.auth {
            Auth::Bearer => (AUTHORIZATION, format!("Bearer {}", key.expose())),
            Auth::Header(name) => (header_name(name)?, key.expose().to_owned()),
        };
        let mut value = HeaderValue::from_str(&value).map_err(|_| {
            Problem::new(ProblemCode::BadKey, "The API key holds characters that no key has.")
        })?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    headers.extend(extra_headers(access.network)?);
    Ok(headers)
}

fn extra_headers(network: &Network) -> Result<HeaderMap, Problem> {
    let mut headers = HeaderMap::new();
    for (given, value) in &network.headers {
        let name = header_name(given)?;
        if FRAMING.contains(&name) {
            let message = format!("The header “{given}” cannot be set: it says where the question ends.");
            return Err(Problem::new(ProblemCode::Unsupported, message));
        }
        let mut value = header_value(given, value.expose())?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(headers)
}

fn header_name(name: &str) -> Result<HeaderName, Problem> {
    name.parse().map_err(|_| {
        Problem::new(ProblemCode::Unsupported, format!("“{name}” cannot be the name of a header."))
    })
}

fn header_value(name: &str, value: &str) -> Result<HeaderValue, Problem> {
    HeaderValue::from_str(value).map_err(|_| {
        let message = format!("The header “{name}” holds characters that no header has.");
        Problem::new(ProblemCode::Unsupported, message)
    })
}
