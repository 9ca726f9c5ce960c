//! The way to a provider: proxy, patience, headers, certificates.

use std::path::{Path, PathBuf};
use std::time::Duration;

use runnel_conversation::{Problem, ProblemCode};
use runnel_providers::{ApiKey, Auth, Network, Proxy, ProxyServer, Vendor};
use url::Url;

use crate::Engine;
use crate::contract::{Nothing, ProviderSettings, Refusal, SetProviderNetwork, SetProxyPassword, Settings};

/// The longest silence that can be asked for, in seconds: a day.
const LONGEST_SILENCE_SECONDS: u32 = 24 * 60 * 60;

/// The word for the straight way.
const NO_PROXY: &str = "none";

/// Headers that HTTP itself writes.
const HTTP_HEADERS: &[&str] = &["connection", "content-length", "host", "transfer-encoding", "upgrade"];

impl Engine {
    /// Sets the way to a provider.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`], [`Refusal::SettingInvalid`], [`Refusal::Storage`].
    pub async fn set_provider_network(&self, args: SetProviderNetwork) -> Result<Settings, Refusal> {
        let vendor = self.vendor(&args.provider).await?;
        let SetProviderNetwork { provider, proxy, timeout_seconds, headers, ca_file, keep_alive } = args;
        let wanted = ProviderSettings {
            proxy: typed(proxy),
            timeout_seconds,
            headers,
            ca_file: typed(ca_file),
            keep_alive: typed(keep_alive),
            ..ProviderSettings::default()
        };
        check(&vendor, &wanted)?;
        let tried = wanted.clone();
        // It reads the file of certificates.
        self.blocking(move |engine| {
            engine.inner().http.can_use(&network(&tried, None)?).map_err(|problem| match problem.code {
                ProblemCode::Network => invalid("ca_file", problem.message),
                _ => invalid("headers", problem.message),
            })
        })
        .await?;
        self.change_settings(move |settings| {
            let set = settings.providers.entry(provider).or_default();
            let ProviderSettings { base_url, models, .. } = std::mem::take(set);
            *set = ProviderSettings { base_url, models, ..wanted };
        })
        .await
    }

    /// The way to a provider as it is set up. May wait for the keychain, where a proxy wants a password.
    pub(crate) fn network_of(&self, provider: &str, set: &ProviderSettings) -> Result<Network, Refusal> {
        let names_user = set.proxy.as_deref().is_some_and(|proxy| proxy.contains('@'));
        network(set, names_user.then(|| self.secret(&proxy_password_of(provider))).flatten())
    }

    /// Keeps the password of a provider's proxy in the keychain; where there is none, for this run.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`]; [`Refusal::Keychain`].
    pub async fn set_proxy_password(&self, args: SetProxyPassword) -> Result<Nothing, Refusal> {
        let vendor = self.vendor(&args.provider).await?;
        let password = args.password.filter(|password| !password.is_empty()).map(ApiKey::new);
        self.with_keychain(move |engine| {
            let name = proxy_password_of(&vendor.id);
            match password {
                Some(password) => engine.keep_secret(&name, password)?,
                None => engine.forget_secret(&name)?,
            }
            Ok(Nothing {})
        })
        .await
    }
}

/// What the password of a provider's proxy is called in the keychain. No provider's id has a colon.
pub(crate) fn proxy_password_of(provider: &str) -> String {
    format!("{provider}:proxy")
}

fn typed(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn invalid(field: &str, reason: impl Into<String>) -> Refusal {
    Refusal::SettingInvalid { field: field.to_owned(), reason: reason.into() }
}

/// The way that the settings describe.
fn network(set: &ProviderSettings, password: Option<ApiKey>) -> Result<Network, Refusal> {
    let server = |address: &str| {
        let refused = |problem: Problem| invalid("proxy", problem.message);
        ProxyServer::new(address, password).map(Proxy::Server).map_err(refused)
    };
    Ok(Network {
        proxy: match set.proxy.as_deref() {
            None => Proxy::System,
            Some(NO_PROXY) => Proxy::None,
            Some(address) => server(address)?,
        },
        silence: set.timeout_seconds.map(|seconds| Duration::from_secs(seconds.into())),
        headers: set.headers.iter().map(|(name, value)| (name.clone(), ApiKey::new(value.clone()))).collect(),
        ca_file: set.ca_file.as_ref().map(PathBuf::from),
    })
}

/// Refuses what cannot be meant, before anything is tried.
fn check(vendor: &Vendor, wanted: &ProviderSettings) -> Result<(), Refusal> {
    match wanted.proxy.as_deref() {
        None | Some(NO_PROXY) => {}
        // What is kept in a file and shown again must not hold it.
        Some(proxy) if holds_password(proxy) => {
            return Err(invalid("proxy", "a password belongs in the keychain, not in the address"));
        }
        Some(proxy) if !proxy.contains("://") => {
            let reason = format!("“{proxy}” is neither an http, https or socks5 URL nor the word none");
            return Err(invalid("proxy", reason));
        }
        Some(_) => {}
    }
    if wanted.timeout_seconds.is_some_and(|seconds| !(1..=LONGEST_SILENCE_SECONDS).contains(&seconds)) {
        return Err(invalid("timeout_seconds", "it is no number of seconds from 1 to a day"));
    }
    for (name, value) in &wanted.headers {
        check_header(vendor, name, value).map_err(|reason| invalid("headers", reason))?;
    }
    if wanted.ca_file.as_deref().is_some_and(|file| !Path::new(file).is_absolute()) {
        return Err(invalid("ca_file", "it is named by its whole path"));
    }
    match wanted.keep_alive.as_deref() {
        Some(time) if !is_time_of_ollama(time) => {
            Err(invalid("keep_alive", format!("“{time}” is no time, such as 10m, 24h, 0 or -1")))
        }
        _ => Ok(()),
    }
}

fn holds_password(proxy: &str) -> bool {
    let with_scheme = if proxy.contains("://") { proxy.to_owned() } else { format!("http://{proxy}") };
    Url::parse(&with_scheme).is_ok_and(|url| url.password().is_some())
}

/// RFC 9110, sections 5.1 and 5.5, as far as people type.
fn check_header(vendor: &Vendor, name: &str, value: &str) -> Result<(), String> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(format!("“{name}” is no name of a header"));
    }
    if !value.bytes().all(|byte| byte == b' ' || byte == b'\t' || byte.is_ascii_graphic()) {
        return Err(format!("the value of “{name}” is not plain ASCII"));
    }
    let name = name.to_ascii_lowercase();
    if HTTP_HEADERS.contains(&name.as_str()) {
        return Err(format!("“{name}” is set by HTTP itself"));
    }
    let holds_key = match &vendor.auth {
        Auth::Bearer => name == "authorization",
        Auth::Header(header) => name == header.to_ascii_lowercase(),
    };
    if holds_key || name == "proxy-authorization" {
        return Err(format!("“{name}” holds what belongs in the keychain"));
    }
    Ok(())
}

