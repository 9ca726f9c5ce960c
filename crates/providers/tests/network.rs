//! The way to a server: proxies, certificates, headers, times and connections, over real sockets on this
//! computer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use futures::StreamExt;
use runnel_conversation::{Problem, ProblemCode, TurnEvent};
use runnel_providers::{
    ApiKey, ChatMessage, ChatRequest, Endpoint, Http, Limits, Network, Proxy, ProxyServer, RetryPolicy, Role,
    chat, models, vendor,
};
use runnel_testkit::{self as testkit, ModelServer, Passage, Reply, faults};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivatePkcs8KeyDer},
};

const KEY: &str = "sk-canary-0123456789abcdef";

fn http() -> Http {
    Http::with_limits(Limits { retry: RetryPolicy::NEVER, ..Limits::default() }).unwrap()
}

fn endpoint(url: &str, network: Network) -> Endpoint {
    let key = Some(ApiKey::new(KEY.into()));
    Endpoint::new(vendor("custom-openai").unwrap(), Some(url), key).unwrap().with_network(network)
}

fn through(address: &str, password: Option<&str>) -> Network {
    let password = password.map(|password| ApiKey::new(password.into()));
    let proxy = Proxy::Server(ProxyServer::new(address, password).unwrap());
    Network { proxy, ..Network::default() }
}

fn with_header(name: &str, value: &str) -> Network {
    let headers = BTreeMap::from([(name.to_owned(), ApiKey::new(value.into()))]);
    Network { headers, ..Network::default() }
}

fn question() -> ChatRequest {
    ChatRequest::new("m", vec![ChatMessage::new(Role::User, "hi")])
}

/// What is answered, or what went wrong.
async fn ask(http: &Http, endpoint: Endpoint) -> Result<String, Problem> {
    let mut content = String::new();
    let mut events = Box::pin(chat(http, endpoint, question()));
    while let Some(event) = events.next().await {
        match event {
            TurnEvent::Content { text } => content.push_str(&text),
            TurnEvent::Failed { problem } => return Err(problem),
            _ => {}
        }
    }
    Ok(content)
}

const ANSWER: &str = "Hello from the testkit.";

#[tokio::test]
async fn a_chosen_proxy_is_used_even_for_this_computer() {
    let (server, proxy) = (ModelServer::start().await, testkit::ProxyServer::start().await);
    let target = address_of(&server);
    for (scheme, kind) in [("http", "plain"), ("socks5", "socks5"), ("socks5h", "socks5")] {
        let network = through(&format!("{scheme}://{}", proxy.address()), None);
        assert_eq!(ask(&http(), endpoint(&server.url(), network)).await.unwrap(), ANSWER);
        let passed = Passage { kind, target: target.clone(), credentials: None };
        assert_eq!(proxy.passages().last(), Some(&passed));
    }
}

#[tokio::test]
async fn a_proxy_is_told_who_asks() {
    let (server, proxy) = (ModelServer::start().await, testkit::ProxyServer::start().await);
    for scheme in ["http", "socks5"] {
        for (user, password) in [("me:p%40ss%20word@", None), ("me@", Some("p@ss word"))] {
            let network = through(&format!("{scheme}://{user}{}", proxy.address()), password);
            assert_eq!(ask(&http(), endpoint(&server.url(), network)).await.unwrap(), ANSWER);
            assert_eq!(
                proxy.passages().pop().unwrap().credentials.as_deref(),
                Some("me:p@ss word"),
                "{scheme}"
            );
        }
    }
    // Nobody but the proxy is told.
    assert!(server.requests().iter().all(|request| {
        let sent = format!("{request:?}");
        request.path.contains("://") || !sent.to_lowercase().contains("proxy-authorization")
    }));
}

