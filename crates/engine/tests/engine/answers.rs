//! Questions with parameters: several answers at once, JSON, sounds and films, defaults.

use std::time::Duration;

use crate::person::*;
use runnel_engine::contract::*;
use runnel_testkit::{ModelServer, Reply};
use serde_json::json;

fn with(parameters: Parameters, text: &str) -> SendMessage {
    SendMessage { parameters: Some(parameters), ..message(None, text) }
}

fn several(n: u32) -> Parameters {
    Parameters { n: Some(n), ..Parameters::default() }
}

/// Waits until so many replies have ended.
async fn ended(events: &mut tokio::sync::mpsc::UnboundedReceiver<AppEvent>, mut replies: usize) {
    while replies > 0 {
        if let AppEvent::ReplyEnded { .. } = events.recv().await.unwrap() {
            replies -= 1;
        }
    }
}

#[tokio::test]
async fn several_answers_come_at_once_as_siblings_and_the_first_is_read() {
    let server = ModelServer::start().await;
    // Whoever is asked first has the most to say, and ends last.
    server.reply(Reply::chat(&[], &["a", "b", "c", "d", "e", "f"]).pace(Duration::from_millis(60)));
    server.reply(Reply::chat(&[], &["two"]));
    server.reply(Reply::chat(&[], &["three"]));
    let person = Person::with("custom-openai", &server).await;
    let mut events = person.watch().await;
    let sent = person.engine.send(with(several(3), "toss a coin")).await.unwrap();
    let conversation = sent.reply.conversation;
    let view = person.open(conversation).await;
    assert_eq!(view.messages.last().unwrap().id, sent.question.id);
    ended(&mut events, 3).await;

    let view = person.again().open(conversation).await;
    assert!(view.live.is_none() && view.also_live.is_empty());
    let answer = view.messages.last().unwrap();
    assert_eq!((answer.id, view.messages.len()), (sent.reply.message, 2));
    let siblings = &view.branches[0].siblings;
    assert_eq!((siblings.len(), siblings[0]), (3, sent.reply.message));
    let mut texts = Vec::new();
    for &message in siblings {
        let branch = person.engine.choose_branch(MessageRef { conversation, message }).await.unwrap();
        texts.push(branch.messages.last().unwrap().text());
    }
    texts.sort();
    assert_eq!(texts, ["abcdef", "three", "two"]);
    assert_eq!(server.requests().len(), 3);
}

/// An answer that says one word and does not end.
fn endless(word: &str) -> Reply {
    let event = json!({"choices": [{"index": 0, "delta": {"content": word}}]});
    let body = format!("data: {event}\n\n");
    let length = body.len();
    Reply::raw(body).stall_after(length)
}

#[tokio::test]
async fn stop_stops_them_all_and_each_can_be_attached_to_before() {
    let server = ModelServer::start().await;
    (0..3).for_each(|_| server.reply(endless("word")));
    let person = Person::with("custom-openai", &server).await;
    let mut events = person.watch().await;
    let sent = person.engine.send(with(several(3), "go on")).await.unwrap();
    let conversation = sent.reply.conversation;
    let view = person.open(conversation).await;
    assert_eq!(view.live.as_ref(), Some(&sent.reply));
    assert_eq!(view.also_live.len(), 2);
    assert_eq!(person.engine.overview(Nothing {}).await.unwrap().live.len(), 3);
    assert_eq!(person.send(Some(conversation), "and?").await.unwrap_err(), Refusal::ReplyUnderway);
    for reply in view.also_live.iter().chain(&view.live) {
        assert_eq!(reply.parent, sent.question.id);
        let mut batches = person.attach(reply, 0).await.unwrap();
        let mut read = Reading::default();
        while read.content.is_empty() {
            read.take(batches.recv().await.unwrap());
        }
        assert_eq!(read.content, "word");
    }
    person.engine.stop(ConversationRef { conversation }).await.unwrap();
    ended(&mut events, 3).await;
    let view = person.open(conversation).await;
    assert_eq!(view.branches[0].siblings.len(), 3);
    assert_eq!(view.messages.last().unwrap().id, sent.reply.message);
}

#[tokio::test]
async fn the_answer_that_a_person_chose_meanwhile_is_read() {
    let server = ModelServer::start().await;
    server.reply(endless("one"));
    server.reply(Reply::chat(&[], &["quick"]));
    let person = Person::with("custom-openai", &server).await;
    let mut events = person.watch().await;
    let sent = person.engine.send(with(several(2), "race")).await.unwrap();
    let conversation = sent.reply.conversation;
    let message = loop {
        if let AppEvent::ReplyEnded { message, .. } = events.recv().await.unwrap() {
            break message;
        }
    };
    // Nothing was chosen yet, and the first may still be coming.
    let read_last = person.open(conversation).await.messages.last().unwrap().id;
    assert!([sent.question.id, sent.reply.message].contains(&read_last));
    person.engine.choose_branch(MessageRef { conversation, message }).await.unwrap();
    person.engine.stop(ConversationRef { conversation }).await.unwrap();
    ended(&mut events, 1).await;
    let view = person.again().open(conversation).await;
    assert_eq!((view.messages.last().unwrap().id, view.branches[0].siblings.len()), (message, 2));
}

