//! `runnel-cli models`.

use runnel_engine::contract::ModelView;
use runnel_engine::{Engine, ProviderCall};

use crate::ask::key_for_one_call;
use crate::failure::Failure;
use crate::table;

/// Lists the models of a provider, or of the default one.
pub(crate) async fn run(engine: &Engine, provider: Option<String>) -> Result<(), Failure> {
    let provider = match provider {
        Some(provider) => provider,
        None => engine.default_choice().await?.provider,
    };
    let call = ProviderCall { provider, base_url: None, key: key_for_one_call() };
    let models = engine.offered_models(call).await?;
    let rows: Vec<_> = models.into_iter().map(row).collect();
    Ok(table::print(&rows)?)
}

fn row(model: ModelView) -> [String; 3] {
    let mut known = Vec::new();
    if model.vision == Some(true) {
        known.push("pictures".to_owned());
    }
    if model.thinking == Some(true) {
        known.push("thinking".to_owned());
    }
    if let Some(tokens) = model.context_tokens {
        known.push(format!("{tokens} tokens"));
    }
    if model.added {
        known.push("added by you".to_owned());
    }
    [model.id, model.name.unwrap_or_default(), known.join(", ")]
}
