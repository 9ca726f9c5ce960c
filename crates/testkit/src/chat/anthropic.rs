//! The answer as Anthropic's Messages tell it: named events, a block for the thinking and one for the text.

use serde_json::{Value, json};

use super::{Chat, PROMPT_TOKENS};

impl Chat {
    pub(super) fn anthropic_events(&self, model: &str) -> Vec<Value> {
        let mut message = Self::anthropic_message(model);
        message["usage"] = json!({"input_tokens": PROMPT_TOKENS, "output_tokens": 1});
        let mut events = vec![json!({"type": "message_start", "message": message})];

        let thinking = |text: &String| json!({"type": "thinking_delta", "thinking": text});
        let mut thinking: Vec<_> = self.reasoning.iter().map(thinking).collect();
        if !thinking.is_empty() {
            thinking.push(json!({"type": "signature_delta", "signature": "dGVzdGtpdA=="}));
            let block = json!({"type": "thinking", "thinking": "", "signature": ""});
            events.extend(anthropic_block(0, &block, thinking));
        }
        let index = usize::from(!self.reasoning.is_empty());
        let text = self.content.iter().map(|text| json!({"type": "text_delta", "text": text}));
        events.push(json!({"type": "ping"}));
        events.extend(anthropic_block(index, &json!({"type": "text", "text": ""}), text));

        let end = json!({"stop_reason": "end_turn", "stop_sequence": null});
        let usage = json!({"output_tokens": self.tokens()});
        events.push(json!({"type": "message_delta", "delta": end, "usage": usage}));
        events.push(json!({"type": "message_stop"}));
        events
    }

    pub(super) fn anthropic_whole(&self, model: &str) -> Value {
        let mut content = Vec::new();
        if !self.reasoning.is_empty() {
            let thinking = self.reasoning.concat();
            content.push(json!({"type": "thinking", "thinking": thinking, "signature": "dGVzdGtpdA=="}));
        }
        content.push(json!({"type": "text", "text": self.content.concat()}));
        let mut message = Self::anthropic_message(model);
        message["content"] = json!(content);
        message["stop_reason"] = json!("end_turn");
        message["usage"] = json!({"input_tokens": PROMPT_TOKENS, "output_tokens": self.tokens()});
        message
    }

    fn anthropic_message(model: &str) -> Value {
        json!({
            "id": "msg_testkit", "type": "message", "role": "assistant", "model": model, "content": [],
            "stop_reason": null, "stop_sequence": null,
        })
    }
}

/// The events of one block: its start, its deltas, its stop.
fn anthropic_block(index: usize, block: &Value, deltas: impl IntoIterator<Item = Value>) -> Vec<Value> {
    let mut events = vec![json!({"type": "content_block_start", "index": index, "content_block": block})];
    let deltas = deltas.into_iter();
    events.extend(deltas.map(|delta| json!({"type": "content_block_delta", "index": index, "delta": delta})));
    events.push(json!({"type": "content_block_stop", "index": index}));
    events
}
