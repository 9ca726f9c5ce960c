//! Which models a vendor has, and whether it takes the key.

use runnel_conversation::Problem;

use crate::{endpoint::Endpoint, http::Http};

/// A model that can be chosen. What the vendor does not say and nobody here knows is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The id, as the vendor spells it.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// Whether it sees pictures.
    pub vision: Option<bool>,
    /// Whether it can think before it answers.
    pub thinking: Option<bool>,
    /// How many tokens it can take in at once.
    pub context_tokens: Option<u64>,
}

/// A key, or a server without one, that answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// How many models there are to choose from.
    pub models: usize,
}

/// The models to choose from.
pub async fn models(_http: &Http, _endpoint: &Endpoint) -> Result<Vec<Model>, Problem> {
    Ok(Vec::new())
}

/// Whether the vendor takes the key.
pub async fn check(_http: &Http, _endpoint: &Endpoint) -> Result<Checked, Problem> {
    Ok(Checked { models: 0 })
}
