//! The server cuts, paces, stalls and hangs up as it is told, and notices who hangs up on it.

mod client;

use std::time::{Duration, Instant};

use client::{chat, chat_request, exchange, get, read_body_bytes, send};
use runnel_testkit::{ModelServer, Reply, Split, faults, recordings};
use serde_json::json;
use tokio::io::AsyncReadExt;

const CHAT: &str = "/v1/chat/completions";

async fn ask(server: &ModelServer) -> tokio::net::TcpStream {
    send(&server.url(), "POST", CHAT, &[], chat_request().to_string().as_bytes()).await
}

#[tokio::test]
async fn each_event_is_a_chunk_of_its_own() {
    let server = ModelServer::start().await;
    server.reply(Reply::sse([json!(1), json!(2)]));
    let chunks = chat(&server.url()).await.chunks;
    assert_eq!(chunks, [b"data: 1\n\n".to_vec(), b"data: 2\n\n".to_vec(), b"data: [DONE]\n\n".to_vec()]);
}

#[tokio::test]
async fn a_body_arrives_cut_where_it_was_told_to_be_and_whole() {
    let server = ModelServer::start().await;
    let text = "data: 水到渠成\n\n";
    for (split, lengths) in [
        (Split::Whole, vec![20]),
        (Split::Every(1), vec![1; 20]),
        (Split::Every(7), vec![7, 7, 6]),
        (Split::At(vec![8, 3]), vec![3, 5, 12]),
    ] {
        server.reply(Reply::raw(text).split(split));
        let answer = chat(&server.url()).await;
        assert_eq!(answer.chunks.iter().map(Vec::len).collect::<Vec<_>>(), lengths);
        assert_eq!(answer.text(), text);
    }
}

#[tokio::test]
async fn every_recording_arrives_unchanged_a_byte_at_a_time() {
    let Some(recordings) = recordings() else {
        return eprintln!("skipped: the recordings are not beside the project");
    };
    let server = ModelServer::start().await;
    for row in recordings.of_protocol("ollama-chat").chain(recordings.of_protocol("json")) {
        server.reply(recordings.reply(&row.file).split(Split::Every(1)));
        let answer = chat(&server.url()).await;
        assert_eq!((answer.status, answer.body()), (row.status, recordings.bytes(&row.file)), "{}", row.file);
        assert!(answer.complete);
        if row.content_type.is_some() {
            assert_eq!(answer.header("content-type"), row.content_type.as_deref());
        }
    }
}

#[tokio::test]
async fn pieces_keep_their_pace() {
    let server = ModelServer::start().await;
    server.reply(Reply::sse((0..9).map(|n| json!(n))).pace(Duration::from_millis(5)));
    let asked = Instant::now();
    assert_eq!(chat(&server.url()).await.chunks.len(), 10);
    assert!(
        asked.elapsed() >= Duration::from_millis(45),
        "nine waits between ten pieces: {:?}",
        asked.elapsed()
    );
}

#[tokio::test]
async fn a_stalled_reply_stays_open_until_the_client_leaves_and_that_is_noticed() {
    let server = ModelServer::start().await;
    server.reply(Reply::sse([json!(1), json!(2)]).stall_after(12));
    let mut socket = ask(&server).await;
    assert_eq!(read_body_bytes(&mut socket, 12).await, b"data: 1\n\ndat");
    let silence = tokio::time::timeout(Duration::from_millis(50), socket.read_u8()).await;
    assert!(silence.is_err(), "neither a byte nor an end");

    drop(socket);
    let left = Instant::now();
    let hang_up = server.hung_up().await;
    println!("a hang-up was noticed after {:?}", left.elapsed());
    assert_eq!((hang_up.path.as_str(), hang_up.sent), (CHAT, 12));
}

#[tokio::test]
async fn a_client_that_leaves_a_paced_reply_is_noticed_before_the_next_piece() {
    let server = ModelServer::start().await;
    server.reply(Reply::sse([json!(1), json!(2)]).pace(Duration::from_hours(1)));
    let mut socket = ask(&server).await;
    read_body_bytes(&mut socket, 9).await;
    drop(socket);
    assert_eq!(server.hung_up().await.sent, 9);
}

#[tokio::test]
async fn a_server_that_never_answers_notices_who_gave_up() {
    let server = ModelServer::start().await;
    server.reply(faults::silence());
    let socket = ask(&server).await;
    server.next_chat().await;
    drop(socket);
    assert_eq!(server.hung_up().await.sent, 0);
}

#[tokio::test]
async fn a_cut_connection_delivers_what_was_sent_and_no_end() {
    let server = ModelServer::start().await;
    server.reply(Reply::sse([json!(1), json!(2)]).cut_after(12));
    let answer = chat(&server.url()).await;
    assert_eq!((answer.body(), answer.complete), (b"data: 1\n\ndat".to_vec(), false));

    server.reply(Reply::json(200, &json!("twelve bytes")).cut_after(5));
    let answer = chat(&server.url()).await;
    assert_eq!((answer.body(), answer.complete), (b"\"twel".to_vec(), false));
}

