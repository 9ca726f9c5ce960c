//! Frames to turn events.

use runnel_conversation::{FinishReason, Problem, ProblemCode, ToolCall, TurnEvent, Usage};
use serde_json::{Value, value::RawValue};

use super::plain::plain_text;
use super::wire::{Annotation, Event, Item, Part, Response};
use crate::{
    error,
    frames::Frame,
    protocol::{Decode, truncated},
    sense::Sense,
    sources::Sources,
    think_tags::ThinkTags,
};

/// What some gateways add behind the end, as chat completions have it.
const DONE: &str = "[DONE]";

/// Decodes one reply.
#[derive(Debug, Default)]
pub struct Decoder {
    think_tags: ThinkTags,
    sources: Sources,
    refusal: String,
    usage: Option<Usage>,
    /// The kind of event that the reasoning comes in: the model's own words, or a summary of them. A
    /// server that sends both says the same twice.
    reasoning_kind: Option<String>,
    /// Something of the answer came in deltas.
    has_answered: bool,
    /// Some item came by itself, and not only within the response at the end.
    has_items: bool,
    sense: Sense,
}

impl Decode for Decoder {
    fn frame(&mut self, frame: Frame<'_>, events: &mut Vec<TurnEvent>) {
        let data = frame.data.trim();
        if data.is_empty() || data == DONE {
            return;
        }
        if let Some(text) = plain_text(data) {
            self.sense.made();
            return self.content(text.into(), events);
        }
        // Without the brace a list would be read as the fields in their order.
        let event = data.starts_with('{').then(|| serde_json::from_str::<Event<'_>>(data).ok()).flatten();
        match event {
            Some(event) => {
                self.sense.made();
                self.event(event, frame, events);
            }
            None if frame.event == "error" => self.fail(error::from_text(data), events),
            None => {
                self.sense.missing_in(data);
            }
        }
    }

    fn document(&mut self, text: &str, events: &mut Vec<TurnEvent>) {
        let value = serde_json::from_str::<Value>(text).unwrap_or_default();
        if value.get("output").is_some_and(Value::is_array) {
            let response = serde_json::from_str(text).unwrap_or_default();
            return self.conclude(response, events);
        }
        self.fail(error::from_document(&value), events);
    }

    fn end(&mut self, events: &mut Vec<TurnEvent>) {
        let problem = self.sense.failure();
        self.fail(problem, events);
    }

    fn has_finished(&self) -> bool {
        // The response at the end ends the turn at once: nothing follows it.
        false
    }

    fn held(&self) -> usize {
        self.refusal.len()
    }
}

impl Decoder {
    /// What an event says. Most kinds only announce, or repeat at its end what came in deltas.
    fn event(&mut self, event: Event<'_>, frame: Frame<'_>, events: &mut Vec<TurnEvent>) {
        let delta = event.delta.unwrap_or_default();
        match event.kind.as_deref().unwrap_or(frame.event) {
            "error" => self.fail(error::from_text(frame.data), events),
            "response.output_text.delta" => self.content(delta, events),
            "response.refusal.delta" => self.refusal.push_str(&delta),
            // The shorter name is an older one.
            kind @ ("response.reasoning_text.delta"
            | "response.reasoning_summary_text.delta"
            | "response.reasoning.delta") => {
                self.reasoning(kind, delta, events);
            }
            "response.output_text.annotation.added" => {
                self.cited(event.annotation.map(|annotation| *annotation), events);
            }
            "response.output_item.done" => {
                self.has_items = true;
                self.item(*event.item.unwrap_or_default(), events);
            }
            "response.completed" | "response.incomplete" | "response.failed" | "response.done" => {
                self.conclude(*event.response.unwrap_or_default(), events);
            }
            kind if kind.starts_with("response.") => {}
            _ => {
                let value = serde_json::from_str::<Value>(frame.data).unwrap_or_default();
                if error::is_error(&value) {
                    self.fail(error::from_value(&value), events);
                }
            }
        }
    }

    fn content(&mut self, text: String, events: &mut Vec<TurnEvent>) {
        self.has_answered |= !text.is_empty();
        events.extend(self.think_tags.push(text).map(TurnEvent::from));
    }

