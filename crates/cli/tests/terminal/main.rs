//! The real program, in homes of its own, against the real engine and a model server that misbehaves.
#![cfg(unix)] // signals

mod ask;
mod faults;
mod keys;
mod lists;
mod pictures;
mod program;
mod stopping;
