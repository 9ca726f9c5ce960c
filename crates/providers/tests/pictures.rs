//! The fetching of pictures, over a real connection on this computer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use runnel_conversation::ProblemCode;
use runnel_providers::{FetchError, Http, fetch_picture};
use runnel_testkit::{ModelServer, Reply};

const PICTURE: &[u8] = b"\x89PNG and the rest";

async fn server() -> ModelServer {
    let server = ModelServer::start().await;
    server.on("/cat.png", Reply::bytes("image/png", PICTURE));
    server
}

async fn fetch(url: &str, limit: u64) -> Result<Vec<u8>, FetchError> {
    fetch_picture(&Http::new().unwrap(), url, limit).await.map(|bytes| bytes.to_vec())
}

#[tokio::test]
async fn a_picture_is_fetched_without_a_key() {
    let server = server().await;
    assert_eq!(fetch(&format!(" {}/cat.png ", server.url()), 1000).await, Ok(PICTURE.to_vec()));
    assert_eq!(server.next_request().await.header("authorization"), None);
}

#[tokio::test]
async fn redirects_are_followed_but_not_for_ever() {
    let server = server().await;
    server.on("/near", Reply::redirect("/cat.png"));
    server.on("/far", Reply::redirect(&format!("{}/near", server.url())));
    server.on("/round", Reply::redirect("/round"));
    assert_eq!(fetch(&format!("{}/far", server.url()), 1000).await, Ok(PICTURE.to_vec()));

    let Err(FetchError::Unreachable { problem }) = fetch(&format!("{}/round", server.url()), 1000).await
    else {
        panic!("a circle leads nowhere")
    };
    assert_eq!(problem.status, Some(302));
    let round = server.requests().into_iter().filter(|request| request.path == "/round");
    assert_eq!(round.count(), 6);
}

#[tokio::test]
async fn a_redirect_to_something_else_than_the_web_is_not_followed() {
    let server = server().await;
    server.on("/odd", Reply::redirect("file:///etc/passwd"));
    assert!(matches!(
        fetch(&format!("{}/odd", server.url()), 1000).await,
        Err(FetchError::Unreachable { .. })
    ));
}

#[tokio::test]
async fn a_picture_that_is_too_large_is_refused_whether_it_says_so_or_not() {
    let server = server().await;
    server.on("/unannounced.png", Reply::bytes("image/png", PICTURE).chunked());
    let limit = PICTURE.len() as u64 - 1;
    for path in ["/cat.png", "/unannounced.png"] {
        let url = format!("{}{path}", server.url());
        assert_eq!(fetch(&url, limit).await, Err(FetchError::TooLarge { limit }));
        assert!(fetch(&url, limit + 1).await.is_ok());
    }
}

#[tokio::test]
async fn what_is_not_there_is_told_with_its_status() {
    let server = server().await;
    server.on("/gone.png", Reply::html(404, "<html>Not found</html>"));
    server.on("/cut.png", Reply::bytes("image/png", PICTURE).cut_after(3));
    for (path, code, status) in
        [("/gone.png", ProblemCode::Protocol, Some(404)), ("/cut.png", ProblemCode::Truncated, Some(200))]
    {
        let Err(FetchError::Unreachable { problem }) = fetch(&format!("{}{path}", server.url()), 1000).await
        else {
            panic!("{path} is no picture")
        };
        assert_eq!((problem.code, problem.status), (code, status), "{path}");
    }
}

#[tokio::test]
async fn only_the_web_is_fetched_from() {
    for url in ["file:///etc/passwd", "data:image/png;base64,iVBORw==", "cat.png", ""] {
        assert_eq!(fetch(url, 1000).await, Err(FetchError::NotHttp), "{url}");
    }
}
