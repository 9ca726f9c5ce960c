//! Imports of small made-up exports, of hostile files and of noise; and what is exported, imported again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should say so at once"
)]

mod again;
mod any_bytes;
mod exporters;
mod fixtures;
mod hostile;
mod importers;
mod outline;
mod round_trips;
mod taken;