#[tokio::test]
async fn without_a_proxy_there_is_none() {
    let server = ModelServer::start().await;
    let network = Network { proxy: Proxy::None, ..Network::default() };
    assert_eq!(ask(&http(), endpoint(&server.url(), network)).await.unwrap(), ANSWER);
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_told_without_its_password() {
    let server = ModelServer::start().await;
    let nobody = testkit::ProxyServer::start().await;
    let address = nobody.address();
    drop(nobody);
    for scheme in ["http", "socks5"] {
        let network = through(&format!("{scheme}://me:secret-word@{address}"), None);
        let problem = ask(&http(), endpoint(&server.url(), network)).await.unwrap_err();
        assert_eq!(problem.code, ProblemCode::Network);
        assert!(!format!("{problem:?}").contains("secret-word"), "{problem:?}");
    }
}

#[tokio::test]
async fn a_proxy_that_refuses_is_told_as_such() {
    let (server, proxy) = (ModelServer::start().await, ModelServer::start().await);
    // To a proxy, a plain request looks like this to the server that stands in for it.
    proxy.reply(Reply::html(407, "<html>Proxy authentication required</html>"));
    let network = through(&proxy.url(), None);
    let problem = ask(&http(), endpoint(&server.url(), network)).await.unwrap_err();
    assert_eq!((problem.code, problem.status), (ProblemCode::Network, Some(407)));
    assert!(problem.message.contains("proxy"), "{}", problem.message);
}

#[tokio::test]
async fn a_persons_own_headers_are_sent_and_come_before_those_that_are_sent_anyway() {
    let server = ModelServer::start().await;
    let http = http();
    let network = with_header("X-Team", "blue");
    ask(&http, endpoint(&server.url(), network.clone())).await.unwrap();
    models(&http, &endpoint(&server.url(), network)).await.unwrap();
    for request in server.requests() {
        assert_eq!(request.header("x-team"), Some("blue"));
        assert_eq!(request.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    }
    ask(&http, endpoint(&server.url(), with_header("authorization", "Basic b3RoZXI="))).await.unwrap();
    let last = server.requests().pop().unwrap();
    let sent: Vec<_> = last.headers.iter().filter(|(name, _)| name == "authorization").collect();
    assert_eq!(sent, [&("authorization".to_owned(), "Basic b3RoZXI=".to_owned())]);
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_refused_by_its_name_and_nothing_is_sent() {
    let server = ModelServer::start().await;
    let http = http();
    for (name, value) in [
        ("x team", "blue"),
        ("", "blue"),
        ("X-Team", "blue\r\nEvil: yes"),
        ("Content-Length", "3"),
        ("transfer-encoding", "chunked"),
    ] {
        let network = with_header(name, value);
        let problem = ask(&http, endpoint(&server.url(), network.clone())).await.unwrap_err();
        assert_eq!(problem.code, ProblemCode::Unsupported);
        assert!(problem.message.contains(name), "{}", problem.message);
        assert_eq!(http.can_use(&network), Err(problem));
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_secret_in_a_header_is_not_seen_when_it_is_echoed() {
    let server = ModelServer::start().await;
    let echo = "{\"error\":{\"message\":\"Who is top-secret-team with true?\"}}";
    server.reply(Reply::bytes("application/json", echo).status(403));
    let mut network = with_header("X-Team", "top-secret-team");
    network.headers.insert("X-Debug".into(), ApiKey::new("true".into()));
    let problem = ask(&http(), endpoint(&server.url(), network)).await.unwrap_err();
    assert_eq!(problem.message, "Who is … with true?");
    assert!(!format!("{problem:?}").contains("top-secret"));
}

#[tokio::test]
async fn a_provider_may_be_given_less_time_than_others() {
    let server = ModelServer::start().await;
    server.reply(faults::silence());
    let network = Network { silence: Some(Duration::from_millis(200)), ..Network::default() };
    let problem = ask(&http(), endpoint(&server.url(), network)).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::Timeout);
    assert!(problem.message.contains("0.2 seconds"), "{}", problem.message);
}

/// Lets the tasks run that have something to do: a connection is put back by one.
async fn settled() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn one_connection_serves_turn_after_turn() {
    let server = ModelServer::start().await;
    server.keep_connections();
    let http = http();
    for _ in 0..5 {
        assert_eq!(ask(&http, endpoint(&server.url(), Network::default())).await.unwrap(), ANSWER);
        settled().await;
        models(&http, &endpoint(&server.url(), Network::default())).await.unwrap();
        settled().await;
    }
    assert_eq!((server.requests().len(), server.connections()), (10, 1));
    // The same settings are the same way, whoever asks; other settings are another.
    let direct = || Network { silence: Some(Duration::from_secs(9)), ..Network::default() };
    assert_eq!(ask(&http.clone(), endpoint(&server.url(), direct())).await.unwrap(), ANSWER);
    assert_eq!(server.connections(), 1);
}

/// A certificate authority of one's own, and a server with its certificate in front of another server.
struct Secured {
    _folder: tempfile::TempDir,
    authority: PathBuf,
    address: SocketAddr,
}

impl Secured {
    /// In front of whatever listens at this address.
    async fn in_front_of(behind: String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = rcgen::KeyPair::generate().unwrap();
        let mut parameters = rcgen::CertificateParams::default();
        parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let certificate = parameters.self_signed(&key).unwrap();
        let authority = folder.path().join("authority.pem");
        std::fs::write(&authority, certificate.pem()).unwrap();
        let issuer = rcgen::Issuer::new(parameters, key);

        let key = rcgen::KeyPair::generate().unwrap();
        let parameters = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let certificate = parameters.signed_by(&key, &issuer).unwrap();
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key.into())
            .unwrap();

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let (acceptor, behind) = (acceptor.clone(), behind.clone());
                tokio::spawn(async move {
                    let mut client = acceptor.accept(socket).await.ok()?;
                    let mut server = TcpStream::connect(behind).await.ok()?;
                    tokio::io::copy_bidirectional(&mut client, &mut server).await.ok()
                });
            }
        });
        Self { _folder: folder, authority, address }
    }

    fn url(&self) -> String {
        format!("https://{}", self.address)
    }
}

