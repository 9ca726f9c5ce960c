//! A model server for tests: it listens on the loopback interface, speaks the dialects of the providers,
//! plays scripts and recordings, and misbehaves on request. Its HTTP is its own and minimal, so that every
//! byte on the wire, and the moment it leaves, is the test's to choose.
//!
//! This crate refuses to know the rest of Runnel. A decoder that was tested against a server built from
//! the same wire types would only agree with itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "this crate is test support: a test that cannot go on should say so at once"
)]

mod chat;
mod control;
pub mod faults;
mod flood;
mod inbox;
mod listing;
mod pictures;
mod play;
mod proxy;
mod recordings;
mod reply;
mod request;
mod routes;
mod script;
mod server;
mod split;
mod told;

pub use flood::flood_text;
pub use proxy::{Passage, ProxyServer};
pub use recordings::{Recording, Recordings, recordings};
pub use reply::Reply;
pub use request::Request;
pub use server::{HangUp, ModelServer};
pub use split::Split;
pub use told::{Counts, Ending, Told};
