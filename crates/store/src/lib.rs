//! What is kept on this computer: conversations, the replies in flight, pictures, settings and keys.
//!
//! This crate refuses to know providers, models' wire formats, the engine and async: every call is a
//! plain blocking one that ends with the file in the state it promises, or with a [`StoreError`] that
//! says why not. It brings no clock and makes no identifiers; whoever calls it does.
//!
//! The formats are published in `docs/file-format.md`.

mod attachments;
mod backup;
mod bin;
mod check;
mod damage;
mod disk;
mod error;
mod files;
mod home;
mod index;
mod join;
mod journal;
mod keychain;
mod known;
mod library;
mod lines;
mod links;
mod model_lists;
mod one_window;
mod provider_files;
mod records;
mod recover;
mod restore;
mod scheduled;
mod settings;
mod sweep;
#[cfg(test)]
mod tests;
mod unfailing;
mod watch;

pub use attachments::Attachments;
pub use backup::{Backup, back_up, last_backup};
pub use bin::{Binned, KEPT_AFTER_DELETION_MS};
pub use check::{Checkup, Damage, FileFault, check};
pub use error::StoreError;
pub use files::{Conversations, Opened, Summary};
pub use home::{Home, in_home};
pub use index::{
    Change, Cursor, Entry, Excerpt, Hit, Index, Labels, ListPage, ListWanted, Look, Match, Outline, Progress,
    Query, SearchPage, SearchWanted, Shelf, Speaker, TitleHit, find,
};
pub use journal::{Journal, JournalBatch, JournalHead, Journals, Orphan};
pub use keychain::{Keychain, KeychainError, Secret};
pub use library::{Assistant, Holdings, Library, Prompt, Shelved};
pub use lines::{Fault, FaultReason};
pub use links::LinkCache;
pub use model_lists::ModelLists;
pub use one_window::{Claimed, OneWindow};
pub use provider_files::{Glance, ProviderFiles};
pub use records::Records;
pub use recover::recover;
pub use restore::{RefusedEntry, Restoration, restore};
pub use scheduled::back_up_if_due;
pub use settings::{
    BackupEvery, BackupSchedule, Language, ProviderSettings, ReadingWidth, Settings, SettingsFile, TextSize,
    Theme,
};
pub use sweep::{Swept, sweep};
pub use watch::ConversationsWatch;
