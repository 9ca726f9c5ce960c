//! The real program, in homes of its own, against the real engine and a model server that misbehaves.
#![cfg(unix)] // signals
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should say so at once"
)]

mod ask;
mod asked_for;
mod backup;
mod exchange;
mod faults;
mod json;
mod keys;
mod kills;
mod lists;
#[cfg(target_os = "linux")]
mod memory;
mod pictures;
mod program;
mod pull;
mod recordings;
mod stopping;
