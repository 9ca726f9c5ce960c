//! The answer as OpenAI's Responses tell it: named events, an item for the thinking and one for the text,
//! and the whole response again at the end.

use serde_json::{Value, json};

use super::{CREATED, Chat, PROMPT_TOKENS};

/// A part of the answer.
struct Item<'a> {
    /// As it is when it is whole.
    whole: Value,
    /// The kind of event its pieces come in.
    delta: &'static str,
    pieces: &'a [String],
}

impl Chat {
    pub(super) fn responses_events(&self, model: &str) -> Vec<Value> {
        let mut begun = self.responses_whole(model);
        begun["status"] = json!("in_progress");
        begun["output"] = json!([]);
        begun["usage"] = Value::Null;
        let mut events = vec![json!({"type": "response.created", "response": begun})];
        for (index, Item { whole, delta, pieces }) in self.responses_items().into_iter().enumerate() {
            let empty = json!({"type": whole["type"], "id": whole["id"]});
            events.push(json!({"type": "response.output_item.added", "output_index": index, "item": empty}));
            let pieces = pieces.iter();
            events.extend(pieces.map(|text| json!({"type": delta, "output_index": index, "delta": text})));
            events.push(json!({"type": "response.output_item.done", "output_index": index, "item": whole}));
        }
        events.push(json!({"type": "response.completed", "response": self.responses_whole(model)}));
        events
    }

    pub(super) fn responses_whole(&self, model: &str) -> Value {
        let output: Vec<_> = self.responses_items().into_iter().map(|item| item.whole).collect();
        json!({
            "id": "resp_testkit", "object": "response", "created_at": CREATED, "model": model,
            "status": "completed", "error": null, "incomplete_details": null, "output": output,
            "usage": {
                "input_tokens": PROMPT_TOKENS, "output_tokens": self.tokens(),
                "total_tokens": PROMPT_TOKENS + self.tokens(),
                "output_tokens_details": {"reasoning_tokens": self.reasoning.len()},
            },
        })
    }

    fn responses_items(&self) -> Vec<Item<'_>> {
        let summary = json!([{"type": "summary_text", "text": self.reasoning.concat()}]);
        let reasoning = Item {
            whole: json!({"type": "reasoning", "id": "rs_testkit", "summary": summary}),
            delta: "response.reasoning_summary_text.delta",
            pieces: &self.reasoning,
        };
        let text = json!([{"type": "output_text", "text": self.content.concat(), "annotations": []}]);
        let message = Item {
            whole: json!({"type": "message", "id": "msg_testkit", "role": "assistant", "content": text}),
            delta: "response.output_text.delta",
            pieces: &self.content,
        };
        if self.reasoning.is_empty() { vec![message] } else { vec![reasoning, message] }
    }
}