#[tokio::test]
async fn another_answer_is_one_more_however_many_the_question_got() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    let mut events = person.watch().await;
    let sent = person.engine.send(with(several(2), "hi")).await.unwrap();
    ended(&mut events, 2).await;
    let conversation = sent.reply.conversation;
    let again = Regenerate { conversation, message: sent.reply.message, choice: None };
    let third = person.engine.regenerate(again).await.unwrap();
    ended(&mut events, 1).await;
    let view = person.open(conversation).await;
    assert_eq!(view.branches[0].siblings.len(), 3);
    assert_eq!(view.messages.last().unwrap().id, third.reply.message);
}

#[tokio::test]
async fn without_a_journal_for_each_none_is_asked() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    std::fs::write(person.home.path().join("journals"), "in the way").unwrap();
    let refusal = person.engine.send(with(several(3), "hi")).await.unwrap_err();
    assert!(matches!(refusal, Refusal::Storage { .. }), "{refusal:?}");
    assert!(person.engine.overview(Nothing {}).await.unwrap().live.is_empty());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_defaults_hold_in_new_conversations_and_nowhere_else() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    let (before, _) = person.ask(None, "before").await;
    let parameters =
        Parameters { system: Some("Be brief.".into()), temperature: Some(0.5), ..Parameters::default() };
    let set = SetDefaultParameters { parameters: parameters.clone() };
    assert_eq!(person.engine.set_default_parameters(set).await.unwrap().parameters, parameters);

    let (new, _) = person.ask(None, "new").await;
    assert_eq!(person.open(new.reply.conversation).await.parameters, parameters);
    person.ask(Some(before.reply.conversation), "again").await;
    assert_eq!(person.open(before.reply.conversation).await.parameters, Parameters::default());
    person.engine.send(with(Parameters::default(), "as it is")).await.unwrap();
    let bodies: Vec<_> =
        server.requests().iter().map(|request| request.json()["temperature"].clone()).collect();
    assert_eq!(bodies[..3], [json!(null), json!(0.5), json!(null)]);
}

#[tokio::test]
async fn nonsense_is_refused_wherever_parameters_come_in() {
    let person = Person::new();
    let (sent, _) = person.ask(None, "hi").await;
    let nonsense = Parameters { n: Some(0), ..Parameters::default() };
    let conversation = sent.reply.conversation;
    let parameters = nonsense.clone();
    let refusals = [
        person.engine.set_parameters(SetParameters { conversation, parameters }).await.unwrap_err(),
        person.engine.send(with(nonsense.clone(), "hi")).await.unwrap_err(),
        person
            .engine
            .set_default_parameters(SetDefaultParameters { parameters: nonsense })
            .await
            .unwrap_err(),
    ];
    for refusal in refusals {
        assert!(matches!(&refusal, Refusal::SettingInvalid { field, .. } if field == "n"), "{refusal:?}");
    }
    assert_eq!(person.listed().await.len(), 1);
}

#[tokio::test]
async fn an_answer_is_held_to_its_schema() {
    let schema = json!({"type": "object", "properties": {"age": {"type": "integer"}}});
    let check = |text: &str| CheckJson { text: text.into(), schema: Some(schema.clone()) };
    let engine = Person::new().engine;
    let sound = engine.check_json(check("```json\n{\"age\": 5}\n```")).await.unwrap();
    assert_eq!((sound.value, sound.violations), (Some(json!({"age": 5})), Vec::new()));
    let violated = engine.check_json(check("{\"age\": \"five\"}")).await.unwrap();
    assert_eq!(violated.violations[0].path, "/age");
    let broken = engine.check_json(check("{\"age\": ")).await.unwrap();
    assert!(broken.error.is_some() && broken.value.is_none());
}

#[tokio::test]
async fn sounds_and_films_go_to_those_who_take_them() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    let link = |kind, url: &str| vec![MediaLink { kind, url: url.into() }];
    let film = link(MediaKind::Video, "https://example.org/film.mp4");
    let media = |media: &[MediaLink]| SendMessage { media: media.to_vec(), ..message(None, "what is this?") };

    let no_link = link(MediaKind::Audio, "/home/me/song.mp3");
    assert!(matches!(person.engine.send(media(&no_link)).await, Err(Refusal::LinkInvalid { .. })));
    assert_eq!(
        person.engine.send(media(&film)).await.unwrap_err(),
        Refusal::MediaUnsupported { provider: "custom-openai".into(), kind: MediaKind::Video }
    );
    let own = format!(
        "like = \"custom-openai\"\nid = \"eyes\"\nbase_url = \"{}/v1\"\nmedia = [\"video\"]\n",
        server.url()
    );
    person.engine.save_own_provider(SaveOwnProvider { id: None, text: own }).await.unwrap();
    let choice = Some(ModelChoice { provider: "eyes".into(), model: "m".into() });
    let sent = person.engine.send(SendMessage { choice, text: String::new(), ..media(&film) }).await.unwrap();
    assert_eq!(sent.question.body.parts(), [Part::Media(film[0].clone())]);
    server.next_chat().await;
}
