//! The answer as Gemini tells it: each event a whole response with what is new, its lines ending in CRLF.

use serde_json::{Value, json};

use super::{Chat, PROMPT_TOKENS};

impl Chat {
    pub(super) fn gemini_responses(&self) -> Vec<Value> {
        let thought = |text: &String| json!({"text": text, "thought": true});
        let parts =
            self.reasoning.iter().map(thought).chain(self.content.iter().map(|text| json!({"text": text})));
        let mut responses: Vec<_> = parts.map(|part| self.gemini_response(&[part])).collect();
        let mut last = self.gemini_response(&[json!({"text": "", "thoughtSignature": "dGVzdGtpdA=="})]);
        last["candidates"][0]["finishReason"] = json!("STOP");
        responses.push(last);
        responses
    }

    pub(super) fn gemini_whole(&self) -> Value {
        let mut parts = Vec::new();
        if !self.reasoning.is_empty() {
            parts.push(json!({"text": self.reasoning.concat(), "thought": true}));
        }
        parts.push(json!({"text": self.content.concat()}));
        let mut response = self.gemini_response(&parts);
        response["candidates"][0]["finishReason"] = json!("STOP");
        response
    }

    fn gemini_response(&self, parts: &[Value]) -> Value {
        let total = PROMPT_TOKENS + self.tokens();
        json!({
            "candidates": [{"content": {"parts": parts, "role": "model"}, "index": 0}],
            "usageMetadata": {
                "promptTokenCount": PROMPT_TOKENS, "candidatesTokenCount": self.content.len(),
                "thoughtsTokenCount": self.reasoning.len(), "totalTokenCount": total,
            },
            "modelVersion": "testkit", "responseId": "testkit",
        })
    }
}

pub(super) fn events(responses: impl IntoIterator<Item = Value>) -> Vec<u8> {
    let frames: Vec<_> = responses.into_iter().map(|response| format!("data: {response}\r\n\r\n")).collect();
    frames.concat().into_bytes()
}
