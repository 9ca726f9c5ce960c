//! The protocols under test, and how their replies are written.

use std::sync::Arc;

use runnel_providers::{ApiKey, Endpoint, Protocol, Vendor, vendor, vendor_from_toml};
use runnel_testkit::Reply;

pub(crate) const KEY: &str = "sk-canary-0123456789abcdef";

/// A protocol under test: how its replies are written, in the fewest words.
pub(crate) struct Dialect {
    /// The id of a built-in vendor, or the file of one of a person's own.
    pub(crate) vendor: &'static str,
    pub(crate) protocol: Protocol,
    pub(crate) content_type: &'static str,
    /// A frame that says this text.
    pub(crate) delta: fn(&str) -> String,
    /// The frames that end an answer.
    pub(crate) end: &'static str,
    /// A frame that says nothing and keeps the connection alive.
    pub(crate) alive: &'static str,
    /// A frame that makes no sense.
    pub(crate) garbage: &'static str,
    /// A frame with an error in mid-stream.
    pub(crate) error: &'static str,
}

/// A protocol is tested by being in this list.
pub(crate) static DIALECTS: [Dialect; 6] = [
    Dialect {
        vendor: "custom-openai",
        protocol: Protocol::OpenaiChat,
        content_type: "text/event-stream",
        delta: |text| {
            format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{text:?}}}}}]}}\n\n")
        },
        end: "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
        alive: ": keep-alive\n\n",
        garbage: "data: {\"choices\":[{\"delta\":{\"cont\n\n",
        error: "data: {\"error\":{\"message\":\"The engine crashed.\",\"code\":500}}\n\n",
    },
    Dialect {
        vendor: "like = \"custom-openai\"\nid = \"own-responses\"\nprotocol = \"openai-responses\"\n",
        protocol: Protocol::OpenaiResponses,
        content_type: "text/event-stream",
        delta: |text| {
            let data = format!("{{\"type\":\"response.output_text.delta\",\"delta\":{text:?}}}");
            format!("event: response.output_text.delta\ndata: {data}\n\n")
        },
        end: "event: response.completed\n\
              data: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"output\":[]}}\n\n",
        alive: ": keepalive\n\n",
        garbage: "event: response.output_text.delta\ndata: {\"type\":\"response.outp\n\n",
        error: "event: error\n\
                data: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"The engine crashed.\"}\n\n",
    },
    Dialect {
        vendor: "custom-anthropic",
        protocol: Protocol::Anthropic,
        content_type: "text/event-stream",
        delta: |text| {
            let delta = format!("{{\"type\":\"text_delta\",\"text\":{text:?}}}");
            let data = format!("{{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{delta}}}");
            format!("event: content_block_delta\ndata: {data}\n\n")
        },
        end: "event: message_delta\n\
              data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n\
              event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
        alive: "event: ping\ndata: {\"type\":\"ping\"}\n\n",
        garbage: "event: content_block_delta\ndata: {\"type\":\"content_bl\n\n",
        error: "event: error\n\
                data: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"The engine crashed.\"}}\n\n",
    },
    Dialect {
        vendor: "custom-gemini",
        protocol: Protocol::Gemini,
        content_type: "text/event-stream",
        delta: |text| {
            let content = format!("{{\"parts\":[{{\"text\":{text:?}}}],\"role\":\"model\"}}");
            format!("data: {{\"candidates\":[{{\"content\":{content},\"index\":0}}]}}\r\n\r\n")
        },
        end: "data: {\"candidates\":[{\"finishReason\":\"STOP\",\"index\":0}]}\r\n\r\n",
        alive: ": keep-alive\r\n\r\n",
        garbage: "data: {\"candidates\":[{\"cont\r\n\r\n",
        error: "data: {\"error\":{\"code\":500,\"message\":\"The engine crashed.\",\"status\":\"INTERNAL\"}}\r\n\r\n",
    },
    Dialect {
        vendor: "like = \"custom-openai\"\nid = \"own-dashscope\"\nprotocol = \"dashscope-native\"\n",
        protocol: Protocol::DashscopeNative,
        content_type: "text/event-stream",
        delta: |text| {
            let choice = format!("{{\"message\":{{\"content\":{text:?}}},\"finish_reason\":\"null\"}}");
            format!("event:result\n:HTTP_STATUS/200\ndata:{{\"output\":{{\"choices\":[{choice}]}}}}\n\n")
        },
        end: "event:result\ndata:{\"output\":{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}}\n\n",
        alive: ":HTTP_STATUS/200\n\n",
        garbage: "event:result\ndata:{\"output\":{\"choi\n\n",
        error: "event:error\ndata:{\"code\":\"InternalError\",\"message\":\"The engine crashed.\"}\n\n",
    },
    Dialect {
        vendor: "ollama",
        protocol: Protocol::Ollama,
        content_type: "application/x-ndjson",
        delta: |text| {
            format!("{{\"message\":{{\"role\":\"assistant\",\"content\":{text:?}}},\"done\":false}}\n")
        },
        end: "{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\"}\n",
        alive: "\n",
        garbage: "{\"message\":{\"cont\n",
        error: "{\"error\":\"The engine crashed.\"}\n",
    },
];

impl Dialect {
    pub(crate) fn endpoint(&self, url: &str) -> Endpoint {
        Endpoint::new(self.vendor(), Some(url), Some(ApiKey::new(KEY.into()))).unwrap()
    }

    pub(crate) fn vendor(&self) -> Arc<Vendor> {
        vendor(self.vendor).unwrap_or_else(|| Arc::new(vendor_from_toml(self.vendor).unwrap()))
    }

    pub(crate) fn body(&self, frames: &[&str]) -> Reply {
        Reply::bytes(self.content_type, frames.concat())
    }
}