    fn reasoning(&mut self, kind: &str, text: String, events: &mut Vec<TurnEvent>) {
        if !text.is_empty() && self.reasoning_kind.get_or_insert_with(|| kind.to_owned()) == kind {
            events.push(TurnEvent::Reasoning { text });
        }
    }

    /// An item that is whole. What came in deltas is not said again.
    fn item(&mut self, item: Item<'_>, events: &mut Vec<TurnEvent>) {
        match item.kind.as_deref() {
            Some("function_call") => events.extend(tool_call(item).map(TurnEvent::ToolCall)),
            Some("reasoning") if self.reasoning_kind.is_none() => {
                let [words, summary] = [item.content, item.summary].map(text_of);
                let text = if words.is_empty() { summary } else { words };
                events.extend((!text.is_empty()).then_some(TurnEvent::Reasoning { text }));
            }
            Some("message") => self.message(item.content, events),
            _ => {}
        }
    }

    fn cited(&mut self, annotations: impl IntoIterator<Item = Annotation>, events: &mut Vec<TurnEvent>) {
        for Annotation { url, title } in annotations {
            events.extend(self.sources.tell(url.unwrap_or_default(), title));
        }
    }

    fn message(&mut self, mut parts: Vec<Part>, events: &mut Vec<TurnEvent>) {
        if self.refusal.is_empty() {
            self.refusal = parts.iter().filter_map(|part| part.refusal.as_deref()).collect();
        }
        let annotations: Vec<_> = parts.iter_mut().flat_map(|part| part.annotations.drain(..)).collect();
        if !self.has_answered {
            events.extend(ThinkTags::whole(&text_of(parts)).into_iter().map(TurnEvent::from));
        }
        self.cited(annotations, events);
    }

    /// The response at its end.
    fn conclude(&mut self, response: Response<'_>, events: &mut Vec<TurnEvent>) {
        self.usage = response.usage.and_then(|counts| counts.usage());
        if !self.has_items {
            for item in response.output {
                self.item(item, events);
            }
        }
        let ending = match response.status.as_deref() {
            Some("failed") => TurnEvent::Failed { problem: failure(response.error) },
            // It was to be worked on without anyone listening, and is not at its end.
            Some("queued" | "in_progress") => TurnEvent::Failed { problem: truncated() },
            _ if !self.refusal.is_empty() => {
                let refusal = std::mem::take(&mut self.refusal);
                TurnEvent::Failed { problem: Problem::new(ProblemCode::Blocked, refusal) }
            }
            status => {
                let reason = response.incomplete_details.and_then(|details| details.reason);
                TurnEvent::Finished { reason: finish_reason(reason.as_deref().or(status)) }
            }
        };
        self.close(ending, events);
    }

    fn fail(&mut self, problem: Problem, events: &mut Vec<TurnEvent>) {
        self.close(TurnEvent::Failed { problem }, events);
    }

    fn close(&mut self, ending: TurnEvent, events: &mut Vec<TurnEvent>) {
        events.extend(self.think_tags.end().map(TurnEvent::from));
        events.extend(self.usage.take().map(TurnEvent::Usage));
        events.push(ending);
    }
}

fn text_of(parts: Vec<Part>) -> String {
    parts.into_iter().filter_map(|part| part.text).collect()
}

/// A call that is over, though the limit on tokens may have cut its arguments off. One without a name
/// is none.
fn tool_call(item: Item<'_>) -> Option<ToolCall> {
    let Item { call_id, name, arguments, .. } = item;
    Some(ToolCall { id: call_id.unwrap_or_default(), name: name?, arguments: arguments.unwrap_or_default() })
}

fn failure(error: Option<&RawValue>) -> Problem {
    error.map_or_else(
        || Problem::new(ProblemCode::Overloaded, "The provider broke off the answer."),
        |error| error::from_text(&format!("{{\"error\":{}}}", error.get())),
    )
}

/// Why a response is incomplete, or else its status.
fn finish_reason(reason: Option<&str>) -> FinishReason {
    match reason {
        None | Some("completed") => FinishReason::Stop,
        Some("max_output_tokens") => FinishReason::Length,
        Some("content_filter") => FinishReason::ContentFilter,
        Some(other) => FinishReason::Other(other.to_owned()),
    }
}

#[cfg(test)]
mod tests;
