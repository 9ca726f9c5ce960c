//! A folder that goes while the program runs: a disk that was pulled, or a hand that slipped.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::person::*;
use runnel_engine::contract::*;
use runnel_testkit::{ModelServer, Reply};
use tokio::sync::mpsc::UnboundedReceiver;

const WORDS: usize = 60;

fn words() -> Vec<String> {
    (0..WORDS).map(|n| format!("word{n} ")).collect()
}

/// One whose home can be taken away and put back.
async fn person_with(server: &ModelServer) -> (Person, PathBuf) {
    let person = Person::with("custom-openai", server).await;
    let away = person.home().with_extension("away");
    (person, away)
}

async fn asked(person: &Person, server: &ModelServer) -> (Sent, UnboundedReceiver<Batch>, Reading) {
    let words = words();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    server.reply(Reply::chat(&[], &words).pace(Duration::from_millis(25)));
    let sent = person.send(None, "tell me").await.unwrap();
    let mut batches = person.attach(&sent.reply, 0).await.unwrap();
    let mut reading = Reading::default();
    while !reading.content.contains("word2") {
        reading.take(batches.recv().await.unwrap());
    }
    (sent, batches, reading)
}

#[tokio::test]
async fn a_question_is_refused_before_anything_is_spent() {
    let server = ModelServer::start().await;
    let (person, away) = person_with(&server).await;
    let (sent, _) = person.ask(None, "before").await;
    let asked = server.requests().len();
    fs::rename(person.home(), &away).unwrap();
    let new = person.send(None, "to nowhere").await.unwrap_err();
    assert!(matches!(new, Refusal::Storage { fault: StorageFault::Missing, .. }), "{new}");
    person.send(Some(sent.reply.conversation), "and?").await.unwrap_err();
    assert_eq!(server.requests().len(), asked);
    assert!(!person.home().exists(), "nothing is begun in its place");

    fs::rename(&away, person.home()).unwrap();
    server.reply(Reply::chat(&[], &["after"]));
    let (_, reading) = person.ask(Some(sent.reply.conversation), "and now?").await;
    assert_eq!(reading.content, "after");
}

#[tokio::test]
async fn a_reply_goes_on_without_its_folder_and_is_kept_once_that_is_back() {
    let server = ModelServer::start().await;
    let (person, away) = person_with(&server).await;
    let (sent, mut batches, mut reading) = asked(&person, &server).await;
    fs::rename(person.home(), &away).unwrap();
    let mut unsaved = None;
    while reading.answer.is_none() {
        let batch = batches.recv().await.unwrap();
        unsaved = batch.unsaved;
        reading.take(batch);
    }
    assert_eq!(reading.content, words().concat());
    assert_eq!(unsaved, Some(StorageFault::Missing), "it does not say that it is not kept");
    let LiveReply { conversation, message, .. } = sent.reply;
    let it = MessageRef { conversation, message };
    assert!(person.engine.save_again(it).await.is_err());
    assert!(!person.home().exists(), "nothing is begun in its place");

    fs::rename(&away, person.home()).unwrap();
    person.engine.save_again(it).await.unwrap();
    let again = person.again();
    assert_eq!(again.open(conversation).await.messages.last().unwrap().text(), words().concat());
    let found = again.engine.check_everything(Nothing {}).await.unwrap();
    assert_eq!((found.journals, found.faults), (0, vec![]));
}

#[tokio::test]
async fn a_journal_that_is_taken_away_is_written_again_once_there_is_a_place_for_it() {
    let server = ModelServer::start().await;
    let (person, away) = person_with(&server).await;
    let (sent, mut batches, mut reading) = asked(&person, &server).await;
    fs::rename(person.home(), &away).unwrap();
    fs::remove_dir_all(away.join("journals")).unwrap();
    loop {
        let batch = batches.recv().await.unwrap();
        let unsaved = batch.unsaved;
        reading.take(batch);
        if unsaved == Some(StorageFault::Missing) {
            break;
        }
        assert!(reading.answer.is_none(), "it never says that it is not kept");
    }
    // Who comes now sees all of it.
    let mut second = Reading::default();
    let mut again = person.attach(&sent.reply, 0).await.unwrap();
    while second.numbers.len() < reading.numbers.len() {
        second.take(again.recv().await.unwrap());
    }
    assert!(second.content.starts_with(&reading.content));

    fs::rename(&away, person.home()).unwrap();
    while batches.recv().await.unwrap().unsaved.is_some() {}
    let journal = fs::read_to_string(person.home().join(format!("journals/{}.jsonl", sent.reply.message)));
    let journal = journal.unwrap();
    for n in 0..3 {
        assert!(journal.contains(&format!("word{n}")), "{journal}");
    }
    // The power goes; what was said is there again.
    let copy = tempfile::tempdir().unwrap();
    for folder in ["conversations", "journals"] {
        fs::create_dir(copy.path().join(folder)).unwrap();
        for entry in fs::read_dir(person.home().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, copy.path().join(folder).join(path.file_name().unwrap())).unwrap();
        }
    }
    let after = Person::at(Arc::new(copy));
    let messages = after.open(sent.reply.conversation).await.messages;
    assert!(messages.last().unwrap().text().starts_with("word0 word1 word2"), "{messages:?}");
}
