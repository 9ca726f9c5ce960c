//! Chat completions, as OpenAI made them and most vendors copied them, each with changes of its own.

mod decode;
mod format;
mod listing;
mod messages;
mod plain;
mod request;
mod search;
mod sources;
mod thinking;
mod tool_calls;
mod usage;
mod wire;

pub use decode::Decoder;
pub(crate) use listing::models_in;
pub(crate) use request::exchange;
