//! Bytes in and out. The only file that names the HTTP library.

use std::{
    collections::BTreeMap,
    error::Error as _,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use reqwest::{
    Client, RequestBuilder, Response,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION},
    redirect::Policy,
};
use runnel_conversation::{Problem, ProblemCode};
use serde_json::Value;
use tokio::time::timeout;
use url::Url;

use crate::{endpoint::is_loopback, error, key::ApiKey, vendor::Auth};

/// The slowest upload that is waited for, in bytes a second: a question with large pictures is not
/// silence while it is on its way.
const SLOWEST_UPLOAD: u64 = 32 * 1024;
/// How much of the body of an error is read, in bytes.
const ERROR_BODY_LIMIT: usize = 1024 * 1024;
/// How much of a whole (not streamed) body is read, in bytes: room for a long answer or the longest
/// list of models many times over.
const BODY_LIMIT: usize = 32 * 1024 * 1024;

/// How long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For a connection.
    pub connect: Duration,
    /// For the next byte once connected. Comments and blank lines that keep a stream alive count:
    /// DeepSeek sends nothing else for up to ten minutes while a request is queued.
    pub silence: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), silence: Duration::from_mins(2) }
    }
}

/// What every call to a vendor carries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Access<'a> {
    pub(crate) key: Option<&'a ApiKey>,
    pub(crate) auth: &'a Auth,
    pub(crate) headers: &'a BTreeMap<String, String>,
}

/// What talks HTTP, with its pool of connections. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Http {
    limits: Limits,
    away: Client,
    // A proxy elsewhere cannot reach this computer's own servers.
    here: Client,
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
        let builder = || {
            Client::builder()
                .connect_timeout(limits.connect)
                .user_agent(concat!("Runnel/", env!("CARGO_PKG_VERSION")))
                // A key must not follow a redirect, and a redirected POST loses its body: the person
                // is told the new address instead.
                .redirect(Policy::none())
        };
        let build = |builder: reqwest::ClientBuilder| {
            builder.build().map_err(|error| {
                let message = format!("Connections cannot be set up: {}", innermost(&error));
                Problem::new(ProblemCode::Network, message)
            })
        };
        Ok(Self { limits, away: build(builder())?, here: build(builder().no_proxy())? })
    }

    /// The limits in force.
    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    /// Asks with `GET`.
    pub(crate) async fn get(&self, url: Url, access: Access<'_>) -> Result<Reply, Problem> {
        let request = self.client(&url).get(url.clone());
        self.send(&url, authorised(request, access)?, self.limits.silence).await?.accepted().await
    }

    /// Asks with `POST` and a JSON text.
    pub(crate) async fn post(&self, url: Url, access: Access<'_>, json: Vec<u8>) -> Result<Reply, Problem> {
        let upload = Duration::from_secs(u64::try_from(json.len()).unwrap_or(u64::MAX) / SLOWEST_UPLOAD);
        let request = self.client(&url).post(url.clone()).header(CONTENT_TYPE, "application/json").body(json);
        self.send(&url, authorised(request, access)?, self.limits.silence + upload).await?.accepted().await
    }

    /// Asks with `GET` for something that is not the provider's: without a key, and following up to
    /// so many redirects.
    pub(crate) async fn follow(&self, mut url: Url, redirects: usize) -> Result<Reply, Problem> {
        let mut left = redirects;
        loop {
            let request = self.client(&url).get(url.clone());
            let reply = self.send(&url, request, self.limits.silence).await?;
            match reply.redirection(&url) {
                Some(next) if left > 0 => url = next,
                _ => return reply.accepted().await,
            }
            left -= 1;
        }
    }

    fn client(&self, url: &Url) -> &Client {
        if is_loopback(url) { &self.here } else { &self.away }
    }

    async fn send(&self, url: &Url, request: RequestBuilder, patience: Duration) -> Result<Reply, Problem> {
        let response = timeout(patience, request.send())
            .await
            .map_err(|_| silent(patience))?
            .map_err(|error| unreachable(url, &error))?;
        Ok(Reply { response, limits: self.limits })
    }
}

/// A reply, its body still on the way.
#[derive(Debug)]
pub(crate) struct Reply {
    response: Response,
    limits: Limits,
}

impl Reply {
    /// The reply if its status is a good one, else the problem that it tells of.
    async fn accepted(self) -> Result<Self, Problem> {
        let status = self.response.status();
        if status.is_success() {
            return Ok(self);
        }
        if status.is_redirection() {
            return Err(self.moved());
        }
        let retry_after = retry_after(self.response.headers(), SystemTime::now());
        let body = self.read(ERROR_BODY_LIMIT).await;
        Err(error::from_reply(status.as_u16(), retry_after, &body))
    }

    /// Where a redirect leads, if this is one.
    fn redirection(&self, from: &Url) -> Option<Url> {
        let location = self.response.headers().get(LOCATION)?.to_str().ok()?;
        self.response.status().is_redirection().then(|| from.join(location).ok())?
    }

