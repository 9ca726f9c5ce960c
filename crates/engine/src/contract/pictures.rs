//! Pictures, as they are taken in.

use runnel_conversation::Image;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A picture to take in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum AddPicture {
    /// One on the web.
    Link {
        /// An `http`, `https` or `data` address.
        url: String,
    },
    /// One that was pasted, dropped or chosen.
    Data {
        /// Its bytes in base64.
        base64: String,
    },
}

/// A picture that was taken in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Picture {
    /// What goes into the message.
    pub image: Image,
    /// Its type.
    pub media_type: String,
    /// Its size in bytes.
    pub bytes: u64,
}
