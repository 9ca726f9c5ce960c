//! Ollama's own protocol. It is preferred to the other one that Ollama speaks: there an error in the
//! middle of a stream is lost, and the size of the context cannot be set.

mod decode;
mod library;
mod listing;
mod plain;
mod pull;
mod request;

pub use decode::Decoder;
pub use library::{Details, Loaded, LocalModel, delete, details, local_models, unload, version};
pub(crate) use listing::models_in;
pub use pull::{Progress, pull};
pub(crate) use request::exchange;
