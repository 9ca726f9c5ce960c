//! What a task says as it works. Progress goes to standard error, so that standard output holds results only.

use crate::failure::Failure;

/// Something is about to be done: "installing npm packages".
pub(crate) fn doing(what: &str) {
    eprintln!("→ {what}");
}

/// Something a person may want to know, although nothing failed.
pub(crate) fn note(what: &str) {
    eprintln!("  {what}");
}

pub(crate) fn failure(failure: &Failure) {
    eprintln!("✗ {failure}");
}
