//! A disk that fails at any call: whatever it was, nothing that was acknowledged is lost, and every file is sound
//! once the disk is. `disk_faults.c` has one call fail, or all from one on.
//!
//! `cargo xtask torture faults` has every call of the session fail in every way; the suite some.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread;

use crate::person::*;
use runnel_engine::contract::*;
use runnel_engine::{Closed, Engine};
use runnel_testkit::{ModelServer, Reply};
use serde_json::Value;
use tokio::sync::mpsc::unbounded_channel;

/// How many sessions the suite tries; each takes about half a second.
const SOME: usize = 24;

/// How many sessions run at a time: they mostly wait for the disk.
const WORKERS: usize = 4;

const WORDS: &[&str] = &["Some ", "words ", "of ", "an ", "answer, ", "and ", "一些中文。"];

/// The bytes a picture begins with, and so a picture.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

/// A way to fail, as the C library numbers them on Linux.
#[derive(Debug, Clone, Copy)]
struct How {
    errno: i32,
    lasting: bool,
}

const WAYS: [How; 10] = [
    How { errno: 28, lasting: false }, // ENOSPC
    How { errno: 5, lasting: true },   // EIO
    How { errno: 13, lasting: false }, // EACCES
    How { errno: 30, lasting: true },  // EROFS
    How { errno: 0, lasting: false },  // half a write
    How { errno: 5, lasting: false },
    How { errno: 28, lasting: true },
    How { errno: 4, lasting: false }, // EINTR
    How { errno: 30, lasting: false },
    How { errno: 13, lasting: true },
];

/// The library that lets calls fail, compiled once.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = LIBRARY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("disk_faults.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/engine/disk_faults.c");
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .args([path.as_os_str(), source.as_ref(), "-ldl".as_ref()])
            .status();
        assert!(compiled.unwrap().success());
        (folder, path)
    });
    path
}

/// A session in a home of its own, in a process of its own, where one call fails; and what it acknowledged.
struct Session {
    home: tempfile::TempDir,
    said: Vec<Vec<String>>,
    calls: usize,
}

