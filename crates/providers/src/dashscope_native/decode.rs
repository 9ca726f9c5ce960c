//! Frames to turn events.

use runnel_conversation::{FinishReason, Problem, TurnEvent, Usage};
use serde_json::Value;

use super::{
    tool_calls::ToolCalls,
    wire::{Choice, Content, Message, Output, Response, SearchInfo},
};
use crate::{
    error,
    frames::Frame,
    growing::Growing,
    protocol::{Decode, only_garbage, truncated},
    sources::Sources,
};

/// Decodes one reply.
#[derive(Debug, Default)]
pub struct Decoder {
    reasoning: Growing,
    content: Growing,
    tool_calls: ToolCalls,
    sources: Sources,
    usage: Option<Usage>,
    finish_reason: Option<String>,
    /// Some frame made sense.
    understood: bool,
    /// The first frame that made no sense.
    corrupt: Option<String>,
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
            self.corrupt.get_or_insert_with(|| data.to_owned());
            return;
        };
        self.understood = true;
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
        let problem = match self.corrupt.take() {
            Some(sample) if !self.understood => only_garbage(sample),
            _ => truncated(),
        };
        self.fail(problem, events);
    }

    fn has_finished(&self) -> bool {
        self.finish_reason.is_some()
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
mod tests {
    use proptest::prelude::*;
    use runnel_conversation::{ProblemCode, Source, ToolCall};
    use serde_json::json;

    use super::*;

    fn read<'a>(frames: impl IntoIterator<Item = &'a str>) -> Vec<TurnEvent> {
        let mut decoder = Decoder::default();
        let mut events = Vec::new();
        for data in frames {
            decoder.frame(Frame { event: "result", data }, &mut events);
            if events.last().is_some_and(TurnEvent::is_ending) {
                return events;
            }
        }
        decoder.end(&mut events);
        events
    }

    fn events(frames: &[Value]) -> Vec<TurnEvent> {
        let frames: Vec<_> = frames.iter().map(Value::to_string).collect();
        read(frames.iter().map(String::as_str))
    }

    fn said(message: &Value, finish: &str) -> Value {
        json!({"output": {"choices": [{"message": message, "finish_reason": finish}]}})
    }

    fn content(text: &str) -> TurnEvent {
        TurnEvent::Content { text: text.into() }
    }

    fn reasoning(text: &str) -> TurnEvent {
        TurnEvent::Reasoning { text: text.into() }
    }

    fn code(events: &[TurnEvent]) -> ProblemCode {
        let Some(TurnEvent::Failed { problem }) = events.last() else { panic!("{events:?}") };
        problem.code
    }

    const STOP: TurnEvent = TurnEvent::Finished { reason: FinishReason::Stop };

    #[test]
    fn pieces_and_wholes_come_to_the_same() {
        let pieces = [
            said(&json!({"reasoning_content": "why", "content": ""}), "null"),
            said(&json!({"reasoning_content": "?", "content": ""}), "null"),
            said(&json!({"reasoning_content": "", "content": "s"}), "null"),
            said(&json!({"reasoning_content": "", "content": "o"}), "stop"),
        ];
        let wholes = [
            said(&json!({"reasoning_content": "why", "content": ""}), "null"),
            said(&json!({"reasoning_content": "why?", "content": ""}), "null"),
            said(&json!({"reasoning_content": "why?", "content": "s"}), "null"),
            said(&json!({"reasoning_content": "why?", "content": "so"}), "stop"),
        ];
        let expected = [reasoning("why"), reasoning("?"), content("s"), content("o"), STOP];
        assert_eq!(events(&pieces), expected);
        assert_eq!(events(&wholes), expected);
    }

    #[test]
    fn a_call_is_joined_however_it_comes() {
        let call = |name: &str, arguments: &str, finish: &str| {
            let function = json!({"name": name, "arguments": arguments});
            said(
                &json!({"content": "", "tool_calls": [{"index": 0, "id": "", "function": function}]}),
                finish,
            )
        };
        let expected = ToolCall { id: String::new(), name: "add".into(), arguments: "{\"x\":1}".into() };
        let expected =
            [TurnEvent::ToolCall(expected), TurnEvent::Finished { reason: FinishReason::ToolCalls }];
        assert_eq!(events(&[call("add", "{\"x", "null"), call("", "\":1}", "tool_calls")]), expected);
        assert_eq!(events(&[call("add", "{\"x", "null"), call("add", "{\"x\":1}", "tool_calls")]), expected);
    }

    #[test]
    fn parts_a_text_and_pages_are_understood() {
        let page = json!({"url": "https://a.example", "title": "A", "index": 1});
        let frames = [
            json!({"output": {"search_info": {"search_results": [page, page]}}}),
            said(&json!({"content": [{"text": "s"}, {"image": "x"}]}), "null"),
            json!({"output": {"text": "o", "finish_reason": "null"}}),
            json!({"output": {"text": "", "finish_reason": "stop"}, "usage": {"input_tokens": 1}}),
        ];
        let source = Source { url: "https://a.example".into(), title: Some("A".into()) };
        let usage = Usage { prompt_tokens: Some(1), ..Usage::default() };
        assert_eq!(
            events(&frames),
            [TurnEvent::Source(source), content("s"), content("o"), TurnEvent::Usage(usage), STOP]
        );
    }

    #[test]
    fn an_error_ends_the_turn_and_what_was_said_stays() {
        let error = json!({"code": "Throttling.RateQuota", "message": "Slow down.", "request_id": "r"});
        let events = events(&[said(&json!({"content": "kept"}), "null"), error]);
        assert_eq!((&events[0], code(&events)), (&content("kept"), ProblemCode::RateLimited));
    }

    #[test]
    fn a_stream_without_a_reason_is_truncated_and_one_of_garbage_is_not_the_protocol() {
        assert_eq!(code(&events(&[said(&json!({"content": "so"}), "null")])), ProblemCode::Truncated);
        assert_eq!(code(&read(["{\"outp", "what"])), ProblemCode::Protocol);
        let mut events = Vec::new();
        Decoder::default().document("{\"output\":{\"text\":\"so\"}}", &mut events);
        assert_eq!(events, [content("so"), STOP]);
        events.clear();
        Decoder::default().document("{\"hello\":1}", &mut events);
        assert_eq!(code(&events), ProblemCode::Protocol);
    }

    proptest! {
        #[test]
        fn whatever_the_frames_there_is_one_ending(
            frames in prop::collection::vec(prop_oneof![
                Just("{\"output\":{\"text\":\"so\",\"finish_reason\":\"stop\"}}".to_owned()),
                Just("{\"output\":{\"choices\":[{\"message\":{\"content\":[1]}}]}}".to_owned()),
                Just("{\"code\":\"X\",\"message\":\"no\"}".to_owned()),
                ".*",
            ], 0..8),
        ) {
            let events = read(frames.iter().map(String::as_str));
            prop_assert_eq!(events.iter().filter(|event| event.is_ending()).count(), 1);
            prop_assert!(events.last().unwrap().is_ending());
        }
    }
}
