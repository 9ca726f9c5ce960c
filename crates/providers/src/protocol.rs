//! What every protocol gives to the driver.

use runnel_conversation::{Adjustment, Problem, ProblemCode, TurnEvent};
use serde::Serialize;

use crate::{
    anthropic, dashscope_native, endpoint::Endpoint, frames::Frame, gemini, ollama, openai_chat,
    openai_responses, request::ChatRequest, vendor::Protocol,
};

/// Makes turn events of frames. A plain state machine: no IO, no clock.
pub trait Decode: Send {
    /// Takes in a frame and adds what it says to the events. A frame that makes no sense is passed over.
    /// Nothing may follow an ending.
    fn frame(&mut self, frame: Frame<'_>, events: &mut Vec<TurnEvent>);

    /// Takes in a reply that is one JSON document instead of a stream. Ends the turn.
    fn document(&mut self, text: &str, events: &mut Vec<TurnEvent>);

    /// The stream is over. Ends the turn, well or badly.
    fn end(&mut self, events: &mut Vec<TurnEvent>);

    /// Whether the model has come to its end, and only an epilogue (usage, a farewell) can follow.
    fn has_finished(&self) -> bool;

    /// How many bytes are held back, to be given out at the end.
    fn held(&self) -> usize {
        0
    }
}

/// One question in a protocol's words.
pub(crate) struct Exchange {
    /// Under the base URL.
    pub(crate) path: String,
    /// Beside those of the vendor.
    pub(crate) headers: &'static [(&'static str, &'static str)],
    /// How it differs from what was wished.
    pub(crate) adjustments: Vec<Adjustment>,
    /// JSON text.
    pub(crate) body: Vec<u8>,
}

impl Exchange {
    /// The exchange that asks this of a vendor.
    ///
    /// # Errors
    /// [`ProblemCode::Unsupported`] when the vendor cannot be asked this.
    pub(crate) fn new(endpoint: &Endpoint, request: &ChatRequest) -> Result<Self, Problem> {
        let vendor = &endpoint.vendor;
        request.check_attachments(vendor)?;
        let request = request.as_seen_by(vendor);
        match vendor.protocol {
            Protocol::OpenaiChat => openai_chat::exchange(vendor, &request),
            Protocol::Ollama => ollama::exchange(vendor, &request),
            Protocol::OpenaiResponses => openai_responses::exchange(vendor, &request),
            Protocol::Anthropic => anthropic::exchange(vendor, &request),
            Protocol::Gemini => gemini::exchange(vendor, &request),
            Protocol::DashscopeNative => dashscope_native::exchange(vendor, &request),
            Protocol::Scripted => Err(not_over_a_network()),
        }
    }

    /// The exchange with this body.
    pub(crate) fn with_body(path: impl Into<String>, body: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_vec(body).map_err(|error| {
            let message = format!("The question cannot be written as JSON: {error}");
            Problem::new(ProblemCode::Protocol, message)
        })?;
        Ok(Self { path: path.into(), headers: &[], adjustments: Vec::new(), body })
    }
}

/// The failure of asking the demonstration as if it were elsewhere.
pub(crate) fn not_over_a_network() -> Problem {
    let message = "The built-in demonstration is not asked over a network.";
    Problem::new(ProblemCode::Unsupported, message)
}

/// The failure of a reply under a good status that is not what the protocol allows.
pub(crate) fn not_the_protocol(message: &str, raw: impl Into<String>) -> Problem {
    Problem { status: Some(200), raw: Some(raw.into()), ..Problem::new(ProblemCode::Protocol, message) }
}

/// The failure of a stream that ended before its answer did.
pub(crate) fn truncated() -> Problem {
    let message = "The answer broke off before its end.";
    Problem { status: Some(200), ..Problem::new(ProblemCode::Truncated, message) }
}

/// The failure of a stream in which nothing made sense.
pub(crate) fn only_garbage(sample: impl Into<String>) -> Problem {
    not_the_protocol("Nothing in the provider's stream could be understood.", sample)
}
