//! What every target holds: the property that the tests of `runnel-providers` hold too.

#[path = "../../crates/providers/tests/any_bytes/property.rs"]
mod property;

pub use property::{a_reply_is_read, a_reply_of_is_read, a_stream_is_framed};
