//! Ollama's own protocol. It is preferred to the other one that Ollama speaks: there an error in the
//! middle of a stream is lost, and the size of the context cannot be set.

mod decode;
mod listing;
mod request;

pub use decode::Decoder;
pub(crate) use listing::models_in;
pub(crate) use request::exchange;
