//! What the person should be told once, on standard error.

use runnel_engine::contract::Notice;

/// Tells each in a line.
pub(crate) fn tell(notices: &[Notice]) {
    for notice in notices {
        eprintln!("runnel-cli: {}", told(notice));
    }
}

fn told(notice: &Notice) -> String {
    match notice {
        Notice::DamagedLines { conversation, title, lines } => {
            format!("{lines} damaged lines of “{title}” ({conversation}) were passed over")
        }
        Notice::Recovered { replies } => format!("{replies} interrupted replies were kept"),
        Notice::SettingsUnreadable { reason } => format!("the settings cannot be read: {reason}"),
        Notice::ProviderUnreadable { provider, reason } => {
            format!("your provider “{provider}” cannot be read and is left out: {reason}")
        }
        Notice::BackupFailed { folder, reason } => {
            format!("the backup to {folder} could not be made: {reason}")
        }
        Notice::LibraryUnreadable { reason } | Notice::Storage { reason } => reason.clone(),
    }
}
