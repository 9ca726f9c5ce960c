//! Conversations of several years, the same in every run.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
    time::{Duration, SystemTime},
};

use runnel_conversation::{
    Answer, ConversationId, Cost, Ending, FORMAT, FinishReason, MessageBody, Part, Record, RecordId,
    RecordKind, Timestamp, Timing, Usage,
};
use uuid::Builder;

use crate::{
    Outcome,
    words::{Random, Writer},
};

/// Changes whenever what is generated does.
const VERSION: &str = "1";
/// When the first conversation began: 2019.
const BEGINNING: i64 = 1_550_000_000_000;
/// From one conversation to the next, in milliseconds.
const APART: i64 = 2_400_000;
/// How long a question and an answer are, at most, in bytes.
const LENGTHS: [usize; 2] = [300, 1_050];
const MODELS: [(&str, &str); 4] = [
    ("dashscope", "qwen3-max"),
    ("deepseek", "deepseek-chat"),
    ("ollama", "qwen3:8b"),
    ("anthropic", "claude"),
];

/// Conversations and the messages in all of them.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub conversations: usize,
    pub messages: usize,
}

/// Makes the conversations in this home, unless they are there.
pub fn generate(home: &Path, size: Size) -> Outcome<()> {
    let stamp = home.join("generated");
    let wanted = format!("{VERSION} {} {}", size.conversations, size.messages);
    if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(());
    }
    eprintln!("generating {} messages in {} conversations", size.messages, size.conversations);
    let folder = home.join("conversations");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let writer = Writer::new();
    for n in 0..size.conversations {
        let messages = size.messages * (n + 1) / size.conversations - size.messages * n / size.conversations;
        conversation(&folder, &writer, n, messages)?;
    }
    fs::write(stamp, wanted)?;
    Ok(())
}

/// One conversation of this many messages; its id.
pub fn conversation(folder: &Path, writer: &Writer, n: usize, messages: usize) -> Outcome<ConversationId> {
    let began = BEGINNING + n as i64 * APART;
    let mut random = Random::new(n as u64);
    let mut last = 0;
    let mut id = |random: &mut Random| {
        // Larger than the one before, whatever the random part says.
        last += 1;
        let mut rest = random.next().to_be_bytes().to_vec();
        rest.extend([0, 0]);
        let at = (began + last) as u64;
        Builder::from_unix_timestamp_millis(at, &rest.try_into().unwrap_or_default()).into_uuid()
    };
    let conversation = ConversationId::from(id(&mut random));
    let path = folder.join(format!("{conversation}.jsonl"));
    let mut file = BufWriter::with_capacity(1 << 16, File::create(path)?);
    let mut write = |id: RecordId, parent: Option<RecordId>, at: i64, kind: RecordKind| -> Outcome<()> {
        serde_json::to_writer(&mut file, &Record { id, parent, at: Timestamp(at), kind })?;
        Ok(file.write_all(b"\n")?)
    };
    write(
        RecordId::from(id(&mut random)),
        None,
        began,
        RecordKind::Conversation { conversation, format: FORMAT },
    )?;
    let mut parent = None;
    let mut at = began;
    for message in 0..messages {
        at += 1_000 + random.below(20_000) as i64;
        let bytes = 1 + random.below(LENGTHS[message % 2]);
        let parts = vec![Part::Text { text: writer.text(&mut random, bytes) }];
        let body = if message % 2 == 0 {
            MessageBody::User { parts }
        } else {
            MessageBody::Assistant { parts, answer: answer(&mut random, bytes as u64) }
        };
        let message = RecordId::from(id(&mut random));
        write(message, parent, at, RecordKind::Message(body))?;
        parent = Some(message);
    }
    let file = file.into_inner()?;
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_millis(at as u64))?;
    Ok(conversation)
}

fn answer(random: &mut Random, tokens: u64) -> Answer {
    let (provider, model) = *random.pick(&MODELS);
    let usage = Usage {
        prompt_tokens: Some(tokens),
        completion_tokens: Some(tokens),
        total_tokens: Some(tokens * 2),
        ..Usage::default()
    };
    Answer {
        provider: provider.to_owned(),
        model: model.to_owned(),
        ending: Ending::Finished { reason: FinishReason::Stop },
        usage: Some(usage),
        timing: Timing { first_token_ms: Some(400), reasoning_ms: None, total_ms: Some(tokens * 9) },
        cost: Some(Cost { amount: 0.0003, currency: "CNY".to_owned() }),
        adjustments: Vec::new(),
    }
}
