//! A disk that takes no more in the middle of a reply: the process may write no file beyond a few kilobytes.

use std::process::{Command, Stdio};
use std::sync::Arc;

use crate::person::*;
use runnel_engine::contract::*;
use runnel_testkit::{ModelServer, Reply, flood_text};

/// Runs an ignored test of this binary in a process that may write this many kilobytes to a file, and then no more.
fn within(kilobytes: u64, test: &str) {
    let script = format!("trap '' XFSZ; ulimit -S -f {}; exec \"$0\" \"$@\"", kilobytes * 2);
    let mut command = Command::new("sh");
    command.args(["-c", &script]).arg(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]).env("RUNNEL_ENGINE_LIMITED", "1");
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn is_limited() -> bool {
    std::env::var_os("RUNNEL_ENGINE_LIMITED").is_some()
}

#[test]
fn a_reply_goes_on_in_memory_says_so_and_can_be_saved_elsewhere() {
    within(64, "unsaved::reply_that_outgrows_the_disk");
}

#[tokio::test]
#[ignore = "run by another test, in a process of its own"]
async fn reply_that_outgrows_the_disk() {
    if !is_limited() {
        return;
    }
    let server = ModelServer::start().await;
    server.reply(Reply::flood(100_000, 20_000));
    let person = Person::with("custom-openai", &server).await;
    let sent = person.send(None, "flood me").await.unwrap();
    let LiveReply { conversation, message, .. } = sent.reply;
    let mut batches = person.attach(&sent.reply, 0).await.unwrap();
    let mut reading = Reading::default();
    let mut unsaved = Vec::new();
    while reading.answer.is_none() {
        let batch = batches.recv().await.unwrap();
        unsaved.push(batch.unsaved);
        reading.take(batch);
        // Who comes later sees all of it, what could not be written too.
        if unsaved.last() == Some(&Some(StorageFault::Full))
            && unsaved.len() % 40 == 0
            && let Ok(mut again) = person.attach(&sent.reply, 0).await
        {
            let mut second = Reading::default();
            while second.numbers.len() < reading.numbers.len() {
                second.take(again.recv().await.unwrap());
            }
            assert_eq!((&second.content, &second.numbers), (&reading.content, &reading.numbers));
        }
    }
    let text = flood_text(100_000);
    assert!(reading.content == text, "words were lost");
    assert_eq!((unsaved[0], unsaved.last().unwrap()), (None, &Some(StorageFault::Full)));
    assert!(reading.numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{:?}", reading.numbers);
    let Ending::Failed { problem } = reading.ending() else { panic!("it says nothing") };
    assert_eq!(problem.code, ProblemCode::Storage);

    // It is read here as long as the program runs, and nothing is asked after it.
    let view = person.open(conversation).await;
    assert!(view.messages.last().unwrap().text() == text);
    assert_eq!(view.unsaved, [UnsavedAnswer { message, fault: StorageFault::Full }]);
    let asked = server.requests().len();
    assert!(matches!(person.send(Some(conversation), "and?").await, Err(Refusal::Storage { .. })));
    assert_eq!(server.requests().len(), asked);
    let again = MessageRef { conversation, message };
    assert!(matches!(person.engine.save_again(again).await, Err(Refusal::Storage { .. })));

    // The disk takes more again.
    let limit = rustix::process::getrlimit(rustix::process::Resource::Fsize);
    rustix::process::setrlimit(
        rustix::process::Resource::Fsize,
        rustix::process::Rlimit { current: limit.maximum, ..limit },
    )
    .unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::create_dir(elsewhere.path().join("conversations")).unwrap();
    let path = elsewhere.path().join(format!("conversations/{conversation}.jsonl"));
    person.engine.save_elsewhere(SaveElsewhere { conversation, message, path }).await.unwrap();
    let there = Person::at(Arc::new(elsewhere));
    let said: Vec<_> = there.open(conversation).await.messages.iter().map(Message::text).collect();
    assert!(said == ["flood me".to_owned(), text.clone()]);

    person.engine.save_again(again).await.unwrap();
    assert!(person.open(conversation).await.unsaved.is_empty());
    let again = person.again();
    assert!(again.open(conversation).await.messages.last().unwrap().text() == text);
    let found = again.engine.check_everything(Nothing {}).await.unwrap();
    assert_eq!((found.journals, found.faults), (0, vec![]));
}
