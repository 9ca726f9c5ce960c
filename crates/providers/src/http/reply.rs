//! A reply: its head judged, its body read within limits.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures::FutureExt;
use reqwest::{
    Response, StatusCode,
    header::{HeaderMap, HeaderValue, LOCATION},
};
use runnel_conversation::{Problem, ProblemCode};
use serde_json::Value;
use tokio::time::timeout;
use url::Url;

use super::failure::{Failure, innermost, silent};
use crate::{bloat, error, retry::is_passing};

/// How much of the body of an error is read, in bytes.
const ERROR_BODY_LIMIT: usize = 1024 * 1024;
/// How long the body of an error is waited for: its status has said the most by then.
const ERROR_BODY_PATIENCE: Duration = Duration::from_secs(5);
/// How large a JSON document may be, in bytes: the longest list of models, several times over.
const JSON_LIMIT: usize = 8 * 1024 * 1024;
/// How much of what is not JSON is kept to be shown, in bytes. More than is shown, so that a key at the
/// cut is still whole when keys are taken out.
const SAMPLE: usize = 8 * 1024;
/// How long the end of a body is waited for whose last word was heard, so that its connection can be used again.
const FAREWELL: Duration = Duration::from_secs(1);
/// How much may still come then, in bytes.
const FAREWELL_LIMIT: usize = 64 * 1024;

/// A reply, its body still on the way. What is counted of a compressed body is what it unpacks to, and
/// that comes in pieces of a few kilobytes.
#[derive(Debug)]
pub(crate) struct Reply {
    response: Response,
    silence: Duration,
}

impl Reply {
    /// A reply whose next byte is waited for so long.
    pub(super) fn new(response: Response, silence: Duration) -> Self {
        Self { response, silence }
    }

    /// How long the next byte may take.
    pub(crate) fn silence(&self) -> Duration {
        self.silence
    }

    /// The reply if its status is a good one, else the problem that it tells of.
    pub(super) async fn accepted(self) -> Result<Self, Failure> {
        let status = self.response.status();
        if status.is_success() {
            return Ok(self);
        }
        if status.is_redirection() {
            return Err(self.moved().into());
        }
        if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            let message = "The proxy wants a name and a password, or others than it was given.";
            return Err(self.problem(ProblemCode::Network, message).into());
        }
        let headers = self.response.headers();
        let retry_after = retry_after(headers, SystemTime::now());
        let may_retry = headers.get("x-should-retry").is_none_or(|value| value != "false");
        let problem = error::from_reply(status.as_u16(), retry_after, &self.error_body().await);
        Err(Failure { passing: may_retry && is_passing(problem.code), problem })
    }

    /// Where a redirect leads, if this is one.
    pub(super) fn redirection(&self, from: &Url) -> Option<Url> {
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
                Err(self.problem(ProblemCode::Truncated, message))
            }
            Err(_) => Err(silent(patience)),
        }
    }

    /// The whole body as JSON.
    ///
    /// # Errors
    /// [`ProblemCode::Protocol`] when it is none, or too much; as [`Reply::next`].
    pub(crate) async fn json(mut self) -> Result<Value, Problem> {
        let mut body = Vec::new();
        while let Some(bytes) = self.next(self.silence).await? {
            if body.len() + bytes.len() > JSON_LIMIT {
                let message = format!("The reply is larger than {} MiB.", JSON_LIMIT / (1024 * 1024));
                return Err(self.problem(ProblemCode::Protocol, message));
            }
            body.extend_from_slice(&bytes);
        }
        bloat::parse_json(&body).ok_or_else(|| {
            body.truncate(SAMPLE);
            let message = "The address answered with something that is not JSON. Is the base URL right?";
            Problem {
                raw: Some(String::from_utf8_lossy(&body).into_owned()),
                ..self.problem(ProblemCode::Protocol, message)
            }
        })
    }

    /// Lets the rest of the body go, in the background from now on; the future tells when it has gone. A
    /// connection whose reply was read to its end is used again, and that end often comes a moment after
    /// the last word.
    pub(crate) fn let_go(mut self) -> impl Future<Output = ()> + use<> {
        let going = tokio::spawn(timeout(FAREWELL, async move {
            let mut passed_over = 0;
            while let Ok(Some(bytes)) = self.response.chunk().await
                && passed_over < FAREWELL_LIMIT
            {
                passed_over += bytes.len();
            }
        }));
        going.map(drop)
    }

    /// What of an error's body arrives in time, up to a limit. One that breaks off still says something.
    async fn error_body(mut self) -> Vec<u8> {
        let mut body = Vec::new();
        let reading = async {
            while body.len() < ERROR_BODY_LIMIT
                && let Ok(Some(bytes)) = self.response.chunk().await
            {
                body.extend_from_slice(&bytes);
            }
        };
        // Late or not, what came by then is all there is.
        let _ = timeout(ERROR_BODY_PATIENCE.min(self.silence), reading).await;
        body.truncate(ERROR_BODY_LIMIT);
        body
    }

    fn moved(&self) -> Problem {
        let target = self.response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let message = match target {
            Some(target) => format!("The address redirects to {target}. Set the base URL to where it leads."),
            None => "The address redirects elsewhere. Set the base URL to where it leads.".to_owned(),
        };
        self.problem(ProblemCode::Protocol, message)
    }

    fn problem(&self, code: ProblemCode, message: impl Into<String>) -> Problem {
        Problem { status: Some(self.response.status().as_u16()), ..Problem::new(code, message) }
    }
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
