//! A proxy on loopback: HTTP (tunnels and plain requests) and SOCKS5 on one port. It lets everything
//! through and remembers it.

use std::io::{Error, Result};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::request::Request;

/// What went through a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// `connect`, `plain` or `socks5`.
    pub kind: &'static str,
    /// The host and port that was asked for.
    pub target: String,
    /// `name:password`, where they were given.
    pub credentials: Option<String>,
}

/// A proxy on a port chosen by the system. It stops when it is dropped. Needs the test's own runtime.
pub struct ProxyServer {
    address: SocketAddr,
    passages: Arc<Mutex<Vec<Passage>>>,
    listening: JoinHandle<()>,
}

impl ProxyServer {
    /// Starts one that takes everybody.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let passages = Arc::<Mutex<Vec<Passage>>>::default();
        let remembered = Arc::clone(&passages);
        let listening = tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let remembered = Arc::clone(&remembered);
                // A client that leaves in the middle is nobody's fault.
                tokio::spawn(async move { pass(socket, &remembered).await.ok() });
            }
        });
        Self { address, passages, listening }
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// What went through so far.
    pub fn passages(&self) -> Vec<Passage> {
        self.passages.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for ProxyServer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn pass(mut client: TcpStream, passages: &Mutex<Vec<Passage>>) -> Result<()> {
    let mut first = [0];
    client.peek(&mut first).await?;
    let (passage, said) = if first == [5] { socks(&mut client).await? } else { http(&mut client).await? };
    let target = passage.target.clone();
    passages.lock().unwrap_or_else(PoisonError::into_inner).push(passage);
    let mut server = TcpStream::connect(target).await?;
    server.write_all(&said).await?;
    copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

/// A tunnel, or one plain request, which is passed on as it came: every server takes a whole address in
/// the place of a path.
async fn http(client: &mut TcpStream) -> Result<(Passage, Vec<u8>)> {
    let request = Request::read(client).await?.ok_or_else(|| Error::other("no request"))?;
    let credentials = request.header("proxy-authorization").map(|value| {
        let encoded = value.trim_start_matches("Basic ");
        String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap()
    });
    if request.method == "CONNECT" {
        client.write_all(b"HTTP/1.1 200 \r\n\r\n").await?;
        return Ok((Passage { kind: "connect", target: request.path, credentials }, Vec::new()));
    }
    let target = request.path.trim_start_matches("http://").split('/').next().unwrap_or_default().to_owned();
    let headers: Vec<_> =
        request.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let headers = headers.concat();
    let mut said = format!("{} {} HTTP/1.1\r\n{headers}\r\n", request.method, request.path).into_bytes();
    said.extend_from_slice(&request.body);
    Ok((Passage { kind: "plain", target, credentials }, said))
}

/// SOCKS5 (RFC 1928), with a name and a password (RFC 1929) where the client offers them.
async fn socks(client: &mut TcpStream) -> Result<(Passage, Vec<u8>)> {
    let _version = client.read_u8().await?;
    let methods = short(client).await?;
    let mut credentials = None;
    if methods.contains(&2) {
        client.write_all(&[5, 2]).await?;
        let _version = client.read_u8().await?;
        let (name, password) = (short(client).await?, short(client).await?);
        credentials =
            Some(format!("{}:{}", String::from_utf8_lossy(&name), String::from_utf8_lossy(&password)));
        client.write_all(&[1, 0]).await?;
    } else {
        client.write_all(&[5, 0]).await?;
    }
    let mut request = [0; 4];
    client.read_exact(&mut request).await?;
    let host = match request[3] {
        1 => std::net::Ipv4Addr::from(client.read_u32().await?).to_string(),
        3 => String::from_utf8_lossy(&short(client).await?).into_owned(),
        _ => return Err(Error::other("only names and IPv4 addresses are known here")),
    };
    let target = format!("{host}:{}", client.read_u16().await?);
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    Ok((Passage { kind: "socks5", target, credentials }, Vec::new()))
}

/// Bytes behind their number.
async fn short(client: &mut TcpStream) -> Result<Vec<u8>> {
    let length = client.read_u8().await?;
    let mut bytes = vec![0; usize::from(length)];
    client.read_exact(&mut bytes).await?;
    Ok(bytes)
}
