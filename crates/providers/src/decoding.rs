//! What the tests of all decoders share: frames in, events out, and short words for both.

use runnel_conversation::{FinishReason, Problem, ProblemCode, TurnEvent};
use serde_json::Value;

use crate::frames::Frame;
use crate::protocol::Decode;

/// The events of frames that hold these texts, and of the end.
pub(crate) fn read<'a, D: Decode + Default>(frames: impl IntoIterator<Item = &'a str>) -> Vec<TurnEvent> {
    let mut decoder = D::default();
    let mut events = Vec::new();
    for data in frames {
        decoder.frame(Frame::message(data), &mut events);
        if events.last().is_some_and(TurnEvent::is_ending) {
            return events;
        }
    }
    decoder.end(&mut events);
    events
}

/// The events of frames that hold these values, and of the end. A text stands for itself, as no JSON would.
pub(crate) fn events<D: Decode + Default>(frames: &[Value]) -> Vec<TurnEvent> {
    let texts = frames.iter().map(|frame| frame.as_str().map_or_else(|| frame.to_string(), str::to_owned));
    let texts: Vec<_> = texts.collect();
    read::<D>(texts.iter().map(String::as_str))
}

/// The events of a reply in one piece.
pub(crate) fn document<D: Decode + Default>(text: &str) -> Vec<TurnEvent> {
    let mut events = Vec::new();
    D::default().document(text, &mut events);
    events
}

pub(crate) fn content(text: &str) -> TurnEvent {
    TurnEvent::Content { text: text.into() }
}

pub(crate) fn reasoning(text: &str) -> TurnEvent {
    TurnEvent::Reasoning { text: text.into() }
}

pub(crate) fn finished(reason: FinishReason) -> TurnEvent {
    TurnEvent::Finished { reason }
}

/// The problem that the events end with.
pub(crate) fn problem(events: &[TurnEvent]) -> &Problem {
    let Some(TurnEvent::Failed { problem }) = events.last() else { panic!("{events:?}") };
    problem
}

/// The kind of problem that the events end with.
pub(crate) fn code(events: &[TurnEvent]) -> ProblemCode {
    problem(events).code
}
