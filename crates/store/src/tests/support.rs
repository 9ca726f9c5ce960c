//! Words for the tests of this crate: a home, things to say in it, and processes of their own.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::*;
use runnel_conversation::*;
use uuid::Uuid;

/// An id whose digits are unlike those of any other, so that no small damage turns one into another.
/// Larger `n`, larger id.
pub(crate) fn id(n: u64) -> RecordId {
    let tail = u128::from(n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    RecordId::from(Uuid::from_u128(u128::from(n) << 64 | tail))
}

pub(crate) fn chat() -> ConversationId {
    ConversationId::from(Uuid::from_u128(7))
}

pub(crate) fn header() -> Record {
    record(1, RecordKind::Conversation { conversation: chat(), format: FORMAT })
}

pub(crate) fn record(n: u64, kind: RecordKind) -> Record {
    Record { id: id(n), parent: None, at: Timestamp(i64::try_from(n).unwrap()), kind }
}

pub(crate) fn question(n: u64, text: &str) -> Record {
    let parts = vec![Part::Text { text: text.into() }];
    record(n, RecordKind::Message(MessageBody::User { parts }))
}

pub(crate) fn head(n: u64) -> JournalHead {
    JournalHead {
        conversation: chat(),
        message: id(n),
        parent: None,
        at: Timestamp(5),
        provider: "offline".into(),
        model: "scripted".into(),
    }
}

pub(crate) fn batch(number: u64, text: &str) -> JournalBatch {
    JournalBatch { number, events: vec![TurnEvent::Content { text: text.into() }] }
}

/// A home of one test. It goes with the value.
pub(crate) struct TestHome {
    root: tempfile::TempDir,
}

impl TestHome {
    pub(crate) fn new() -> Self {
        Self { root: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn home(&self) -> Home {
        Home::at(self.root.path())
    }

    pub(crate) fn conversations(&self) -> Conversations {
        Conversations::new(&self.home())
    }

    pub(crate) fn journals(&self) -> Journals {
        Journals::new(&self.home())
    }

    pub(crate) fn recover(&self) -> Vec<ConversationId> {
        recover(&self.conversations(), &self.journals()).unwrap()
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root.path().join(below)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.path(&format!("conversations/{}.jsonl", chat()))
    }

    /// Puts a conversation file there as it is.
    pub(crate) fn put(&self, bytes: &[u8]) {
        std::fs::create_dir_all(self.path("conversations")).unwrap();
        std::fs::write(self.file(), bytes).unwrap();
    }

    pub(crate) fn load(&self) -> Opened {
        self.conversations().load(chat()).unwrap()
    }

    /// A command that runs one ignored test of this binary in this home.
    pub(crate) fn child(&self, test: &str) -> Command {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", &format!("tests::{test}"), "--ignored", "--nocapture"]);
        command.env(CHILD_HOME, self.root.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
        command
    }
}

/// What a child says with `println!("said …")`, as it says it.
pub(crate) fn said_by(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // The test harness says a few words of its own.
    lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("said ").map(str::to_owned))
}

const CHILD_HOME: &str = "RUNNEL_STORE_TEST_HOME";

/// The home that the parent gave to this process. `None` where an ignored test is run by hand.
pub(crate) fn parents_home() -> Option<Home> {
    env::var_os(CHILD_HOME).map(|root| Home::at(root.as_ref()))
}

/// The text of each message, by id.
pub(crate) fn texts(opened: &Opened, ids: impl IntoIterator<Item = u64>) -> Vec<Option<String>> {
    ids.into_iter().map(|n| opened.conversation.message(id(n)).map(Message::text)).collect()
}

pub(crate) fn lines(records: &[Record]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for record in records {
        serde_json::to_writer(&mut bytes, record).unwrap();
        bytes.push(b'\n');
    }
    bytes
}
