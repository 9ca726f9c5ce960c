//! Other ways through a conversation.

use crate::person::*;
use runnel_engine::contract::*;
use runnel_testkit::{ModelServer, Reply};
use serde_json::{Value, json};

/// An answer that ends in the middle, at the limit of its length.
fn cut(words: &str) -> Reply {
    let choice = |delta: Value, reason: Value| json!({"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]});
    Reply::sse([choice(json!({"content": words}), Value::Null), choice(json!({}), json!("length"))])
}

fn texts(view: &ConversationView) -> Vec<String> {
    view.messages.iter().map(Message::text).collect()
}

async fn read(person: &Person, sent: &Sent) -> ConversationView {
    if let Ok(mut batches) = person.attach(&sent.reply, 0).await {
        Reading::to_the_end(&mut batches).await;
    }
    person.open(sent.reply.conversation).await
}

fn edit(sent: &Sent, text: &str) -> EditMessage {
    EditMessage {
        conversation: sent.reply.conversation,
        message: sent.question.id,
        text: text.into(),
        images: Vec::new(),
        media: Vec::new(),
        choice: None,
    }
}

fn go_on(sent: &Sent) -> ContinueAnswer {
    let LiveReply { conversation, message, .. } = sent.reply;
    ContinueAnswer { conversation, message, words: "Go on.".into() }
}

#[tokio::test]
async fn a_question_in_other_words_is_a_sibling_with_an_answer_of_its_own() {
    let server = ModelServer::start().await;
    for answer in ["one", "two", "three"] {
        server.reply(Reply::chat(&[], &[answer]));
    }
    let person = Person::with("custom-openai", &server).await;
    let (first, _) = person.ask(None, "a").await;
    let conversation = first.reply.conversation;
    let (second, _) = person.ask(Some(conversation), "b").await;
    let sent = person.engine.edit_message(edit(&second, "B")).await.unwrap();
    let view = read(&person, &sent).await;
    assert_eq!(texts(&view), ["a", "one", "B", "three"]);
    assert_eq!(view.branches[0].siblings, [second.question.id, sent.question.id]);
    let asked = server.requests().last().unwrap().json()["messages"].clone();
    assert_eq!(asked.as_array().unwrap().len(), 3, "{asked}");

    // An answer is not the person's, and words are needed.
    let LiveReply { message, .. } = second.reply;
    let refused =
        person.engine.edit_message(EditMessage { message, ..edit(&second, "x") }).await.unwrap_err();
    assert_eq!(refused, Refusal::MessageMissing { message });
    assert_eq!(person.engine.edit_message(edit(&second, " ")).await.unwrap_err(), Refusal::NothingToSend);
}

#[tokio::test]
async fn an_answer_that_was_cut_off_grows_on_from_where_it_ended() {
    let server = ModelServer::start().await;
    server.reply(cut("It is "));
    server.reply(Reply::chat(&[], &[" because", " of air."]));
    let person = Person::with("dashscope", &server).await;
    person.engine.set_key(SetKey { provider: "dashscope".into(), key: KEY.into() }).await.unwrap();
    let (sent, _) = person.ask(None, "why?").await;
    let on = person.engine.continue_answer(go_on(&sent)).await.unwrap();
    assert_eq!(on.question.id, sent.question.id);
    let view = read(&person, &on).await;
    assert_eq!(texts(&view), ["why?", "It is because of air."]);
    // What was cut off is still there.
    assert_eq!(view.branches[0].siblings, [sent.reply.message, on.reply.message]);

    let asked = server.requests().last().unwrap().json();
    let last = json!({"role": "assistant", "content": "It is", "partial": true});
    assert_eq!((&asked["messages"][1], &asked["enable_thinking"]), (&last, &json!(false)));
    // It is whole now.
    let refused = person.engine.continue_answer(go_on(&on)).await.unwrap_err();
    assert_eq!(refused, Refusal::MessageMissing { message: on.reply.message });
}

#[tokio::test]
async fn where_a_model_cannot_go_on_it_is_asked_to() {
    let server = ModelServer::start().await;
    server.reply(cut("It is"));
    server.reply(Reply::chat(&[], &["because of air."]));
    let person = Person::with("custom-openai", &server).await;
    let (sent, _) = person.ask(None, "why?").await;
    let on = person.engine.continue_answer(go_on(&sent)).await.unwrap();
    assert_eq!(texts(&read(&person, &on).await), ["why?", "It is", "Go on.", "because of air."]);
}

#[tokio::test]
async fn an_answer_of_which_nothing_came_is_asked_for_again() {
    let server = ModelServer::start().await;
    server.reply(cut(""));
    server.reply(Reply::chat(&[], &["here"]));
    let person = Person::with("custom-openai", &server).await;
    let (sent, _) = person.ask(None, "why?").await;
    let on = person.engine.continue_answer(go_on(&sent)).await.unwrap();
    assert_eq!(texts(&read(&person, &on).await), ["why?", "here"]);
}

#[tokio::test]
async fn an_answer_that_fails_while_it_is_gone_on_with_keeps_what_it_began_with() {
    let server = ModelServer::start().await;
    server.reply(cut("It is"));
    server.reply(runnel_testkit::faults::no_money());
    let person = Person::with("dashscope", &server).await;
    person.engine.set_key(SetKey { provider: "dashscope".into(), key: KEY.into() }).await.unwrap();
    let (sent, _) = person.ask(None, "why?").await;
    let on = person.engine.continue_answer(go_on(&sent)).await.unwrap();
    assert_eq!(texts(&read(&person, &on).await), ["why?", "It is"]);
}

#[tokio::test]
async fn a_message_is_left_out_and_comes_back() {
    let server = ModelServer::start().await;
    for answer in ["one", "two", "three"] {
        server.reply(Reply::chat(&[], &[answer]));
    }
    let person = Person::with("custom-openai", &server).await;
    let (first, _) = person.ask(None, "a").await;
    let conversation = first.reply.conversation;
    person.ask(Some(conversation), "b").await;
    let message = first.reply.message;
    let view = person.engine.delete_message(MessageRef { conversation, message }).await.unwrap();
    assert_eq!(texts(&view), ["a", "b", "two"]);
    assert_eq!(view.messages[1].parent, Some(first.question.id));
    // What is left out is not sent either, and another answer belongs to what is read above it.
    person.ask(Some(conversation), "c").await;
    let asked = server.requests().last().unwrap().json()["messages"].clone();
    assert_eq!(asked.as_array().unwrap().len(), 4, "{asked}");
    let view = person.engine.restore_message(MessageRef { conversation, message }).await.unwrap();
    assert_eq!(texts(&view), ["a", "one", "b", "two", "c", "three"]);
    let message = "019a0000-0000-7000-8000-000000000000".parse().unwrap();
    let refused = person.engine.delete_message(MessageRef { conversation, message }).await.unwrap_err();
    assert_eq!(refused, Refusal::MessageMissing { message });
}

#[tokio::test]
async fn a_fork_has_everything_up_to_its_message_and_goes_its_own_way() {
    let server = ModelServer::start().await;
    for answer in ["one", "two", "three"] {
        server.reply(Reply::chat(&[], &[answer]));
    }
    let person = Person::with("custom-openai", &server).await;
    let (first, _) = person.ask(None, "a").await;
    let conversation = first.reply.conversation;
    person.ask(Some(conversation), "b").await;
    person.engine.set_folder(SetFolder { conversation, folder: Some("Work".into()) }).await.unwrap();
    let message = first.reply.message;
    let fork = person.engine.fork(MessageRef { conversation, message }).await.unwrap();
    assert_eq!(fork.title.as_deref(), Some("a"));
    let (_, _) = person.ask(Some(fork.id), "c").await;
    let view = person.open(fork.id).await;
    assert_eq!(texts(&view), ["a", "one", "c", "three"]);
    assert_eq!(view.messages[0].at, first.question.at);
    assert_ne!(view.messages[0].id, first.question.id);
    assert_eq!(texts(&person.open(conversation).await), ["a", "one", "b", "two"]);
}

#[tokio::test]
async fn what_a_person_sorts_by_is_kept_in_the_file() {
    let person = Person::new();
    let (sent, _) = person.ask(None, "hi").await;
    let LiveReply { conversation, message, .. } = sent.reply;
    let engine = &person.engine;
    engine.set_pinned(SetPinned { conversation, pinned: true }).await.unwrap();
    engine.set_folder(SetFolder { conversation, folder: Some(" Work ".into()) }).await.unwrap();
    let tags = ["a", " b ", "", "a"].map(str::to_owned).to_vec();
    engine.set_tags(SetTags { conversation, tags }).await.unwrap();
    engine.mark_seen(MessageRef { conversation, message }).await.unwrap();
    let file = person.home.path().join(format!("conversations/{conversation}.jsonl"));
    let kept = || std::fs::read_to_string(&file).unwrap();
    for record in [
        r#""kind":"pin","pinned":true"#,
        r#""kind":"folder","folder":"Work""#,
        r#""kind":"tags","tags":["a","b"]"#,
        &format!(r#""kind":"seen","message":"{message}""#),
    ] {
        assert!(kept().contains(record), "{record}");
    }
    let before = kept();
    // What was seen is seen.
    engine.mark_seen(MessageRef { conversation, message }).await.unwrap();
    engine.mark_seen(MessageRef { conversation, message: sent.question.id }).await.unwrap();
    assert_eq!(kept(), before);
    engine.set_folder(SetFolder { conversation, folder: Some(" ".into()) }).await.unwrap();
    assert!(kept().contains(r#""folder":null"#));
}
