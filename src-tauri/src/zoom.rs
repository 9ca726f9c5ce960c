//! How large the window draws everything.

use std::ops::RangeInclusive;

use serde::Serialize;
use tauri::Webview;

/// Beyond these nothing can be read, and nothing fits.
const FACTORS: RangeInclusive<f64> = 0.25..=5.0;

/// Why the window is as large as before.
#[derive(Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub(crate) enum NotZoomed {
    /// Nobody could find the way back.
    #[error("a window cannot be drawn {factor} times as large")]
    OutOfRange {
        /// What was asked for.
        factor: f64,
    },
    /// The web view did not do it.
    #[error("{reason}")]
    WebView {
        /// What it says.
        reason: String,
    },
}

/// Draws everything in a web view `factor` times as large as it is.
pub(crate) fn set(web_view: &Webview, factor: f64) -> Result<(), NotZoomed> {
    let factor = in_range(factor)?;
    web_view.set_zoom(factor).map_err(|error| NotZoomed::WebView { reason: error.to_string() })
}

fn in_range(factor: f64) -> Result<f64, NotZoomed> {
    if FACTORS.contains(&factor) { Ok(factor) } else { Err(NotZoomed::OutOfRange { factor }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read_is_drawn() {
        for factor in [0.5, 1.0, 3.0] {
            assert_eq!(in_range(factor), Ok(factor));
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for factor in [0.0, -1.0, 100.0, f64::INFINITY, f64::NAN] {
            assert!(in_range(factor).is_err(), "{factor}");
        }
    }
}
