//! How a provider's server is reached, as a person sets it up.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use runnel_conversation::{Problem, ProblemCode};
use url::Url;

use crate::key::ApiKey;

/// The shortest value of an extra header that is taken for a secret, in bytes. Shorter ones are words
/// such as `true`, and taking them out of a sentence would spoil it.
const SHORTEST_SECRET: usize = 8;

/// The way to a provider's server. The default is what the system says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    /// What stands between.
    pub proxy: Proxy,
    /// How long to wait for the next byte, instead of the usual time.
    pub silence: Option<Duration>,
    /// Sent along with every call. One that is sent anyway is replaced. The values may be secrets.
    pub headers: BTreeMap<String, ApiKey>,
    /// A file of certificates (PEM) that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
}

/// What stands between this computer and a server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Proxy {
    /// What the system says, except for servers on this computer.
    #[default]
    System,
    /// Nothing.
    None,
    /// This one, for every server, even those on this computer.
    Server(ProxyServer),
}

/// A proxy, and who may use it. Cannot print its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyServer {
    /// Without a name and a password.
    pub(crate) address: Url,
    pub(crate) user: String,
    pub(crate) password: Option<ApiKey>,
}

impl ProxyServer {
    /// The proxy at an `http`, `https`, `socks5` or `socks5h` address (the last asks the proxy for names,
    /// too). An address without a scheme is an `http` one. It may hold a user's name and password; a
    /// password given beside it comes first.
    ///
    /// # Errors
    /// [`ProblemCode::Network`] when it is no such address.
    pub fn new(address: &str, password: Option<ApiKey>) -> Result<Self, Problem> {
        let address = address.trim();
        let refused = || {
            // What stands before the @ may be a password.
            let shown = address.rsplit('@').next().unwrap_or_default();
            let message = format!("“{shown}” is not the address of an http, https or socks5 proxy.");
            Problem::new(ProblemCode::Network, message)
        };
        let with_scheme =
            if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
        let mut url = Url::parse(&with_scheme).map_err(|_| refused())?;
        let known = matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h");
        if !known || url.host_str().is_none_or(str::is_empty) {
            return Err(refused());
        }
        let user = decoded(url.username());
        let password = password.or_else(|| url.password().map(decoded).map(ApiKey::new));
        // Neither fails where there is a host.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        Ok(Self { address: url, user, password: password.filter(|password| !password.is_empty()) })
    }
}

/// A name or password as it was before it was made part of an address.
fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned()
}

impl Network {
    /// What of it must not be seen.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &ApiKey> {
        let password = match &self.proxy {
            Proxy::Server(server) => server.password.as_ref(),
            Proxy::System | Proxy::None => None,
        };
        let headers = self.headers.values().filter(|value| value.expose().len() >= SHORTEST_SECRET);
        headers.chain(password)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(address: &str) -> ProxyServer {
        ProxyServer::new(address, None).unwrap()
    }

    #[test]
    fn a_proxy_is_taken_however_it_was_written() {
        for (given, expected) in [
            ("http://proxy.example:3128", "http://proxy.example:3128/"),
            (" 127.0.0.1:7890 ", "http://127.0.0.1:7890/"),
            ("localhost:7890", "http://localhost:7890/"),
            ("https://proxy.example", "https://proxy.example/"),
            ("socks5://127.0.0.1:1080", "socks5://127.0.0.1:1080"),
            ("socks5h://[::1]:1080", "socks5h://[::1]:1080"),
        ] {
            assert_eq!(server(given).address.as_str(), expected);
        }
    }

    #[test]
    fn a_password_is_not_part_of_the_address_and_does_not_print() {
        let proxy = server("http://me:p%40ss-word@proxy.example:3128");
        assert_eq!(proxy.address.as_str(), "http://proxy.example:3128/");
        assert_eq!((proxy.user.as_str(), proxy.password.as_ref().unwrap().expose()), ("me", "p@ss-word"));
        assert!(!format!("{proxy:?}").contains("ss-word"));
        let beside = ProxyServer::new("me:old@proxy.example", Some(ApiKey::new("new".into()))).unwrap();
        assert_eq!(beside.password.unwrap().expose(), "new");
    }

    #[test]
    fn what_is_no_proxy_is_refused_without_its_password() {
        for given in ["ftp://proxy.example", "http://", "", "gopher://me:secret@proxy.example", "socks5://"] {
            let problem = ProxyServer::new(given, None).unwrap_err();
            assert_eq!(problem.code, ProblemCode::Network);
            assert!(!problem.message.contains("secret"), "{}", problem.message);
        }
    }
}
