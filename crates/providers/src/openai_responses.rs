//! OpenAI's Responses, which other vendors and local servers have begun to speak as well. Its list of
//! models is that of chat completions.

mod decode;
mod plain;
mod request;
mod wire;

pub use decode::Decoder;
pub(crate) use request::exchange;
