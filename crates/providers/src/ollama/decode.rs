//! Frames to turn events.

use runnel_conversation::{FinishReason, Problem, ToolCall, TurnEvent, Usage};
use serde::Deserialize;
use serde_json::Value;

use super::plain::{PlainLine, PlainMessage};
use crate::{
    error,
    frames::Frame,
    protocol::{Decode, not_the_protocol, only_garbage, truncated},
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
    /// Some frame made sense.
    understood: bool,
    /// The first frame that made no sense.
    corrupt: Option<String>,
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
        let problem = match self.corrupt.take() {
            Some(sample) if !self.understood => only_garbage(sample),
            _ => truncated(),
        };
        self.fail(problem, events);
    }

    fn has_finished(&self) -> bool {
        // `done` ends the turn at once: nothing follows it.
        false
    }
}

impl Decoder {
    fn plain(&mut self, message: PlainMessage<'_>, events: &mut Vec<TurnEvent>) {
        self.understood = true;
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
            self.corrupt.get_or_insert_with(|| data.to_owned());
            return;
        };
        self.understood = true;
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
mod tests {
    use runnel_conversation::ProblemCode;
    use serde_json::json;

    use super::*;

    fn events(lines: &[Value]) -> Vec<TurnEvent> {
        let mut decoder = Decoder::default();
        let mut events = Vec::new();
        for line in lines {
            let data = line.as_str().map_or_else(|| line.to_string(), str::to_owned);
            decoder.frame(Frame::message(&data), &mut events);
            if events.last().is_some_and(TurnEvent::is_ending) {
                return events;
            }
        }
        decoder.end(&mut events);
        events
    }

    fn said(content: &str, thinking: &str) -> Value {
        json!({"message": {"role": "assistant", "content": content, "thinking": thinking}, "done": false})
    }

    fn done(reason: &str) -> Value {
        json!({"message": {"content": ""}, "done": true, "done_reason": reason, "prompt_eval_count": 3, "eval_count": 5})
    }

    fn usage() -> TurnEvent {
        let usage = Usage { prompt_tokens: Some(3), completion_tokens: Some(5), ..Usage::default() };
        TurnEvent::Usage(usage)
    }

    fn code(events: &[TurnEvent]) -> ProblemCode {
        let Some(TurnEvent::Failed { problem }) = events.last() else { panic!("{events:?}") };
        problem.code
    }

    #[test]
    fn thinking_comes_before_the_answer_and_done_ends_both() {
        assert_eq!(
            events(&[said("", "why"), said("so", ""), done("length")]),
            [
                TurnEvent::Reasoning { text: "why".into() },
                TurnEvent::Content { text: "so".into() },
                usage(),
                TurnEvent::Finished { reason: FinishReason::Length },
            ]
        );
    }

    #[test]
    fn a_call_comes_whole_with_its_arguments_as_an_object() {
        let call = json!({"message": {"tool_calls": [{"function": {"name": "add", "arguments": {"x": 1}}}]}});
        let expected = ToolCall { id: String::new(), name: "add".into(), arguments: "{\"x\":1}".into() };
        assert_eq!(
            events(&[call, done("stop")]),
            [TurnEvent::ToolCall(expected), usage(), TurnEvent::Finished { reason: FinishReason::Stop }]
        );
    }

    #[test]
    fn an_error_line_ends_the_turn_and_what_was_said_stays() {
        let error = json!({"error": "an error was encountered while running the model"});
        let events = events(&[said("so", ""), error]);
        assert_eq!(events[0], TurnEvent::Content { text: "so".into() });
        assert_eq!(code(&events), ProblemCode::Overloaded);
    }

    #[test]
    fn old_servers_leave_the_tags_in_the_content() {
        let events = events(&[said("<thi", ""), said("nk>why</think>so", ""), done("stop")]);
        assert_eq!(events[0], TurnEvent::Reasoning { text: "why".into() });
        assert_eq!(events[1], TurnEvent::Content { text: "so".into() });
    }

    #[test]
    fn an_answer_that_was_not_streamed_is_one_line() {
        let line = json!({"message": {"content": "why</think>so"}, "done": true});
        assert_eq!(
            events(&[line]),
            [
                TurnEvent::Reasoning { text: "why".into() },
                TurnEvent::Content { text: "so".into() },
                TurnEvent::Finished { reason: FinishReason::Stop },
            ]
        );
    }

    #[test]
    fn a_stream_without_done_is_truncated_and_one_of_garbage_is_not_the_protocol() {
        assert_eq!(code(&events(&[said("so", "")])), ProblemCode::Truncated);
        assert_eq!(code(&events(&[json!("Ollama is"), json!("running")])), ProblemCode::Protocol);
        assert_eq!(code(&events(&[json!("garbage"), said("so", "")])), ProblemCode::Truncated);
        let mut events = Vec::new();
        Decoder::default().document("[]", &mut events);
        assert_eq!(code(&events), ProblemCode::Protocol);
    }
}
