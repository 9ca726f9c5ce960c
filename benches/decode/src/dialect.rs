//! What is played: an answer in each protocol's words, as its vendors send them.

use genai::adapter::AdapterKind;

/// A protocol that is measured. One more is one more entry in [`DIALECTS`].
pub struct Dialect {
    /// Its name in the figures.
    pub protocol: &'static str,
    /// A vendor that speaks it: the id of a built-in one, or the text of a vendor file.
    pub vendor: &'static str,
    /// What `async-openai` asks with, if it speaks this.
    pub async_openai: Option<Api>,
    /// What `genai` calls it.
    pub genai: AdapterKind,
    pub content_type: &'static str,
    /// About how much text an event says, in bytes.
    piece: usize,
    /// The event that says a text, which is given as a JSON string.
    delta: fn(&str) -> String,
    /// The events around the answer.
    start: &'static str,
    end: &'static str,
}

/// One of OpenAI's two.
#[derive(Clone, Copy)]
pub enum Api {
    Chat,
    Responses,
}

/// Most vendors send each token by itself.
const TOKEN: usize = 6;
/// Gemini sends a sentence or two at a time.
const SENTENCE: usize = 120;

pub const DIALECTS: &[Dialect] = &[
    Dialect {
        protocol: "openai-chat",
        vendor: "custom-openai",
        async_openai: Some(Api::Chat),
        genai: AdapterKind::OpenAI,
        content_type: "text/event-stream",
        piece: TOKEN,
        delta: |text| {
            format!(
                "data: {{\"id\":\"chatcmpl-CbW1nT4fXH2mB7kqzvRsuLpyEaJ0d\",\
                 \"object\":\"chat.completion.chunk\",\"created\":1763000000,\
                 \"model\":\"gpt-5.1-2025-11-13\",\"service_tier\":\"default\",\
                 \"system_fingerprint\":\"fp_1a2b3c4d5e\",\"choices\":[{{\"index\":0,\
                 \"delta\":{{\"content\":{text}}},\"logprobs\":null,\"finish_reason\":null}}],\
                 \"usage\":null}}\n\n"
            )
        },
        start: "",
        end: concat!(
            "data: {\"id\":\"chatcmpl-CbW1nT4fXH2mB7kqzvRsuLpyEaJ0d\",\"object\":\"chat.completion.chunk\",",
            "\"created\":1763000000,\"model\":\"gpt-5.1-2025-11-13\",\"service_tier\":\"default\",",
            "\"system_fingerprint\":\"fp_1a2b3c4d5e\",\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,",
            "\"finish_reason\":\"stop\"}],\"usage\":null}\n\n",
            "data: {\"id\":\"chatcmpl-CbW1nT4fXH2mB7kqzvRsuLpyEaJ0d\",\"object\":\"chat.completion.chunk\",",
            "\"created\":1763000000,\"model\":\"gpt-5.1-2025-11-13\",\"service_tier\":\"default\",",
            "\"system_fingerprint\":\"fp_1a2b3c4d5e\",\"choices\":[],\"usage\":{\"prompt_tokens\":11,",
            "\"completion_tokens\":70000,\"total_tokens\":70011,\"prompt_tokens_details\":{\"cached_tokens\":0},",
            "\"completion_tokens_details\":{\"reasoning_tokens\":0}}}\n\n",
            "data: [DONE]\n\n",
        ),
    },
    Dialect {
        protocol: "openai-responses",
        vendor: "like = \"custom-openai\"\nid = \"own-responses\"\nprotocol = \"openai-responses\"\n",
        async_openai: Some(Api::Responses),
        genai: AdapterKind::OpenAIResp,
        content_type: "text/event-stream",
        piece: TOKEN,
        delta: |text| {
            format!(
                "event: response.output_text.delta\n\
                 data: {{\"type\":\"response.output_text.delta\",\"sequence_number\":7,\
                 \"item_id\":\"msg_0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6071\",\"output_index\":0,\
                 \"content_index\":0,\"delta\":{text},\"logprobs\":[],\"obfuscation\":\"x7Qm2aPz\"}}\n\n"
            )
        },
        start: "",
        end: concat!(
            "event: response.completed\n",
            "data: {\"type\":\"response.completed\",\"sequence_number\":8,\"response\":{",
            "\"id\":\"resp_0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6071\",\"object\":\"response\",",
            "\"created_at\":1763000000,\"status\":\"completed\",\"background\":false,\"error\":null,",
            "\"incomplete_details\":null,\"instructions\":null,\"max_output_tokens\":null,",
            "\"model\":\"gpt-5.1-2025-11-13\",\"output\":[],\"parallel_tool_calls\":true,",
            "\"temperature\":1.0,\"text\":{\"format\":{\"type\":\"text\"}},\"tool_choice\":\"auto\",",
            "\"tools\":[],\"top_p\":1.0,\"truncation\":\"disabled\",\"usage\":{\"input_tokens\":11,",
            "\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":70000,",
            "\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":70011},",
            "\"metadata\":{}}}\n\n",
        ),
    },
    Dialect {
        protocol: "anthropic",
        vendor: "custom-anthropic",
        async_openai: None,
        genai: AdapterKind::Anthropic,
        content_type: "text/event-stream",
        piece: TOKEN,
        delta: |text| {
            format!(
                "event: content_block_delta\n\
                 data: {{\"type\":\"content_block_delta\",\"index\":0,\
                 \"delta\":{{\"type\":\"text_delta\",\"text\":{text}}}         }}\n\n"
            )
        },
        start: concat!(
            "event: message_start\n",
            "data: {\"type\":\"message_start\",\"message\":{\"model\":\"claude-sonnet-4-20250514\",",
            "\"id\":\"msg_01AbCdEfGhIjKlMnOpQrStUv\",\"type\":\"message\",\"role\":\"assistant\",",
            "\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":11,",
            "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":1,",
            "\"service_tier\":\"standard\"}}    }\n\n",
            "event: content_block_start\n",
            "data: {\"type\":\"content_block_start\",\"index\":0,",
            "\"content_block\":{\"type\":\"text\",\"text\":\"\"}          }\n\n",
        ),
        end: concat!(
            "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0  }\n\n",
            "event: message_delta\n",
            "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},",
            "\"usage\":{\"input_tokens\":11,\"cache_creation_input_tokens\":0,",
            "\"cache_read_input_tokens\":0,\"output_tokens\":70000}      }\n\n",
            "event: message_stop\ndata: {\"type\":\"message_stop\"         }\n\n",
        ),
    },
    Dialect {
        protocol: "gemini",
        vendor: "custom-gemini",
        async_openai: None,
        genai: AdapterKind::Gemini,
        content_type: "text/event-stream",
        piece: SENTENCE,
        delta: |text| {
            format!(
                "data: {{\"candidates\": [{{\"content\": {{\"parts\": [{{\"text\": {text}}}],\
                 \"role\": \"model\"}},\"index\": 0}}],\"usageMetadata\": {{\"promptTokenCount\": 34,\
                 \"candidatesTokenCount\": 448,\"totalTokenCount\": 1269,\"promptTokensDetails\": [{{\
                 \"modality\": \"TEXT\",\"tokenCount\": 34}}],\"thoughtsTokenCount\": 787}},\
                 \"modelVersion\": \"gemini-2.5-pro\",\"responseId\": \"a1b2c3d4e5f6a7b8c9d0e1f\"}}\r\n\r\n"
            )
        },
        start: "",
        end: concat!(
            "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"\"}],\"role\": \"model\"},",
            "\"finishReason\": \"STOP\",\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 34,",
            "\"candidatesTokenCount\": 448,\"totalTokenCount\": 1269,\"promptTokensDetails\": [{",
            "\"modality\": \"TEXT\",\"tokenCount\": 34}],\"thoughtsTokenCount\": 787},",
            "\"modelVersion\": \"gemini-2.5-pro\",\"responseId\": \"a1b2c3d4e5f6a7b8c9d0e1f\"}\r\n\r\n",
        ),
    },
    Dialect {
        protocol: "ollama",
        vendor: "ollama",
        async_openai: None,
        genai: AdapterKind::Ollama,
        content_type: "application/x-ndjson",
        piece: TOKEN,
        delta: |text| {
            format!(
                "{{\"model\":\"qwen3:8b\",\"created_at\":\"2025-11-13T02:13:20.123456789Z\",\
                 \"message\":{{\"role\":\"assistant\",\"content\":{text}}},\"done\":false}}\n"
            )
        },
        start: "",
        end: concat!(
            "{\"model\":\"qwen3:8b\",\"created_at\":\"2025-11-13T02:13:20.123456789Z\",",
            "\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",",
            "\"total_duration\":4935886791,\"load_duration\":534986708,\"prompt_eval_count\":26,",
            "\"prompt_eval_duration\":107345000,\"eval_count\":237,\"eval_duration\":4289432000}\n",
        ),
    },
];

