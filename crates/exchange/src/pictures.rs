//! Pictures, as other programs keep them.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha2::{Digest as _, Sha256};

use crate::Reason;
use crate::limits::LARGEST_PICTURE;

/// Programs differ in whether they pad.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The media type of a picture by its first bytes; `None` for what is none that models take.
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    use infer::image::{is_gif, is_jpeg, is_png, is_webp};
    match bytes {
        _ if is_png(bytes) => Some("image/png"),
        _ if is_jpeg(bytes) => Some("image/jpeg"),
        _ if is_webp(bytes) => Some("image/webp"),
        _ if is_gif(bytes) => Some("image/gif"),
        _ => None,
    }
}

/// A picture that can be kept: the hash of its content, and what it is.
pub(crate) fn known(bytes: &[u8]) -> Result<(String, &'static str), Reason> {
    if bytes.len() as u64 > LARGEST_PICTURE {
        return Err(Reason::PictureTooLarge);
    }
    let media_type = media_type(bytes).ok_or(Reason::PictureUnsupported)?;
    Ok((hash(bytes), media_type))
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The bytes of a `data:` address, or of base64 alone.
pub(crate) fn data(text: &str) -> Option<Vec<u8>> {
    let base64 = match text.strip_prefix("data:") {
        Some(rest) => rest.split_once(";base64,")?.1,
        None => text,
    };
    BASE64.decode(base64.trim()).ok()
}

/// Bytes in base64, for a document of our own.
pub(crate) fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// Whether an address leads to the web.
pub(crate) fn is_web(address: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_read_with_padding_and_without() {
        for text in ["data:image/png;base64,aGk=", "data:image/png;base64,aGk", "aGk="] {
            assert_eq!(data(text).as_deref(), Some(&b"hi"[..]), "{text}");
        }
        assert_eq!(data("data:text/plain,hi"), None);
        assert_eq!(data("data:image/png;base64,***"), None);
    }

    #[test]
    fn what_is_no_picture_is_told_from_what_is_too_large() {
        assert_eq!(known(b"<svg/>"), Err(Reason::PictureUnsupported));
        assert_eq!(known(&vec![0; 21 * 1024 * 1024]), Err(Reason::PictureTooLarge));
    }
}
