//! One question to several models.

use std::time::Duration;

use crate::person::*;
use runnel_engine::contract::*;
use runnel_testkit::{ModelServer, Reply};
use serde_json::json;
use tokio::sync::mpsc::UnboundedReceiver;

fn model(provider: &str, model: &str) -> ModelChoice {
    ModelChoice { provider: provider.into(), model: model.into() }
}

fn to(choices: &[ModelChoice], text: &str) -> SendToSeveral {
    SendToSeveral { question: message(None, text), choices: choices.to_vec() }
}

/// Waits until so many replies have ended.
async fn ended(events: &mut UnboundedReceiver<AppEvent>, mut replies: usize) {
    while replies > 0 {
        if let AppEvent::ReplyEnded { .. } = events.recv().await.unwrap() {
            replies -= 1;
        }
    }
}

/// An answer that says one word and does not end.
fn endless(word: &str) -> Reply {
    let event = json!({"choices": [{"index": 0, "delta": {"content": word}}]});
    let body = format!("data: {event}\n\n");
    let length = body.len();
    Reply::raw(body).stall_after(length)
}

fn answer_of(message: &Message) -> &Answer {
    let MessageBody::Assistant { answer, .. } = &message.body else { panic!("no answer") };
    answer
}

#[tokio::test]
async fn two_models_answer_at_once_and_the_first_is_read() {
    let server = ModelServer::start().await;
    for _ in 0..2 {
        server.reply(Reply::chat(&[], &["a", "b", "c"]).pace(Duration::from_millis(150)));
    }
    let person = Person::with("custom-openai", &server).await;
    let mut events = person.watch().await;
    let (one, two) = (model("custom-openai", "one"), model("custom-openai", "two"));
    let sent = person.engine.send_to_several(to(&[one.clone(), two.clone()], "who are you?")).await.unwrap();
    let conversation = sent.reply.conversation;
    assert_eq!(sent.reply.choice, one);
    let live = person.engine.overview(Nothing {}).await.unwrap().live;
    assert_eq!(live.iter().map(|reply| &reply.choice).collect::<Vec<_>>(), [&one, &two]);
    // Both grow, each with a journal that can be attached to.
    let mut growing = Vec::new();
    for reply in &live {
        growing.push(person.attach(reply, 0).await.unwrap());
    }
    for batches in &mut growing {
        assert_eq!(Reading::to_the_end(batches).await.content, "abc");
    }
    let (mut ended, mut recent) = (0, Vec::new());
    while ended < 2 || recent.is_empty() {
        match events.recv().await.unwrap() {
            AppEvent::ReplyEnded { .. } => ended += 1,
            AppEvent::SettingsChanged { settings } => recent = settings.recent,
            _ => {}
        }
    }

    let asked: Vec<_> = server.requests().iter().map(|request| request.json()["model"].clone()).collect();
    assert!(asked.contains(&json!("one")) && asked.contains(&json!("two")), "{asked:?}");
    let again = person.again();
    let view = again.open(conversation).await;
    assert_eq!(view.messages.last().unwrap().id, sent.reply.message);
    assert_eq!(view.choice.as_ref(), Some(&one));
    let asked = MessageRef { conversation, message: sent.question.id };
    let siblings = again.engine.answers(asked).await.unwrap();
    let models: Vec<_> = siblings.iter().map(|message| answer_of(message).model.as_str()).collect();
    assert_eq!(models, ["one", "two"]);
    assert_eq!(siblings.iter().map(|message| message.id).collect::<Vec<_>>(), view.branches[0].siblings);
    assert_eq!(recent, [one, two]);
}

