//! `runnel-cli providers`.

use runnel_engine::Engine;
use runnel_engine::contract::{Nothing, Place};

use crate::failure::Failure;
use crate::table;

/// Lists the providers: id, name, where it runs, its address.
pub(crate) async fn run(engine: &Engine) -> Result<(), Failure> {
    let overview = engine.overview(Nothing {}).await?;
    let rows: Vec<_> = overview
        .providers
        .into_iter()
        .map(|provider| {
            let own_address =
                overview.settings.providers.get(&provider.id).and_then(|settings| settings.base_url.clone());
            let address = own_address.or(provider.base_url).unwrap_or_default();
            [provider.id, provider.name_en, place(provider.place).to_owned(), address]
        })
        .collect();
    Ok(table::print(&rows)?)
}

fn place(place: Place) -> &'static str {
    match place {
        Place::BuiltIn => "built in",
        Place::Local => "this computer",
        Place::Cloud => "cloud",
        Place::Custom => "your own",
    }
}
