//! Frames to turn events.

use runnel_conversation::{FinishReason, Problem, TurnEvent};
use serde_json::Value;

use super::{
    plain::plain_text,
    tool_calls::ToolCalls,
    usage::Counts,
    wire::{Delta, Event},
};
use crate::{
    error,
    frames::Frame,
    protocol::{Decode, not_the_protocol},
    sense::Sense,
    sources::Sources,
    think_tags::ThinkTags,
};

/// What some gateways append, out of habit.
const DONE: &str = "[DONE]";

/// Decodes one reply.
///
/// Signatures and redacted thinking are passed over: earlier thinking is not sent back, so nobody wants
/// them.
#[derive(Debug, Default)]
pub struct Decoder {
    /// Servers of other models than Claude can leave the tags in.
    think_tags: ThinkTags,
    tool_calls: ToolCalls,
    sources: Sources,
    counts: Counts,
    stop_reason: Option<String>,
    sense: Sense,
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
        if let Some(text) = plain_text(data) {
            self.sense.made();
            return self.content(text, events);
        }
        let Some(event) = data.starts_with('{').then(|| serde_json::from_str(data).ok()).flatten() else {
            self.sense.missing_in(data);
            return;
        };
        self.sense.made();
        self.event(event, data, events);
    }

    fn document(&mut self, text: &str, events: &mut Vec<TurnEvent>) {
        let Ok(message) = serde_json::from_str::<Value>(text) else {
            let message = "The provider answered with something that is not its protocol.";
            return self.fail(not_the_protocol(message, text), events);
        };
        let Some(blocks) = message.get("content").and_then(Value::as_array) else {
            return self.fail(error::from_document(&message), events);
        };
        for (index, block) in (0..).zip(blocks) {
            self.block(index, block, events);
        }
        self.counts.note(field(&message, "usage"));
        self.stop_reason = text_in(&message, "stop_reason");
        self.conclude(true, events);
    }

    fn end(&mut self, events: &mut Vec<TurnEvent>) {
        self.conclude(false, events);
    }

    fn has_finished(&self) -> bool {
        self.stop_reason.is_some()
    }

    fn held(&self) -> usize {
        self.tool_calls.held()
    }
}

impl Decoder {
    fn event(&mut self, event: Event<'_>, data: &str, events: &mut Vec<TurnEvent>) {
        let index = event.index.unwrap_or_default();
        match event.kind.as_str() {
            "message_start" => self.begin(event.message.value(), events),
            "content_block_start" => self.block(index, event.content_block.value(), events),
            "content_block_delta" => self.delta(index, event.delta.unwrap_or_default(), events),
            "message_delta" => {
                self.counts.note(event.usage.value());
                let reason = event.delta.and_then(|delta| delta.stop_reason.into_string());
                self.stop_reason = reason.or(self.stop_reason.take());
            }
            "message_stop" => self.conclude(true, events),
            // Gateways report their own failures without a kind, or with one of their own.
            _ if !event.error.value().is_null() => self.fail(error::from_text(data), events),
            // A ping, the end of a block, or what was invented since.
            _ => {}
        }
    }

    /// A message begins. Gateways that ask again after a fault begin a second one in the same stream:
    /// what was shown stays, what was only gathered belonged to the first.
    fn begin(&mut self, message: &Value, events: &mut Vec<TurnEvent>) {
        events.extend(self.think_tags.end().map(TurnEvent::from));
        self.think_tags = ThinkTags::default();
        self.tool_calls = ToolCalls::default();
        self.counts = Counts::default();
        self.stop_reason = None;
        self.counts.note(field(message, "usage"));
    }

    /// A block, as it begins in a stream or as it is in a whole message.
    fn block(&mut self, index: u64, block: &Value, events: &mut Vec<TurnEvent>) {
        match block.get("type").and_then(Value::as_str) {
            Some("text") => {
                self.content(text_in(block, "text").unwrap_or_default(), events);
                self.pages(field(block, "citations"), events);
            }
            Some("thinking") => events.extend(text_in(block, "thinking").map(reasoning)),
            Some("tool_use") => self.tool_calls.begin(index, block),
            Some("web_search_tool_result" | "web_fetch_tool_result") => {
                self.pages(field(block, "content"), events);
            }
            _ => {}
        }
    }

    fn delta(&mut self, index: u64, delta: Delta<'_>, events: &mut Vec<TurnEvent>) {
        match delta.kind.as_str() {
            "text_delta" => self.content(delta.text.as_str(), events),
            "thinking_delta" => events.extend(delta.thinking.into_string().map(reasoning)),
            "input_json_delta" => self.tool_calls.add(index, delta.partial_json.as_str()),
            "citations_delta" => self.pages(delta.citation.value(), events),
            _ => {}
        }
    }

    fn content(&mut self, text: impl Into<String>, events: &mut Vec<TurnEvent>) {
        events.extend(self.think_tags.push(text).map(TurnEvent::from));
    }

    /// The pages of a search, of a fetch, or of citations. What has no address (an error, a citation of a
    /// document of the person's) is none.
    fn pages(&mut self, pages: &Value, events: &mut Vec<TurnEvent>) {
        for page in pages.as_array().map_or(std::slice::from_ref(pages), Vec::as_slice) {
            let url = text_in(page, "url").unwrap_or_default();
            events.extend(self.sources.tell(url, text_in(page, "title")));
        }
    }

    fn fail(&mut self, problem: Problem, events: &mut Vec<TurnEvent>) {
        self.close(TurnEvent::Failed { problem }, events);
    }

    /// Ends the turn; `announced` when the provider said that nothing follows.
    fn conclude(&mut self, announced: bool, events: &mut Vec<TurnEvent>) {
        let problem = match self.stop_reason.take() {
            None if !announced || self.sense.is_missing() => self.sense.failure(),
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
        events.extend(self.think_tags.end().map(TurnEvent::from));
        if matches!(ending, TurnEvent::Finished { .. }) {
            events.extend(self.tool_calls.take().map(TurnEvent::ToolCall));
        }
        events.extend(self.counts.usage().map(TurnEvent::Usage));
        events.push(ending);
    }
}

fn reasoning(text: String) -> TurnEvent {
    TurnEvent::Reasoning { text }
}

/// A field, `null` where it is missing.
fn field<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).unwrap_or(&Value::Null)
}

/// A field's text, unless it is empty.
pub(super) fn text_in(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn finish_reason(reason: String) -> FinishReason {
    match reason.as_str() {
        "end_turn" | "stop_sequence" => FinishReason::Stop,
        "max_tokens" | "model_context_window_exceeded" => FinishReason::Length,
        "tool_use" => FinishReason::ToolCalls,
        "refusal" => FinishReason::ContentFilter,
        _ => FinishReason::Other(reason),
    }
}

#[cfg(test)]
mod tests;