impl Session {
    async fn run(fault: Option<(usize, How)>) -> Self {
        let server = ModelServer::start().await;
        server.on("/v1/chat/completions", Reply::chat(&["Let me think."], WORDS));
        let home = tempfile::tempdir().unwrap();
        let base_url = format!("{}/v1", server.url());
        let settings = format!(
            "default_model = {{ provider = \"custom-openai\", model = \"test-model\" }}\n\
             [providers.custom-openai]\nbase_url = \"{base_url}\"\n"
        );
        fs::write(home.path().join("settings.toml"), settings).unwrap();
        let outside = tempfile::tempdir().unwrap();
        let count = outside.path().join("count");
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "disk_faults::a_session", "--ignored", "--nocapture"]);
        command.env("LD_PRELOAD", library()).env("RUNNEL_FAULT_COUNT", &count);
        command.env("RUNNEL_FAULT_BELOW", home.path().canonicalize().unwrap());
        if let Some((call, how)) = fault {
            command.env("RUNNEL_FAULT_AT", call.to_string()).env("RUNNEL_FAULT_HOW", how.errno.to_string());
            if how.lasting {
                command.env("RUNNEL_FAULT_LASTING", "1");
            }
        }
        let output = tokio::task::spawn_blocking(move || command.stdin(Stdio::null()).output().unwrap());
        let output = output.await.unwrap();
        let out = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && out.contains("1 passed"), "{fault:?}: {out}{errors}");
        let said = out.lines().filter_map(|line| line.strip_prefix("said "));
        let said = said.map(|line| line.split('\t').map(str::to_owned).collect()).collect();
        Self { home, said, calls: fs::read_to_string(count).unwrap().parse().unwrap() }
    }

    /// With a disk that is well again: what was acknowledged and is not there, and what is not sound.
    async fn lost(&self) -> Vec<String> {
        let engine = Engine::open_at(self.home.path()).unwrap();
        let found = engine.check_everything(Nothing {}).await.unwrap();
        let mut lost: Vec<_> = found.faults.iter().map(|fault| format!("{fault:?}")).collect();
        if found.journals > 0 {
            lost.push(format!("{} journals stay", found.journals));
        }
        for said in &self.said {
            let is_kept = match said.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                ["record", chat, id] => self.records(chat).iter().any(|record| record["id"] == id),
                ["shown", chat, id, text] => self
                    .records(chat)
                    .iter()
                    .any(|record| record["id"] == id && text_of(record).starts_with(text)),
                ["kind", chat, kind] => self.records(chat).iter().any(|record| record["kind"] == kind),
                ["picture", hash] => {
                    fs::read(self.home.path().join("attachments").join(hash)).is_ok_and(|it| it == PICTURE)
                }
                ["backup", conversations] => {
                    let elsewhere = Person::new();
                    let path = self.home.path().join("backup.zip");
                    let back = elsewhere.engine.restore_backup(BackupRef { path }).await;
                    back.is_ok_and(|back| back.conversations.to_string() == conversations)
                }
                ["model", model] => engine.default_choice().await.is_ok_and(|choice| choice.model == model),
                _ => false,
            };
            if !is_kept {
                lost.push(said.join(" "));
            }
        }
        lost
    }

    fn records(&self, chat: &str) -> Vec<Value> {
        let path = self.home.path().join(format!("conversations/{chat}.jsonl"));
        let text = fs::read_to_string(path).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn text_of(record: &Value) -> String {
    let parts = record["parts"].as_array().into_iter().flatten();
    parts.filter(|part| part["type"] == "text").filter_map(|part| part["text"].as_str()).collect()
}

#[test]
fn whatever_call_fails_nothing_that_was_acknowledged_is_lost() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let healthy = runtime().block_on(Session::run(None));
    assert_eq!(runtime().block_on(healthy.lost()), Vec::<String>::new());
    let whole = healthy.said.len();
    assert!(whole >= 12, "{:?}", healthy.said);
    let all = (0..healthy.calls).flat_map(|call| WAYS.map(|how| (call, how)));
    let chosen: Vec<_> = match std::env::var("RUNNEL_FAULTS").as_deref() {
        Ok("all") => all.collect(),
        Ok("each") => (0..healthy.calls).zip(WAYS.into_iter().cycle()).collect(),
        _ => {
            // A step that shares no divisor with the number of ways tries each of them.
            let step = (healthy.calls * WAYS.len() / SOME) / WAYS.len() * WAYS.len() + 1;
            all.step_by(step).collect()
        }
    };
    let share = chosen.len().div_ceil(WORKERS);
    let (mut acknowledged, mut refused, mut lost) = (0, 0, Vec::new());
    thread::scope(|scope| {
        let work = |faults: &[(usize, How)]| {
            let mut counts = (0, 0, Vec::new());
            for fault in faults {
                let (said, lost) = runtime().block_on(async {
                    let session = Session::run(Some(*fault)).await;
                    (session.said.len(), session.lost().await)
                });
                counts.0 += said;
                counts.1 += whole.saturating_sub(said);
                counts.2.extend(lost.into_iter().map(|lost| format!("{fault:?}: {lost}")));
            }
            counts
        };
        let workers: Vec<_> = chosen.chunks(share).map(|faults| scope.spawn(move || work(faults))).collect();
        for worker in workers {
            let counts = worker.join().unwrap();
            acknowledged += counts.0;
            refused += counts.1;
            lost.extend(counts.2);
        }
    });
    println!(
        "{} calls in a session, {} faults: {acknowledged} things were acknowledged, {refused} were not, {} are lost",
        healthy.calls,
        chosen.len(),
        lost.len()
    );
    assert!(lost.is_empty(), "{}", lost.join("\n"));
    assert!(refused > 0);
}

fn say(what: &[&str]) {
    println!("said {}", what.join("\t"));
}

