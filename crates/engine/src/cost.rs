//! What an answer cost.

use runnel_conversation::{Cost, Usage};

use crate::contract::PriceView;

/// Prices are for so many tokens.
const PRICED_TOKENS: f64 = 1_000_000.0;

/// How a model's answers are paid.
#[derive(Debug, Clone)]
pub(crate) struct Tariff {
    /// What it costs.
    pub(crate) price: PriceView,
    /// Its prompt tokens leave out those that came from the cache.
    pub(crate) cache_apart: bool,
}

impl Tariff {
    /// What an answer cost, where its provider said enough.
    pub(crate) fn cost(&self, usage: &Usage) -> Option<Cost> {
        let Self { price, cache_apart } = self;
        let prompt = usage.prompt_tokens?;
        let completion = completed(usage)?;
        let cached = usage.cached_tokens.unwrap_or(0);
        let (fresh, cached) =
            if *cache_apart { (prompt, cached) } else { (prompt.saturating_sub(cached), cached.min(prompt)) };
        let at = |tokens: u64, price: f64| tokens_as_number(tokens) * price / PRICED_TOKENS;
        let amount = at(fresh, price.input)
            + at(cached, price.cached.unwrap_or(price.input))
            + at(completion, price.output);
        Some(Cost { amount, currency: price.currency.clone() })
    }
}

/// The tokens that came back. Some providers do not count thinking among them (xAI), which their total tells.
fn completed(usage: &Usage) -> Option<u64> {
    let completion = usage.completion_tokens?;
    let thought = usage.reasoning_tokens.unwrap_or(0);
    let apart = usage.prompt_tokens?.saturating_add(completion).saturating_add(thought);
    Some(if usage.total_tokens == Some(apart) { completion.saturating_add(thought) } else { completion })
}

#[allow(clippy::cast_precision_loss, reason = "no answer has 2^53 tokens")]
fn tokens_as_number(tokens: u64) -> f64 {
    tokens as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tariff(input: f64, output: f64, cached: Option<f64>) -> Tariff {
        let price = PriceView { input, output, cached, currency: "CNY".into(), read: None };
        Tariff { price, cache_apart: false }
    }

    fn usage(prompt: u64, completion: u64) -> Usage {
        Usage { prompt_tokens: Some(prompt), completion_tokens: Some(completion), ..Usage::default() }
    }

    #[test]
    fn what_is_sent_and_what_comes_back_have_prices_of_their_own() {
        let cost = tariff(2.0, 8.0, None).cost(&usage(1_000_000, 500_000)).unwrap();
        assert_eq!((cost.amount, cost.currency.as_str()), (6.0, "CNY"));
    }

    #[test]
    fn cached_tokens_have_their_own_price_where_it_is_known() {
        let usage = Usage { cached_tokens: Some(500_000), ..usage(1_000_000, 0) };
        assert!((tariff(2.0, 8.0, Some(0.5)).cost(&usage).unwrap().amount - 1.25).abs() < 1e-9);
        assert!((tariff(2.0, 8.0, None).cost(&usage).unwrap().amount - 2.0).abs() < 1e-9);
    }

    #[test]
    fn cached_tokens_that_are_counted_apart_are_paid_beside_the_prompt() {
        let usage = Usage { cached_tokens: Some(2_000_000), ..usage(1_000_000, 0) };
        let apart = Tariff { cache_apart: true, ..tariff(3.0, 15.0, Some(0.3)) };
        assert!((apart.cost(&usage).unwrap().amount - 3.6).abs() < 1e-9);
    }

    #[test]
    fn thinking_that_is_counted_apart_is_paid_too() {
        let counted =
            |total| Usage { reasoning_tokens: Some(77), total_tokens: Some(total), ..usage(390, 26) };
        assert_eq!(completed(&counted(493)), Some(103));
        assert_eq!(completed(&counted(416)), Some(26));
    }

    #[test]
    fn what_was_not_counted_has_no_cost() {
        assert_eq!(tariff(1.0, 1.0, None).cost(&Usage::default()), None);
        assert_eq!(tariff(1.0, 1.0, None).cost(&Usage { completion_tokens: None, ..usage(1, 1) }), None);
    }

    proptest! {
        #[test]
        fn a_cost_is_never_negative_and_the_cache_never_larger_than_the_prompt(
            counts in proptest::collection::vec(proptest::option::of(any::<u64>()), 5),
            input in 0.0..1e6_f64,
            output in 0.0..1e6_f64,
            saving in proptest::option::of(0.0..=1.0_f64),
        ) {
            let [prompt_tokens, completion_tokens, total_tokens, cached_tokens, reasoning_tokens] = counts[..] else {
                unreachable!("there are five counts")
            };
            let usage = Usage { prompt_tokens, completion_tokens, total_tokens, cached_tokens, reasoning_tokens };
            let tariff = tariff(input, output, saving.map(|share| input * share));
            match tariff.cost(&usage) {
                None => prop_assert!(prompt_tokens.is_none() || completion_tokens.is_none()),
                Some(paid) => {
                    prop_assert!(paid.amount >= 0.0 && paid.amount.is_finite(), "{}", paid.amount);
                    // Whatever is said of the cache, it makes nothing dearer and saves no more than the prompt.
                    let uncached = Usage { cached_tokens: None, ..usage };
                    let whole = tariff.cost(&uncached).unwrap().amount;
                    prop_assert!(paid.amount <= whole * (1.0 + 1e-9));
                    let without_prompt = at_output(&uncached, output);
                    prop_assert!(paid.amount >= without_prompt * (1.0 - 1e-9));
                }
            }
        }
    }

    fn at_output(usage: &Usage, output: f64) -> f64 {
        tokens_as_number(completed(usage).unwrap()) * output / PRICED_TOKENS
    }
}
