//! What is asked of a model, in no vendor's words.

use std::fmt;

use bytes::Bytes;
use runnel_conversation::Parameters;

/// A question with everything that goes with it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatRequest {
    /// The model's id, as the vendor spells it.
    pub model: String,
    /// The system prompt.
    pub system: Option<String>,
    /// The messages, oldest first; the last one is the question.
    pub messages: Vec<ChatMessage>,
    /// How to answer. `system` and `rounds` in it are not looked at: they have shaped `system` and
    /// `messages` already.
    pub parameters: Parameters,
    /// Whether the answer comes piece by piece.
    pub stream: bool,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatMessage {
    /// Who said it.
    pub role: Role,
    /// What was said.
    pub text: String,
    /// The pictures that go with it.
    pub images: Vec<Picture>,
}

/// Who said a message. The system prompt is not a message here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// A picture, as a link or as itself.
#[derive(Clone, PartialEq, Eq)]
pub enum Picture {
    /// An `http` or `https` address, for a vendor that fetches links.
    Link(String),
    /// The picture itself.
    Data {
        /// Such as `image/png`.
        media_type: String,
        /// The file's content.
        bytes: Bytes,
    },
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link(url) => f.debug_tuple("Link").field(url).finish(),
            Self::Data { media_type, bytes } => write!(f, "Data({media_type}, {} bytes)", bytes.len()),
        }
    }
}
