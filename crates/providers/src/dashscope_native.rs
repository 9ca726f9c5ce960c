//! The older protocol of Alibaba's `DashScope`, beside which it speaks chat completions. No built-in
//! vendor needs it; the file of a person's own can name it.

mod decode;
mod request;
mod tool_calls;
mod wire;

pub use decode::Decoder;
pub(crate) use request::exchange;
