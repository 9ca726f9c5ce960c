//! A person's own providers: files in the format of the built-in ones, which they may edit themselves.

use std::sync::Arc;

use runnel_providers::{Protocol, Vendor, VendorFileError, vendor_from_toml};
use runnel_store::{Glance, ProviderFiles, StoreError};
use toml::Table;

use crate::Engine;
use crate::contract::SaveOwnProvider;
use crate::contract::{self, AddAccount, AppEvent, Nothing, Notice, ProviderRef, ProviderView, Refusal};
use crate::models::endpoint;
use crate::outlet::locked;
use crate::providers::{view, views};

/// The most characters that a new id takes from a name: room is left for a number.
const LONGEST_SLUG: usize = 36;

/// One of a person's own.
#[derive(Debug)]
pub(crate) struct OwnProvider {
    pub(crate) vendor: Arc<Vendor>,
    /// The built-in one that its file names with `like`.
    pub(crate) like: Option<String>,
}

/// All of them, as their files were when they were last read.
#[derive(Debug, Default)]
pub(crate) struct OwnProviders {
    glance: Glance,
    sound: Vec<OwnProvider>,
    /// What to tell of the others.
    unreadable: Vec<Notice>,
}

impl OwnProviders {
    pub(crate) fn read(files: &ProviderFiles) -> Self {
        // Looked at first: what is written while they are read is seen by the next look.
        match files.glance().and_then(|glance| Ok((glance, files.names()?))) {
            Ok((glance, names)) => {
                let mut own = Self { glance, ..Self::default() };
                for name in names {
                    match read(files, &name) {
                        Ok(provider) => own.sound.push(provider),
                        Err(refusal) => own
                            .unreadable
                            .push(Notice::ProviderUnreadable { provider: name, reason: refusal.to_string() }),
                    }
                }
                own.sound.sort_by(|one, other| one.vendor.id.cmp(&other.vendor.id));
                own
            }
            Err(error) => {
                Self { unreadable: vec![Notice::Storage { reason: error.to_string() }], ..Self::default() }
            }
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &OwnProvider> {
        self.sound.iter()
    }

    pub(crate) fn get(&self, id: &str) -> Option<&OwnProvider> {
        self.iter().find(|own| own.vendor.id == id)
    }

    pub(crate) fn notices(&self) -> &[Notice] {
        &self.unreadable
    }
}

fn read(files: &ProviderFiles, name: &str) -> Result<OwnProvider, Refusal> {
    if !ProviderFiles::is_id(name) {
        return Err(invalid(NO_ID));
    }
    let own = parse(&files.read(name)?)?;
    if own.vendor.id == name {
        Ok(own)
    } else {
        Err(invalid(format!("`id` must be “{name}”, as the file is called")))
    }
}

const NO_ID: &str = "an id is at most 40 lower-case letters, digits and hyphens";

fn invalid(reason: impl Into<String>) -> Refusal {
    Refusal::ProviderFileInvalid { line: None, reason: reason.into() }
}

/// What a file says, if it can be a provider.
fn parse(text: &str) -> Result<OwnProvider, Refusal> {
    let vendor = vendor_from_toml(text).map_err(|VendorFileError { message, line }| {
        Refusal::ProviderFileInvalid { line, reason: message }
    })?;
    if !ProviderFiles::is_id(&vendor.id) {
        return Err(invalid(NO_ID));
    }
    if runnel_providers::vendor(&vendor.id).is_some() {
        return Err(invalid(format!("“{}” is a built-in provider", vendor.id)));
    }
    if vendor.protocol == Protocol::Scripted {
        return Err(invalid("there is one demonstration, and it is built in"));
    }
    if let Some(url) = vendor.base_url.as_ref().filter(|url| !matches!(url.scheme(), "http" | "https")) {
        return Err(invalid(format!("“{url}” is not an http or https address")));
    }
    let table: Table = toml::from_str(text).map_err(|error| invalid(error.message()))?;
    let like = table.get("like").and_then(toml::Value::as_str).map(str::to_owned);
    Ok(OwnProvider { vendor: Arc::new(vendor), like })
}

/// A name as an id: its Latin letters and digits, or the id of what it is like.
fn slug(name: &str, like: &str) -> String {
    let mut slug = String::new();
    for character in name.chars().flat_map(char::to_lowercase) {
        if character.is_ascii_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(LONGEST_SLUG);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { like.to_owned() } else { slug.to_owned() }
}

impl Engine {
    /// A person's own providers as the files have them now: they or another process may have changed some.
    pub(crate) fn own_providers(&self) -> Arc<OwnProviders> {
        let inner = self.inner();
        let mut own = locked(&inner.own_providers);
        if inner.provider_files.glance().is_ok_and(|glance| glance != own.glance) {
            *own = Arc::new(OwnProviders::read(&inner.provider_files));
            self.announce(&AppEvent::ProvidersChanged { providers: views(&own) });
        }
        Arc::clone(&own)
    }

    /// Changes the files, and tells what there is then.
    fn change_own_providers<T>(
        &self,
        change: impl FnOnce(&ProviderFiles) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let inner = self.inner();
        // Held until it is announced, so that what is announced last is what is there.
        let mut own = locked(&inner.own_providers);
        let changed = change(&inner.provider_files)?;
        *own = Arc::new(OwnProviders::read(&inner.provider_files));
        self.announce(&AppEvent::ProvidersChanged { providers: views(&own) });
        Ok(changed)
    }

    /// The file of a person's own provider, be it sound or not.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`], [`Refusal::Storage`].
    pub async fn own_provider(&self, args: ProviderRef) -> Result<contract::OwnProvider, Refusal> {
        self.blocking(move |engine| {
            let id = args.provider;
            let text = engine.inner().provider_files.read(&id).map_err(missing(&id))?;
            Ok(contract::OwnProvider { id, text })
        })
        .await
    }

    /// Keeps the file of a person's own provider, if it is one.
    ///
    /// # Errors
    /// [`Refusal::ProviderFileInvalid`], [`Refusal::ProviderMissing`], [`Refusal::Storage`].
    pub async fn save_own_provider(&self, args: SaveOwnProvider) -> Result<ProviderView, Refusal> {
        self.blocking(move |engine| {
            let own = parse(&args.text)?;
            engine.change_own_providers(|files| {
                let id = &own.vendor.id;
                match &args.id {
                    Some(before) if files.read(before).is_err() => {
                        return Err(Refusal::ProviderMissing { provider: before.clone() });
                    }
                    Some(before) if before != id => {
                        return Err(invalid(format!("`id` must stay “{before}”")));
                    }
                    None if files.read(id).is_ok() => {
                        return Err(invalid(format!("there is a provider “{id}” already")));
                    }
                    _ => {}
                }
                Ok(files.write(id, &args.text)?)
            })?;
            Ok(view(&own.vendor, Some(&own)))
        })
        .await
    }

    /// Removes a person's own provider, with its key and what was set for it.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`], [`Refusal::Storage`].
    pub async fn remove_own_provider(&self, args: ProviderRef) -> Result<Nothing, Refusal> {
        let id = args.provider;
        let removed = id.clone();
        self.blocking(move |engine| {
            engine.change_own_providers(|files| files.remove(&removed).map_err(missing(&removed)))
        })
        .await?;
        let forgotten = id.clone();
        // A keychain that stays locked keeps what nobody will ask for again.
        let _ = self.with_keychain(move |engine| engine.forget_secrets_of(&forgotten)).await;
        self.change_settings(move |settings| {
            settings.providers.remove(&id);
            settings.favourites.retain(|choice| choice.provider != id);
            settings.recent.retain(|choice| choice.provider != id);
            settings.default_model.take_if(|choice| choice.provider == id);
        })
        .await?;
        Ok(Nothing {})
    }

    /// Adds another account of a built-in provider, or the same server at another address.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`] where there is none to be like, [`Refusal::BaseUrlInvalid`],
    /// [`Refusal::SettingInvalid`] for an empty name, [`Refusal::Storage`].
    pub async fn add_account(&self, args: AddAccount) -> Result<ProviderView, Refusal> {
        let missing = || Refusal::ProviderMissing { provider: args.like.clone() };
        let like = runnel_providers::vendor(&args.like).filter(|like| like.protocol != Protocol::Scripted);
        let like = like.ok_or_else(missing)?;
        let name = args.name.trim().to_owned();
        if name.is_empty() {
            return Err(Refusal::SettingInvalid { field: "name".into(), reason: "it is empty".into() });
        }
        let base_url = args.base_url.as_deref().map(str::trim).filter(|url| !url.is_empty());
        let base_url = base_url.map(|url| endpoint(Arc::clone(&like), Some(url), None)).transpose()?;
        self.blocking(move |engine| {
            let own = engine.change_own_providers(|files| {
                let taken = files.names()?;
                let is_free = |id: &String| runnel_providers::vendor(id).is_none() && !taken.contains(id);
                let slug = slug(&name, &like.id);
                let mut numbered = (2_u32..).map(|number| format!("{slug}-{number}"));
                let id = Some(slug.clone()).filter(is_free).or_else(|| numbered.find(is_free));
                let id = id.ok_or_else(|| invalid("there are too many of that name"))?;
                let mut names = Table::new();
                names.insert("en".into(), name.clone().into());
                names.insert("zh".into(), name.into());
                let mut file = Table::new();
                file.insert("id".into(), id.clone().into());
                file.insert("like".into(), like.id.clone().into());
                file.insert("name".into(), names.into());
                // The variables of the first account hold its key.
                file.insert("environment".into(), toml::Value::Array(Vec::new()));
                if let Some(endpoint) = base_url {
                    file.insert("base_url".into(), endpoint.base_url.to_string().into());
                }
                let text = toml::to_string(&file).map_err(|error| invalid(error.to_string()))?;
                files.write(&id, &text)?;
                parse(&text)
            })?;
            Ok(view(&own.vendor, Some(&own)))
        })
        .await
    }
}

fn missing(provider: &str) -> impl FnOnce(StoreError) -> Refusal {
    move |error| match error {
        StoreError::Missing { .. } => Refusal::ProviderMissing { provider: provider.to_owned() },
        error => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_of_the_letters_and_digits_of_a_name() {
        for (name, id) in [
            ("Work", "work"),
            ("  My 2nd account! ", "my-2nd-account"),
            ("工作", "openai"),
            ("---", "openai"),
            ("ÄÖ Büro", "b-ro"),
        ] {
            assert_eq!(slug(name, "openai"), id, "{name}");
        }
        let long = slug(&"long name ".repeat(9), "openai");
        assert!(ProviderFiles::is_id(&long) && long.len() <= LONGEST_SLUG, "{long}");
    }

    #[test]
    fn the_file_on_the_page_is_a_provider() {
        let page = include_str!("../../../docs/file-format.md");
        let file = page.split("```toml\n").find_map(|rest| rest.strip_prefix("id = ")).unwrap();
        let file = format!("id = {}", file.split("```").next().unwrap());
        let own = parse(&file).unwrap();
        assert_eq!((own.vendor.id.as_str(), own.like.as_deref()), ("openai-work", Some("openai")));
        assert!(own.vendor.environment.is_empty());
    }

    #[test]
    fn a_file_is_refused_with_the_line_of_its_mistake() {
        let line_of = |text: &str| match parse(text).unwrap_err() {
            Refusal::ProviderFileInvalid { line, reason } => (line, reason),
            refusal => panic!("{refusal:?}"),
        };
        assert_eq!(line_of("like = \"openai\"\nid = = 5\n").0, Some(2));
        let own = "id = \"a\"\norder = 5\nname = { en = \"A\", zh = \"A\" }\nprotocol = \"telepathy\"\n";
        assert_eq!(line_of(own).0, Some(4));
        for (text, word) in [
            ("like = \"openai\"\nid = \"openai\"", "built-in"),
            ("like = \"openai\"\nid = \"Open AI\"", "letters"),
            ("like = \"offline\"\nid = \"mine\"", "demonstration"),
            ("like = \"openai\"\nid = \"mine\"\nbase_url = \"ftp://x\"", "ftp://x"),
            ("like = \"nobody\"\nid = \"mine\"", "nobody"),
        ] {
            let reason = line_of(text).1;
            assert!(reason.contains(word), "{reason}");
        }
    }
}
