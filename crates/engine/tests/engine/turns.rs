//! Turns, from the question to the file, over a real socket.

use std::time::Duration;

use crate::person::*;
use runnel_engine::contract::*;
use runnel_testkit::{ModelServer, Reply, faults};

#[tokio::test]
async fn the_built_in_model_answers_on_a_fresh_start() {
    let person = Person::new();
    let (sent, reading) = person.ask(None, "hi").await;
    assert_eq!(sent.reply.choice, ModelChoice { provider: "offline".into(), model: "demo".into() });
    assert!(!reading.reasoning.is_empty() && !reading.content.is_empty());
    assert!(matches!(reading.ending(), Ending::Finished { .. }));
}

#[tokio::test]
async fn reasoning_and_content_arrive_and_are_kept_as_they_were_shown() {
    let server = ModelServer::start().await;
    server
        .reply(Reply::chat(&["let me ", "think"], &["Hello", ", ", "world"]).pace(Duration::from_millis(2)));
    let person = Person::with("custom-openai", &server).await;
    let (sent, reading) = person.ask(None, "greet me").await;
    assert_eq!((reading.reasoning.as_str(), reading.content.as_str()), ("let me think", "Hello, world"));

    let view = person.again().open(sent.reply.conversation).await;
    let [question, answer] = view.messages.as_slice() else { panic!("a question and an answer") };
    assert_eq!(question.text(), "greet me");
    assert_eq!(answer.text(), "Hello, world");
    assert_eq!(answer.id, sent.reply.message);
    assert_eq!(answer.body.parts().first(), Some(&Part::Reasoning { text: "let me think".into() }));
    assert_eq!(view.summary.title.as_deref(), Some("greet me"));
}

#[tokio::test]
async fn the_last_words_say_that_they_are_the_last() {
    let server = ModelServer::start().await;
    server.reply(Reply::chat(&[], &["word "; 200]).pace(Duration::from_millis(1)));
    let person = Person::with("custom-openai", &server).await;
    let sent = person.send(None, "count").await.unwrap();
    let mut batches = person.attach(&sent.reply, 0).await.unwrap();
    let mut read = Reading::default();
    let mut said = None;
    while read.answer.is_none() {
        let batch = batches.recv().await.unwrap();
        let said_all = batch.said_all;
        read.take(batch);
        if said_all {
            said.get_or_insert_with(|| read.content.clone());
        }
    }
    assert_eq!(said, Some("word ".repeat(200)));
}

