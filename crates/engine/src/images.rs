//! Pictures: taken in, looked at, and fetched for the web view and for providers that take no links.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use runnel_providers::{FetchError, ImageInput};
use runnel_store::StoreError;
use url::Url;

use crate::Engine;
use crate::contract::{AddPicture, Image, Picture, Refusal};

/// The largest picture that is taken, in bytes: 20 MB, what the strictest of the big providers take.
const LARGEST_BYTES: u64 = 20 * 1024 * 1024;

/// A picture's bytes.
#[derive(Debug, Clone)]
pub struct PictureBytes {
    /// `image/png`, `image/jpeg`, `image/webp` or `image/gif`.
    pub media_type: String,
    /// The file, as it is.
    pub bytes: Vec<u8>,
}

/// The media type of a picture by its first bytes: a name or a server's word may lie.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    use infer::image::{is_gif, is_jpeg, is_png, is_webp};
    match bytes {
        _ if is_png(bytes) => Some("image/png"),
        _ if is_jpeg(bytes) => Some("image/jpeg"),
        _ if is_webp(bytes) => Some("image/webp"),
        _ if is_gif(bytes) => Some("image/gif"),
        _ => None,
    }
}

fn checked(bytes: Vec<u8>) -> Result<PictureBytes, Refusal> {
    if bytes.len() as u64 > LARGEST_BYTES {
        return Err(Refusal::PictureTooLarge { limit_bytes: LARGEST_BYTES });
    }
    let media_type = media_type(&bytes).ok_or(Refusal::NotAPicture)?.to_owned();
    Ok(PictureBytes { media_type, bytes })
}

fn decoded(base64: &str) -> Result<Vec<u8>, Refusal> {
    STANDARD.decode(base64.trim()).map_err(|_| Refusal::NotAPicture)
}

impl Engine {
    /// Takes a picture in: looks at a link, or keeps the bytes.
    ///
    /// # Errors
    /// [`Refusal::NotAPicture`], [`Refusal::PictureTooLarge`], [`Refusal::PictureUnreachable`],
    /// [`Refusal::Storage`].
    pub async fn add_picture(&self, args: AddPicture) -> Result<Picture, Refusal> {
        let bytes = match args {
            AddPicture::Data { base64 } => decoded(&base64)?,
            AddPicture::Link { url } => {
                let url = url.trim().to_owned();
                let Some(data) = url.strip_prefix("data:") else {
                    let picture = self.fetched(&url).await?;
                    return Ok(Picture {
                        image: Image::Link { url },
                        media_type: picture.media_type,
                        bytes: picture.bytes.len() as u64,
                    });
                };
                decoded(data.split_once(";base64,").ok_or(Refusal::NotAPicture)?.1)?
            }
        };
        let PictureBytes { media_type, bytes } = checked(bytes)?;
        self.blocking(move |engine| {
            let hash = engine.inner().attachments.add(&bytes)?;
            let image = Image::Attachment { hash, media_type: media_type.clone() };
            Ok(Picture { image, media_type, bytes: bytes.len() as u64 })
        })
        .await
    }

    /// Takes in a link for a question to one provider, from a host that shows no thumbnails.
    ///
    /// One that the provider fetches itself is not looked at here: it may be reachable from there only. What is
    /// on this computer, the provider does not see, so a mistake in it is better told here.
    ///
    /// # Errors
    /// As [`Engine::add_picture`], and [`Refusal::ProviderMissing`].
    pub async fn link_for(&self, provider: &str, url: String) -> Result<Image, Refusal> {
        let is_remote =
            Url::parse(&url).is_ok_and(|url| url.has_host() && !runnel_providers::is_loopback(&url));
        if is_remote && self.vendor(provider).await?.images == ImageInput::Link {
            return Ok(Image::Link { url });
        }
        Ok(self.add_picture(AddPicture::Link { url }).await?.image)
    }

    /// A picture's bytes, wherever it is. A link is fetched once and then kept in the cache.
    ///
    /// # Errors
    /// As [`Engine::add_picture`], and [`Refusal::PictureMissing`].
    pub async fn picture(&self, image: Image) -> Result<PictureBytes, Refusal> {
        match image {
            Image::Link { url } => self.fetched(&url).await,
            Image::Attachment { hash, .. } => {
                self.blocking(move |engine| {
                    checked(engine.inner().attachments.read(&hash).map_err(|error| match error {
                        StoreError::Missing { .. } => Refusal::PictureMissing { hash },
                        error => error.into(),
                    })?)
                })
                .await
            }
        }
    }

    async fn fetched(&self, url: &str) -> Result<PictureBytes, Refusal> {
        let wanted = url.to_owned();
        let cached = self.blocking(move |engine| Ok(engine.inner().links.get(&wanted))).await?;
        if let Some(bytes) = cached {
            return checked(bytes);
        }
        let fetched = runnel_providers::fetch_picture(&self.inner().http, url, LARGEST_BYTES).await;
        let bytes = fetched.map_err(|error| match error {
            FetchError::TooLarge { limit } => Refusal::PictureTooLarge { limit_bytes: limit },
            error => Refusal::PictureUnreachable { reason: error.to_string() },
        })?;
        let picture = checked(bytes.to_vec())?;
        let url = url.to_owned();
        self.blocking(move |engine| {
            // The cache spares a second fetch; without it everything still works.
            let _ = engine.inner().links.put(&url, &bytes);
            Ok(())
        })
        .await?;
        Ok(picture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_first_bytes() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some("image/png"));
        assert_eq!(media_type(b"\xff\xd8\xff\xe0\0\x10JFIF"), Some("image/jpeg"));
        assert_eq!(media_type(b"GIF89a\x01\0"), Some("image/gif"));
        assert_eq!(media_type(b"RIFF\x24\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(media_type(b"<!doctype html>"), None);
        assert_eq!(media_type(b"RIFF\x24\0\0\0WAVEfmt "), None);
        assert_eq!(media_type(b""), None);
    }

    #[test]
    fn a_picture_over_the_limit_is_refused() {
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        bytes.resize(20 * 1024 * 1024 + 1, 0);
        assert_eq!(checked(bytes).unwrap_err(), Refusal::PictureTooLarge { limit_bytes: LARGEST_BYTES });
    }
}
