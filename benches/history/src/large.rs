//! A conversation of many megabytes: adding to it, and opening it.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use runnel_conversation::{ConversationId, MessageBody, Part, Record, RecordId, RecordKind, Timestamp};
use runnel_store::{Conversations, Home, Index};

use crate::{Outcome, figures::median, generate, words::Writer};

/// How large it is, in bytes.
const SIZE: u64 = 50_000_000;
/// How often is added to it.
const APPENDS: usize = 101;

/// What was measured of it.
pub struct Large {
    /// Adding a message to an empty conversation, and having it in the index.
    pub append_empty: Duration,
    /// Adding one to the large conversation.
    pub append_large: Duration,
    /// Reading the large one, up to the path that is shown.
    pub open: Duration,
}

pub fn measure(root: &Path) -> Outcome<Large> {
    let folder = root.join("conversations");
    if root.exists() {
        fs::remove_dir_all(root)?;
    }
    fs::create_dir_all(&folder)?;
    let writer = Writer::new();
    let messages = 2 * (SIZE as usize) / 1_600;
    let large = generate::conversation(&folder, &writer, 1, messages)?;
    let empty = generate::conversation(&folder, &writer, 2, 1)?;
    let size = fs::metadata(folder.join(format!("{large}.jsonl")))?.len();
    eprintln!("a conversation of {} MB", size / 1_000_000);
    let home = Home::at(root);
    let index = Index::open(&home)?;
    index.catch_up(|_, _| {})?;
    let files = Conversations::new(&home);
    let mut times = [Vec::new(), Vec::new()];
    let mut last = [files.load(empty)?.conversation.newest(), files.load(large)?.conversation.newest()];
    // In turn, so that a machine that is busy for a while is busy for both.
    for _ in 0..APPENDS {
        for (n, conversation) in [empty, large].into_iter().enumerate() {
            let (took, id) = append(&files, &index, conversation, last[n])?;
            times[n].push(took);
            last[n] = Some(id);
        }
    }
    let opened = (0..5).map(|_| {
        let started = Instant::now();
        let opened = files.load(large)?;
        let shown = opened.conversation.path().len();
        let took = started.elapsed();
        if shown < messages { Err(format!("{shown} messages are shown").into()) } else { Ok(took) }
    });
    let opened = opened.collect::<Outcome<Vec<_>>>()?;
    let [empty, large] = times;
    Ok(Large { append_empty: median(empty), append_large: median(large), open: median(opened) })
}

fn append(
    files: &Conversations,
    index: &Index,
    conversation: ConversationId,
    last: Option<RecordId>,
) -> Outcome<(Duration, RecordId)> {
    let last = last.ok_or("the conversation has no records")?;
    let parts = vec![Part::Text { text: "一个问题 and a question".to_owned() }];
    let kind = RecordKind::Message(MessageBody::User { parts });
    let record = Record { id: last.next(), parent: Some(last), at: Timestamp(1_900_000_000_000), kind };
    let started = Instant::now();
    files.append(conversation, &[record])?;
    index.refresh(conversation)?;
    Ok((started.elapsed(), last.next()))
}
