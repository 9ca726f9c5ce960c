//! Pictures: what is taken in, what is refused, and what goes on the wire.

use crate::person::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use runnel_engine::contract::*;
use runnel_testkit::ModelServer;

async fn add_link(person: &Person, url: String) -> Result<Picture, Refusal> {
    person.engine.add_picture(AddPicture::Link { url }).await
}

#[tokio::test]
async fn a_link_goes_as_a_link_where_the_provider_fetches_links() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    let url = format!("{}/pictures/red.png", server.url());
    let picture = add_link(&person, url.clone()).await.unwrap();
    assert_eq!(
        (picture.media_type.as_str(), &picture.image),
        ("image/png", &Image::Link { url: url.clone() })
    );
    person
        .engine
        .send(SendMessage { images: vec![picture.image], ..message(None, "what is this?") })
        .await
        .unwrap();
    let body = server.next_chat().await.json();
    assert_eq!(
        body["messages"][0]["content"],
        serde_json::json!([
            { "type": "text", "text": "what is this?" },
            { "type": "image_url", "image_url": { "url": url } },
        ])
    );
}

#[tokio::test]
async fn a_link_goes_as_bare_base64_to_ollama() {
    let server = ModelServer::start().await;
    let person = Person::with("ollama", &server).await;
    let picture = add_link(&person, format!("{}/pictures/red.png", server.url())).await.unwrap();
    let bytes = person.engine.picture(picture.image.clone()).await.unwrap().bytes;
    person
        .engine
        .send(SendMessage { images: vec![picture.image], ..message(None, "what is this?") })
        .await
        .unwrap();
    let chat = server.next_chat().await;
    assert_eq!(chat.path, "/api/chat");
    assert_eq!(chat.json()["messages"][0]["images"], serde_json::json!([STANDARD.encode(bytes)]));
}

#[tokio::test]
async fn a_pasted_picture_is_kept_once_and_goes_as_data() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    let red = add_link(&person, format!("{}/pictures/red.png", server.url())).await.unwrap();
    let bytes = person.engine.picture(red.image).await.unwrap().bytes;
    let base64 = STANDARD.encode(&bytes);
    let first = person.engine.add_picture(AddPicture::Data { base64: base64.clone() }).await.unwrap();
    let url = format!("data:image/png;base64,{base64}");
    let second = add_link(&person, url.clone()).await.unwrap();
    assert_eq!(first.image, second.image);
    person.engine.send(SendMessage { images: vec![first.image], ..message(None, "") }).await.unwrap();
    let body = server.next_chat().await.json();
    assert_eq!(body["messages"][0]["content"][0]["image_url"]["url"], url);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_with_its_reason() {
    let server = ModelServer::start().await;
    let person = Person::with("custom-openai", &server).await;
    for (path, refused) in [
        ("/pictures/page.html", "not_a_picture"),
        ("/pictures/lying.png", "not_a_picture"),
        ("/pictures/huge.png", "picture_too_large"),
        ("/pictures/missing.png", "picture_unreachable"),
        ("/pictures/loop.png", "picture_unreachable"),
    ] {
        let refusal = add_link(&person, format!("{}{path}", server.url())).await.unwrap_err();
        assert_eq!(serde_json::to_value(&refusal).unwrap()["code"], refused, "{path}: {refusal}");
    }
    for address in ["file:///etc/hostname", "http://127.0.0.1:1/x.png", "nonsense"] {
        let refusal = add_link(&person, address.into()).await.unwrap_err();
        assert!(matches!(refusal, Refusal::PictureUnreachable { .. }), "{address}: {refusal:?}");
    }
    let base64 = STANDARD.encode("<svg xmlns='http://www.w3.org/2000/svg'/>");
    assert_eq!(
        person.engine.add_picture(AddPicture::Data { base64 }).await.unwrap_err(),
        Refusal::NotAPicture
    );
}

#[tokio::test]
async fn an_old_dead_link_does_not_block_the_conversation() {
    let server = ModelServer::start().await;
    let person = Person::with("ollama", &server).await;
    let picture = add_link(&person, format!("{}/pictures/red.png", server.url())).await.unwrap();
    let asked = SendMessage { images: vec![picture.image], ..message(None, "look") };
    let sent = person.engine.send(asked).await.unwrap();
    if let Ok(mut batches) = person.attach(&sent.reply, 0).await {
        Reading::to_the_end(&mut batches).await;
    }
    server.on("/pictures/red.png", runnel_testkit::Reply::html(404, "gone"));
    std::fs::remove_dir_all(person.home.path().join("cache")).unwrap();
    let (_, reading) = person.ask(Some(sent.reply.conversation), "and now?").await;
    assert!(matches!(reading.ending(), Ending::Finished { .. }));
}
