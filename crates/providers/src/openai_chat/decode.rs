//! Frames to turn events.

use runnel_conversation::{FinishReason, Problem, ProblemCode, TurnEvent, Usage};
use serde::Deserialize;
use serde_json::Value;

use super::{
    plain::PlainChunk,
    sources,
    tool_calls::ToolCalls,
    usage::usage,
    wire::{Chunk, Content, Part, ReasoningDetail, Said},
};
use crate::{
    error,
    frames::Frame,
    growing::Growing,
    protocol::{Decode, not_the_protocol},
    sense::Sense,
    sources::Sources,
    text::Text,
    think_tags::ThinkTags,
    vendor::Vendor,
};

/// What announces the end of a stream, for those who send it.
const DONE: &str = "[DONE]";

/// Decodes one reply.
#[derive(Debug, Default)]
pub struct Decoder {
    /// Where the vendor may say everything again with each chunk.
    growing: Option<(Growing, Growing)>,
    think_tags: ThinkTags,
    tool_calls: ToolCalls,
    sources: Sources,
    refusal: String,
    usage: Option<Usage>,
    finish_reason: Option<String>,
    sense: Sense,
    /// Something was said.
    has_spoken: bool,
    /// Some of it was the answer itself.
    has_answered: bool,
}

impl Decode for Decoder {
    fn frame(&mut self, frame: Frame<'_>, events: &mut Vec<TurnEvent>) {
        let data = frame.data.trim();
        if data.is_empty() {
            return;
        }
        if data == DONE {
            return self.conclude(true, events);
        }
        if frame.event == "error" {
            return self.fail(error::from_text(data), events);
        }
        match PlainChunk::of(data) {
            Some(chunk) => self.plain(chunk, events),
            None => self.patiently(data, events),
        }
    }

    fn document(&mut self, text: &str, events: &mut Vec<TurnEvent>) {
        let Ok(value) = serde_json::from_str::<Value>(text) else {
            let message = "The provider answered with something that is not its protocol.";
            return self.fail(not_the_protocol(message, text), events);
        };
        let mut completion = Chunk::deserialize(&value).unwrap_or_default();
        let Some(choice) = completion.take_first_choice() else {
            return self.fail(error::from_document(&value), events);
        };
        sources::tell(text, &mut self.sources, events);
        self.note_usage(completion.usages(&choice).into_iter().find_map(usage));
        self.note_finish(choice.finish_reason.as_deref());
        let mut said = choice.message.or(choice.delta).unwrap_or_default();
        let text = said.content.take_if(|content| matches!(content, Content::Text(_)));
        self.said(said, events);
        if let Some(Content::Text(text)) = text {
            self.answer(ThinkTags::whole(&text).into_iter().map(TurnEvent::from), events);
        }
        if error::is_error(&value) {
            self.fail(error::from_value(&value), events);
        } else {
            self.conclude(true, events);
        }
    }

    fn end(&mut self, events: &mut Vec<TurnEvent>) {
        self.conclude(false, events);
    }

    fn has_finished(&self) -> bool {
        self.finish_reason.is_some()
    }

    fn held(&self) -> usize {
        self.tool_calls.held() + self.refusal.len()
    }
}

impl Decoder {
    /// A decoder for one reply of this vendor.
    pub(crate) fn of(vendor: &Vendor) -> Self {
        Self { growing: vendor.cumulative.then(Default::default), ..Self::default() }
    }

    fn plain(&mut self, chunk: PlainChunk<'_>, events: &mut Vec<TurnEvent>) {
        self.sense.made();
        self.note_usage(chunk.usage());
        let mut choice = chunk.into_choice();
        self.note_finish(choice.finish_reason.as_ref().map(Text::as_str));
        let before = events.len();
        if let Some(text) = choice.delta.take_reasoning() {
            events.extend(reasoning_event(self.new_reasoning(text.into())));
        }
        if let Some(text) = choice.delta.content {
            let text = self.new_content(text.into());
            self.content(text, events);
        }
        self.has_spoken |= events.len() > before;
    }

    /// Reads a chunk field by field, whatever it holds.
    fn patiently(&mut self, data: &str, events: &mut Vec<TurnEvent>) {
        sources::tell(data, &mut self.sources, events);
        let value = match serde_json::from_str::<Value>(data) {
            Ok(value) if value.is_object() => value,
            _ => {
                self.sense.missing_in(data);
                return;
            }
        };
        self.sense.made();
        let problem = error::is_error(&value).then(|| error::from_value(&value));
        // An error may come beside the last words and the usage.
        self.chunk(Chunk::deserialize(value).unwrap_or_default(), events);
        if let Some(problem) = problem {
            self.fail(problem, events);
        }
    }

    fn chunk(&mut self, mut chunk: Chunk, events: &mut Vec<TurnEvent>) {
        let choice = chunk.take_first_choice().unwrap_or_default();
        self.note_usage(chunk.usages(&choice).into_iter().find_map(usage));
        self.note_finish(choice.finish_reason.as_deref());
        // A server that only pretends to stream sends one chunk with the whole message. Beside deltas,
        // or after them, a message only repeats them.
        let said = choice.delta.or_else(|| choice.message.filter(|_| !self.has_spoken));
        let before = events.len();
        self.said(said.unwrap_or_default(), events);
        self.has_spoken |= events.len() > before;
    }

    /// The last usage that says anything holds: some repeat a running total in every chunk, some end
    /// with an empty one.
    fn note_usage(&mut self, told: Option<Usage>) {
        self.usage = told.or(self.usage);
    }

    /// Chunks after the finish may say `null` again; that does not take the finish back.
    fn note_finish(&mut self, reason: Option<&str>) {
        if let Some(reason) = reason.filter(|reason| !matches!(*reason, "" | "null")) {
            self.finish_reason = Some(reason.to_owned());
        }
    }

