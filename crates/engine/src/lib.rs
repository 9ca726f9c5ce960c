//! What a person can do with Runnel, without a window.
//!
//! Every command and event is declared once in [`contract`]; a host (the window, the terminal, the
//! development server) calls [`Engine`]'s methods and lends it [`Outlet`]s to deliver to. This crate
//! refuses to know windows, HTTP libraries and databases: those are the hosts', `providers`' and
//! `store`'s business.

mod abilities;
mod additions;
mod ask;
mod backups;
mod batch;
mod blocking;
mod branches;
mod calls;
mod choice;
mod clock;
mod context;
pub mod contract;
mod conversations;
mod cost;
mod damage;
mod engine;
mod export;
mod images;
mod import;
mod indexing;
mod json;
mod keeping;
mod keys;
mod library;
mod local;
mod marks;
mod model_lists;
mod models;
mod network;
mod one_window;
mod outlet;
mod own_providers;
mod parameters;
mod problem;
mod providers;
mod pulls;
mod replies;
mod reply;
mod request;
mod search;
mod settings;
mod several;
mod turns;
mod typescript;
mod unsaved;
mod window;

pub use ask::{Ask, Asked};
pub use choice::ProviderCall;
pub use engine::Engine;
pub use images::PictureBytes;
pub use outlet::{Closed, Outlet};
pub use runnel_store::{Claimed, OneWindow};
pub use typescript::typescript;
