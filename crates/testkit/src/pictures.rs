//! Pictures to fetch, things that only look like pictures, and a page to drag them from.

use crate::reply::Reply;
use crate::request::Request;

const RED_PNG: &[u8] = include_bytes!("../pictures/red.png");
const BLUE_JPEG: &[u8] = include_bytes!("../pictures/blue.jpg");
const GREEN_GIF: &[u8] = include_bytes!("../pictures/green.gif");
const YELLOW_WEBP: &[u8] = include_bytes!("../pictures/yellow.webp");

/// More than the 20 MB a picture may have.
const HUGE_BYTES: usize = 21 * 1024 * 1024;

const NOT_A_PICTURE: &str = "<!doctype html><title>A page</title><p>This is a page, not a picture.";

/// A page with a picture, a link to it, and a link to another, for drags from a browser.
const PAGE: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Pictures</title>
<p><img id="picture" src="/pictures/red.png" alt="A red rectangle" width="64" height="48">
<p><a id="link" href="/pictures/red.png">A link to the red picture</a>
<p><a id="linked-picture" href="/page"><img src="/pictures/blue.jpg" alt="A blue rectangle" width="64" height="48"></a>
"#;

pub(crate) fn answer(request: &Request) -> Option<Reply> {
    let route = request.route();
    let reply = match route {
        "/page" => Reply::html(200, PAGE),
        "/pictures/red.png" => Reply::bytes("image/png", RED_PNG),
        "/pictures/blue.jpg" => Reply::bytes("image/jpeg", BLUE_JPEG),
        "/pictures/green.gif" => Reply::bytes("image/gif", GREEN_GIF),
        "/pictures/yellow.webp" => Reply::bytes("image/webp", YELLOW_WEBP),
        "/pictures/page.html" => Reply::html(200, NOT_A_PICTURE),
        "/pictures/lying.png" => Reply::html(200, NOT_A_PICTURE).content_type("image/png"),
        // Its length is not announced: whoever fetches it has to count.
        "/pictures/huge.png" => Reply::bytes("image/png", huge_png()).chunked(),
        "/pictures/slow.png" => Reply::bytes("image/png", RED_PNG).stall_after(RED_PNG.len() / 2),
        "/pictures/loop.png" => Reply::redirect(route),
        _ => return None,
    };
    Some(reply)
}

/// The red picture with nothing behind it for a long way.
fn huge_png() -> Vec<u8> {
    let mut bytes = RED_PNG.to_vec();
    bytes.resize(HUGE_BYTES, 0);
    bytes
}
