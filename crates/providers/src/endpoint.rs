//! Where a vendor is called, and with which key.

use std::{net::IpAddr, sync::Arc};

use runnel_conversation::{Problem, ProblemCode};
use url::{Host, Url};

use crate::{
    error,
    http::Access,
    key::ApiKey,
    network::Network,
    request::ChatRequest,
    vendor::{Continuation, Protocol, Vendor},
};

/// A vendor with the address and the key to call it with.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The vendor.
    pub vendor: Arc<Vendor>,
    /// Where its API is. Never ends in a slash or in the path of a single call.
    pub base_url: Url,
    /// The key, where there is one.
    pub key: Option<ApiKey>,
    /// The way there.
    pub network: Network,
}

impl Endpoint {
    /// An endpoint at the person's own address, or else at the vendor's.
    ///
    /// People paste what they find: an address without `http://`, or that of a single call, such as
    /// `…/chat/completions`. Both are understood.
    ///
    /// # Errors
    /// [`ProblemCode::Network`] when there is no address, or what was given is none.
    pub fn new(vendor: Arc<Vendor>, base_url: Option<&str>, key: Option<ApiKey>) -> Result<Self, Problem> {
        let given = base_url.map(str::trim).filter(|given| !given.is_empty());
        let base_url = match (given, &vendor.base_url) {
            (Some(given), _) => normalised(given, &vendor)?,
            (None, Some(built_in)) => built_in.clone(),
            (None, None) => {
                let message = format!("{} needs a base URL.", vendor.name.en);
                return Err(Problem::new(ProblemCode::Network, message));
            }
        };
        let key = key.filter(|key| !key.is_empty());
        Ok(Self { vendor, base_url, key, network: Network::default() })
    }

    /// The same endpoint, reached another way than the system's.
    #[must_use]
    pub fn with_network(self, network: Network) -> Self {
        Self { network, ..self }
    }

    /// What every call carries, and the way it goes.
    pub(crate) fn access(&self) -> Access<'_> {
        Access {
            key: self.key.as_ref(),
            auth: &self.vendor.auth,
            headers: &self.vendor.headers,
            more: &[],
            network: &self.network,
        }
    }

    /// Whether the address is on this computer.
    fn is_local(&self) -> bool {
        is_loopback(&self.base_url)
    }

    /// Refuses a call that cannot succeed for want of a key.
    ///
    /// # Errors
    /// `bad_key`, without having asked anyone. A server on this computer may do without.
    pub fn require_key(&self) -> Result<(), Problem> {
        if self.vendor.needs_key && self.key.is_none() && !self.is_local() {
            let message = format!("{} needs an API key, and none is set.", self.vendor.name.en);
            return Err(Problem::new(ProblemCode::BadKey, message));
        }
        Ok(())
    }

    /// The address of one call: a path under the base URL, perhaps with a query.
    pub(crate) fn url(&self, path: &str) -> Url {
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let mut url = self.base_url.clone();
        // Only an address that cannot have a path (`mailto:`) refuses this, and none is let in.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path.split('/'));
        }
        if query.is_some() {
            url.set_query(query);
        }
        url
    }

    /// The address of a chat. Some vendors go on with answers elsewhere.
    pub(crate) fn chat_url(&self, path: &str, request: &ChatRequest) -> Url {
        match &self.vendor.continuation_base_url {
            Some(elsewhere) if request.continues() && self.is_built_in() => {
                Self { base_url: elsewhere.clone(), ..self.clone() }.url(path)
            }
            _ => self.url(path),
        }
    }

    /// How a model is asked here to go on with an answer that was cut off.
    pub fn continuation_of(&self, model: &str) -> Continuation {
        if self.vendor.continuation_base_url.is_some() && !self.is_built_in() {
            // Nobody knows where a person's own address has it.
            return Continuation::None;
        }
        self.vendor.continuation_of(model)
    }

    /// Whether the address is the vendor's own.
    fn is_built_in(&self) -> bool {
        self.vendor.base_url.as_ref() == Some(&self.base_url)
    }

    /// The problem as it may be shown: without the key and other secrets, and cut to a size for people.
    pub(crate) fn presentable(&self, problem: Problem) -> Problem {
        error::presentable(problem, self.key.iter().chain(self.network.secrets()))
    }
}

