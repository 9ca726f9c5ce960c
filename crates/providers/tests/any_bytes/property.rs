//! What holds for every reply, whatever its bytes are and however they are cut. The fuzz targets hold it too.

use std::fmt::Debug;

use runnel_conversation::{FinishReason, ProblemCode, ToolCall, TurnEvent, Usage};
use runnel_providers::{
    Protocol, Vendor,
    frames::{Frame, Framing},
    read_reply, vendor,
};

/// What a byte can grow to: one that is no text becomes a replacement character, which is three bytes long.
const GROWTH: usize = 3;

/// Reading these bytes as a reply in a protocol ends exactly once, says no more than they can hold, and says the same
/// however they are cut.
///
/// # Panics
/// When it does not.
pub fn a_reply_is_read(protocol: Protocol, bytes: &[u8]) {
    a_reply_of_is_read(
        &Vendor { protocol, ..(*vendor("custom-openai").expect("it is built in")).clone() },
        bytes,
    );
}

/// The same of a vendor's reply.
///
/// # Panics
/// When it does not hold.
pub fn a_reply_of_is_read(vendor: &Vendor, bytes: &[u8]) {
    let whole = read(vendor, [bytes]);
    assert_eq!(whole, read(vendor, pieces(bytes)), "it depends on where the bytes were cut");
    assert!(whole.said.len() <= GROWTH * bytes.len(), "more is said than was sent");
}

/// Cutting these bytes into frames gives no more than they can hold, and the same frames however they are cut.
///
/// # Panics
/// When it does not.
pub fn a_stream_is_framed<F: Framing + Default>(bytes: &[u8]) {
    let whole = frames::<F>([bytes]);
    assert_eq!(whole, frames::<F>(pieces(bytes)), "it depends on where the bytes were cut");
    let data: usize = whole.iter().map(|(_, data)| data.len()).sum();
    assert!(data <= GROWTH * bytes.len(), "more came out than went in");
}

/// What a reply came to, all that does not depend on how it was cut.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    /// Thinking, answer and sources, in the order in which they were said.
    said: String,
    tool_calls: Vec<ToolCall>,
    usage: Option<Usage>,
    ending: Option<Result<FinishReason, ProblemCode>>,
}

fn read<'a>(vendor: &Vendor, pieces: impl IntoIterator<Item = &'a [u8]>) -> Outcome {
    let mut reading = read_reply(vendor).expect("its replies are bytes");
    let (mut outcome, mut events) = (Outcome::default(), Vec::new());
    for piece in pieces {
        if reading.has_ended() {
            break;
        }
        reading.bytes(piece, &mut events);
        outcome.add(&mut events);
        assert_eq!(reading.has_ended(), outcome.ending.is_some());
    }
    if !reading.has_ended() {
        reading.end(None, &mut events);
        outcome.add(&mut events);
    }
    assert!(outcome.ending.is_some(), "a reply without an ending");
    outcome
}

impl Outcome {
    fn add(&mut self, events: &mut Vec<TurnEvent>) {
        for event in events.drain(..) {
            assert!(self.ending.is_none(), "{event:?} follows the ending");
            match event {
                TurnEvent::Reasoning { text } | TurnEvent::Content { text } => self.said.push_str(&text),
                TurnEvent::Source(source) => self.said.push_str(&source.url),
                TurnEvent::ToolCall(call) => self.tool_calls.push(call),
                TurnEvent::Usage(usage) => self.usage = Some(usage),
                TurnEvent::Opaque { .. } => {}
                TurnEvent::Finished { reason } => self.ending = Some(Ok(reason)),
                TurnEvent::Failed { problem } => self.ending = Some(Err(problem.code)),
                event => panic!("a decoder said {event:?}"),
            }
        }
    }
}

fn frames<'a, F: Framing + Default>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<(String, String)> {
    let mut framing = F::default();
    let mut frames = Vec::new();
    let mut take = |frame: Frame<'_>| frames.push((frame.event.to_owned(), frame.data.to_owned()));
    for piece in pieces {
        framing.push(piece, &mut take).expect("every frame is within its limit");
    }
    framing.end(&mut take);
    frames
}

/// The bytes, cut into pieces of sizes that their own end tells, so that whoever chooses the bytes chooses the cuts.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let (_, end) = bytes.split_at(bytes.len().saturating_sub(8));
    let mut sizes = end.iter().map(|byte| usize::from(*byte) + 1).cycle();
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let size = sizes.next()?.min(rest.len());
        let (piece, after) = rest.split_at(size);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}
