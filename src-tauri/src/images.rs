//! The picture protocol: the only way by which the web view gets pictures that are not its own.
//!
//! `picture://localhost/link?url=…` and `picture://localhost/attachment/<hash>`
//! (`http://picture.localhost/…` on Windows).

use runnel_engine::PictureBytes;
use runnel_engine::contract::{Image, Refusal};
use tauri::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use tauri::http::{Method, Request, Response, StatusCode};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder, Url};

use crate::host::Host;

/// The name of the protocol.
pub(crate) const SCHEME: &str = "picture";

/// Answers one request of the web view, in the background.
#[expect(clippy::needless_pass_by_value, reason = "Tauri gives it so")]
pub(crate) fn answer<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let asked = if request.method() == Method::GET { named(&request.uri().to_string()) } else { None };
        let Some(image) = asked else {
            return responder.respond(plain(StatusCode::NOT_FOUND, "there is no such picture"));
        };
        let found = match app.state::<Host>().engine() {
            Ok(engine) => engine.picture(image).await,
            Err(refusal) => Err(refusal),
        };
        responder.respond(response(found));
    });
}

/// The picture that an address of this protocol names.
fn named(address: &str) -> Option<Image> {
    let address = Url::parse(address).ok()?;
    if address.path() == "/link" {
        let (_, url) = address.query_pairs().find(|(name, _)| name == "url")?;
        return Some(Image::Link { url: url.into_owned() });
    }
    let hash = address.path().strip_prefix("/attachment/")?;
    // The type is found out from the bytes.
    Some(Image::Attachment { hash: hash.to_owned(), media_type: String::new() })
}

fn response(found: Result<PictureBytes, Refusal>) -> Response<Vec<u8>> {
    match found {
        Ok(PictureBytes { media_type, bytes }) => secured(StatusCode::OK, &media_type, bytes),
        Err(refusal) => plain(StatusCode::NOT_FOUND, &refusal.to_string()),
    }
}

fn plain(status: StatusCode, text: &str) -> Response<Vec<u8>> {
    secured(status, "text/plain; charset=utf-8", text.as_bytes().to_vec())
}

/// A reply that can be nothing but what its type says, and can load and run nothing.
fn secured(status: StatusCode, media_type: &str, body: Vec<u8>) -> Response<Vec<u8>> {
    Response::builder()
        .status(status)
        .header(CONTENT_TYPE, media_type)
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
        .header(CACHE_CONTROL, "no-store")
        .body(body)
        // Only a media type that is no header value can fail, and the engine names four that are.
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_named_with_its_whole_address() {
        let address = "picture://localhost/link?url=https%3A%2F%2Fexample.org%2Fa%20b.png%3Fx%3D1%26y%3D2";
        assert_eq!(
            named(address),
            Some(Image::Link { url: "https://example.org/a b.png?x=1&y=2".to_owned() })
        );
        assert_eq!(
            named("http://picture.localhost/link?url=http://a/b.png"),
            Some(Image::Link { url: "http://a/b.png".to_owned() })
        );
    }

    #[test]
    fn an_attachment_is_named_by_its_hash() {
        let image = Image::Attachment { hash: "abc123".to_owned(), media_type: String::new() };
        assert_eq!(named("picture://localhost/attachment/abc123"), Some(image));
    }

    #[test]
    fn nothing_else_is_a_picture() {
        for address in [
            "picture://localhost/",
            "picture://localhost/link",
            "picture://localhost/settings.toml",
            "nonsense",
        ] {
            assert_eq!(named(address), None, "{address}");
        }
    }

    #[test]
    fn a_picture_cannot_be_taken_for_anything_else() {
        let picture = PictureBytes { media_type: "image/png".to_owned(), bytes: vec![1, 2, 3] };
        let response = response(Ok(picture));
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[CONTENT_TYPE], "image/png");
        assert_eq!(response.headers()[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(response.body(), &[1, 2, 3]);
    }

    #[test]
    fn a_refusal_is_a_missing_picture() {
        let response = response(Err(Refusal::NotAPicture));
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/plain; charset=utf-8");
    }
}
