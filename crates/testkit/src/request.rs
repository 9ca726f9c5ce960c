//! What a client sent, and reading it from a socket.

use std::io::{Error, ErrorKind, Result};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// More header lines than any client sends.
const MOST_HEADERS: usize = 128;

/// A request as it came over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// The target as it was sent, query included.
    pub path: String,
    /// The header lines in their order, names as they were written.
    pub headers: Vec<(String, String)>,
    /// The body, all of it.
    pub body: Vec<u8>,
}

impl Request {
    /// The body as JSON. Panics, showing the body, when it is not.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{} {}: {error} in {:?}", self.method, self.path, String::from_utf8_lossy(&self.body))
        })
    }

    /// The value of the first header of this name, whatever the case of its letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The path without its query.
    pub(crate) fn route(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// The value of `name` in the query, taken literally.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let (_, query) = self.path.split_once('?')?;
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// Reads one request; `None` when the client left without sending a whole one.
    pub(crate) async fn read(socket: &mut TcpStream) -> Result<Option<Self>> {
        let mut received = Vec::new();
        let (mut request, head_bytes) = loop {
            if socket.read_buf(&mut received).await? == 0 {
                return Ok(None);
            }
            if let Some(parsed) = parse_head(&received)? {
                break parsed;
            }
        };
        request.body = received.split_off(head_bytes);
        if request.header("transfer-encoding").is_some() {
            return Err(Error::new(ErrorKind::Unsupported, "a request body needs a Content-Length here"));
        }
        let length = request.header("content-length").map_or(Ok(0), str::parse).map_err(invalid)?;
        if request.header("expect").is_some() && request.body.len() < length {
            socket.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        while request.body.len() < length {
            if socket.read_buf(&mut request.body).await? == 0 {
                return Ok(None);
            }
        }
        Ok(Some(request))
    }
}

/// The request line and headers, and how many bytes they took; `None` while they are not all there.
fn parse_head(received: &[u8]) -> Result<Option<(Request, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(head_bytes) = head.parse(received).map_err(invalid)? else {
        return Ok(None);
    };
    let headers = head
        .headers
        .iter()
        .map(|header| (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned()))
        .collect();
    let request = Request {
        method: head.method.unwrap_or_default().to_owned(),
        path: head.path.unwrap_or_default().to_owned(),
        headers,
        body: Vec::new(),
    };
    Ok(Some((request, head_bytes)))
}

fn invalid(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::InvalidData, error)
}
