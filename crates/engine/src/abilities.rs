//! What a model can be asked for: what its provider's file says, and what the provider's list says beyond it.

use std::sync::Arc;

use runnel_conversation::Parameter;
use runnel_providers::{JsonDialect, Price, SearchDialect, ThinkingOff, Vendor};

use crate::Engine;
use crate::contract::{Abilities, Bound, ModelChoice, ModelView, PriceView, Refusal, Search, ThinkingMode};
use crate::cost::Tariff;
use crate::providers::{pictures, thinking_modes};

/// Every parameter that providers differ about.
const PARAMETERS: [Parameter; 8] = [
    Parameter::Temperature,
    Parameter::TopP,
    Parameter::TopK,
    Parameter::MaxTokens,
    Parameter::FrequencyPenalty,
    Parameter::PresencePenalty,
    Parameter::Seed,
    Parameter::Stop,
];

/// The currency of a price list that names none.
const USUAL_CURRENCY: &str = "USD";

impl Engine {
    /// What a model can be asked for, as far as is known here. No network is waited for.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`].
    pub async fn model_abilities(&self, args: ModelChoice) -> Result<Abilities, Refusal> {
        let vendor = self.vendor(&args.provider).await?;
        self.blocking(move |engine| {
            let listed = engine.listed(&vendor, &args.model);
            Ok(abilities(&vendor, &args.model, listed.as_ref()))
        })
        .await
    }

    /// How a model's answers are paid, if that is known here.
    pub(crate) fn tariff_of(&self, vendor: &Arc<Vendor>, model: &str) -> Option<Tariff> {
        let price = known_price(vendor, model).or_else(|| self.listed(vendor, model)?.price)?;
        Some(Tariff { price, cache_apart: vendor.protocol.counts_cache_apart() })
    }

    /// What the provider said of a model when it was last asked.
    fn listed(&self, vendor: &Arc<Vendor>, model: &str) -> Option<ModelView> {
        self.kept_models(vendor)?.models.into_iter().find(|listed| listed.id == model)
    }
}

fn abilities(vendor: &Vendor, model: &str, listed: Option<&ModelView>) -> Abilities {
    let known = vendor.known(model);
    let thinks = known.map(|known| known.thinking).or_else(|| listed?.thinking);
    let json = vendor.json_of(model);
    let has_json_mode = known.and_then(|known| known.json).or_else(|| listed?.json).unwrap_or(true);
    let asks_in_words = !has_json_mode || json == JsonDialect::None;
    let takes: Vec<_> = PARAMETERS.into_iter().filter(|taken| vendor.takes(model, *taken)).collect();
    let bounds = vendor.bounds.iter().filter(|(parameter, _)| takes.contains(parameter));
    Abilities {
        thinking: match thinks {
            Some(false) => Vec::new(),
            _ => thinking_modes(vendor.thinking_of(model))
                .iter()
                .copied()
                .filter(|mode| {
                    *mode != ThinkingMode::Off || vendor.thinking_off_of(model) != ThinkingOff::Never
                })
                .collect(),
        },
        vision: known.map(|known| known.vision).or_else(|| listed?.vision),
        pictures: pictures(vendor.images_of(model)),
        media: vendor.media_of(model).to_vec(),
        json: !asks_in_words,
        schema: !asks_in_words && json != JsonDialect::Object,
        json_with_thinking: vendor.json_with_thinking,
        json_needs_word: vendor.json_needs_word,
        search: match vendor.search_of(model) {
            SearchDialect::None => Search::None,
            SearchDialect::Always => Search::Always,
            _ => Search::Switch,
        },
        bounds: bounds.map(|(&parameter, &[min, max])| Bound { parameter, min, max }).collect(),
        takes,
        context_tokens: known.and_then(|known| known.context).or_else(|| listed?.context_tokens),
        max_output_tokens: known
            .and_then(|known| known.max_output)
            .map(u64::from)
            .or_else(|| listed?.max_output_tokens),
        price: known_price(vendor, model).or_else(|| listed?.price.clone()),
    }
}

/// The price in the provider's file.
fn known_price(vendor: &Vendor, model: &str) -> Option<PriceView> {
    let price = vendor.known(model)?.price?;
    Some(price_view(vendor, price, vendor.prices_read.clone()))
}

/// A price as pickers show it; `read` is the day it was read, where it is not from the provider's own list.
pub(crate) fn price_view(vendor: &Vendor, price: Price, read: Option<String>) -> PriceView {
    let Price { input, output, cached } = price;
    let currency = vendor.currency.clone().unwrap_or_else(|| USUAL_CURRENCY.to_owned());
    PriceView { input, output, cached, currency, read }
}

#[cfg(test)]
mod tests {
    use runnel_providers::vendor_from_toml;

    use super::*;

    const FILE: &str = r#"
        like = "custom-openai"
        id = "mine"
        thinking = "enable-thinking"
        json = "object"
        search = "enable-search"
        takes = ["temperature", "max_tokens"]
        bounds = { temperature = [0, 1], seed = [0, 9] }
        currency = "CNY"
        prices_read = "2026-11-01"
        [[models]]
        id = "big"
        vision = true
        thinking = true
        context = 131072
        max_output = 8192
        price = { input = 2, output = 8, cached = 0.5 }
        [[models]]
        id = "small"
        vision = false
        thinking = false
        json = false
    "#;

    #[test]
    fn the_file_says_what_its_models_can_do() {
        let vendor = vendor_from_toml(FILE).unwrap();
        let big = abilities(&vendor, "big", None);
        assert_eq!(big.thinking, [ThinkingMode::Off, ThinkingMode::On, ThinkingMode::Budget]);
        assert_eq!((big.vision, big.json, big.schema, big.search), (Some(true), true, false, Search::Switch));
        assert_eq!(big.takes, [Parameter::Temperature, Parameter::MaxTokens]);
        assert_eq!(big.bounds, [Bound { parameter: Parameter::Temperature, min: 0.0, max: 1.0 }]);
        assert_eq!((big.context_tokens, big.max_output_tokens), (Some(131_072), Some(8192)));
        let price = big.price.unwrap();
        assert_eq!((price.input, price.cached, price.currency.as_str()), (2.0, Some(0.5), "CNY"));
        assert_eq!(price.read.as_deref(), Some("2026-11-01"));

        let small = abilities(&vendor, "small", None);
        assert!(small.thinking.is_empty() && !small.json && small.price.is_none());
    }

    #[test]
    fn of_an_unknown_model_the_list_says_what_it_can_do() {
        let vendor = vendor_from_toml(FILE).unwrap();
        let listed = ModelView {
            id: "new".into(),
            name: None,
            vision: Some(true),
            thinking: Some(false),
            json: None,
            context_tokens: Some(1000),
            max_output_tokens: None,
            price: Some(price_view(&vendor, Price { input: 1.0, output: 1.0, cached: None }, None)),
            added: false,
        };
        let new = abilities(&vendor, "new", Some(&listed));
        assert_eq!((new.vision, new.context_tokens), (Some(true), Some(1000)));
        assert!(new.thinking.is_empty() && new.json);
        assert_eq!(new.price, listed.price);
        let unknown = abilities(&vendor, "unknown", None);
        assert_eq!((unknown.vision, unknown.price), (None, None));
        assert!(!unknown.thinking.is_empty());
    }
}
