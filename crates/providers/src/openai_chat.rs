//! Chat completions, as OpenAI made them and most vendors copied them, each with changes of its own.

mod decode;
mod listing;
mod request;
mod tool_calls;
mod wire;

pub use decode::Decoder;
pub(crate) use listing::models_in;
pub(crate) use request::exchange;
