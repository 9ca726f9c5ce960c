//! Bytes that nobody meant to send, into every framing and every protocol. `cargo xtask fuzz` goes further.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

#[allow(unreachable_pub, reason = "the fuzz targets include this file too, in a library")]
mod property;

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use runnel_providers::{
    Protocol,
    frames::{JsonLines, ServerSentEvents},
    vendor,
};
use runnel_testkit::recordings;

use property::{a_reply_is_read, a_reply_of_is_read, a_stream_is_framed};

/// Pieces of what providers send, of all of them: a stream of these gets further than one of noise.
const WORDS: &[&str] = &[
    "data: ",
    "data:",
    "event: ",
    "error: ",
    "id: 1",
    ": alive",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\u{feff}",
    "[DONE]",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ",",
    ":",
    "null",
    "0",
    "1e400",
    "-1",
    "\\ud800",
    "\\u0000",
    "好",
    "<",
    "<think>",
    "</think>",
    "\"choices\":[{\"index\":0,\"delta\":{",
    "\"content\":\"",
    "\"reasoning_content\":\"",
    "}}]}",
    "\"finish_reason\":\"stop\"",
    "\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"",
    "\"usage\":{\"total_tokens\":1}",
    "\"error\":{\"message\":\"",
    "\"message\":{\"content\":\"",
    "\"thinking\":\"",
    "\"done\":true",
    "\"type\":\"",
    "content_block_delta",
    "\"delta\":{\"type\":\"text_delta\",\"text\":\"",
    "response.output_text.delta",
    "\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"",
];

/// Longer recordings are left to the fuzz targets: here each case is to take a few milliseconds at most.
const SIZE_LIMIT: usize = 8 * 1024;

/// Noise, and what is nearly a stream.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => select(WORDS).prop_map(|word| word.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..8),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// One change of a recording.
#[derive(Debug, Clone)]
enum Change {
    Remove(Index, u8),
    Repeat(Index, u8),
    Insert(Index, &'static str),
    Flip(Index, u8),
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        any::<(Index, u8)>().prop_map(|(at, size)| Change::Remove(at, size)),
        any::<(Index, u8)>().prop_map(|(at, size)| Change::Repeat(at, size)),
        (any::<Index>(), select(WORDS)).prop_map(|(at, word)| Change::Insert(at, word)),
        any::<(Index, u8)>().prop_map(|(at, bits)| Change::Flip(at, bits)),
    ]
}

impl Change {
    fn make(&self, bytes: &mut Vec<u8>) {
        let (Self::Remove(at, _) | Self::Repeat(at, _) | Self::Insert(at, _) | Self::Flip(at, _)) = self;
        let at = at.index(bytes.len() + 1);
        let until = |size: u8| bytes.len().min(at + usize::from(size));
        match self {
            Self::Remove(_, size) => drop(bytes.drain(at..until(*size))),
            Self::Repeat(_, size) => {
                let again: Vec<u8> = bytes.drain(at..until(*size)).collect();
                bytes.splice(at..at, again.repeat(2));
            }
            Self::Insert(_, word) => drop(bytes.splice(at..at, word.bytes())),
            Self::Flip(_, bits) => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= bits),
        }
    }
}

/// The recordings, of every protocol: a server may well answer in another than it was asked in.
static RECORDED: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let Some(recordings) = recordings() else {
        eprintln!("skipped: the recordings are not here");
        return vec![Vec::new()];
    };
    let all = recordings.rows().iter().map(|row| recordings.bytes(&row.file));
    all.filter(|bytes| bytes.len() <= SIZE_LIMIT).collect()
});

/// A recording of any protocol with some changes.
fn nearly_recorded() -> impl Strategy<Value = Vec<u8>> {
    let changes = proptest::collection::vec(any_change(), 0..6);
    (any::<Index>(), changes).prop_map(|(which, changes)| {
        let mut bytes = which.get(&RECORDED).clone();
        for change in changes {
            change.make(&mut bytes);
        }
        bytes
    })
}

macro_rules! hold {
    ($($name:ident: $property:expr;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(2_000))]
            $(
                #[test]
                fn $name(bytes in prop_oneof![noise(), nearly_recorded()]) {
                    $property(&bytes);
                }
            )*
        }
    };
}

// A framing or a protocol is tested by being in this list.
hold! {
    server_sent_events: a_stream_is_framed::<ServerSentEvents>;
    json_lines: a_stream_is_framed::<JsonLines>;
    openai_chat: |bytes: &[u8]| a_reply_is_read(Protocol::OpenaiChat, bytes);
    openai_chat_cumulative: |bytes: &[u8]| a_reply_of_is_read(&vendor("minimax").expect("it is built in"), bytes);
    openai_responses: |bytes: &[u8]| a_reply_is_read(Protocol::OpenaiResponses, bytes);
    anthropic: |bytes: &[u8]| a_reply_is_read(Protocol::Anthropic, bytes);
    gemini: |bytes: &[u8]| a_reply_is_read(Protocol::Gemini, bytes);
    dashscope_native: |bytes: &[u8]| a_reply_is_read(Protocol::DashscopeNative, bytes);
    ollama: |bytes: &[u8]| a_reply_is_read(Protocol::Ollama, bytes);
}
