//! What is asked of a model, in no vendor's words.

use std::fmt;

use bytes::Bytes;
use runnel_conversation::{MediaKind, MediaLink, Parameters, Problem, ProblemCode};

use crate::vendor::{ImageInput, Vendor};

/// A question with everything that goes with it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatRequest {
    /// The model's id, as the vendor spells it.
    pub model: String,
    /// The system prompt.
    pub system: Option<String>,
    /// The messages, oldest first; the last one is the question, or an answer to go on with.
    pub messages: Vec<ChatMessage>,
    /// How to answer. `system` and `rounds` in it are not looked at: they have shaped `system` and
    /// `messages` already.
    pub parameters: Parameters,
    /// Whether the answer comes piece by piece.
    pub stream: bool,
}

impl ChatRequest {
    /// Whether the last message is an answer that the model is to go on with.
    pub fn continues(&self) -> bool {
        self.messages.last().is_some_and(|last| last.role == Role::Assistant)
    }

    /// Refuses what the model does not take of what goes with the question. Of earlier messages only the
    /// form of pictures matters: what the model does not see of them it is not shown, and the conversation
    /// goes on.
    pub(crate) fn check_attachments(&self, vendor: &Vendor) -> Result<(), Problem> {
        let refused = match vendor.images_of(&self.model) {
            ImageInput::Link => None,
            ImageInput::Data => {
                let mut pictures = self.messages.iter().flat_map(|message| &message.images);
                let link = pictures.any(|picture| matches!(picture, Picture::Link(_)));
                link.then(|| format!("{} cannot fetch pictures from links.", vendor.name.en))
            }
            ImageInput::None => {
                let asked = self.messages.last().is_some_and(|question| !question.images.is_empty());
                asked.then(|| self.does_not("see pictures", vendor))
            }
        };
        let media = vendor.media_of(&self.model);
        let mut links = self.messages.last().into_iter().flat_map(|question| &question.media);
        let unheard = links.find(|link| !media.contains(&link.kind)).map(|link| match link.kind {
            MediaKind::Audio => self.does_not("hear sounds", vendor),
            MediaKind::Video => self.does_not("see films", vendor),
        });
        refused.or(unheard).map_or(Ok(()), |message| Err(Problem::new(ProblemCode::Unsupported, message)))
    }

    /// The request without what the model does not see of earlier messages.
    pub(crate) fn as_seen_by(&self, vendor: &Vendor) -> Self {
        let mut request = self.clone();
        let is_blind = vendor.images_of(&self.model) == ImageInput::None;
        let media = vendor.media_of(&self.model);
        for message in &mut request.messages {
            // Only people show pictures.
            if is_blind || message.role == Role::Assistant {
                message.images.clear();
            }
            message.media.retain(|link| media.contains(&link.kind));
        }
        request
    }

    fn does_not(&self, what: &str, vendor: &Vendor) -> String {
        format!("{} of {} does not {what}.", self.model, vendor.name.en)
    }
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
    /// The sounds and films that go with it.
    pub media: Vec<MediaLink>,
}

impl ChatMessage {
    /// A message of nothing but text.
    pub fn new(role: Role, text: impl Into<String>) -> Self {
        Self { role, text: text.into(), images: Vec::new(), media: Vec::new() }
    }
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
