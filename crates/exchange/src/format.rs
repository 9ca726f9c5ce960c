//! Whose conversations they are, told by what a document holds and never by its name.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The programs whose conversations are known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Our own files, and our own JSON.
    Runnel,
    /// The data export of ChatGPT.
    ChatGpt,
    /// The data export of Claude.
    Claude,
    /// A backup of Cherry Studio.
    CherryStudio,
    /// The exported data of Chatbox.
    Chatbox,
    /// The exported data of NextChat.
    NextChat,
    /// The threads of Jan.
    Jan,
    /// The exported chats of Open WebUI.
    OpenWebUi,
    /// The exported data of LobeChat.
    LobeChat,
}

impl Format {
    /// A word that never changes: identifiers are derived from it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Runnel => "runnel",
            Self::ChatGpt => "chatgpt",
            Self::Claude => "claude",
            Self::CherryStudio => "cherry-studio",
            Self::Chatbox => "chatbox",
            Self::NextChat => "nextchat",
            Self::Jan => "jan",
            Self::OpenWebUi => "open-webui",
            Self::LobeChat => "lobechat",
        }
    }
}

/// How a document is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A list, of which each item is a conversation.
    Items(Format),
    /// One value, which holds all there is; it may be a single conversation.
    Whole(Format),
    /// A line for each record of our own.
    Records,
    /// A thread of Jan: its messages are in a document beside it.
    JanThread,
    /// The messages of a thread of Jan, a line each.
    JanMessages,
}

/// The names of an object's fields, as far as they tell something.
pub(crate) type Keys = BTreeSet<String>;

fn has(keys: &Keys, all: &[&str]) -> bool {
    all.iter().all(|key| keys.contains(*key))
}

/// Whose an item of a list is.
pub(crate) fn of_item(keys: &Keys) -> Option<Format> {
    match keys {
        _ if has(keys, &["mapping"]) => Some(Format::ChatGpt),
        _ if has(keys, &["chat_messages"]) => Some(Format::Claude),
        _ if has(keys, &["chat"]) => Some(Format::OpenWebUi),
        _ => None,
    }
}

/// What an object that is a whole document is.
pub(crate) fn of_object(keys: &Keys) -> Option<Kind> {
    let whole = match keys {
        _ if has(keys, &["runnel", "conversations"]) => Format::Runnel,
        _ if has(keys, &["chat-next-web-store"]) => Format::NextChat,
        _ if has(keys, &["indexedDB"]) => Format::CherryStudio,
        _ if has(keys, &["chat-sessions-list"]) || has(keys, &["chat-sessions"]) => Format::Chatbox,
        _ if keys.iter().any(|key| key.starts_with("session:")) => Format::Chatbox,
        _ if has(keys, &["exportType", "state"]) || has(keys, &["data", "schemaHash"]) => Format::LobeChat,
        _ if has(keys, &["assistants", "object", "id"]) => return Some(Kind::JanThread),
        _ => of_item(keys)?,
    };
    Some(Kind::Whole(whole))
}

/// What a document is of which one line has these fields.
pub(crate) fn of_line(keys: &Keys) -> Option<Kind> {
    match keys {
        _ if has(keys, &["id", "at", "kind"]) => Some(Kind::Records),
        _ if has(keys, &["thread_id", "role", "content"]) => Some(Kind::JanMessages),
        _ => None,
    }
}
