//! The counts, which are running totals told at both ends of a message.

use runnel_conversation::Usage;
use serde_json::Value;

/// What was counted so far.
#[derive(Debug, Default)]
pub(super) struct Counts(Usage);

impl Counts {
    /// Takes in a later count. Not all counts are told again, and some gateways tell zero where they do
    /// not know: neither takes back what was told before.
    pub(super) fn note(&mut self, usage: &Value) {
        let later = |place: &str, earlier: Option<u64>| {
            let told = usage.pointer(place).and_then(Value::as_u64);
            told.filter(|count| *count > 0).or(earlier).or(told)
        };
        self.0 = Usage {
            prompt_tokens: later("/input_tokens", self.0.prompt_tokens),
            completion_tokens: later("/output_tokens", self.0.completion_tokens),
            total_tokens: None,
            cached_tokens: later("/cache_read_input_tokens", self.0.cached_tokens),
            reasoning_tokens: later("/output_tokens_details/thinking_tokens", self.0.reasoning_tokens),
        };
    }

    /// The counts, as the vendor gives them, if there are any. `input_tokens` leaves out what came from
    /// the cache; nothing is added up.
    pub(super) fn usage(&self) -> Option<Usage> {
        let counted = [self.0.prompt_tokens, self.0.completion_tokens, self.0.cached_tokens];
        counted.into_iter().flatten().any(|count| count > 0).then_some(self.0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn counted(told: &[Value]) -> Option<Usage> {
        let mut counts = Counts::default();
        for usage in told {
            counts.note(usage);
        }
        counts.usage()
    }

    #[test]
    fn later_counts_replace_earlier_ones_and_leave_what_they_do_not_tell() {
        let start = json!({"input_tokens": 17, "cache_read_input_tokens": 5, "output_tokens": 1});
        let delta = json!({"output_tokens": 227, "output_tokens_details": {"thinking_tokens": 100}});
        let usage = Usage {
            prompt_tokens: Some(17),
            completion_tokens: Some(227),
            total_tokens: None,
            cached_tokens: Some(5),
            reasoning_tokens: Some(100),
        };
        assert_eq!(counted(&[start, delta]), Some(usage));
    }

    #[test]
    fn a_zero_takes_nothing_back_and_is_corrected_by_what_comes_later() {
        let zeros = json!({"input_tokens": 0, "output_tokens": 0});
        let counts = json!({"input_tokens": 3, "output_tokens": 4});
        for told in [[zeros.clone(), counts.clone()], [counts, zeros]] {
            let usage = counted(&told).unwrap();
            assert_eq!((usage.prompt_tokens, usage.completion_tokens), (Some(3), Some(4)));
        }
    }

    #[test]
    fn nothing_but_zeros_or_nonsense_is_no_count() {
        let nonsense = [json!(null), json!([]), json!({"input_tokens": "3"}), json!({"input_tokens": 0})];
        assert_eq!(counted(&nonsense), None);
    }
}
