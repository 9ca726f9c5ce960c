//! Google's Gemini: `streamGenerateContent`, in which each event is a whole response of its own.

mod contents;
mod decode;
mod listing;
mod request;
mod thinking;
mod wire;

pub use decode::Decoder;
pub(crate) use listing::{LISTING, models_in, next_page};
pub(crate) use request::exchange;
