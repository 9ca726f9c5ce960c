//! Why a task could not go on, and what mends it.

use thiserror::Error;

/// A failure and its mend: what to type or to look at.
#[derive(Debug, Error)]
#[error("{what}\n  To mend it: {mend}")]
pub(crate) struct Failure {
    what: String,
    mend: String,
}

/// What a step of a task gives.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    pub(crate) fn new(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { what: what.into(), mend: mend.into() }
    }
}
