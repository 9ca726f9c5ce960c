//! How to talk to models: one folder a protocol, vendors as data.
//!
//! A call goes one way: `http` gives bytes, `frames` cuts them, a protocol's decoder says what they
//! mean, and `chat` sees to it that a turn has exactly one ending. This crate refuses to know where
//! conversations and keys are kept, what a window is, and who is asking.

pub mod anthropic;
mod bloat;
mod chat;
pub mod dashscope_native;
mod dialect;
mod endpoint;
mod error;
pub mod frames;
pub mod gemini;
mod growing;
mod http;
mod json;
mod key;
mod lenient;
mod merge;
mod models;
mod network;
pub mod ollama;
pub mod openai_chat;
pub mod openai_responses;
mod picture;
mod protocol;
mod reading;
mod request;
mod retry;
mod sampling;
mod scripted;
mod sources;
mod text;
mod think_tags;
mod thinking;
mod vendor;
mod vendors;

pub use chat::chat;
pub use endpoint::{Endpoint, is_loopback};
pub use http::{Http, Limits};
pub use key::ApiKey;
pub use models::{Checked, Model, check, models};
pub use network::{Network, Proxy, ProxyServer};
pub use picture::{FetchError, fetch_picture};
pub use protocol::Decode;
pub use reading::{Reading, read_reply};
pub use request::{ChatMessage, ChatRequest, Picture, Role};
pub use retry::RetryPolicy;
pub use vendor::{
    AudioDialect, Auth, Continuation, EffortWords, Family, ImageInput, JsonDialect, KeyCheck, KnownModel,
    Name, Price, Protocol, SearchDialect, ThinkingDialect, ThinkingOff, TokenLimit, Vendor,
};
pub use vendors::{vendor, vendor_from_toml, vendors};

#[cfg(test)]
mod recorded;