/// Ends of pasted addresses that name a single call, longest first.
fn call_paths(protocol: Protocol) -> &'static [&'static str] {
    match protocol {
        Protocol::OpenaiChat => &["chat/completions", "completions", "models"],
        // `/v1` is the server's other protocol.
        Protocol::Ollama => {
            &["v1/chat/completions", "api/chat", "api/tags", "api/generate", "v1/models", "api", "v1"]
        }
        Protocol::OpenaiResponses => &["responses", "models"],
        // Everyone who speaks it has it under `v1`, and tells people the address without.
        Protocol::Anthropic => &["v1/messages", "v1/models", "messages", "models", "v1"],
        Protocol::Gemini => &["models"],
        Protocol::DashscopeNative => {
            &["services/aigc/text-generation/generation", "services/aigc/multimodal-generation/generation"]
        }
        Protocol::Scripted => &[],
    }
}

/// What an address may already hold of a vendor's own path, longest first: the whole of it, and what is
/// left of it when its last segments are taken away.
fn beginnings(path: Option<&str>) -> impl Iterator<Item = &str> {
    std::iter::successors(path, |path| path.rsplit_once('/').map(|(beginning, _)| beginning))
}

fn normalised(given: &str, vendor: &Vendor) -> Result<Url, Problem> {
    let refused = || {
        let message = format!("“{given}” is not an http or https address.");
        Problem::new(ProblemCode::Network, message)
    };
    let mut url = parse(given).ok_or_else(refused)?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(refused());
    }
    url.set_fragment(None);

    let path = url.path().trim_end_matches('/').to_owned();
    let ends = call_paths(vendor.protocol).iter().copied();
    let own = [vendor.chat_path.as_deref(), Some(vendor.listing.as_str())];
    let path = own
        .into_iter()
        .flat_map(beginnings)
        .filter(|beginning| !beginning.is_empty())
        .chain(ends)
        .find_map(|end| path.strip_suffix(end)?.strip_suffix('/'))
        .unwrap_or(&path)
        .trim_end_matches('/');
    url.set_path(path);
    Ok(url)
}

/// Reads an address that may lack its scheme: `http` is meant for this computer and its network,
/// `https` for everywhere else.
fn parse(given: &str) -> Option<Url> {
    if given.contains("://") {
        return Url::parse(given).ok();
    }
    let plain = Url::parse(&format!("http://{given}")).ok()?;
    if is_near(&plain) { Some(plain) } else { Url::parse(&format!("https://{given}")).ok() }
}

/// Whether an address is on this computer.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.to_canonical().is_loopback(),
        None => false,
    }
}