#[tokio::test]
async fn who_attaches_late_or_twice_reads_the_same_without_a_gap() {
    let server = ModelServer::start().await;
    let words: Vec<String> = (0..200).map(|n| format!("word{n} ")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    server.reply(Reply::chat(&[], &words).pace(Duration::from_millis(2)));
    let person = Person::with("custom-openai", &server).await;
    let sent = person.send(None, "count").await.unwrap();

    let mut first = person.attach(&sent.reply, 0).await.unwrap();
    let mut read = Reading::default();
    while read.content.len() < 300 {
        read.take(first.recv().await.unwrap());
    }
    // A second window, and the first one again after a gap.
    let mut second = person.attach(&sent.reply, 0).await.unwrap();
    let mut resumed = person.attach(&sent.reply, *read.numbers.last().unwrap()).await.unwrap();
    drop(first);
    let second = Reading::to_the_end(&mut second).await;
    while read.answer.is_none() {
        read.take(resumed.recv().await.unwrap());
    }
    for reading in [&read, &second] {
        assert_eq!(reading.content, words.concat());
        assert_eq!(reading.numbers, (1..=reading.numbers.len() as u64).collect::<Vec<_>>());
    }
}

/// A reply that says these deltas and falls silent.
fn stalling(deltas: &[&str]) -> Reply {
    let event = |text: &&str| {
        format!(
            "data: {}\n\n",
            serde_json::json!({ "choices": [{ "index": 0, "delta": { "content": text } }] })
        )
    };
    let body: String = deltas.iter().map(event).collect();
    let length = body.len();
    Reply::raw(body).stall_after(length)
}

#[tokio::test]
async fn stop_ends_the_reply_keeps_its_text_and_hangs_up() {
    let server = ModelServer::start().await;
    server.reply(stalling(&["so far", " and no further"]));
    let person = Person::with("custom-openai", &server).await;
    let sent = person.send(None, "go on").await.unwrap();
    let mut batches = person.attach(&sent.reply, 0).await.unwrap();
    let mut read = Reading::default();
    while read.content.is_empty() {
        read.take(batches.recv().await.unwrap());
    }
    let conversation = sent.reply.conversation;
    let asked = std::time::Instant::now();
    person.engine.stop(ConversationRef { conversation }).await.unwrap();
    while read.answer.is_none() {
        read.take(batches.recv().await.unwrap());
    }
    println!("stopped {} ms after Stop", asked.elapsed().as_millis());
    server.hung_up().await;
    assert_eq!(read.ending(), &Ending::Stopped);
    let kept = person.open(conversation).await.messages.pop().unwrap();
    assert_eq!(kept.text(), read.content);
    assert!("so far and no further".starts_with(&kept.text()) && !kept.text().is_empty());
}

#[tokio::test]
async fn the_history_goes_along_without_its_thinking() {
    let server = ModelServer::start().await;
    server.reply(Reply::chat(&["secret thought"], &["first answer"]));
    server.reply(Reply::chat(&[], &["second answer"]));
    let person = Person::with("custom-openai", &server).await;
    let (sent, _) = person.ask(None, "one").await;
    let parameters = Parameters {
        system: Some("Be brief.".into()),
        temperature: Some(0.5),
        top_p: Some(0.9),
        max_tokens: Some(64),
        ..Parameters::default()
    };
    let conversation = sent.reply.conversation;
    person.engine.set_parameters(SetParameters { conversation, parameters }).await.unwrap();
    person.ask(Some(conversation), "two").await;

    server.next_chat().await;
    let body = server.next_chat().await.json();
    assert_eq!(
        body["messages"],
        serde_json::json!([
            { "role": "system", "content": "Be brief." },
            { "role": "user", "content": "one" },
            { "role": "assistant", "content": "first answer" },
            { "role": "user", "content": "two" },
        ])
    );
    assert_eq!(
        (&body["temperature"], &body["top_p"], &body["max_tokens"]),
        (&0.5.into(), &0.9.into(), &64.into())
    );
}

#[tokio::test]
async fn a_conversation_can_send_only_its_last_rounds() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    let (sent, _) = person.ask(None, "one").await;
    let conversation = sent.reply.conversation;
    person.ask(Some(conversation), "two").await;
    let parameters = Parameters { rounds: Some(1), ..Parameters::default() };
    person.engine.set_parameters(SetParameters { conversation, parameters }).await.unwrap();
    person.ask(Some(conversation), "three").await;
    let bodies: Vec<_> = server.requests().iter().map(runnel_testkit::Request::json).collect();
    let said: Vec<_> = bodies.last().unwrap()["messages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|m| m["role"] == "user")
        .map(|m| m["content"].clone())
        .collect();
    assert_eq!(said, ["two", "three"]);
}

#[tokio::test]
async fn several_conversations_stream_at_once_and_one_takes_one_question_at_a_time() {
    let server = ModelServer::start().await;
    for _ in 0..3 {
        server.reply(Reply::chat(&[], &["a", "b", "c", "d"]).pace(Duration::from_millis(20)));
    }
    let person = Person::with("custom-openai", &server).await;
    let mut replies = Vec::new();
    for text in ["x", "y", "z"] {
        let sent = person.send(None, text).await.unwrap();
        replies.push((person.attach(&sent.reply, 0).await.unwrap(), sent));
    }
    let busy = replies[0].1.reply.conversation;
    assert_eq!(person.send(Some(busy), "again").await.unwrap_err(), Refusal::ReplyUnderway);
    assert_eq!(person.engine.overview(Nothing {}).await.unwrap().live.len(), 3);
    for (batches, _) in &mut replies {
        assert_eq!(Reading::to_the_end(batches).await.content, "abcd");
    }
    assert!(person.engine.overview(Nothing {}).await.unwrap().live.is_empty());
}

#[tokio::test]
async fn another_answer_is_a_sibling_and_either_can_be_read() {
    let server = ModelServer::start().await;
    server.reply(Reply::chat(&[], &["first"]));
    server.reply(Reply::chat(&[], &["second"]));
    let person = Person::with("custom-openai", &server).await;
    let (sent, _) = person.ask(None, "toss a coin").await;
    let conversation = sent.reply.conversation;
    let again = Regenerate { conversation, message: sent.reply.message, choice: None };
    let second = person.engine.regenerate(again).await.unwrap();
    if let Ok(mut batches) = person.attach(&second.reply, 0).await {
        Reading::to_the_end(&mut batches).await;
    }
    let view = person.open(conversation).await;
    assert_eq!(view.messages.last().unwrap().text(), "second");
    assert_eq!(view.branches[0].siblings, [sent.reply.message, second.reply.message]);
    let view =
        person.engine.choose_branch(MessageRef { conversation, message: sent.reply.message }).await.unwrap();
    assert_eq!(view.messages.last().unwrap().text(), "first");
    assert_eq!(server.requests().len(), 2);
    assert_eq!(server.requests()[0].json(), server.requests()[1].json());
}

#[tokio::test]
async fn a_refusal_of_the_provider_is_kept_as_the_ending_with_its_reason() {
    for (fault, code) in [
        (faults::unauthorized(), ProblemCode::BadKey),
        (faults::no_money(), ProblemCode::NoMoney),
        (faults::rate_limited(700), ProblemCode::RateLimited),
        (faults::server_error().header("x-should-retry", "false"), ProblemCode::Overloaded),
        (faults::unavailable().header("x-should-retry", "false"), ProblemCode::Overloaded),
        (faults::html_with_200(), ProblemCode::Protocol),
        (faults::error_mid_stream(), ProblemCode::Overloaded),
        (faults::truncated(), ProblemCode::Truncated),
    ] {
        let server = ModelServer::start().await;
        server.reply(fault);
        let person = Person::with("custom-openai", &server).await;
        let (sent, reading) = person.ask(None, "hi").await;
        let Ending::Failed { problem } = reading.ending() else { panic!("{code:?}: {:?}", reading.ending()) };
        assert_eq!(problem.code, code, "{problem:?}");
        assert!(!problem.message.is_empty());
        if code == ProblemCode::RateLimited {
            assert_eq!(problem.retry_after_ms, Some(700_000));
        }
        let kept = person.again().open(sent.reply.conversation).await.messages.pop().unwrap();
        let MessageBody::Assistant { answer, .. } = kept.body else { panic!("no answer") };
        assert_eq!(&answer.ending, reading.ending());
    }
}

#[tokio::test]
async fn a_wait_before_the_next_attempt_is_told_at_once_and_stop_ends_it() {
    let server = ModelServer::start().await;
    server.on("/v1/chat/completions", faults::rate_limited(20));
    let person = Person::with("custom-openai", &server).await;
    let sent = person.send(None, "hi").await.unwrap();
    let mut batches = person.attach(&sent.reply, 0).await.unwrap();
    let is_retrying = |event: &TurnEvent| matches!(event, TurnEvent::Retrying { after_ms: 20_000, .. });
    while !batches.recv().await.unwrap().events.iter().any(is_retrying) {}

    let conversation = sent.reply.conversation;
    let asked = std::time::Instant::now();
    person.engine.stop(ConversationRef { conversation }).await.unwrap();
    let reading = Reading::to_the_end(&mut batches).await;
    let took = asked.elapsed();
    println!("stopped {} ms after Stop", took.as_millis());
    assert!(took < Duration::from_secs(5), "the wait was not stopped: {took:?}");
    assert_eq!(reading.ending(), &Ending::Stopped);
    assert_eq!(server.requests().len(), 1);
    // Another question can be asked at once.
    server.on("/v1/chat/completions", Reply::chat(&[], &["now"]));
    assert_eq!(person.ask(Some(conversation), "and now?").await.1.content, "now");
}

#[tokio::test]
async fn a_busy_provider_is_asked_again_without_anybody_asking() {
    let server = ModelServer::start().await;
    server.reply(faults::rate_limited(1).header("retry-after-ms", "20"));
    server.reply(Reply::chat(&[], &["at last"]));
    let person = Person::with("custom-openai", &server).await;
    let (_, reading) = person.ask(None, "hi").await;
    assert_eq!(reading.content, "at last");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn frames_that_are_garbage_cost_themselves() {
    let server = ModelServer::start().await;
    server.reply(faults::garbage_frames());
    let person = Person::with("custom-openai", &server).await;
    let (_, reading) = person.ask(None, "hi").await;
    assert_eq!(reading.content, "good still");
    assert!(matches!(reading.ending(), Ending::Finished { .. }));
}

#[tokio::test]
async fn a_reply_that_died_with_the_program_is_there_at_the_next_start_marked_interrupted() {
    let server = ModelServer::start().await;
    server.reply(stalling(&["shown before"]));
    let person = Person::with("custom-openai", &server).await;
    let sent = person.send(None, "hi").await.unwrap();
    let mut batches = person.attach(&sent.reply, 0).await.unwrap();
    let mut read = Reading::default();
    while read.content.is_empty() {
        read.take(batches.recv().await.unwrap());
    }
    // While the reply is being made its journal has an owner, and another engine leaves it alone.
    let other = person.again();
    assert_eq!(other.open(sent.reply.conversation).await.messages.len(), 1);
    drop(other);
    // The journal as it stands now, in a home where nobody owns it: what a killed process leaves behind.
    let copy = tempfile::tempdir().unwrap();
    copy_folder(person.home.path(), copy.path());
    let after = runnel_engine::Engine::open_at(copy.path()).unwrap();
    let overview = after.overview(Nothing {}).await.unwrap();
    assert!(overview.notices.iter().any(|notice| matches!(notice, Notice::Recovered { replies: 1 })));
    let view =
        after.open_conversation(ConversationRef { conversation: sent.reply.conversation }).await.unwrap();
    let last = view.messages.last().unwrap();
    assert_eq!(last.text(), read.content);
    let MessageBody::Assistant { answer, .. } = &last.body else { panic!("no answer") };
    assert_eq!(answer.ending, Ending::Interrupted);
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test]
async fn without_a_disk_to_keep_it_nothing_is_sent() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    let (sent, _) = person.ask(None, "hi").await;
    let listed = person.listed().await;
    assert_eq!(listed.len(), 1);
    // Where the folder was there is a file now, so that nothing can be kept.
    let folder = person.home.path().join("conversations");
    std::fs::rename(&folder, folder.with_extension("away")).unwrap();
    std::fs::write(&folder, "in the way").unwrap();
    let asked = server.requests().len();
    let refusal = person.send(None, "and this?").await.unwrap_err();
    assert!(matches!(refusal, Refusal::Storage { .. }), "{refusal:?}");
    assert!(person.send(Some(sent.reply.conversation), "or this?").await.is_err());
    assert_eq!(server.requests().len(), asked);
}

#[tokio::test]
async fn a_key_that_is_needed_and_missing_is_said_before_anything_is_kept() {
    let person = Person::new();
    let choice = Some(ModelChoice { provider: "siliconflow".into(), model: "m".into() });
    let refusal = person.engine.send(SendMessage { choice, ..message(None, "hi") }).await.unwrap_err();
    let Refusal::Provider { problem } = refusal else { panic!("{refusal:?}") };
    assert_eq!(problem.code, ProblemCode::BadKey);
    assert!(person.listed().await.is_empty());
}

#[tokio::test]
async fn nothing_to_send_is_not_sent() {
    let person = Person::new();
    assert_eq!(person.send(None, " \n").await.unwrap_err(), Refusal::NothingToSend);
}

#[tokio::test]
async fn a_flood_loses_nothing() {
    let server = ModelServer::start().await;
    server.reply(Reply::flood(100_000, 20_000));
    let person = Person::with("custom-openai", &server).await;
    let (sent, reading) = person.ask(None, "flood me").await;
    let text = runnel_testkit::flood_text(100_000);
    assert!(reading.content == text);
    assert!(person.open(sent.reply.conversation).await.messages.last().unwrap().text() == text);
    println!("{} deltas' worth of text came in {} batches", text.len() / 12, reading.numbers.len());
}

#[tokio::test]
async fn a_reply_that_is_made_again_is_read_under_its_question_while_it_grows() {
    let server = ModelServer::start().await;
    server.reply(Reply::chat(&[], &["first"]));
    server.reply(stalling(&["second"]));
    let person = Person::with("custom-openai", &server).await;
    let (sent, _) = person.ask(None, "toss a coin").await;
    let conversation = sent.reply.conversation;
    let again = Regenerate { conversation, message: sent.reply.message, choice: None };
    let second = person.engine.regenerate(again).await.unwrap();
    let view = person.open(conversation).await;
    assert_eq!(view.messages.last().unwrap().id, second.reply.parent);
    assert_eq!(view.live, Some(second.reply));
}

#[tokio::test]
async fn a_question_that_is_refused_for_want_of_a_journal_is_not_kept() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    let (sent, _) = person.ask(None, "hi").await;
    let journals = person.home.path().join("journals");
    std::fs::remove_dir_all(&journals).unwrap();
    std::fs::write(&journals, "in the way").unwrap();
    for conversation in [None, Some(sent.reply.conversation)] {
        assert!(matches!(person.send(conversation, "again").await, Err(Refusal::Storage { .. })));
    }
    assert_eq!(person.listed().await.len(), 1);
    assert_eq!(person.open(sent.reply.conversation).await.messages.len(), 2);
}

#[tokio::test]
async fn a_clock_that_was_set_back_hides_no_message() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    let (sent, _) = person.ask(None, "before").await;
    let conversation = sent.reply.conversation;
    // The same conversation, as a clock a century ahead would have written it.
    let file = person.home.path().join(format!("conversations/{conversation}.jsonl"));
    let future = "ffffffff-ffff-7000-8000-00000000000";
    let mut text = std::fs::read_to_string(&file).unwrap();
    for (n, id) in [sent.question.id, sent.reply.message].iter().enumerate() {
        text = text.replace(&id.to_string(), &format!("{future}{n}"));
    }
    std::fs::write(&file, text).unwrap();
    person.ask(Some(conversation), "after").await;
    let said: Vec<_> = person.again().open(conversation).await.messages.iter().map(Message::text).collect();
    assert_eq!((said.len(), said[0].as_str(), said[2].as_str()), (4, "before", "after"));
}
