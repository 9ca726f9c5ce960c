//! Fetching a picture that a vendor cannot fetch itself.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use runnel_conversation::Problem;
use tokio::time::timeout;
use url::Url;

use crate::{error, http::Http};

/// How many times a redirect is followed.
const REDIRECTS: usize = 5;
/// How long it may take altogether.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Why a picture could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address is not an `http` or `https` one.
    #[error("the address is not an http or https address")]
    NotHttp,
    /// It is larger than allowed.
    #[error("the picture is larger than {limit} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit: u64,
    },
    /// It did not come.
    #[error("{}", problem.message)]
    Unreachable {
        /// What happened instead.
        problem: Problem,
    },
}

/// Fetches what an address leads to, up to `limit_bytes`, following up to five redirects and within
/// 30 seconds. Whether it is a picture at all is for the caller to see.
pub async fn fetch_picture(http: &Http, url: &str, limit_bytes: u64) -> Result<Bytes, FetchError> {
    let url = Url::parse(url.trim()).map_err(|_| FetchError::NotHttp)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FetchError::NotHttp);
    }
    match timeout(TIME_LIMIT, fetch(http, url, limit_bytes)).await {
        Ok(fetched) => fetched,
        Err(_) => Err(FetchError::Unreachable { problem: crate::http::silent(TIME_LIMIT) }),
    }
}

async fn fetch(http: &Http, url: Url, limit: u64) -> Result<Bytes, FetchError> {
    let unreachable = |problem| FetchError::Unreachable { problem: error::presentable(problem, []) };
    let mut reply = http.follow(url, REDIRECTS).await.map_err(|failure| unreachable(failure.problem))?;
    if reply.length().is_some_and(|length| length > limit) {
        return Err(FetchError::TooLarge { limit });
    }
    let mut content = BytesMut::new();
    while let Some(bytes) = reply.next(reply.silence()).await.map_err(unreachable)? {
        content.extend_from_slice(&bytes);
        if u64::try_from(content.len()).unwrap_or(u64::MAX) > limit {
            return Err(FetchError::TooLarge { limit });
        }
    }
    Ok(content.freeze())
}
