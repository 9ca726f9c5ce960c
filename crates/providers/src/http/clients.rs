//! The library's clients, one for each way out: each has a pool of connections.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use reqwest::{Certificate, Client, redirect::Policy};
use runnel_conversation::{Problem, ProblemCode};
use url::Url;

use super::failure::innermost;
use crate::{
    endpoint::is_loopback,
    network::{Network, Proxy, ProxyServer},
};

/// How many clients are kept. There are as many as settings differ; only changing them often makes more.
const MOST: usize = 16;

/// The clients that were needed so far.
#[derive(Debug)]
pub(super) struct Clients {
    connect: Duration,
    made: Mutex<Vec<(Way, Client)>>,
}

/// What makes clients differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Way {
    proxy: Proxy,
    certificates: Option<Certificates>,
}

/// A file of certificates as it was at a time: an edited one makes another client.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Certificates {
    path: PathBuf,
    modified: Option<SystemTime>,
}

impl Clients {
    /// With those that nearly every call needs.
    pub(super) fn new(connect: Duration) -> Result<Self, Problem> {
        let clients = Self { connect, made: Mutex::default() };
        for proxy in [Proxy::System, Proxy::None] {
            clients.by_way_of(&Network { proxy, ..Network::default() })?;
        }
        Ok(clients)
    }

    /// The client that calls an address. A system's proxy elsewhere cannot reach this computer's own
    /// servers, so it is not asked for them; one that a person chose is.
    pub(super) fn for_address(&self, url: &Url, network: &Network) -> Result<Client, Problem> {
        let proxy = match &network.proxy {
            Proxy::System if is_loopback(url) => Proxy::None,
            proxy => proxy.clone(),
        };
        self.get(Way { proxy, certificates: network.ca_file.as_deref().map(Certificates::at) })
    }

    /// The client of a network, wherever it calls.
    pub(super) fn by_way_of(&self, network: &Network) -> Result<Client, Problem> {
        let certificates = network.ca_file.as_deref().map(Certificates::at);
        self.get(Way { proxy: network.proxy.clone(), certificates })
    }

    fn get(&self, way: Way) -> Result<Client, Problem> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = made.iter().find(|(known, _)| *known == way) {
            return Ok(client.clone());
        }
        let client = self.build(&way)?;
        if made.len() == MOST {
            // Whoever still uses one has a clone of it.
            made.clear();
        }
        made.push((way, client.clone()));
        Ok(client)
    }

    fn build(&self, way: &Way) -> Result<Client, Problem> {
        let builder = Client::builder()
            .connect_timeout(self.connect)
            .user_agent(concat!("Runnel/", env!("CARGO_PKG_VERSION")))
            // A key must not follow a redirect, and a redirected POST loses its body: the person is told
            // the new address instead.
            .redirect(Policy::none());
        let builder = match &way.proxy {
            Proxy::System => builder,
            Proxy::None => builder.no_proxy(),
            Proxy::Server(server) => builder.proxy(proxy(server)?),
        };
        let Some(Certificates { path, .. }) = &way.certificates else {
            return builder.build().map_err(|error| cannot_be_set_up(&error));
        };
        let certificates = read_certificates(path).map_err(|reason| cannot_be_used(path, &reason))?;
        let trusting = builder.tls_certs_merge(certificates);
        // What else could keep it from being built did not keep the others.
        trusting.build().map_err(|error| cannot_be_used(path, &innermost(&error)))
    }
}

impl Certificates {
    fn at(path: &Path) -> Self {
        let modified = path.metadata().and_then(|metadata| metadata.modified()).ok();
        Self { path: path.to_owned(), modified }
    }
}

fn proxy(server: &ProxyServer) -> Result<reqwest::Proxy, Problem> {
    let proxy = reqwest::Proxy::all(server.address.as_str()).map_err(|error| cannot_be_set_up(&error))?;
    let password = server.password.as_ref().map_or("", |password| password.expose());
    if server.user.is_empty() && password.is_empty() {
        return Ok(proxy);
    }
    Ok(proxy.basic_auth(&server.user, password))
}

fn read_certificates(path: &Path) -> Result<Vec<Certificate>, String> {
    let pem = std::fs::read(path).map_err(|error| error.to_string())?;
    let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| innermost(&error))?;
    if certificates.is_empty() { Err("there is none in it".to_owned()) } else { Ok(certificates) }
}

fn cannot_be_used(path: &Path, reason: &str) -> Problem {
    let message = format!("The certificates of {} cannot be used: {reason}.", path.display());
    Problem::new(ProblemCode::Network, message)
}

fn cannot_be_set_up(error: &reqwest::Error) -> Problem {
    let message = format!("Connections cannot be set up: {}", innermost(error));
    Problem::new(ProblemCode::Network, message)
}
