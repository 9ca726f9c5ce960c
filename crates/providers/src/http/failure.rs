//! What goes wrong with a connection, in the one vocabulary.

use std::{
    error::Error,
    io::{self, ErrorKind},
    time::Duration,
};

use runnel_conversation::{Problem, ProblemCode};
use url::Url;

use crate::endpoint::is_loopback;

/// A request that failed.
#[derive(Debug)]
pub(crate) struct Failure {
    /// How.
    pub(crate) problem: Problem,
    /// Whether the same request may succeed in a moment.
    pub(crate) passing: bool,
}

impl From<Problem> for Failure {
    /// A failure that time does not heal.
    fn from(problem: Problem) -> Self {
        Self { problem, passing: false }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        failure.problem
    }
}

impl Failure {
    /// The failure of a request that got no reply.
    pub(super) fn to_reach(url: &Url, error: &reqwest::Error) -> Self {
        let host = url.host_str().unwrap_or_default();
        let place = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        if source::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
            let message = format!(
                "{place} answered with something that is not HTTP: {}. Is the address right?",
                innermost(error)
            );
            return Problem::new(ProblemCode::Protocol, message).into();
        }
        let reason = if error.is_timeout() { "no connection in time".to_owned() } else { innermost(error) };
        let problem = Problem::new(ProblemCode::Network, format!("{place} could not be reached: {reason}."));
        Self { problem, passing: is_passing(url, error) }
    }
}

/// Whether a connection that could not be made, or was lost, may be made in a moment.
fn is_passing(url: &Url, error: &reqwest::Error) -> bool {
    match source::<io::Error>(error).map(|error| root(error).kind()) {
        // A certificate that is not trusted, or no TLS at all.
        Some(ErrorKind::InvalidData | ErrorKind::InvalidInput) => false,
        // Nobody listens there, and nobody will before the person starts something.
        Some(ErrorKind::ConnectionRefused) => !is_loopback(url),
        Some(_) => true,
        // A connection that was closed without a word is no fault of this computer's system.
        None => error.is_timeout() || source::<hyper::Error>(error).is_some(),
    }
}

pub(crate) fn silent(patience: Duration) -> Problem {
    let message = format!("The provider sent nothing for {} seconds.", patience.as_secs_f64());
    Problem::new(ProblemCode::Timeout, message)
}

/// What of this type lies under an error, the deepest first.
fn source<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    let sources = std::iter::successors(error.source(), |error| (*error).source());
    sources.filter_map(|error| error.downcast_ref()).last()
}

/// The error of the system that others may be wrapped around, which are no sources of one another.
fn root(error: &io::Error) -> &io::Error {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    inner.map_or(error, root)
}

/// What lies at the bottom of an error; the layers above it speak of the library. Never the address,
/// whose query may be secret.
pub(super) fn innermost(error: &reqwest::Error) -> String {
    let sources = std::iter::successors(error.source(), |error| (*error).source());
    sources.last().map_or_else(|| "it failed".to_owned(), ToString::to_string)
}
