//! What was taken, and what could not be.

use runnel_conversation::ConversationId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Format;
use crate::limits::NAMED_LEFT_OUT;

/// What an import found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Report {
    /// Whose exports they are.
    pub formats: Vec<Format>,
    /// How many conversations were found with something in them.
    pub conversations: u64,
    /// How many messages they have, of all branches.
    pub messages: u64,
    /// How many pictures they have.
    pub pictures: u64,
    /// How much could not be taken, by its reason.
    pub counts: Vec<Counted>,
    /// The first of what could not be taken, one by one.
    pub left_out: Vec<LeftOut>,
}

/// How often something could not be taken for a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Counted {
    /// The reason.
    pub reason: Reason,
    /// How often.
    pub count: u64,
}

/// Something that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeftOut {
    /// Why.
    pub reason: Reason,
    /// The conversation that it belongs to, as it is here.
    pub conversation: Option<ConversationId>,
    /// The conversation's title.
    pub title: Option<String>,
    /// The message, by the name that the other program gave it.
    pub message: Option<String>,
    /// What it was: the name of a file, a kind of content.
    pub what: Option<String>,
}

/// Why something could not be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The conversation has no messages.
    Empty,
    /// It is not a conversation as that program writes them.
    NotAConversation,
    /// Another one with the same name came before it.
    Duplicate,
    /// What it follows is not there: it was taken as a first message.
    ParentMissing,
    /// The messages follow each other in a circle: one of them was taken as a first message.
    Circle,
    /// The picture is not in the file.
    PictureMissing,
    /// The picture is none of PNG, JPEG, WebP and GIF.
    PictureUnsupported,
    /// The picture is larger than pictures may be.
    PictureTooLarge,
    /// A file that is no picture.
    File,
    /// A sound or a film that is not on the web.
    Media,
    /// What a tool gave back: only what it was asked for is kept.
    ToolResult,
    /// A kind of content that is not known here.
    UnknownContent,
    /// It was written by a newer version of Runnel.
    Newer,
    /// A line or record that cannot be read.
    Damaged,
    /// The message was changed over there after it was imported: the one that is here stays.
    Changed,
    /// The conversation that is here is of a newer version of Runnel: nothing can be added to it.
    ReadOnly,
}

impl Report {
    /// Adds something that could not be taken.
    pub fn leave_out(&mut self, left_out: LeftOut) {
        match self.counts.iter_mut().find(|counted| counted.reason == left_out.reason) {
            Some(counted) => counted.count += 1,
            None => self.counts.push(Counted { reason: left_out.reason, count: 1 }),
        }
        if self.left_out.len() < NAMED_LEFT_OUT {
            self.left_out.push(left_out);
        }
    }

    /// How much could not be taken for this reason.
    pub fn count(&self, reason: Reason) -> u64 {
        self.counts.iter().find(|counted| counted.reason == reason).map_or(0, |counted| counted.count)
    }
}
