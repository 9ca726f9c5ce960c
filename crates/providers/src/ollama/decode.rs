//! Frames to turn events.

use runnel_conversation::{FinishReason, Problem, ToolCall, TurnEvent, Usage};
use serde::Deserialize;
use serde_json::Value;

use super::plain::{PlainLine, PlainMessage};
use crate::{
    error,
    frames::Frame,
    protocol::{Decode, not_the_protocol},
    sense::Sense,
    think_tags::ThinkTags,
};

/// A line of the stream.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Line {
    message: Option<Message>,
    /// The text where `/api/generate` answers, as some proxies let it.
    response: Option<String>,
    done: bool,
    done_reason: Option<String>,
    /// Missing when zero, as for a prompt that was cached.
    prompt_eval_count: Option<u64>,
    eval_count: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Message {
    content: Option<String>,
    thinking: Option<String>,
    tool_calls: Option<Vec<Call>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Call {
    id: Option<String>,
    function: Function,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Function {
    name: String,
    /// An object, where others send its text.
    arguments: Value,
}

/// Decodes one reply.
#[derive(Debug, Default)]
pub struct Decoder {
    think_tags: ThinkTags,
    /// Something was said.
    has_spoken: bool,
    sense: Sense,
}

impl Decode for Decoder {
    fn frame(&mut self, frame: Frame<'_>, events: &mut Vec<TurnEvent>) {
        match PlainLine::of(frame.data) {
            Some(line) => self.plain(line.message, events),
            None => self.patiently(frame.data, events),
        }
    }

    fn document(&mut self, text: &str, events: &mut Vec<TurnEvent>) {
        // Answers are lines; what is one document is an error at best.
        let problem = serde_json::from_str(text).map_or_else(
            |_| not_the_protocol("The provider answered with something that is not its protocol.", text),
            |value| error::from_document(&value),
        );
        self.fail(problem, events);
    }

    fn end(&mut self, events: &mut Vec<TurnEvent>) {
        let problem = self.sense.failure();
        self.fail(problem, events);
    }

    fn has_finished(&self) -> bool {
        // `done` ends the turn at once: nothing follows it.
        false
    }
}

impl Decoder {
    fn plain(&mut self, message: PlainMessage<'_>, events: &mut Vec<TurnEvent>) {
        self.sense.made();
        if let Some(text) = message.thinking.filter(|text| !text.is_empty()) {
            events.push(TurnEvent::Reasoning { text: text.into() });
        }
        self.has_spoken |= !message.content.is_empty();
        events.extend(self.think_tags.push(message.content).map(TurnEvent::from));
    }

    /// Reads a line whatever it holds.
    fn patiently(&mut self, data: &str, events: &mut Vec<TurnEvent>) {
        let value = serde_json::from_str::<Value>(data).unwrap_or_default();
        if error::is_error(&value) {
            return self.fail(error::from_value(&value), events);
        }
        let Some(line) = value.is_object().then(|| Line::deserialize(value).ok()).flatten() else {
            self.sense.missing_in(data);
            return;
        };
        self.sense.made();
        self.line(line, events);
    }

    fn line(&mut self, line: Line, events: &mut Vec<TurnEvent>) {
        let message = line.message.unwrap_or_default();
        if let Some(text) = message.thinking.filter(|text| !text.is_empty()) {
            events.push(TurnEvent::Reasoning { text });
        }
        let content = message.content.or(line.response).unwrap_or_default();
        let not_streamed = line.done && !self.has_spoken;
        self.has_spoken |= !content.is_empty();
        if not_streamed {
            events.extend(ThinkTags::whole(&content).into_iter().map(TurnEvent::from));
        } else {
            events.extend(self.think_tags.push(content).map(TurnEvent::from));
        }
        // Each call comes whole.
        events.extend(message.tool_calls.into_iter().flatten().map(tool_call).map(TurnEvent::ToolCall));
        if line.done {
            events.extend(self.think_tags.end().map(TurnEvent::from));
            let counted = line.prompt_eval_count.is_some() || line.eval_count.is_some();
            events.extend(counted.then_some(TurnEvent::Usage(Usage {
                prompt_tokens: line.prompt_eval_count,
                completion_tokens: line.eval_count,
                ..Usage::default()
            })));
            events.push(TurnEvent::Finished { reason: finish_reason(line.done_reason.as_deref()) });
        }
    }

    fn fail(&mut self, problem: Problem, events: &mut Vec<TurnEvent>) {
        events.extend(self.think_tags.end().map(TurnEvent::from));
        events.push(TurnEvent::Failed { problem });
    }
}

fn tool_call(call: Call) -> ToolCall {
    let Call { id, function: Function { name, arguments } } = call;
    let arguments = if arguments.is_null() { String::new() } else { arguments.to_string() };
    ToolCall { id: id.unwrap_or_default(), name, arguments }
}

fn finish_reason(reason: Option<&str>) -> FinishReason {
    match reason {
        None | Some("" | "stop") => FinishReason::Stop,
        Some("length") => FinishReason::Length,
        Some(other) => FinishReason::Other(other.to_owned()),
    }
}

#[cfg(test)]
mod tests;
