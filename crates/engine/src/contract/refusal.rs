//! Why a command was not done.

use runnel_conversation::{ConversationId, MediaKind, Problem, RecordId};
use runnel_exchange::Refused;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why a command was not done. What was typed stays typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// There is no such conversation.
    #[error("there is no conversation {conversation}")]
    ConversationMissing {
        /// Which was asked for.
        conversation: ConversationId,
    },
    /// There is no such message, or it cannot be answered.
    #[error("there is no message {message}")]
    MessageMissing {
        /// Which was asked for.
        message: RecordId,
    },
    /// There is no such provider.
    #[error("there is no provider “{provider}”")]
    ProviderMissing {
        /// Which was asked for.
        provider: String,
    },
    /// No model was named, and the provider has no first one.
    #[error("no model is chosen for “{provider}”")]
    ModelNotChosen {
        /// Of which provider.
        provider: String,
    },
    /// The provider's address is missing or is none.
    #[error("{}", if base_url.is_empty() { "this provider needs the address of a server".to_owned() } else { format!("“{base_url}” is no address of a server") })]
    BaseUrlInvalid {
        /// What was given.
        base_url: String,
    },
    /// A message without words and pictures.
    #[error("there is nothing to send")]
    NothingToSend,
    /// A reply is being made in this conversation.
    #[error("a reply is still being made in this conversation")]
    ReplyUnderway,
    /// The reply is over: open the conversation to read it.
    #[error("this reply is over")]
    ReplyOver,
    /// The file is of a newer version of Runnel.
    #[error("this conversation was written by a newer version and can only be read")]
    ReadOnly,
    /// It is none of PNG, JPEG, WebP and GIF.
    #[error("this is not a PNG, JPEG, WebP or GIF picture")]
    NotAPicture,
    /// It is larger than pictures may be.
    #[error("the picture is larger than {} MB", limit_bytes / 1024 / 1024)]
    PictureTooLarge {
        /// The limit, in bytes.
        limit_bytes: u64,
    },
    /// The link does not lead to anything.
    #[error("the picture cannot be fetched: {reason}")]
    PictureUnreachable {
        /// Why.
        reason: String,
    },
    /// A picture of the conversation is no longer there.
    #[error("the picture {hash} is missing")]
    PictureMissing {
        /// The hash of its content.
        hash: String,
    },
    /// The provider takes no pictures.
    #[error("“{provider}” takes no pictures")]
    PicturesUnsupported {
        /// Which provider.
        provider: String,
    },
    /// The provider takes no sounds or films of this kind.
    #[error("“{provider}” takes no {} by link", match kind { MediaKind::Audio => "sounds", MediaKind::Video => "films" })]
    MediaUnsupported {
        /// Which provider.
        provider: String,
        /// What it does not take.
        kind: MediaKind,
    },
    /// What was given as a link is none.
    #[error("“{url}” is not an http or https address")]
    LinkInvalid {
        /// What was given.
        url: String,
    },
    /// A setting or parameter that no provider could take.
    #[error("“{field}” cannot be set to this: {reason}")]
    SettingInvalid {
        /// Which.
        field: String,
        /// Why.
        reason: String,
    },
    /// The file of a provider has a mistake.
    #[error("{}{reason}", line.map(|line| format!("line {line}: ")).unwrap_or_default())]
    ProviderFileInvalid {
        /// The line of the mistake, counted from 1, where it has one.
        line: Option<usize>,
        /// What it is.
        reason: String,
    },
    /// There is no such prompt or assistant.
    #[error("there is no prompt or assistant “{id}”")]
    LibraryMissing {
        /// Which was asked for.
        id: String,
    },
    /// The file is not one to import.
    #[error("{problem}")]
    ImportRefused {
        /// Why.
        problem: Refused,
    },
    /// Another import goes on.
    #[error("another import goes on")]
    ImportUnderway,
    /// The import was broken off; what was taken stays.
    #[error("the import was broken off; what was taken stays")]
    ImportCancelled,
    /// The keychain did not do it.
    #[error("the keychain refused: {reason}")]
    Keychain {
        /// Why.
        reason: String,
    },
    /// The disk did not do it.
    #[error("this computer could not read or keep it: {reason}")]
    Storage {
        /// Which kind of fault.
        fault: StorageFault,
        /// Why, with the path.
        reason: String,
    },
    /// The provider refused, or could not be reached.
    #[error("{}", problem.message)]
    Provider {
        /// How.
        problem: Problem,
    },
}

/// What is wrong with the disk, as far as a person can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StorageFault {
    /// It is full.
    Full,
    /// It, or the folder, cannot be written.
    ReadOnly,
    /// The folder or file is not there.
    Missing,
    /// Anything else.
    Other,
}