/// What a person does who tries again once where it is refused.
macro_rules! tried {
    ($what:expr) => {
        match $what.await {
            Err(_) => $what.await.ok(),
            done => done.ok(),
        }
    };
}

#[tokio::test]
#[ignore = "run by another test, in a process of its own"]
async fn a_session() {
    let Some(home) = std::env::var_os("RUNNEL_FAULT_BELOW").map(PathBuf::from) else { return };
    let open = || async { Engine::open_at(&home) };
    let Some(engine) = tried!(open()) else { return };
    let _ = engine.watch(Nothing {}, |_: &AppEvent| Ok(())).await;
    let _ = engine.overview(Nothing {}).await;

    if let Some(sent) = tried!(engine.send(message(None, "How do tides work?"))) {
        let chat = sent.reply.conversation;
        read(&engine, &sent).await;
        rest_of_the_session(&engine, &home, chat, sent.question.id).await;
    }
    let choice = ModelChoice { provider: "custom-openai".into(), model: "another".into() };
    if tried!(engine.choose_model(ChooseModel { conversation: None, choice: choice.clone() })).is_some() {
        say(&["model", "another"]);
    }
}

async fn rest_of_the_session(engine: &Engine, home: &Path, chat: ConversationId, question: RecordId) {
    let this = ConversationRef { conversation: chat };
    let name = chat.to_string();
    let edit = || EditMessage {
        conversation: chat,
        message: question,
        text: "How do the tides work?".into(),
        images: Vec::new(),
        media: Vec::new(),
        choice: None,
    };
    if let Some(sent) = tried!(engine.edit_message(edit())) {
        read(engine, &sent).await;
    }
    let rename = || Rename { conversation: chat, title: "Tides".into() };
    if tried!(engine.rename_conversation(rename())).is_some() {
        say(&["kind", &name, "title"]);
    }
    let base64 = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, PICTURE);
    let picture = tried!(engine.add_picture(AddPicture::Data { base64: base64.clone() }));
    if let Some(Picture { image: Image::Attachment { hash, media_type }, .. }) = picture {
        say(&["picture", &hash]);
        let images = vec![Image::Attachment { hash, media_type }];
        let ask = || SendMessage { images: images.clone(), ..message(Some(chat), "And this?") };
        if let Some(sent) = tried!(engine.send(ask())) {
            read(engine, &sent).await;
        }
    }
    let path = home.join("backup.zip");
    if let Some(backup) = tried!(engine.back_up(BackupRef { path: path.clone() })) {
        say(&["backup", &backup.conversations.to_string()]);
    }
    if tried!(engine.delete_conversation(this)).is_some() {
        say(&["kind", &name, "deleted"]);
    }
    if tried!(engine.restore_conversation(this)).is_some() {
        say(&["kind", &name, "restored"]);
    }
    let _ = tried!(engine.restore_backup(BackupRef { path: path.clone() }));
}

/// Reads a reply to its end, and says what of it was said to be kept.
async fn read(engine: &Engine, sent: &Sent) {
    let LiveReply { conversation, message, .. } = sent.reply;
    let (chat, id) = (conversation.to_string(), message.to_string());
    say(&["record", &chat, &sent.question.id.to_string()]);
    let attach = Attach { conversation, message, after: 0 };
    let (sender, mut batches) = unbounded_channel();
    let outlet = move |batch: &Batch| sender.send(batch.clone()).map_err(|_| Closed);
    if engine.attach(attach, outlet).await.is_err() {
        // It may be over already. What was not read was not shown.
        return;
    }
    let (mut text, mut kept) = (String::new(), String::new());
    while let Some(batch) = batches.recv().await {
        for event in batch.events {
            if let TurnEvent::Content { text: more } = event {
                text.push_str(&more);
            }
        }
        if batch.unsaved.is_none() {
            kept.clone_from(&text);
        }
        if batch.answer.is_some() {
            if batch.unsaved.is_none() {
                say(&["record", &chat, &id]);
            }
            break;
        }
    }
    say(&["shown", &chat, &id, &kept]);
}
