//! Whether the frames of a reply make sense.

use runnel_conversation::Problem;

use crate::protocol::{only_garbage, truncated};

/// What was made of the frames so far.
#[derive(Debug, Default)]
pub(crate) struct Sense {
    made: bool,
    first_nonsense: Option<String>,
}

impl Sense {
    /// A frame made sense.
    pub(crate) fn made(&mut self) {
        self.made = true;
    }

    /// Whether some frame made sense.
    pub(crate) fn was_made(&self) -> bool {
        self.made
    }

    /// A frame made none.
    pub(crate) fn missing_in(&mut self, frame: &str) {
        self.first_nonsense.get_or_insert_with(|| frame.to_owned());
    }

    /// Whether frames came, and none made any.
    pub(crate) fn is_missing(&self) -> bool {
        !self.made && self.first_nonsense.is_some()
    }

    /// The failure of a stream that is over before its end was told.
    pub(crate) fn failure(&mut self) -> Problem {
        match self.first_nonsense.take() {
            Some(sample) if !self.made => only_garbage(sample),
            _ => truncated(),
        }
    }
}
