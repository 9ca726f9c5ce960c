//! Frames to turn events.

use runnel_conversation::{FinishReason, Problem, TurnEvent, Usage};
use serde_json::Value;

use super::{
    tool_calls::ToolCalls,
    wire::{Choice, Content, Message, Output, Response, SearchInfo},
};
use crate::{error, frames::Frame, growing::Growing, protocol::Decode, sense::Sense, sources::Sources};

/// Decodes one reply.
#[derive(Debug, Default)]
pub struct Decoder {
    reasoning: Growing,
    content: Growing,
    tool_calls: ToolCalls,
    sources: Sources,
    usage: Option<Usage>,
    finish_reason: Option<String>,
    sense: Sense,
}

impl Decode for Decoder {
    fn frame(&mut self, frame: Frame<'_>, events: &mut Vec<TurnEvent>) {
        let data = frame.data.trim();
        if data.is_empty() {
            return;
        }
        if frame.event == "error" {
            return self.fail(error::from_text(data), events);
        }
        // Without the brace a list would be read as the fields in their order.
        let response = data.starts_with('{').then(|| serde_json::from_str::<Response>(data).ok()).flatten();
        let Some(response) = response else {
            self.sense.missing_in(data);
            return;
        };
        self.sense.made();
        if response.output.is_none() {
            let value = serde_json::from_str::<Value>(data).unwrap_or_default();
            if error::is_error(&value) {
                return self.fail(error::from_value(&value), events);
            }
        }
        self.response(response, events);
    }

    fn document(&mut self, text: &str, events: &mut Vec<TurnEvent>) {
        let value = serde_json::from_str::<Value>(text).unwrap_or_default();
        if !value.get("output").is_some_and(Value::is_object) {
            return self.fail(error::from_document(&value), events);
        }
        self.finish_reason = Some("stop".to_owned());
        self.response(serde_json::from_str(text).unwrap_or_default(), events);
        self.end(events);
    }

    fn end(&mut self, events: &mut Vec<TurnEvent>) {
        if let Some(reason) = self.finish_reason.take() {
            return self.close(TurnEvent::Finished { reason: finish_reason(reason) }, events);
        }
        let problem = self.sense.failure();
        self.fail(problem, events);
    }

    fn has_finished(&self) -> bool {
        self.finish_reason.is_some()
    }

    fn held(&self) -> usize {
        self.tool_calls.held()
    }
}

impl Decoder {
    fn response(&mut self, response: Response, events: &mut Vec<TurnEvent>) {
        // A running total.
        self.usage = response.usage.and_then(|counts| counts.usage()).or(self.usage);
        let Output { text, finish_reason, choices, search_info } = response.output.unwrap_or_default();
        let Choice { message, finish_reason: of_choice } = choices.into_iter().next().unwrap_or_default();
        // The word stands for none.
        let said = |reason: &String| !matches!(reason.as_str(), "" | "null");
        if let Some(reason) = of_choice.or(finish_reason).filter(said) {
            self.finish_reason = Some(reason);
        }
        let last = self.finish_reason.is_some();

        let SearchInfo { search_results } = search_info.unwrap_or_default();
        for page in search_results {
            events.extend(self.sources.tell(page.url.unwrap_or_default(), page.title));
        }
        let Message { content, reasoning_content, tool_calls } = message.unwrap_or_default();
        let reasoning = self.reasoning.push(&reasoning_content.unwrap_or_default(), last);
        events.extend((!reasoning.is_empty()).then_some(TurnEvent::Reasoning { text: reasoning }));
        let content = content.map(Content::text).or(text).unwrap_or_default();
        let content = self.content.push(&content, last);
        events.extend((!content.is_empty()).then_some(TurnEvent::Content { text: content }));
        for piece in tool_calls {
            self.tool_calls.add(piece, last);
        }
    }

    fn fail(&mut self, problem: Problem, events: &mut Vec<TurnEvent>) {
        self.close(TurnEvent::Failed { problem }, events);
    }

    /// What is left to be given out, and then the ending. Tool calls only with a good one: others may
    /// lack their end.
    fn close(&mut self, ending: TurnEvent, events: &mut Vec<TurnEvent>) {
        if matches!(ending, TurnEvent::Finished { .. }) {
            events.extend(self.tool_calls.take().map(TurnEvent::ToolCall));
        }
        events.extend(self.usage.take().map(TurnEvent::Usage));
        events.push(ending);
    }
}

fn finish_reason(reason: String) -> FinishReason {
    match reason.as_str() {
        "stop" => FinishReason::Stop,
        "length" => FinishReason::Length,
        "tool_calls" => FinishReason::ToolCalls,
        "content_filter" => FinishReason::ContentFilter,
        _ => FinishReason::Other(reason),
    }
}

#[cfg(test)]
mod tests;
