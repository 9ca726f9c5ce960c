//! The engine with a home of its own, against a model server that misbehaves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should say so at once"
)]

mod answers;
mod branches;
mod conversations;
#[cfg(target_os = "linux")]
mod disk_faults;
mod exchange;
mod keeping;
mod library;
mod local;
mod models;
mod network;
mod own_providers;
mod person;
mod pictures;
mod search;
mod several;
mod turns;
#[cfg(unix)]
mod unsaved;
mod vanished;
