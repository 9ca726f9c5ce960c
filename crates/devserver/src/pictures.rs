//! `GET /picture/…`: what the window's picture protocol serves.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use runnel_engine::contract::Image;
use runnel_engine::{Engine, PictureBytes};
use serde::Deserialize;

/// The query of a picture on the web.
#[derive(Deserialize)]
pub(crate) struct Link {
    /// Its address.
    url: String,
}

/// A picture on the web.
pub(crate) async fn link(State(engine): State<Engine>, Query(link): Query<Link>) -> Response {
    picture(&engine, Image::Link { url: link.url }).await
}

/// A picture that is kept here.
pub(crate) async fn attachment(State(engine): State<Engine>, Path(hash): Path<String>) -> Response {
    // The type is found out from the bytes.
    picture(&engine, Image::Attachment { hash, media_type: String::new() }).await
}

async fn picture(engine: &Engine, image: Image) -> Response {
    match engine.picture(image).await {
        Ok(PictureBytes { media_type, bytes }) => {
            let headers = [
                (CONTENT_TYPE, media_type.as_str()),
                (X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (CACHE_CONTROL, "no-store"),
            ];
            (headers, bytes).into_response()
        }
        Err(refusal) => (StatusCode::NOT_FOUND, refusal.to_string()).into_response(),
    }
}
