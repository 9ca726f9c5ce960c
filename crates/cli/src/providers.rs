//! `runnel-cli providers`.

use runnel_engine::Engine;
use runnel_engine::contract::{Nothing, Place, ProviderView};

use crate::failure::Failure;
use crate::notices;
use crate::table;

/// Lists the providers: id, name, where it runs, its address.
pub(crate) async fn run(engine: &Engine) -> Result<(), Failure> {
    let overview = engine.overview(Nothing {}).await?;
    notices::tell(&overview.notices);
    let rows: Vec<_> = overview
        .providers
        .into_iter()
        .map(|provider| {
            let own_address =
                overview.settings.providers.get(&provider.id).and_then(|settings| settings.base_url.clone());
            let place = place(&provider);
            let address = own_address.or(provider.base_url).unwrap_or_default();
            [provider.id, provider.name_en, place, address]
        })
        .collect();
    Ok(table::print(&rows)?)
}

fn place(provider: &ProviderView) -> String {
    let place = match provider.place {
        Place::BuiltIn => "built in",
        Place::Local => "this computer",
        Place::Cloud => "cloud",
        Place::Custom => "your own",
    };
    let added = if provider.own { ", added by you" } else { "" };
    format!("{place}{added}")
}