#[tokio::test]
async fn the_faults_are_what_they_are_called() {
    let server = ModelServer::start().await;
    for (fault, status, content_type) in [
        (faults::unauthorized(), 401, "application/json"),
        (faults::no_money(), 402, "application/json"),
        (faults::model_missing(), 404, "application/json"),
        (faults::context_too_long(), 400, "application/json"),
        (faults::rate_limited(7), 429, "application/json"),
        (faults::server_error(), 500, "application/json"),
        (faults::unavailable(), 503, "application/json"),
        (faults::html_with_200(), 200, "text/html; charset=utf-8"),
        (faults::json_error_with_200(), 200, "application/json"),
        (faults::garbage_frames(), 200, "text/event-stream"),
        (faults::endless_line(100_000), 200, "text/event-stream"),
        (faults::error_mid_stream(), 200, "text/event-stream"),
        (faults::ollama_error_mid_stream(), 200, "application/x-ndjson"),
        (faults::truncated(), 200, "text/event-stream"),
    ] {
        server.reply(fault);
        let answer = chat(&server.url()).await;
        assert_eq!((answer.status, answer.header("content-type")), (status, Some(content_type)));
        assert!(answer.complete && !answer.body().is_empty());
        assert_eq!(answer.header("retry-after"), (status == 429).then_some("7"));
        if content_type == "application/json" {
            assert!(answer.json()["error"]["message"].is_string());
        }
    }
}

#[tokio::test]
async fn garbage_is_garbage_and_an_endless_line_has_no_end() {
    let server = ModelServer::start().await;
    server.reply(faults::garbage_frames());
    assert!(String::from_utf8(chat(&server.url()).await.body()).is_err());
    server.reply(faults::endless_line(1_000_000));
    let body = chat(&server.url()).await.body();
    assert_eq!((body.len(), body.contains(&b'\n')), (1_000_000, false));
}

#[tokio::test]
async fn pictures_are_what_they_claim_to_be_except_those_that_lie() {
    let server = ModelServer::start().await;
    for (path, content_type, signature) in [
        ("/pictures/red.png", "image/png", &b"\x89PNG\r\n\x1a\n"[..]),
        ("/pictures/blue.jpg", "image/jpeg", b"\xff\xd8\xff"),
        ("/pictures/green.gif", "image/gif", b"GIF89a"),
        ("/pictures/yellow.webp", "image/webp", b"RIFF"),
        ("/pictures/lying.png", "image/png", b"<!doctype html>"),
        ("/pictures/page.html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("/page", "text/html; charset=utf-8", b"<!doctype html>"),
    ] {
        let answer = get(&server.url(), path).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(content_type)));
        assert!(answer.complete && answer.body().starts_with(signature), "{path}");
    }
    assert_eq!(get(&server.url(), "/pictures/missing.png").await.status, 404);
    assert!(
        get(&server.url(), "/page").await.text().contains(r#"<img id="picture" src="/pictures/red.png""#)
    );
}

#[tokio::test]
async fn a_picture_that_is_too_large_does_not_say_so_beforehand() {
    let server = ModelServer::start().await;
    let answer = get(&server.url(), "/pictures/huge.png").await;
    assert!(answer.body().starts_with(b"\x89PNG") && answer.body().len() > 20 * 1024 * 1024);
    assert_eq!(answer.header("content-length"), None);
}

#[tokio::test]
async fn one_picture_leads_to_itself_and_one_never_ends() {
    let server = ModelServer::start().await;
    let answer = get(&server.url(), "/pictures/loop.png").await;
    assert_eq!((answer.status, answer.header("location")), (302, Some("/pictures/loop.png")));
    drop(send(&server.url(), "GET", "/pictures/slow.png", &[], b"").await);
    assert_eq!(server.hung_up().await.path, "/pictures/slow.png");
}

#[tokio::test]
async fn a_head_request_gets_the_head_only() {
    let server = ModelServer::start().await;
    let answer = exchange(&server.url(), "HEAD", "/pictures/red.png", &[], b"").await;
    assert_eq!((answer.header("content-type"), answer.body().len()), (Some("image/png"), 0));
}

/// The rate is printed, not asserted: it belongs to the machine.
#[tokio::test]
async fn a_flood_says_all_of_its_text_about_as_fast_as_it_was_told() {
    let server = ModelServer::start().await;
    let bytes = 12_000;
    server.reply(Reply::flood(bytes, 1_000));
    let asked = Instant::now();
    let events = chat(&server.url()).await.events();
    let took = asked.elapsed();
    println!(
        "{} events in {took:?}: one each {:?}",
        events.len(),
        took / u32::try_from(events.len()).unwrap()
    );
    let text: String =
        events.iter().filter_map(|event| event.pointer("/choices/0/delta/content")?.as_str()).collect();
    assert_eq!(text, runnel_testkit::flood_text(bytes));
}