/// Ollama's words: seconds, or numbers with units such as `1h30m`; negative is for ever.
fn is_time_of_ollama(text: &str) -> bool {
    let mut rest = text.strip_prefix('-').unwrap_or(text);
    if rest.is_empty() || rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return !rest.is_empty();
    }
    while !rest.is_empty() {
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let number = rest.strip_suffix(unit).unwrap_or_default();
        // Longest first: `ms` is not `m`.
        let after = ["ms", "us", "ns", "h", "m", "s"].iter().find_map(|name| unit.strip_prefix(name));
        let (Ok(_), Some(after)) = (number.parse::<f64>(), after) else { return false };
        rest = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(wanted: &ProviderSettings) -> Option<(String, String)> {
        let openai = runnel_providers::vendor("openai").unwrap();
        match check(&openai, wanted).and_then(|()| network(wanted, None)) {
            Ok(_) => None,
            Err(Refusal::SettingInvalid { field, reason }) => Some((field, reason)),
            Err(refusal) => panic!("{refusal:?}"),
        }
    }

    #[test]
    fn a_proxy_is_a_url_without_a_password_or_the_word_none() {
        let with =
            |proxy: &str| ProviderSettings { proxy: Some(proxy.into()), ..ProviderSettings::default() };
        for proxy in ["none", "http://proxy:3128", "https://proxy.example", "socks5://me@127.0.0.1:1080"] {
            assert_eq!(reason(&with(proxy)), None, "{proxy}");
        }
        for proxy in
            ["ftp://proxy", "http://", "proxy:3128", "socks5://me:secret@proxy:1080", "me:secret@proxy:1080"]
        {
            let (field, reason) = reason(&with(proxy)).unwrap();
            assert_eq!(field, "proxy");
            assert!(!reason.contains("secret"), "{reason}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused_by_the_name_of_its_field() {
        let none = ProviderSettings::default;
        for (field, wanted) in [
            ("timeout_seconds", ProviderSettings { timeout_seconds: Some(0), ..none() }),
            ("timeout_seconds", ProviderSettings { timeout_seconds: Some(86_401), ..none() }),
            ("ca_file", ProviderSettings { ca_file: Some("ca.pem".into()), ..none() }),
            ("keep_alive", ProviderSettings { keep_alive: Some("soon".into()), ..none() }),
        ] {
            assert_eq!(reason(&wanted).unwrap().0, field);
        }
    }

    #[test]
    fn a_header_is_one_that_can_be_sent_and_holds_no_key() {
        let openai = runnel_providers::vendor("openai").unwrap();
        assert_eq!(check_header(&openai, "X-Title", "Runnel here"), Ok(()));
        for (name, value) in [
            ("", "x"),
            ("a b", "x"),
            ("名", "x"),
            ("X-Title", "a\r\nb: c"),
            ("X-Title", "中文"),
            ("Host", "x"),
            ("Authorization", "Bearer x"),
            ("Proxy-Authorization", "x"),
        ] {
            assert!(check_header(&openai, name, value).is_err(), "{name}: {value}");
        }
    }

    #[test]
    fn times_are_those_of_ollama() {
        for time in ["0", "-1", "300", "10m", "24h", "1h30m", "1.5h", "500ms", "-1m"] {
            assert!(is_time_of_ollama(time), "{time}");
        }
        for time in ["", "-", "soon", "10 m", "m", "1x", "1.2.3s"] {
            assert!(!is_time_of_ollama(time), "{time:?}");
        }
    }
}
