//! Providers that a person makes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The file of a person's own provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OwnProvider {
    /// Its id.
    pub id: String,
    /// The file, in TOML.
    pub text: String,
}

/// A provider to keep.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SaveOwnProvider {
    /// The one that is changed; `None` makes another.
    pub id: Option<String>,
    /// The file, in TOML: all the fields of a built-in provider, or `like = "ID"` and what differs.
    pub text: String,
}

/// Another account of a built-in provider.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AddAccount {
    /// The id of the built-in one.
    pub like: String,
    /// What the person calls it.
    pub name: String,
    /// Its address, where it is another.
    pub base_url: Option<String>,
}
