//! A conversation as the protocol wants it: first a person, then in turns.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;

use crate::request::{ChatMessage, ChatRequest, Picture, Role};

/// What one side said before the other did.
#[derive(Debug, Serialize)]
pub(super) struct Message<'a> {
    role: &'static str,
    content: Vec<Block<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Block<'a> {
    Text { text: &'a str },
    Image { source: Source<'a> },
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Source<'a> {
    Url { url: &'a str },
    Base64 { media_type: &'a str, data: String },
}

/// The messages of a request. Neighbours of one role (an answer between them had no words) become one,
/// and an answer that nobody asked for is left out: the first message must be a person's.
pub(super) fn messages(request: &ChatRequest) -> Vec<Message<'_>> {
    let mut messages: Vec<Message<'_>> = Vec::new();
    for message in &request.messages {
        let role = match message.role {
            Role::User => "user",
            Role::Assistant if messages.is_empty() => continue,
            Role::Assistant => "assistant",
        };
        let content = blocks(message);
        match messages.last_mut() {
            _ if content.is_empty() => {}
            Some(last) if last.role == role => last.content.extend(content),
            _ => messages.push(Message { role, content }),
        }
    }
    messages
}

/// Pictures come before the words about them. A text of nothing but white space is refused by the API.
fn blocks(message: &ChatMessage) -> Vec<Block<'_>> {
    let pictures = message.images.iter().map(|picture| Block::Image { source: source(picture) });
    let text = (!message.text.trim().is_empty()).then_some(Block::Text { text: &message.text });
    pictures.chain(text).collect()
}

fn source(picture: &Picture) -> Source<'_> {
    match picture {
        Picture::Link(url) => Source::Url { url },
        Picture::Data { media_type, bytes } => {
            Source::Base64 { media_type, data: BASE64_STANDARD.encode(bytes) }
        }
    }
}
