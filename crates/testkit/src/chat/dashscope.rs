//! The answer as DashScope's older protocol tells it: a result an event, with what is new.

use serde_json::{Value, json};

use super::{Chat, PROMPT_TOKENS};

impl Chat {
    pub(super) fn dashscope_results(&self) -> Vec<Value> {
        let thought = |text: &String| self.dashscope_result(text, "", "null");
        let mut results: Vec<_> = self.reasoning.iter().map(thought).collect();
        results.extend(self.content.iter().map(|text| self.dashscope_result("", text, "null")));
        results.push(self.dashscope_result("", "", "stop"));
        results
    }

    pub(super) fn dashscope_whole(&self) -> Value {
        self.dashscope_result(&self.reasoning.concat(), &self.content.concat(), "stop")
    }

    fn dashscope_result(&self, reasoning: &str, content: &str, finish: &str) -> Value {
        let message = json!({"role": "assistant", "reasoning_content": reasoning, "content": content});
        json!({
            "output": {"choices": [{"message": message, "finish_reason": finish}]},
            "usage": {
                "input_tokens": PROMPT_TOKENS, "output_tokens": self.tokens(),
                "total_tokens": PROMPT_TOKENS + self.tokens(),
            },
            "request_id": "testkit",
        })
    }
}

pub(super) fn events(results: impl IntoIterator<Item = Value>) -> Vec<u8> {
    let numbered = results.into_iter().zip(1_usize..);
    let frames: Vec<_> = numbered
        .map(|(result, id)| format!("id:{id}\nevent:result\n:HTTP_STATUS/200\ndata:{result}\n\n"))
        .collect();
    frames.concat().into_bytes()
}
