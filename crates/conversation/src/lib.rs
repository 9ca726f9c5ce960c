//! What a chat is: messages and their parts, the tree they branch into, the events of a turn,
//! the turn that grows from them, and the choice of what is sent again with the next question.
//!
//! This crate refuses to know files, networks, threads and the time of day. Everything in it is a
//! value or a function of values; whoever calls it brings the clock and the identifiers.

mod conversation;
mod event;
mod history;
mod id;
mod latest;
mod message;
mod parameters;
mod problem;
mod record;
mod title;
mod turn;

pub use conversation::Conversation;
pub use event::{Adjustment, FinishReason, Parameter, Source, ToolCall, TurnEvent, Usage};
pub use history::last_rounds;
pub use id::{ConversationId, RecordId, Timestamp};
pub use message::{Answer, Cost, Ending, Image, MediaKind, MediaLink, Message, MessageBody, Part, Timing};
pub use parameters::{AnswerFormat, Effort, ModelChoice, Parameters, Thinking};
pub use problem::{Problem, ProblemCode};
pub use record::{FORMAT, Record, RecordKind};
pub use title::title_from;
pub use turn::{AlreadyEnded, Outcome, Turn};
