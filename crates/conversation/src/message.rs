//! Messages and the parts they are made of.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Adjustment, FinishReason, Problem, RecordId, Source, Timestamp, ToolCall, Usage};

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Message {
    /// The id of the record that holds it.
    pub id: RecordId,
    /// The message it answers or follows; `None` for a first one.
    pub parent: Option<RecordId>,
    /// When it was sent, or when its answer began.
    pub at: Timestamp,
    /// Who speaks, and what.
    #[serde(flatten)]
    pub body: MessageBody,
}

impl Message {
    /// The text of the message alone: no thinking, no pictures.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for part in self.body.parts() {
            if let Part::Text { text: more } = part {
                text.push_str(more);
            }
        }
        text
    }
}

/// Who speaks, and what.
#[expect(clippy::large_enum_variant, reason = "every other message is an answer: a box would save little")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum MessageBody {
    /// The person.
    User {
        /// What they wrote and attached.
        parts: Vec<Part>,
    },
    /// The model.
    Assistant {
        /// What it thought and answered, in order.
        parts: Vec<Part>,
        /// Which model, how it ended, what it used.
        answer: Answer,
    },
}

impl MessageBody {
    /// The parts, whoever speaks.
    pub fn parts(&self) -> &[Part] {
        match self {
            Self::User { parts } | Self::Assistant { parts, .. } => parts,
        }
    }
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Part {
    /// Words; in an answer, Markdown.
    Text {
        /// The words.
        text: String,
    },
    /// A model's thinking.
    Reasoning {
        /// Its words.
        text: String,
    },
    /// A picture.
    Image(Image),
    /// A sound or a film on the web.
    Media(MediaLink),
    /// A page that the model's search found.
    Source(Source),
    /// A tool the model asked for.
    ToolCall(ToolCall),
    /// What a protocol wants back; never shown.
    Opaque {
        /// Which protocol understands it.
        protocol: String,
        /// What it said, verbatim.
        data: String,
    },
}

/// A sound or a film on the web; providers fetch it themselves.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct MediaLink {
    /// Which of the two.
    pub kind: MediaKind,
    /// An `http` or `https` address.
    pub url: String,
}

/// What a link leads to that is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// Something to hear.
    Audio,
    /// Something to see move.
    Video,
}

/// Where a picture is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Image {
    /// On the web.
    Link {
        /// An `http` or `https` address.
        url: String,
    },
    /// On this computer, kept by the hash of its content.
    Attachment {
        /// SHA-256 of the bytes, in lower-case hexadecimal.
        hash: String,
        /// `image/png`, `image/jpeg`, `image/webp` or `image/gif`.
        media_type: String,
    },
}

/// What is known of an answer beside its words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Answer {
    /// The provider's id.
    pub provider: String,
    /// The model's id.
    pub model: String,
    /// How it ended.
    pub ending: Ending,
    /// What it used, if the provider said.
    pub usage: Option<Usage>,
    /// How long it took.
    pub timing: Timing,
    /// What it cost, if the price is known.
    #[serde(default)]
    pub cost: Option<Cost>,
    /// How the request differed from the wish.
    #[serde(default)]
    pub adjustments: Vec<Adjustment>,
}

/// What an answer cost, by the price list that was known then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Cost {
    /// In units of the currency.
    pub amount: f64,
    /// The currency's ISO 4217 code.
    pub currency: String,
}

/// How an answer ended. Every answer has exactly one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Ending {
    /// The model came to an end.
    Finished {
        /// Why.
        reason: FinishReason,
    },
    /// The person stopped it.
    Stopped,
    /// It went wrong.
    Failed {
        /// How.
        problem: Problem,
    },
    /// Runnel itself ended before the answer did.
    Interrupted,
}

/// How long an answer took, in milliseconds from the sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Timing {
    /// Until its first thinking or words.
    pub first_token_ms: Option<u64>,
    /// From the first thinking to the first word of the answer, or to the end if there was none.
    pub reasoning_ms: Option<u64>,
    /// Until its end; `None` where nobody was there to see it.
    pub total_ms: Option<u64>,
}
