//! The answer while it grows: a state machine with exactly one ending.

use crate::{Adjustment, Ending, Part, Source, TurnEvent, Usage};

/// An event came after the ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlreadyEnded;

/// The answer of one turn, growing with its events.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Turn {
    parts: Vec<Part>,
    /// Told in the middle of the words, which they must not cut in two.
    sources: Vec<Source>,
    usage: Option<Usage>,
    adjustments: Vec<Adjustment>,
    ending: Option<Ending>,
}

/// What a turn came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What was thought and said, in order, and then the sources.
    pub parts: Vec<Part>,
    /// What it used, if the provider said.
    pub usage: Option<Usage>,
    /// How the request differed from the wish.
    pub adjustments: Vec<Adjustment>,
    /// How it ended.
    pub ending: Ending,
}

impl Turn {
    /// Takes in what happened next.
    ///
    /// # Errors
    /// [`AlreadyEnded`] when the turn had ended: it has one ending, and nothing follows it.
    pub fn apply(&mut self, event: &TurnEvent) -> Result<(), AlreadyEnded> {
        if self.ending.is_some() {
            return Err(AlreadyEnded);
        }
        match event {
            TurnEvent::Started { .. } | TurnEvent::Retrying { .. } => {}
            TurnEvent::Reasoning { text } => match self.parts.last_mut() {
                Some(Part::Reasoning { text: so_far }) => so_far.push_str(text),
                _ => self.parts.push(Part::Reasoning { text: text.clone() }),
            },
            TurnEvent::Content { text } => match self.parts.last_mut() {
                Some(Part::Text { text: so_far }) => so_far.push_str(text),
                _ => self.parts.push(Part::Text { text: text.clone() }),
            },
            TurnEvent::ToolCall(call) => self.parts.push(Part::ToolCall(call.clone())),
            TurnEvent::Opaque { protocol, data } => {
                self.parts.push(Part::Opaque { protocol: protocol.clone(), data: data.clone() });
            }
            TurnEvent::Source(source) => {
                if self.sources.iter().all(|known| known.url != source.url) {
                    self.sources.push(source.clone());
                }
            }
            TurnEvent::Adjusted { adjustment } => self.adjustments.push(adjustment.clone()),
            TurnEvent::Usage(usage) => self.usage = Some(*usage),
            TurnEvent::Finished { reason } => {
                self.ending = Some(Ending::Finished { reason: reason.clone() });
            }
            TurnEvent::Stopped => self.ending = Some(Ending::Stopped),
            TurnEvent::Failed { problem } => {
                self.ending = Some(Ending::Failed { problem: problem.clone() });
            }
        }
        Ok(())
    }

    /// Whether the ending has come.
    pub fn has_ended(&self) -> bool {
        self.ending.is_some()
    }

    /// What it came to. A turn that never ended was interrupted.
    pub fn into_outcome(self) -> Outcome {
        let Self { mut parts, sources, usage, adjustments, ending } = self;
        parts.extend(sources.into_iter().map(Part::Source));
        Outcome { parts, usage, adjustments, ending: ending.unwrap_or(Ending::Interrupted) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{FinishReason, Problem, ProblemCode};

    fn content(text: &str) -> TurnEvent {
        TurnEvent::Content { text: text.into() }
    }

    fn reasoning(text: &str) -> TurnEvent {
        TurnEvent::Reasoning { text: text.into() }
    }

    #[test]
    fn deltas_of_one_kind_join_into_one_part() {
        let mut turn = Turn::default();
        for event in [reasoning("let "), reasoning("me see"), content("4"), content("2")] {
            turn.apply(&event).unwrap();
        }
        let Outcome { parts, ending, .. } = turn.into_outcome();
        assert_eq!(parts, [Part::Reasoning { text: "let me see".into() }, Part::Text { text: "42".into() }]);
        assert_eq!(ending, Ending::Interrupted);
    }

    #[test]
    fn sources_come_last_and_once_and_cut_no_words() {
        let source = Source { url: "https://example.org".into(), title: None };
        let mut turn = Turn::default();
        let found = TurnEvent::Source(source.clone());
        for event in [content("4"), found.clone(), content("2"), found] {
            turn.apply(&event).unwrap();
        }
        let parts = turn.into_outcome().parts;
        assert_eq!(parts, [Part::Text { text: "42".into() }, Part::Source(source)]);
    }

    #[test]
    fn the_last_usage_holds() {
        let mut turn = Turn::default();
        for total in [1, 2, 3] {
            turn.apply(&TurnEvent::Usage(Usage { total_tokens: Some(total), ..Usage::default() })).unwrap();
        }
        assert_eq!(turn.into_outcome().usage.unwrap().total_tokens, Some(3));
    }

    #[test]
    fn nothing_follows_an_ending() {
        for ending in [
            TurnEvent::Finished { reason: FinishReason::Stop },
            TurnEvent::Stopped,
            TurnEvent::Failed { problem: Problem::new(ProblemCode::Network, "gone") },
        ] {
            assert!(ending.is_ending());
            let mut turn = Turn::default();
            turn.apply(&ending).unwrap();
            assert_eq!(turn.apply(&content("late")), Err(AlreadyEnded));
            assert_eq!(turn.apply(&TurnEvent::Stopped), Err(AlreadyEnded));
        }
    }

    proptest! {
        #[test]
        fn however_the_text_is_cut_the_part_is_whole(text in "\\PC{0,80}", cuts in proptest::collection::vec(0usize..80, 0..8)) {
            let chars: Vec<char> = text.chars().collect();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(chars.len())).collect();
            cuts.push(chars.len());
            cuts.sort_unstable();
            let mut turn = Turn::default();
            let mut from = 0;
            for cut in cuts {
                let piece: String = chars[from..cut].iter().collect();
                turn.apply(&content(&piece)).unwrap();
                from = cut;
            }
            prop_assert_eq!(turn.into_outcome().parts, vec![Part::Text { text }]);
        }
    }
}
