//! The window.

use std::path::Path;

use tauri::webview::NewWindowResponse;
use tauri::{App, Url, WebviewWindowBuilder};

/// Opens the window that `tauri.conf.json` describes. What the web view stores goes to `storage`; it
/// shows the application's own pages and nothing else.
pub(crate) fn open(app: &App, storage: &Path) -> tauri::Result<()> {
    let development = tauri::is_dev().then(|| app.config().build.dev_url.clone()).flatten();
    for config in &app.config().app.windows {
        let development = development.clone();
        WebviewWindowBuilder::from_config(app, config)?
            .data_directory(storage.to_owned())
            .on_navigation(move |url| is_own(url, development.as_ref()))
            .on_new_window(|_, _| NewWindowResponse::Deny)
            .build()?;
    }
    Ok(())
}

/// Whether a page is the application's own. A link in an answer, or something dropped on the window,
/// must not take the place of the chat.
fn is_own(url: &Url, development: Option<&Url>) -> bool {
    // An origin says nothing of a scheme of one's own, so it is not compared as a whole.
    match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost")) => true,
        ("about", _) => url.path() == "blank",
        _ => development.is_some_and(|development| development.origin() == url.origin()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn the_window_shows_its_own_pages() {
        for own in ["tauri://localhost/index.html", "http://tauri.localhost/", "about:blank"] {
            assert!(is_own(&url(own), None), "{own}");
        }
        assert!(is_own(&url("http://localhost:1420/index.html"), Some(&url("http://localhost:1420"))));
    }

    #[test]
    fn the_window_shows_no_other() {
        for other in [
            "https://example.org/",
            "http://localhost:1420/",
            "http://localhost/",
            "file:///etc/passwd",
            "tauri://example.org/",
            "https://tauri.localhost.example.org/",
            "data:text/html,hi",
        ] {
            assert!(!is_own(&url(other), None), "{other}");
        }
        assert!(!is_own(&url("http://localhost:1421/"), Some(&url("http://localhost:1420"))));
    }
}