/// An answer, ready to be played.
pub struct Answer {
    /// One event each, but for the last, which is the end of the answer.
    pub events: Vec<String>,
    /// How many of the events say something.
    pub deltas: usize,
    /// How much they say, in bytes.
    pub text: usize,
}

impl Dialect {
    /// An answer of at least so many bytes on the wire.
    pub fn answer(&self, size: usize) -> Answer {
        let mut pieces = pieces(self.piece).into_iter().cycle();
        let (mut events, mut written, mut text) = (Vec::new(), self.start.len() + self.end.len(), 0);
        while written < size
            && let Some(piece) = pieces.next()
        {
            text += piece.len();
            let event = (self.delta)(&serde_json::Value::from(piece).to_string());
            written += event.len();
            events.push(event);
        }
        let deltas = events.len();
        if let Some(first) = events.first_mut() {
            first.insert_str(0, self.start);
        }
        events.push(self.end.to_owned());
        Answer { events, deltas, text }
    }
}

/// What is said: prose, code and a table, English and Chinese, as people are answered.
const TEXT: &str = include_str!("answer.md");

/// The text in pieces of about this size, most of them whole words.
fn pieces(size: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for word in TEXT.split_inclusive([' ', '\n', '，', '。', '(', '.']) {
        let mut rest = word;
        while !rest.is_empty() {
            let (start, after) = rest.split_at(rest.floor_char_boundary(size.min(rest.len())));
            match pieces.last_mut() {
                Some(last) if last.len() + start.len() <= size => last.push_str(start),
                _ => pieces.push(start.to_owned()),
            }
            rest = after;
        }
    }
    pieces
}