/// Whether an address is on this computer or its local network.
fn is_near(url: &Url) -> bool {
    let ip = match url.host() {
        Some(Host::Domain(name)) => {
            return is_loopback(url) || !name.contains('.') || name.rsplit('.').next() == Some("local");
        }
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
        Some(Host::Ipv6(ip)) => ip.to_canonical(),
        None => return false,
    };
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use runnel_conversation::Parameters;

    use super::*;
    use crate::request::{ChatMessage, Role};
    use crate::vendors::vendor;

    fn base(id: &str, given: &str) -> String {
        Endpoint::new(vendor(id).unwrap(), Some(given), None).unwrap().base_url.to_string()
    }

    #[test]
    fn an_address_is_taken_however_it_was_pasted() {
        for (given, expected) in [
            ("https://api.example.com/v1", "https://api.example.com/v1"),
            ("https://api.example.com/v1/", "https://api.example.com/v1"),
            (" https://api.example.com/v1/chat/completions \n", "https://api.example.com/v1"),
            ("https://api.example.com/v1/models", "https://api.example.com/v1"),
            ("https://api.example.com/api/paas/v4/chat/completions/", "https://api.example.com/api/paas/v4"),
            ("localhost:1234/v1", "http://localhost:1234/v1"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080/"),
            ("[::1]:8080", "http://[::1]:8080/"),
            ("192.168.1.20:8000/v1", "http://192.168.1.20:8000/v1"),
            ("api.example.com/v1", "https://api.example.com/v1"),
            ("http://box:8000/v1#top", "http://box:8000/v1"),
        ] {
            assert_eq!(base("custom-openai", given), expected, "{given}");
        }
    }

    #[test]
    fn an_address_of_ollama_may_name_either_of_its_protocols() {
        for given in [
            "localhost:11434",
            "http://localhost:11434/v1",
            "http://localhost:11434/api/chat",
            "localhost:11434/",
        ] {
            assert_eq!(base("ollama", given), "http://localhost:11434/", "{given}");
        }
    }

    #[test]
    fn an_address_may_already_hold_the_vendors_own_path() {
        for given in [
            "https://mine.openai.azure.com",
            "https://mine.openai.azure.com/openai",
            "https://mine.openai.azure.com/openai/v1/",
            "https://mine.openai.azure.com/openai/v1/chat/completions",
            "https://mine.openai.azure.com/openai/v1/models",
        ] {
            let base = base("azure-openai", given);
            assert_eq!(base, "https://mine.openai.azure.com/", "{given}");
        }
    }

    #[test]
    fn an_address_of_messages_may_name_its_version_or_not() {
        for given in ["https://api.example.com/anthropic", "https://api.example.com/anthropic/v1/messages"] {
            assert_eq!(base("custom-anthropic", given), "https://api.example.com/anthropic", "{given}");
        }
        assert_eq!(base("custom-anthropic", "localhost:1234/v1"), "http://localhost:1234/");
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_name() {
        let custom = vendor("custom-openai").unwrap();
        for given in ["ftp://example.com", "https://", "not an address", "file:///etc/passwd"] {
            let problem = Endpoint::new(custom.clone(), Some(given), None).unwrap_err();
            assert_eq!(problem.code, ProblemCode::Network);
            assert!(problem.message.contains(given), "{}", problem.message);
        }
    }

    #[test]
    fn a_server_of_ones_own_needs_its_address() {
        for nothing in [None, Some(""), Some("  ")] {
            assert!(Endpoint::new(vendor("custom-openai").unwrap(), nothing, None).is_err());
            assert!(Endpoint::new(vendor("openai").unwrap(), nothing, None).is_ok());
        }
    }

    #[test]
    fn calls_are_paths_under_the_base() {
        let endpoint = Endpoint::new(vendor("ollama").unwrap(), None, None).unwrap();
        assert_eq!(endpoint.url("api/chat").as_str(), "http://localhost:11434/api/chat");
        let endpoint = Endpoint::new(vendor("siliconflow").unwrap(), None, None).unwrap();
        assert_eq!(endpoint.url("models?a=b&c=d").as_str(), "https://api.siliconflow.cn/v1/models?a=b&c=d");
        let proxy = "https://proxy.example/v1?token=x";
        let endpoint = Endpoint::new(vendor("custom-openai").unwrap(), Some(proxy), None).unwrap();
        assert_eq!(
            endpoint.url("chat/completions").as_str(),
            "https://proxy.example/v1/chat/completions?token=x"
        );
    }

    #[test]
    fn a_key_is_asked_for_only_away_from_this_computer() {
        let openai = vendor("openai").unwrap();
        let without = |base_url| Endpoint::new(openai.clone(), base_url, None).unwrap().require_key();
        assert_eq!(without(None).unwrap_err().code, ProblemCode::BadKey);
        assert!(without(Some("http://127.0.0.1:9")).is_ok());
        let blank = Endpoint::new(openai, None, Some(ApiKey::new(" ".into()))).unwrap();
        assert!(blank.require_key().is_err());
    }

    #[test]
    fn deepseek_goes_on_with_answers_elsewhere_but_nobody_knows_where_behind_another_address() {
        let request = |role| ChatRequest {
            model: "deepseek-chat".into(),
            system: None,
            messages: vec![ChatMessage::new(role, "It is ")],
            parameters: Parameters::default(),
            stream: true,
        };
        let own = Endpoint::new(vendor("deepseek").unwrap(), None, None).unwrap();
        let at = |role| own.chat_url("chat/completions", &request(role)).to_string();
        assert_eq!(at(Role::Assistant), "https://api.deepseek.com/beta/chat/completions");
        assert_eq!(at(Role::User), "https://api.deepseek.com/v1/chat/completions");
        assert_eq!(own.continuation_of("deepseek-chat"), Continuation::Prefix);
        let elsewhere =
            Endpoint::new(vendor("deepseek").unwrap(), Some("https://example.com/v1"), None).unwrap();
        assert_eq!(elsewhere.continuation_of("deepseek-chat"), Continuation::None);
    }
}
