//! `runnel-cli models`.

use runnel_engine::contract::{ModelView, PriceView};
use runnel_engine::{Engine, ProviderCall};

use crate::ask::key_for_one_call;
use crate::failure::Failure;
use crate::table;

/// Lists the models of a provider, or of the default one.
pub(crate) async fn run(
    engine: &Engine,
    provider: Option<String>,
    base_url: Option<String>,
) -> Result<(), Failure> {
    let provider = match provider {
        Some(provider) => provider,
        None => engine.default_choice().await?.provider,
    };
    let call = ProviderCall { provider, base_url, key: key_for_one_call() };
    let models = engine.offered_models(call).await?;
    let rows: Vec<_> = models.into_iter().map(row).collect();
    Ok(table::print(&rows)?)
}

fn row(model: ModelView) -> [String; 5] {
    let badges = [
        (model.vision == Some(true), "pictures"),
        (model.thinking == Some(true), "thinking"),
        (model.json == Some(true), "json"),
        (model.added, "added by you"),
    ];
    let badges: Vec<_> = badges.into_iter().filter_map(|(has, badge)| has.then_some(badge)).collect();
    [
        model.id,
        model.name.unwrap_or_default(),
        model.context_tokens.map(|tokens| tokens.to_string()).unwrap_or_default(),
        model.price.as_ref().map(price).unwrap_or_default(),
        badges.join(", "),
    ]
}

/// Of a million tokens, sent and answered.
fn price(price: &PriceView) -> String {
    format!("{} / {} {}", price.input, price.output, price.currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_is_known() {
        let price = PriceView { input: 0.5, output: 8.0, cached: None, currency: "CNY".into(), read: None };
        let known = ModelView {
            id: "a".into(),
            name: Some("A".into()),
            vision: Some(true),
            thinking: Some(false),
            json: Some(true),
            context_tokens: Some(131_072),
            max_output_tokens: None,
            price: Some(price),
            added: true,
        };
        assert_eq!(row(known.clone()), ["a", "A", "131072", "0.5 / 8 CNY", "pictures, json, added by you"]);
        let unknown = ModelView {
            name: None,
            vision: None,
            json: None,
            context_tokens: None,
            price: None,
            added: false,
            ..known
        };
        assert_eq!(row(unknown), ["a", "", "", "", ""]);
    }
}