fn address_of(server: &ModelServer) -> String {
    server.url().replace("http://", "")
}

fn trusting(ca_file: &Path) -> Network {
    Network { ca_file: Some(ca_file.to_owned()), ..Network::default() }
}

#[tokio::test]
async fn a_server_is_trusted_by_the_persons_own_authority_and_not_without() {
    let server = ModelServer::start().await;
    let secured = Secured::in_front_of(address_of(&server)).await;
    let http = http();
    // At once: asking again would not make it trusted.
    let persistent = Http::new().unwrap();
    let mut events = Box::pin(chat(&persistent, endpoint(&secured.url(), Network::default()), question()));
    assert!(matches!(events.next().await, Some(TurnEvent::Started { .. })));
    let Some(TurnEvent::Failed { problem }) = events.next().await else { panic!("it is not trusted") };
    assert_eq!(problem.code, ProblemCode::Network);
    assert!(problem.message.contains("certificate"), "{}", problem.message);
    let trusting = trusting(&secured.authority);
    assert_eq!(http.can_use(&trusting), Ok(()));
    assert_eq!(ask(&http, endpoint(&secured.url(), trusting)).await.unwrap(), ANSWER);
}

#[tokio::test]
async fn a_secured_server_is_reached_through_a_tunnel() {
    let server = ModelServer::start().await;
    let secured = Secured::in_front_of(address_of(&server)).await;
    let proxy = testkit::ProxyServer::start().await;
    let http = http();
    for (scheme, kind) in [("http", "connect"), ("socks5", "socks5")] {
        let mut network = through(&format!("{scheme}://me:word@{}", proxy.address()), None);
        network.ca_file = Some(secured.authority.clone());
        assert_eq!(ask(&http, endpoint(&secured.url(), network)).await.unwrap(), ANSWER);
        let target = secured.address.to_string();
        let passed = Passage { kind, target, credentials: Some("me:word".into()) };
        assert_eq!(proxy.passages().last(), Some(&passed));
    }
}

#[tokio::test]
async fn the_way_to_a_proxy_may_be_secured_itself() {
    let (server, proxy) = (ModelServer::start().await, testkit::ProxyServer::start().await);
    let secured = Secured::in_front_of(proxy.address().clone()).await;
    let mut network = through(&format!("https://me:word@{}", secured.address), None);
    network.ca_file = Some(secured.authority.clone());
    assert_eq!(ask(&http(), endpoint(&server.url(), network)).await.unwrap(), ANSWER);
    let target = address_of(&server);
    let passed = Passage { kind: "plain", target, credentials: Some("me:word".into()) };
    assert_eq!(proxy.passages().last(), Some(&passed));
}

#[tokio::test]
async fn a_file_of_certificates_that_is_none_is_refused_by_its_name_until_it_is_mended() {
    let server = ModelServer::start().await;
    let secured = Secured::in_front_of(address_of(&server)).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("company.pem");
    let http = http();
    for content in [
        None,
        Some(""),
        Some("hello"),
        Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
    ] {
        if let Some(content) = content {
            std::fs::write(&file, content).unwrap();
        }
        let problem = http.can_use(&trusting(&file)).unwrap_err();
        assert_eq!(problem.code, ProblemCode::Network);
        assert!(problem.message.contains("company.pem"), "{}", problem.message);
    }
    std::fs::copy(&secured.authority, &file).unwrap();
    assert_eq!(ask(&http, endpoint(&secured.url(), trusting(&file))).await.unwrap(), ANSWER);
}
