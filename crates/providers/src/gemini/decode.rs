//! Frames to turn events.

use runnel_conversation::{FinishReason, Problem, ProblemCode, ToolCall, TurnEvent, Usage};
use serde_json::{Value, value::RawValue};

use super::wire::{Candidate, Content, FunctionCall, Grounding, Part, PromptFeedback, Response};
use crate::{
    error,
    frames::Frame,
    protocol::{Decode, not_the_protocol},
    sense::Sense,
    sources::Sources,
};

/// Decodes one reply.
#[derive(Debug, Default)]
pub struct Decoder {
    sources: Sources,
    usage: Option<Usage>,
    finish_reason: Option<String>,
    /// The problem of a question that is not answered.
    blocked: Option<Problem>,
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
        // It is one response, or a list of them where a stream was not asked for as events.
        let list = data.starts_with('[').then(|| serde_json::from_str::<Vec<&RawValue>>(data).ok()).flatten();
        match list {
            None => self.text(data, events),
            Some(list) => {
                for response in list {
                    self.text(response.get(), events);
                    if events.last().is_some_and(TurnEvent::is_ending) {
                        return;
                    }
                }
            }
        }
    }

    fn document(&mut self, text: &str, events: &mut Vec<TurnEvent>) {
        self.frame(Frame::message(text), events);
        if events.last().is_some_and(TurnEvent::is_ending) {
            return;
        }
        if self.sense.was_made() {
            return self.end(events);
        }
        let message = "The provider answered with something that is not its protocol.";
        self.fail(not_the_protocol(message, text), events);
    }

    fn end(&mut self, events: &mut Vec<TurnEvent>) {
        if let Some(problem) = self.blocked.take() {
            return self.fail(problem, events);
        }
        if let Some(reason) = self.finish_reason.take() {
            return self.close(TurnEvent::Finished { reason: finish_reason(reason) }, events);
        }
        let problem = self.sense.failure();
        self.fail(problem, events);
    }

    fn has_finished(&self) -> bool {
        self.finish_reason.is_some() || self.blocked.is_some()
    }
}

fn response_in(text: &str) -> Option<Response<'_>> {
    // A list would be read as the fields in their order.
    text.starts_with('{').then(|| serde_json::from_str(text).ok())?
}

/// The error that came in the place of a response, or beside its last words.
fn problem_of(response: &Response<'_>, text: &str) -> Option<Problem> {
    if response.says_something() && response.error.is_none() {
        return None;
    }
    let value = serde_json::from_str::<Value>(text).unwrap_or_default();
    error::is_error(&value).then(|| error::from_value(&value))
}

impl Decoder {
    /// What a response says, and how it ends if it tells of an error.
    fn text(&mut self, text: &str, events: &mut Vec<TurnEvent>) {
        let Some(response) = response_in(text) else {
            self.sense.missing_in(text);
            return;
        };
        let problem = problem_of(&response, text);
        self.response(response, events);
        if let Some(problem) = problem {
            self.fail(problem, events);
        }
    }

    fn response(&mut self, mut response: Response<'_>, events: &mut Vec<TurnEvent>) {
        if response.says_something() {
            self.sense.made();
        }
        let answer = response.take_first_candidate();
        let Response { prompt_feedback, usage_metadata, .. } = response;
        // A running total.
        self.usage = usage_metadata.and_then(|counts| counts.usage()).or(self.usage);
        self.blocked = prompt_feedback.and_then(blocked).or(self.blocked.take());

        let Candidate { content, finish_reason, grounding_metadata, .. } = answer.unwrap_or_default();
        if let Some(reason) = finish_reason.filter(|reason| is_said(reason)) {
            self.finish_reason = Some(reason);
        }
        let Content { parts } = content.unwrap_or_default();
        for part in parts {
            said(part, events);
        }
        let Grounding { grounding_chunks } = grounding_metadata.unwrap_or_default();
        for page in grounding_chunks.into_iter().filter_map(|chunk| chunk.web) {
            events.extend(self.sources.tell(page.uri.unwrap_or_default(), page.title));
        }
    }

    fn fail(&mut self, problem: Problem, events: &mut Vec<TurnEvent>) {
        self.close(TurnEvent::Failed { problem }, events);
    }

    fn close(&mut self, ending: TurnEvent, events: &mut Vec<TurnEvent>) {
        events.extend(self.usage.take().map(TurnEvent::Usage));
        events.push(ending);
    }
}

/// What a part says. One without a text may be there for its signature only.
fn said(part: Part<'_>, events: &mut Vec<TurnEvent>) {
    let Part { text, thought, function_call } = part;
    events.extend(text.filter(|text| !text.is_empty()).map(|text| match thought {
        Some(true) => TurnEvent::Reasoning { text },
        _ => TurnEvent::Content { text },
    }));
    events.extend(function_call.and_then(tool_call).map(TurnEvent::ToolCall));
}

/// A call comes whole. One without a name is none.
fn tool_call(call: FunctionCall<'_>) -> Option<ToolCall> {
    let FunctionCall { id, name, args } = call;
    let arguments = args.map(|args| args.get().to_owned()).unwrap_or_default();
    Some(ToolCall { id: id.unwrap_or_default(), name: name?, arguments })
}

/// The problem of a question that was refused. Feedback without a reason only rates the question.
fn blocked(feedback: PromptFeedback) -> Option<Problem> {
    let reason = feedback.block_reason.filter(|reason| is_said(reason))?;
    let message = feedback.block_reason_message.filter(|message| !message.is_empty());
    let message = message.unwrap_or_else(|| format!("The question was blocked: {reason}."));
    Some(Problem { status: Some(200), raw: Some(reason), ..Problem::new(ProblemCode::Blocked, message) })
}

/// Whether a reason is one, and not the word that stands for none.
fn is_said(reason: &str) -> bool {
    !reason.is_empty() && !reason.ends_with("_UNSPECIFIED")
}

fn finish_reason(reason: String) -> FinishReason {
    match reason.as_str() {
        // Also where the model waits for tools.
        "STOP" => FinishReason::Stop,
        "MAX_TOKENS" => FinishReason::Length,
        "SAFETY"
        | "RECITATION"
        | "BLOCKLIST"
        | "PROHIBITED_CONTENT"
        | "SPII"
        | "MODEL_ARMOR"
        | "IMAGE_SAFETY"
        | "IMAGE_PROHIBITED_CONTENT"
        | "IMAGE_RECITATION" => FinishReason::ContentFilter,
        _ => FinishReason::Other(reason),
    }
}

#[cfg(test)]
mod tests;
