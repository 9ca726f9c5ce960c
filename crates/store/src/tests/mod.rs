//! What this crate promises, through its public face.

mod appending;
mod backup;
mod bin;
mod check;
mod conversations;
mod damage;
mod documented;
#[cfg(target_os = "linux")]
mod full_disk;
mod index;
mod journals;
mod keychain;
mod library;
#[cfg(unix)]
mod limits;
mod outline;
mod providers;
mod schema;
mod settings;
mod support;