    /// How long the body says it is, in bytes.
    pub(crate) fn length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The next bytes, awaited no longer than `patience`; `None` at the end.
    ///
    /// # Errors
    /// [`ProblemCode::Timeout`] or [`ProblemCode::Truncated`].
    pub(crate) async fn next(&mut self, patience: Duration) -> Result<Option<Bytes>, Problem> {
        match timeout(patience, self.response.chunk()).await {
            Ok(Ok(bytes)) => Ok(bytes),
            Ok(Err(error)) => {
                let message = format!("The connection broke off: {}", innermost(&error));
                Err(Problem {
                    status: Some(self.response.status().as_u16()),
                    ..Problem::new(ProblemCode::Truncated, message)
                })
            }
            Err(_) => Err(silent(patience)),
        }
    }

    /// The whole body as JSON.
    ///
    /// # Errors
    /// [`ProblemCode::Protocol`] when it is none.
    pub(crate) async fn json(self) -> Result<Value, Problem> {
        let status = self.response.status().as_u16();
        let body = self.read(BODY_LIMIT).await;
        serde_json::from_slice(&body).map_err(|_| Problem {
            status: Some(status),
            raw: Some(String::from_utf8_lossy(&body).into_owned()),
            ..Problem::new(
                ProblemCode::Protocol,
                "The address answered with something that is not JSON. Is the base URL right?",
            )
        })
    }

    /// What of the body arrives, up to a limit. One that breaks off still says something.
    async fn read(mut self, limit: usize) -> Vec<u8> {
        let mut body = Vec::new();
        while body.len() < limit
            && let Ok(Some(bytes)) = self.next(self.limits.silence).await
        {
            body.extend_from_slice(&bytes);
        }
        body.truncate(limit);
        body
    }

    fn moved(&self) -> Problem {
        let target = self.response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let message = match target {
            Some(target) => format!("The address redirects to {target}. Set the base URL to where it leads."),
            None => "The address redirects elsewhere. Set the base URL to where it leads.".to_owned(),
        };
        Problem {
            status: Some(self.response.status().as_u16()),
            ..Problem::new(ProblemCode::Protocol, message)
        }
    }
}

fn authorised(mut request: RequestBuilder, access: Access<'_>) -> Result<RequestBuilder, Problem> {
    for (name, value) in access.headers {
        request = request.header(name, value);
    }
    let Some(key) = access.key else { return Ok(request) };
    let (name, value) = match access.auth {
        Auth::Bearer => (AUTHORIZATION, format!("Bearer {}", key.expose())),
        Auth::Header(name) => (header_name(name)?, key.expose().to_owned()),
    };
    let mut value = HeaderValue::from_str(&value)
        .map_err(|_| Problem::new(ProblemCode::BadKey, "The API key holds characters that no key has."))?;
    value.set_sensitive(true);
    Ok(request.header(name, value))
}

fn header_name(name: &str) -> Result<HeaderName, Problem> {
    name.parse().map_err(|_| {
        Problem::new(ProblemCode::Unsupported, format!("“{name}” cannot be the name of a header."))
    })
}

pub(crate) fn silent(patience: Duration) -> Problem {
    let message = format!("The provider sent nothing for {} seconds.", patience.as_secs_f64());
    Problem::new(ProblemCode::Timeout, message)
}

/// The problem of a request that got no reply.
fn unreachable(url: &Url, error: &reqwest::Error) -> Problem {
    let host = url.host_str().unwrap_or_default();
    let place = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let reason = if error.is_timeout() { "no connection in time".to_owned() } else { innermost(error) };
    Problem::new(ProblemCode::Network, format!("{place} could not be reached: {reason}."))
}

/// What lies at the bottom of an error; the layers above it speak of the library. Never the address,
/// whose query may be secret.
fn innermost(error: &reqwest::Error) -> String {
    let mut source = error.source();
    let mut message = None;
    while let Some(inner) = source {
        message = Some(inner.to_string());
        source = inner.source();
    }
    message.unwrap_or_else(|| "it failed".to_owned())
}

/// How long the reply asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).map(str::trim);
    if let Some(wait) = text("retry-after-ms").and_then(|text| text.parse::<f64>().ok()) {
        return Duration::try_from_secs_f64(wait / 1000.0).ok();
    }
    let after = text("retry-after")?;
    if let Ok(wait) = after.parse::<f64>() {
        return Duration::try_from_secs_f64(wait).ok();
    }
    let date = httpdate::parse_http_date(after).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(headers: &[(&'static str, &str)]) -> Option<Duration> {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777); // Sun, 06 Nov 1994 08:49:37 GMT
        let headers = headers.iter().map(|(name, value)| {
            (reqwest::header::HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        });
        retry_after(&headers.collect(), now)
    }

    #[test]
    fn a_wait_is_read_in_each_of_its_spellings() {
        assert_eq!(wait(&[("retry-after", "20")]), Some(Duration::from_secs(20)));
        assert_eq!(wait(&[("retry-after", " 1.5 ")]), Some(Duration::from_millis(1500)));
        assert_eq!(wait(&[("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT")]), Some(Duration::from_secs(30)));
        assert_eq!(
            wait(&[("retry-after-ms", "250"), ("retry-after", "1")]),
            Some(Duration::from_millis(250))
        );
    }

    #[test]
    fn a_date_that_has_passed_asks_for_no_wait() {
        assert_eq!(wait(&[("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT")]), Some(Duration::ZERO));
    }

    #[test]
    fn nonsense_asks_for_no_wait() {
        for nonsense in ["-5", "soon", "NaN", "inf", ""] {
            assert_eq!(wait(&[("retry-after", nonsense)]), None, "{nonsense}");
        }
        assert_eq!(wait(&[]), None);
    }
}
