//! Whether and when a question that failed before anything was said is asked again.

use std::time::Duration;

use runnel_conversation::{Problem, ProblemCode};

/// By how much a wait may be longer than it has to be, as a share of it. Without that, everybody whom a
/// server turned away at once would come back at once.
const JITTER: f64 = 0.2;

/// How persistently a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How many times at most, the first time included.
    pub attempts: u32,
    /// The first wait where the provider names none; each further one is twice as long.
    pub first_wait: Duration,
    /// How long all waits together may take. One that would take longer is not begun: the person is told
    /// at once how long it would be.
    pub patience: Duration,
}

impl RetryPolicy {
    /// A question is asked once.
    pub const NEVER: Self = Self { attempts: 1, first_wait: Duration::ZERO, patience: Duration::ZERO };
}

impl Default for RetryPolicy {
    /// Four times, with waits of about 0.5, 1 and 2 seconds, or as the provider says, within 20 seconds.
    fn default() -> Self {
        Self { attempts: 4, first_wait: Duration::from_millis(500), patience: Duration::from_secs(20) }
    }
}

/// Whether a problem that a provider told of, or that broke a reply off, may be gone in a moment.
pub(crate) fn is_passing(code: ProblemCode) -> bool {
    matches!(code, ProblemCode::RateLimited | ProblemCode::Overloaded | ProblemCode::Truncated)
}

/// The waits of one question.
#[derive(Debug)]
pub(crate) struct Waits {
    policy: RetryPolicy,
    made: u32,
    waited: Duration,
}

impl Waits {
    pub(crate) fn new(policy: RetryPolicy) -> Self {
        Self { policy, made: 0, waited: Duration::ZERO }
    }

    /// How long to wait after this problem before asking again; `None` when it is not to be asked again.
    /// `chance` is from 0 to 1. Never less than the provider asks for.
    pub(crate) fn next(&mut self, problem: &Problem, chance: f64) -> Option<Duration> {
        if self.made + 1 >= self.policy.attempts {
            return None;
        }
        let asked_for = problem.retry_after_ms.filter(|wait| *wait > 0).map(Duration::from_millis);
        let least = asked_for.unwrap_or(self.policy.first_wait * 2_u32.saturating_pow(self.made));
        let left = self.policy.patience.saturating_sub(self.waited);
        if least > left {
            return None;
        }
        let wait = least.mul_f64(1.0 + JITTER * chance).min(left);
        self.made += 1;
        self.waited += wait;
        Some(wait)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn problem(retry_after_ms: Option<u64>) -> Problem {
        Problem { retry_after_ms, ..Problem::new(ProblemCode::RateLimited, "later") }
    }

    fn waits(retry_after_ms: Option<u64>, chance: f64) -> Vec<u128> {
        let mut waits = Waits::new(RetryPolicy::default());
        let waits = std::iter::from_fn(|| waits.next(&problem(retry_after_ms), chance));
        waits.map(|wait| wait.as_millis()).collect()
    }

    #[test]
    fn each_wait_is_twice_the_one_before_it() {
        assert_eq!(waits(None, 0.0), [500, 1000, 2000]);
        assert_eq!(waits(None, 1.0), [600, 1200, 2400]);
    }

    #[test]
    fn a_provider_that_names_a_wait_is_waited_for_so_long() {
        assert_eq!(waits(Some(1000), 0.0), [1000, 1000, 1000]);
        assert_eq!(waits(Some(1000), 0.5), [1100, 1100, 1100]);
        assert_eq!(waits(Some(0), 0.0), [500, 1000, 2000]);
    }

    #[test]
    fn a_wait_beyond_patience_is_not_begun() {
        assert!(waits(Some(20_001), 0.0).is_empty());
        assert_eq!(waits(Some(20_000), 1.0), [20_000]);
        assert_eq!(waits(Some(7_000), 0.0), [7_000, 7_000]);
        assert!(waits(Some(u64::MAX), 1.0).is_empty());
    }

    #[test]
    fn who_never_asks_again_never_waits() {
        assert_eq!(Waits::new(RetryPolicy::NEVER).next(&problem(None), 0.0), None);
    }

    proptest! {
        #[test]
        fn no_wait_is_shorter_than_was_asked_for_and_all_are_within_patience(
            asked in proptest::collection::vec(proptest::option::of(0u64..30_000), 0..9), chance in 0.0..=1.0,
        ) {
            let policy = RetryPolicy::default();
            let mut waits = Waits::new(policy);
            let mut sum = Duration::ZERO;
            for asked in asked {
                if let Some(wait) = waits.next(&problem(asked), chance) {
                    prop_assert!(wait >= Duration::from_millis(asked.unwrap_or(0)));
                    sum += wait;
                }
            }
            prop_assert!(sum <= policy.patience);
        }
    }
}
