//! The reading of one reply: bytes in, turn events out, exactly one ending.

use runnel_conversation::{Problem, ProblemCode, TurnEvent};

use crate::{
    anthropic, bloat, dashscope_native,
    frames::{Frame, Framing, JsonLines, ServerSentEvents},
    gemini, ollama, openai_chat, openai_responses,
    protocol::{Decode, not_over_a_network, not_the_protocol},
    vendor::{Protocol, Vendor},
};

/// How much of the beginning is kept to show when nothing could be understood, in bytes. Twice of what
/// is shown, so that a key at the cut is still whole when keys are taken out.
const HEAD: usize = 8 * 1024;
/// How large a reply that is one document may be, in bytes: a few copies of it are held for a moment.
const DOCUMENT_LIMIT: usize = 6 * 1024 * 1024;
/// How much text one reply may hold, in bytes: about two million tokens, several times what any model
/// says at once. It is held in memory until it is kept.
const TEXT_LIMIT: usize = 8 * 1024 * 1024;
/// How much may come without anything being said, in bytes: signs of life and garbage.
const MUTE_LIMIT: usize = 16 * 1024 * 1024;

const BLOATED: &str = "The reply cannot be read: it holds more values than can be meant.";

/// Begins to read a reply of this vendor.
///
/// # Errors
/// [`ProblemCode::Unsupported`] for the built-in demonstration, whose replies are not bytes.
pub fn read_reply(vendor: &Vendor) -> Result<Reading, Problem> {
    fn events(decoder: impl Decode + 'static) -> Reading {
        Reading::new(Box::<ServerSentEvents>::default(), Box::new(decoder))
    }
    Ok(match vendor.protocol {
        Protocol::OpenaiChat => events(openai_chat::Decoder::of(vendor)),
        Protocol::OpenaiResponses => events(openai_responses::Decoder::default()),
        Protocol::Anthropic => events(anthropic::Decoder::default()),
        Protocol::Gemini => events(gemini::Decoder::default()),
        Protocol::DashscopeNative => events(dashscope_native::Decoder::default()),
        Protocol::Ollama => Reading::new(Box::<JsonLines>::default(), Box::<ollama::Decoder>::default()),
        Protocol::Scripted => return Err(not_over_a_network()),
    })
}

/// Reads one reply: bytes in, however they were cut, and turn events out.
///
/// What a reply is shows in its first byte: a stream was asked for, but a JSON document (an error, or
/// the whole answer) or a web page (a portal, a wrong address) may come instead, under any label.
pub struct Reading {
    framing: Box<dyn Framing>,
    decoder: Box<dyn Decode>,
    shape: Shape,
    head: Vec<u8>,
    /// Bytes that were given out, of text and of what goes with it.
    text: usize,
    /// Bytes that came since something was given out.
    mute: usize,
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
        Self { framing, decoder, shape: Shape::Unknown, head: Vec::new(), text: 0, mute: 0, ended: false }
    }

    /// Whether the ending was given out.
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// Whether nothing but white space came so far.
    pub(crate) fn is_blank(&self) -> bool {
        matches!(self.shape, Shape::Unknown)
    }

    /// Whether only an epilogue can follow.
    pub fn has_finished(&self) -> bool {
        self.decoder.has_finished()
    }

    /// Takes in more bytes and adds what they say to the events. To be called until the ending was given out.
    pub fn bytes(&mut self, bytes: &[u8], events: &mut Vec<TurnEvent>) {
        let before = events.len();
        self.read(bytes, events);
        if !self.ended {
            let said = events.get(before..).unwrap_or_default();
            self.mute = if said.is_empty() { self.mute + bytes.len() } else { 0 };
            self.text += said.iter().map(text_length).sum::<usize>();
            if self.text + self.decoder.held() > TEXT_LIMIT {
                let message =
                    format!("The answer was cut off: it is longer than {} MiB.", mebibytes(TEXT_LIMIT));
                self.ended = true;
                events.push(TurnEvent::Failed { problem: too_long(message) });
            } else if self.mute > MUTE_LIMIT {
                let message = format!("The reply went on for {} MiB without a word.", mebibytes(MUTE_LIMIT));
                events.push(self.fail(&message));
            }
        }
    }

    fn read(&mut self, bytes: &[u8], events: &mut Vec<TurnEvent>) {
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
                if document.len() + bytes.len() > DOCUMENT_LIMIT {
                    let message = format!("The reply is larger than {} MiB.", mebibytes(DOCUMENT_LIMIT));
                    events.push(self.fail(&message));
                } else {
                    document.extend_from_slice(bytes);
                }
            }
            Shape::Unknown | Shape::Stream => {
                let Self { framing, decoder, ended, .. } = self;
                let mut bloated = false;
                let outcome = framing.push(bytes, &mut |frame| {
                    bloated |= bloat::is_bloated(frame.data.as_bytes());
                    if !bloated {
                        decode(decoder.as_mut(), frame, ended, events);
                    }
                });
                if self.ended {
                    return;
                }
                if let Err(too_long) = outcome {
                    events.push(self.fail(&format!("The reply cannot be read: {too_long}.")));
                } else if bloated {
                    events.push(self.fail(BLOATED));
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
    pub fn end(&mut self, interruption: Option<Problem>, events: &mut Vec<TurnEvent>) {
        match &self.shape {
            Shape::Document(document) if bloat::is_bloated(document) => events.push(self.fail(BLOATED)),
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

fn text_length(event: &TurnEvent) -> usize {
    match event {
        TurnEvent::Reasoning { text } | TurnEvent::Content { text } => text.len(),
        TurnEvent::ToolCall(call) => call.arguments.len(),
        TurnEvent::Opaque { data, .. } => data.len(),
        TurnEvent::Source(source) => source.url.len() + source.title.as_ref().map_or(0, String::len),
        _ => 0,
    }
}

fn too_long(message: String) -> Problem {
    Problem { status: Some(200), ..Problem::new(ProblemCode::Truncated, message) }
}

fn mebibytes(bytes: usize) -> usize {
    bytes / (1024 * 1024)
}

/// White space, or part of the UTF-8 byte order mark: nothing that tells what a reply is.
fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf)
}
