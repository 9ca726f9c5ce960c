//! Messages, as Anthropic made it and other vendors and local servers speak it too.

mod decode;
mod listing;
mod messages;
mod plain;
mod request;
mod schema;
mod thinking;
mod tool_calls;
mod usage;
mod wire;

pub use decode::Decoder;
pub(crate) use listing::{LISTING, models_in, next_page};
pub(crate) use request::exchange;
