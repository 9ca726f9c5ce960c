//! Bytes to frames, however the bytes were cut. Knows framing, and nothing of what is framed.

mod json_lines;
mod lines;
mod sse;

pub use json_lines::JsonLines;
pub use sse::ServerSentEvents;

/// How large one frame may grow, in bytes. Larger than any chunk a provider sends; small enough that
/// a stream that never ends its event cannot fill the memory.
pub const FRAME_LIMIT: usize = 6 * 1024 * 1024;

/// One message of a stream, borrowed from the bytes it came in wherever that is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// What kind of event it is: `message` where nothing was said.
    pub event: &'a str,
    /// Its text.
    pub data: &'a str,
}

impl<'a> Frame<'a> {
    /// A frame of no special kind.
    pub fn message(data: &'a str) -> Self {
        Self { event: "message", data }
    }
}

/// An event or a line grew past [`FRAME_LIMIT`] without ending. Nothing after it can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a single event of the stream is larger than {} MiB", FRAME_LIMIT / (1024 * 1024))]
pub struct FrameTooLong;

/// What cuts a stream of bytes into frames.
pub trait Framing: Send {
    /// Whether a stream of this framing can begin with this byte. If not, the reply is something else.
    fn can_begin_with(&self, byte: u8) -> bool;

    /// Takes in more bytes and hands over each frame that they complete.
    fn push(&mut self, bytes: &[u8], take: &mut dyn FnMut(Frame<'_>)) -> Result<(), FrameTooLong>;

    /// The stream is over: hands over a last frame that was not terminated, if it is whole.
    fn end(&mut self, take: &mut dyn FnMut(Frame<'_>));

    /// Whether what came so far looked like this framing at all. A plain text under a good status
    /// does not.
    fn recognised(&self) -> bool;
}
