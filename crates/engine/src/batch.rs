//! Gathers deltas, so that a fast model does not cost a write and a message for each token.
//!
//! The first words leave at once; after that a batch leaves when the interval is over or when it
//! holds [`FULL_BYTES`], whichever comes first. Time is given in, so that tests need no clock.

use std::time::{Duration, Instant};

use runnel_conversation::TurnEvent;

/// The shortest time between two batches: about two frames of a 60 Hz screen. Drawing is what costs,
/// and more often than this is not seen.
const INTERVAL: Duration = Duration::from_millis(33);

/// The longest time between two batches on a machine that is slow to take them.
const LONGEST_INTERVAL: Duration = Duration::from_millis(250);

/// Releasing may take this share of the time: an interval is at least so many times as long as the
/// last release took.
const COST_FACTOR: u32 = 4;

/// A batch with so much text leaves without waiting: web views take small messages fastest.
const FULL_BYTES: usize = 4 * 1024;

/// The events that wait to leave.
#[derive(Debug)]
pub(crate) struct Batcher {
    waiting: Vec<TurnEvent>,
    bytes: usize,
    first_words_left: bool,
    at_once: bool,
    last_release: Option<Instant>,
    interval: Duration,
}

impl Batcher {
    pub(crate) fn new() -> Self {
        Self {
            waiting: Vec::new(),
            bytes: 0,
            first_words_left: false,
            at_once: false,
            last_release: None,
            interval: INTERVAL,
        }
    }

    /// Takes an event in, joined to the one before it where both are text of one kind.
    pub(crate) fn push(&mut self, event: TurnEvent) {
        match &event {
            TurnEvent::Content { text } | TurnEvent::Reasoning { text } => {
                self.bytes += text.len();
                self.at_once |= !self.first_words_left;
            }
            // The start and the end are news; a usage report or a tool call can wait its turn.
            TurnEvent::Started { .. }
            | TurnEvent::Retrying { .. }
            | TurnEvent::Finished { .. }
            | TurnEvent::Stopped
            | TurnEvent::Failed { .. } => self.at_once = true,
            TurnEvent::ToolCall(_)
            | TurnEvent::Opaque { .. }
            | TurnEvent::Source(_)
            | TurnEvent::Adjusted { .. }
            | TurnEvent::Usage(_) => {}
        }
        match (self.waiting.last_mut(), event) {
            (Some(TurnEvent::Content { text: so_far }), TurnEvent::Content { text })
            | (Some(TurnEvent::Reasoning { text: so_far }), TurnEvent::Reasoning { text }) => {
                so_far.push_str(&text);
            }
            (_, event) => self.waiting.push(event),
        }
    }

    /// When what waits has to leave; `None` while nothing waits.
    pub(crate) fn due(&self, now: Instant) -> Option<Instant> {
        if self.waiting.is_empty() {
            return None;
        }
        match self.last_release {
            Some(last) if !self.at_once && self.bytes < FULL_BYTES => Some(last + self.interval),
            _ => Some(now),
        }
    }

    /// What waits, to be released now.
    pub(crate) fn take(&mut self, now: Instant) -> Vec<TurnEvent> {
        self.first_words_left |= self.bytes > 0;
        self.bytes = 0;
        self.at_once = false;
        self.last_release = Some(now);
        std::mem::take(&mut self.waiting)
    }

    /// Learns how long the release took, and waits longer on a machine where it takes long.
    pub(crate) fn released_in(&mut self, cost: Duration) {
        self.interval = (cost * COST_FACTOR).clamp(INTERVAL, LONGEST_INTERVAL);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use runnel_conversation::FinishReason;

    use super::*;

    fn content(text: &str) -> TurnEvent {
        TurnEvent::Content { text: text.into() }
    }

    fn after_first_words(now: Instant) -> Batcher {
        let mut batcher = Batcher::new();
        batcher.push(content("first"));
        batcher.take(now);
        batcher
    }

    #[test]
    fn nothing_is_due_while_nothing_waits() {
        assert_eq!(Batcher::new().due(Instant::now()), None);
    }

    #[test]
    fn the_first_words_leave_at_once_even_right_after_the_start() {
        let now = Instant::now();
        let mut batcher = Batcher::new();
        batcher.push(TurnEvent::Started { provider: "p".into(), model: "m".into() });
        assert_eq!(batcher.due(now), Some(now));
        batcher.take(now);
        batcher.push(content("Hi"));
        assert_eq!(batcher.due(now), Some(now));
    }

    #[test]
    fn later_words_wait_for_the_interval() {
        let now = Instant::now();
        let mut batcher = after_first_words(now);
        batcher.push(content("more"));
        assert_eq!(batcher.due(now), Some(now + INTERVAL));
    }

    #[test]
    fn a_full_batch_does_not_wait() {
        let now = Instant::now();
        let mut batcher = after_first_words(now);
        batcher.push(content(&"x".repeat(FULL_BYTES)));
        assert_eq!(batcher.due(now), Some(now));
    }

    #[test]
    fn an_ending_does_not_wait() {
        let now = Instant::now();
        let mut batcher = after_first_words(now);
        batcher.push(TurnEvent::Finished { reason: FinishReason::Stop });
        assert_eq!(batcher.due(now), Some(now));
    }

    #[test]
    fn a_slow_machine_is_given_longer_intervals_within_a_limit() {
        let now = Instant::now();
        let mut batcher = after_first_words(now);
        batcher.push(content("more"));
        batcher.released_in(Duration::from_millis(20));
        assert_eq!(batcher.due(now), Some(now + Duration::from_millis(80)));
        batcher.released_in(Duration::from_secs(2));
        assert_eq!(batcher.due(now), Some(now + LONGEST_INTERVAL));
        batcher.released_in(Duration::ZERO);
        assert_eq!(batcher.due(now), Some(now + INTERVAL));
    }

    proptest! {
        #[test]
        fn whatever_is_pushed_comes_out_once_and_in_order(
            pieces in proptest::collection::vec((any::<bool>(), "[a-z中文]{0,9}"), 0..40),
            takes in proptest::collection::vec(any::<bool>(), 40),
        ) {
            let now = Instant::now();
            let mut batcher = Batcher::new();
            let mut out = Vec::new();
            for ((reasoning, text), take) in pieces.iter().zip(&takes) {
                let text = text.clone();
                batcher.push(if *reasoning { TurnEvent::Reasoning { text } } else { TurnEvent::Content { text } });
                if *take {
                    out.extend(batcher.take(now));
                }
            }
            out.extend(batcher.take(now));
            let spelled = |reasoning: bool, text: &str| text.chars().map(|c| (reasoning, c)).collect::<Vec<_>>();
            let pushed: Vec<_> = pieces.iter().flat_map(|(reasoning, text)| spelled(*reasoning, text)).collect();
            let came_out: Vec<_> = out.iter().flat_map(|event| match event {
                TurnEvent::Content { text } => spelled(false, text),
                TurnEvent::Reasoning { text } => spelled(true, text),
                _ => Vec::new(),
            }).collect();
            prop_assert_eq!(pushed, came_out);
        }
    }
}