#[tokio::test]
async fn one_without_a_key_says_so_and_the_other_answers() {
    let server = ModelServer::start().await;
    server.reply(Reply::chat(&[], &["here I am"]));
    let person = Person::with("custom-openai", &server).await;
    let mut events = person.watch().await;
    let choices = [model("deepseek", "deepseek-chat"), model("custom-openai", "one"), model("nobody", "x")];
    let sent = person.engine.send_to_several(to(&choices, "hi")).await.unwrap();
    ended(&mut events, 3).await;
    let conversation = sent.reply.conversation;
    let asked = MessageRef { conversation, message: sent.question.id };
    let siblings = person.engine.answers(asked).await.unwrap();
    let codes: Vec<_> = siblings
        .iter()
        .map(|message| match &answer_of(message).ending {
            Ending::Failed { problem } => Some(problem.code),
            _ => None,
        })
        .collect();
    assert_eq!(codes, [Some(ProblemCode::BadKey), None, Some(ProblemCode::ModelMissing)]);
    assert_eq!(siblings[1].text(), "here I am");
    assert_eq!(server.requests().len(), 1);
    // Going on with the one that answered.
    let message = siblings[1].id;
    let view = person.engine.choose_branch(MessageRef { conversation, message }).await.unwrap();
    assert_eq!(view.messages.last().unwrap().id, message);
}

#[tokio::test]
async fn a_question_that_nobody_can_be_asked_is_refused_and_not_kept() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    let none = person.engine.send_to_several(to(&[], "hi")).await.unwrap_err();
    assert!(matches!(none, Refusal::SettingInvalid { .. }), "{none:?}");
    let five = vec![model("custom-openai", "one"); 5];
    let many = person.engine.send_to_several(to(&five, "hi")).await.unwrap_err();
    assert!(matches!(many, Refusal::SettingInvalid { .. }), "{many:?}");
    let keyless = [model("deepseek", "deepseek-chat"), model("moonshot", "kimi-k2")];
    let refusal = person.engine.send_to_several(to(&keyless, "hi")).await.unwrap_err();
    assert!(matches!(&refusal, Refusal::Provider { problem } if problem.code == ProblemCode::BadKey));
    let empty = person.engine.send_to_several(to(&[model("custom-openai", "one")], " ")).await.unwrap_err();
    assert_eq!(empty, Refusal::NothingToSend);
    assert!(person.listed().await.is_empty() && server.requests().is_empty());
}

#[tokio::test]
async fn one_is_stopped_alone_and_stop_stops_the_rest() {
    let server = ModelServer::start().await;
    (0..3).for_each(|_| server.reply(endless("word")));
    let person = Person::with("custom-openai", &server).await;
    let mut events = person.watch().await;
    let choices = ["one", "two", "three"].map(|name| model("custom-openai", name));
    let sent = person.engine.send_to_several(to(&choices, "go on")).await.unwrap();
    let conversation = sent.reply.conversation;
    let live = person.engine.overview(Nothing {}).await.unwrap().live;
    for reply in &live {
        let mut batches = person.attach(reply, 0).await.unwrap();
        let mut read = Reading::default();
        while read.content.is_empty() {
            read.take(batches.recv().await.unwrap());
        }
    }
    let second = live[1].message;
    person.engine.stop_reply(MessageRef { conversation, message: second }).await.unwrap();
    ended(&mut events, 1).await;
    let still: Vec<_> = person.engine.overview(Nothing {}).await.unwrap().live;
    assert_eq!(
        still.iter().map(|reply| reply.message).collect::<Vec<_>>(),
        [live[0].message, live[2].message]
    );
    // Nothing to do for one that is over, or that belongs to another conversation.
    person.engine.stop_reply(MessageRef { conversation, message: second }).await.unwrap();
    person.engine.stop(ConversationRef { conversation }).await.unwrap();
    ended(&mut events, 2).await;
    let asked = MessageRef { conversation, message: sent.question.id };
    let answers = person.engine.answers(asked).await.unwrap();
    assert_eq!(answers.len(), 3);
    for message in answers {
        assert_eq!((message.text().as_str(), &answer_of(&message).ending), ("word", &Ending::Stopped));
    }
}
