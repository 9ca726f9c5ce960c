//! `POST /api/<command>`: the arguments as JSON in, the reply as JSON out.

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use runnel_engine::Engine;
#[allow(clippy::wildcard_imports, reason = "the list of commands names every type there is")]
use runnel_engine::contract::*;
use serde::de::DeserializeOwned;

/// A picture of 20 MB in base64, and room to spare.
const BODY_LIMIT_BYTES: usize = 32 * 1024 * 1024;

/// Writes a route for each of the engine's commands.
macro_rules! route_all {
    ($($(#[doc = $doc:literal])* $name:ident($args:ty) -> $reply:ty;)*) => {
        /// Every command of the engine.
        pub(crate) fn router() -> Router<Engine> {
            Router::new()
                $(.route(
                    concat!("/api/", stringify!($name)),
                    post(async |State(engine): State<Engine>, body: Bytes| -> Result<Json<$reply>, Refused> {
                        let args: $args = arguments(&body)?;
                        Ok(Json(engine.$name(args).await?))
                    }),
                ))*
                .layer(DefaultBodyLimit::max(BODY_LIMIT_BYTES))
        }
    };
}

runnel_engine::for_each_command!(route_all);

/// Reads the arguments of a command or stream.
pub(crate) fn arguments<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    serde_json::from_slice(body).map_err(|error| Refused::BadBody(error.to_string()))
}

/// Why there is no reply.
pub(crate) enum Refused {
    /// The engine refused: 422 with its refusal.
    Refusal(Refusal),
    /// What came is not what the command takes: 400 with why.
    BadBody(String),
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Refusal(refusal) => (StatusCode::UNPROCESSABLE_ENTITY, Json(refusal)).into_response(),
            Self::BadBody(why) => (StatusCode::BAD_REQUEST, why).into_response(),
        }
    }
}
