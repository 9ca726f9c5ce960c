//! The reading of one reply: bytes in, turn events out, exactly one ending.

use runnel_conversation::{Problem, ProblemCode, TurnEvent};

use crate::{
    frames::{Frame, Framing},
    protocol::{Decode, not_the_protocol},
};

/// How much of the beginning is kept to show when nothing could be understood, in bytes. Twice of what
/// is shown, so that a key at the cut is still whole when keys are taken out.
const HEAD: usize = 8 * 1024;
/// How large a reply that is one document may be, in bytes.
const DOCUMENT_LIMIT: usize = 32 * 1024 * 1024;

/// Reads one reply.
///
/// What a reply is shows in its first byte: a stream was asked for, but a JSON document (an error, or
/// the whole answer) or a web page (a portal, a wrong address) may come instead, under any label.
pub(crate) struct Reading {
    framing: Box<dyn Framing>,
    decoder: Box<dyn Decode>,
    shape: Shape,
    head: Vec<u8>,
    ended: bool,
}

enum Shape {
    /// Nothing but white space came yet.
    Unknown,
    Stream,
    Document(Vec<u8>),
    Page,
}

impl Reading {
    /// Begins to read a reply.
    pub(crate) fn new(framing: Box<dyn Framing>, decoder: Box<dyn Decode>) -> Self {
        Self { framing, decoder, shape: Shape::Unknown, head: Vec::new(), ended: false }
    }

    /// Whether the ending was given out.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Whether only an epilogue can follow.
    pub(crate) fn has_finished(&self) -> bool {
        self.decoder.has_finished()
    }

    /// Takes in more bytes and adds what they say to the events.
    pub(crate) fn bytes(&mut self, bytes: &[u8], events: &mut Vec<TurnEvent>) {
        let bytes = if let Shape::Unknown = self.shape {
            let Some(start) = bytes.iter().position(|byte| !is_blank(*byte)) else { return };
            let (_, bytes) = bytes.split_at(start);
            self.shape = self.shape_of(bytes);
            bytes
        } else {
            bytes
        };
        let room = HEAD.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(room));

        match &mut self.shape {
            Shape::Page => {
                events.push(self.fail("The address answered with a web page. Is the base URL right?"));
            }
            Shape::Document(document) => {
                document.extend_from_slice(bytes);
                if document.len() > DOCUMENT_LIMIT {
                    events.push(self.fail("The reply is too large."));
                }
            }
            Shape::Unknown | Shape::Stream => {
                let Self { framing, decoder, ended, .. } = self;
                let outcome =
                    framing.push(bytes, &mut |frame| decode(decoder.as_mut(), frame, ended, events));
                if let Err(too_long) = outcome
                    && !self.ended
                {
                    events.push(self.fail(&format!("The reply cannot be read: {too_long}.")));
                }
            }
        }
    }

    fn shape_of(&self, bytes: &[u8]) -> Shape {
        match bytes.first() {
            Some(b'<') => Shape::Page,
            Some(first) if !self.framing.can_begin_with(*first) => Shape::Document(Vec::new()),
            _ => Shape::Stream,
        }
    }

    /// The reply is over: it came to its end, or was interrupted by a problem. A reply whose answer was
    /// complete by then is complete, whatever happened to the connection afterwards.
    pub(crate) fn end(&mut self, interruption: Option<Problem>, events: &mut Vec<TurnEvent>) {
        match &self.shape {
            Shape::Document(document) if interruption.is_none() => {
                self.decoder.document(&String::from_utf8_lossy(document), events);
                self.ended = true;
            }
            _ => {
                let Self { framing, decoder, ended, .. } = self;
                framing.end(&mut |frame| decode(decoder.as_mut(), frame, ended, events));
            }
        }
        if !self.ended {
            match self.shape {
                Shape::Stream if !self.framing.recognised() => {
                    events.push(self.fail("The provider answered with something that is not its protocol."));
                }
                _ => self.decoder.end(events),
            }
        }
        self.ended = true;
        if let Some(interruption) = interruption
            && let Some(TurnEvent::Failed { problem }) = events.last_mut()
            && problem.code == ProblemCode::Truncated
        {
            *problem = interruption;
        }
    }

    fn fail(&mut self, message: &str) -> TurnEvent {
        self.ended = true;
        let raw = String::from_utf8_lossy(&self.head);
        TurnEvent::Failed { problem: not_the_protocol(message, raw) }
    }
}

/// Decodes a frame, unless the turn has ended.
fn decode(decoder: &mut dyn Decode, frame: Frame<'_>, ended: &mut bool, events: &mut Vec<TurnEvent>) {
    if !*ended {
        decoder.frame(frame, events);
        *ended = events.last().is_some_and(TurnEvent::is_ending);
    }
}

/// White space, or part of the UTF-8 byte order mark: nothing that tells what a reply is.
fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf)
}
