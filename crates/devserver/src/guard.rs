//! Who may speak to the engine: pages of this very server, and nobody else. A page on the web could
//! otherwise post to a loopback port, or point a name of its own at it.

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Lets through what was sent to a loopback address by this server's own page, or by no page at all.
pub(crate) async fn local_only(request: Request, next: Next) -> Response {
    if is_local(request.headers()) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "only pages of this server, on this computer, are answered\n").into_response()
    }
}

fn is_local(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else {
        return false;
    };
    let own_origin = format!("http://{host}");
    let foreign = headers.get(ORIGIN).is_some_and(|origin| origin.as_bytes() != own_origin.as_bytes());
    is_loopback(&own_origin) && !foreign
}

fn is_loopback(origin: &str) -> bool {
    let Ok(origin) = origin.parse::<Uri>() else {
        return false;
    };
    matches!(origin.host(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &str, origin: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().unwrap());
        }
        headers
    }

    #[test]
    fn the_own_page_is_answered_and_so_is_a_program() {
        for host in ["127.0.0.1:1421", "localhost:1420", "[::1]:9", "localhost"] {
            assert!(is_local(&headers(host, None)), "{host}");
            assert!(is_local(&headers(host, Some(&format!("http://{host}")))), "{host}");
        }
    }

    #[test]
    fn a_name_that_was_pointed_here_is_not_answered() {
        for host in
            ["example.org", "127.0.0.1.example.org", "localhost.example.org:1421", "a@localhost.org", ""]
        {
            assert!(!is_local(&headers(host, None)), "{host}");
        }
        assert!(!is_local(&HeaderMap::new()));
    }

    #[test]
    fn a_page_from_elsewhere_is_not_answered() {
        for origin in ["https://example.org", "http://localhost:9999", "https://127.0.0.1:1421", "null"] {
            assert!(!is_local(&headers("127.0.0.1:1421", Some(origin))), "{origin}");
        }
    }
}
