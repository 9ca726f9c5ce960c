//! How to talk to models: one folder a protocol, vendors as data.
//!
//! A call goes one way: `http` gives bytes, `frames` cuts them, a protocol's decoder says what they
//! mean, and `chat` sees to it that a turn has exactly one ending. This crate refuses to know where
//! conversations and keys are kept, what a window is, and who is asking.

mod chat;
mod dialect;
mod endpoint;
mod error;
pub mod frames;
mod http;
mod key;
mod models;
pub mod ollama;
pub mod openai_chat;
mod picture;
mod protocol;
mod reading;
mod request;
mod scripted;
mod think_tags;
mod thinking;
mod vendor;
mod vendors;

pub use chat::chat;
pub use endpoint::{Endpoint, is_loopback};
pub use http::{Http, Limits};
pub use key::ApiKey;
pub use models::{Checked, Model, check, models};
pub use picture::{FetchError, fetch_picture};
pub use protocol::Decode;
pub use request::{ChatMessage, ChatRequest, Picture, Role};
pub use vendor::{
    Auth, EffortWords, Family, ImageInput, JsonDialect, KeyCheck, KnownModel, Name, Price, Protocol,
    SearchDialect, ThinkingDialect, TokenLimit, Vendor,
};
pub use vendors::{vendor, vendor_from_toml, vendors};

#[cfg(test)]
mod recorded;
