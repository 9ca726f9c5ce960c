//! What is opened in other programs: addresses that lead out of the application, and the folder of what is kept.

use std::path::Path;

use serde::Serialize;
use tauri::Url;

/// Why an address was not opened.
#[derive(Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub(crate) enum NotOpened {
    /// Only `http`, `https` and `mailto` lead out: an answer must not start programs or open files.
    #[error("this is not a web or mail address")]
    NotAWebAddress,
    /// No program took it.
    #[error("no program opened it: {reason}")]
    NoProgram {
        /// What the system says.
        reason: String,
    },
}

/// Opens `url` in the program the person uses for such addresses.
pub(crate) fn open(url: &str) -> Result<(), NotOpened> {
    let url = leads_out(url).ok_or(NotOpened::NotAWebAddress)?;
    open::that_detached(url.as_str()).map_err(|error| NotOpened::NoProgram { reason: error.to_string() })
}

/// Shows a folder of ours in the program the person uses for folders.
pub(crate) fn open_folder(folder: &Path) -> Result<(), NotOpened> {
    open::that_detached(folder).map_err(|error| NotOpened::NoProgram { reason: error.to_string() })
}

/// The address, if it is one that may be opened outside.
fn leads_out(url: &str) -> Option<Url> {
    Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https" | "mailto"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_and_mail_addresses_lead_out() {
        for url in ["https://example.org/a?b=c", "http://127.0.0.1:8080", "mailto:someone@example.org"] {
            assert!(leads_out(url).is_some(), "{url}");
        }
    }

    #[test]
    fn nothing_else_does() {
        for url in
            ["file:///etc/passwd", "javascript:alert(1)", "picture://localhost/x", "calc.exe", "", "--help"]
        {
            assert_eq!(open(url), Err(NotOpened::NotAWebAddress), "{url}");
        }
    }
}