    fn said(&mut self, said: Said, events: &mut Vec<TurnEvent>) {
        for piece in said.tool_calls.into_iter().flatten() {
            self.tool_calls.add(piece);
        }
        self.refusal.push_str(&said.refusal.unwrap_or_default());

        // The same text is often sent under several names: the first that says anything is taken.
        let details = || said.reasoning_details.into_iter().flatten().filter_map(detail_text).collect();
        let reasoning = [said.reasoning_content, said.reasoning].into_iter().flatten();
        let reasoning = reasoning.into_iter().find(|text| !text.is_empty()).unwrap_or_else(details);
        events.extend(reasoning_event(self.new_reasoning(reasoning)));
        match said.content {
            None => {}
            Some(Content::Text(text)) => {
                let text = self.new_content(text);
                self.content(text, events);
            }
            Some(Content::Parts(parts)) => {
                for part in parts {
                    match part {
                        Part::Text { text } => self.content(text, events),
                        Part::Thinking { thinking } => events.extend(reasoning_event(plain(thinking))),
                        Part::Other => {}
                    }
                }
            }
        }
    }

    /// What of a thought was not said before.
    fn new_reasoning(&mut self, text: String) -> String {
        match &mut self.growing {
            Some((growing, _)) => growing.push(&text, false),
            None => text,
        }
    }

    /// What of an answer was not said before.
    fn new_content(&mut self, text: String) -> String {
        match &mut self.growing {
            Some((_, growing)) => growing.push(&text, false),
            None => text,
        }
    }

    fn content(&mut self, text: String, events: &mut Vec<TurnEvent>) {
        let pieces = self.think_tags.push(text).map(TurnEvent::from);
        self.answer(pieces, events);
    }

    fn answer(&mut self, pieces: impl Iterator<Item = TurnEvent>, events: &mut Vec<TurnEvent>) {
        for piece in pieces {
            self.has_answered |= matches!(piece, TurnEvent::Content { .. });
            events.push(piece);
        }
    }

    /// Gives out what was held back as a possible tag.
    fn flush(&mut self, events: &mut Vec<TurnEvent>) {
        let held = self.think_tags.end().map(TurnEvent::from);
        self.answer(held, events);
    }

    fn fail(&mut self, problem: Problem, events: &mut Vec<TurnEvent>) {
        self.close(TurnEvent::Failed { problem }, events);
    }

    /// Ends the turn; `announced` when the provider said that nothing follows.
    fn conclude(&mut self, announced: bool, events: &mut Vec<TurnEvent>) {
        self.flush(events);
        let problem = match self.finish_reason.take() {
            None if !announced || self.sense.is_missing() => self.sense.failure(),
            // Zhipu, DeepSeek and OpenRouter tell of a failure on their side in this place.
            Some(reason)
                if matches!(reason.as_str(), "network_error" | "insufficient_system_resource" | "error") =>
            {
                Problem::new(ProblemCode::Overloaded, format!("The provider broke off the answer: {reason}."))
            }
            // A refusal is not content, and the finish beside it says only `stop`. An answer that was
            // begun is shown as what it is; where there is none, the refusal is all there is to show.
            reason if !self.refusal.is_empty() || reason.as_deref().is_some_and(is_filter) => {
                if self.has_answered {
                    let reason = FinishReason::ContentFilter;
                    return self.close(TurnEvent::Finished { reason }, events);
                }
                blocked(std::mem::take(&mut self.refusal))
            }
            reason => {
                let reason = reason.map_or(FinishReason::Stop, finish_reason);
                return self.close(TurnEvent::Finished { reason }, events);
            }
        };
        self.fail(problem, events);
    }

    /// What is left to be given out, and then the ending. Tool calls only with a good one: others may
    /// lack their end.
    fn close(&mut self, ending: TurnEvent, events: &mut Vec<TurnEvent>) {
        self.flush(events);
        if matches!(ending, TurnEvent::Finished { .. }) {
            events.extend(self.tool_calls.take().map(TurnEvent::ToolCall));
        }
        events.extend(self.usage.take().map(TurnEvent::Usage));
        events.push(ending);
    }
}

fn reasoning_event(text: String) -> Option<TurnEvent> {
    (!text.is_empty()).then_some(TurnEvent::Reasoning { text })
}

fn detail_text(detail: ReasoningDetail) -> Option<String> {
    detail.text.or(detail.summary)
}

fn plain(content: Content) -> String {
    match content {
        Content::Text(text) => text,
        Content::Parts(parts) => parts
            .into_iter()
            .filter_map(|part| match part {
                Part::Text { text } => Some(text),
                Part::Thinking { .. } | Part::Other => None,
            })
            .collect(),
    }
}

fn finish_reason(reason: String) -> FinishReason {
    match reason.as_str() {
        // `normal` is Qianfan's.
        "stop" | "normal" => FinishReason::Stop,
        "length" => FinishReason::Length,
        "tool_calls" | "function_call" => FinishReason::ToolCalls,
        reason if is_filter(reason) => FinishReason::ContentFilter,
        _ => FinishReason::Other(reason),
    }
}

/// Whether a finish is the work of the provider's filter. `sensitive` is Zhipu's.
fn is_filter(reason: &str) -> bool {
    matches!(reason, "content_filter" | "sensitive")
}

/// The failure of an answer that was held back, in the model's words where it has some.
fn blocked(refusal: String) -> Problem {
    let message = "The provider's content filter held back the answer.";
    Problem::new(ProblemCode::Blocked, if refusal.is_empty() { message.to_owned() } else { refusal })
}

#[cfg(test)]
mod tests;
