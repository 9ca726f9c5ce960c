//! Conversations that come from other programs, and go to them.
//!
//! [`import()`] finds out by content what a file, an archive or a folder holds, and gives its conversations as
//! records of our own; importing the same again gives the same records, so that joining adds nothing. The exporters write one
//! conversation, or all, for people and for other programs.
//!
//! This crate refuses to know providers, the store, the engine and the time of day. It trusts nothing that it
//! reads: what is too large, too deep or not what it says is refused with its reason, within the bounds in
//! [`limits`].

mod container;
mod document;
pub mod export;
mod foreign;
mod format;
mod formats;
mod guard;
mod ids;
mod import;
mod json;
pub mod limits;
mod pictures;
mod reading;
mod refused;
mod report;
mod times;
mod vendors;

pub use format::Format;
pub use import::{Imported, Progress, Sink, SinkError, Stopped, import};
pub use jiff::tz::TimeZone;
pub use pictures::media_type;
pub use refused::Refused;
pub use report::{Counted, LeftOut, Reason, Report};
