//! A conversation as Gemini wants it: first the person, then in turns.

use std::borrow::Cow;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;

use crate::{
    request::{ChatMessage, ChatRequest, Picture, Role},
    vendor::Vendor,
};

/// What one side said before the other did, or what holds for all of it.
#[derive(Debug, Serialize)]
pub(super) struct Content<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    parts: Vec<Part<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
enum Part<'a> {
    Text(Cow<'a, str>),
    InlineData(Blob<'a>),
    FileData(FileData<'a>),
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Blob<'a> {
    mime_type: &'a str,
    /// Base64.
    data: String,
}

/// A file that Google fetches.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FileData<'a> {
    file_uri: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mime_type: Option<&'static str>,
}

/// The messages of a request. Neighbours of one role (an answer between them had no words) become one,
/// and an answer that nobody asked for is left out.
pub(super) fn contents<'a>(vendor: &Vendor, request: &'a ChatRequest) -> Vec<Content<'a>> {
    let mut contents: Vec<Content<'a>> = Vec::new();
    for message in &request.messages {
        let role = match message.role {
            Role::User => "user",
            Role::Assistant if contents.is_empty() => continue,
            Role::Assistant => "model",
        };
        let parts = parts(vendor, &request.model, message);
        match contents.last_mut() {
            _ if parts.is_empty() => {}
            Some(last) if last.role == Some(role) => last.parts.extend(parts),
            _ => contents.push(Content { role: Some(role), parts }),
        }
    }
    contents
}

impl Content<'_> {
    /// What holds for all of the conversation.
    pub(super) fn of_all(text: String) -> Self {
        Self { role: None, parts: vec![Part::Text(Cow::Owned(text))] }
    }
}

/// What was shown comes before the words about it. A part without words is refused.
fn parts<'a>(vendor: &Vendor, model: &str, message: &'a ChatMessage) -> Vec<Part<'a>> {
    let pictures = message.images.iter().map(picture);
    let media = message.media.iter().filter(|link| vendor.media_of(model).contains(&link.kind));
    let media = media.map(|link| Part::FileData(file(&link.url)));
    let text = (!message.text.trim().is_empty()).then_some(Part::Text(Cow::Borrowed(&message.text)));
    pictures.chain(media).chain(text).collect()
}

fn picture(picture: &Picture) -> Part<'_> {
    match picture {
        Picture::Link(url) => Part::FileData(file(url)),
        Picture::Data { media_type, bytes } => {
            Part::InlineData(Blob { mime_type: media_type, data: BASE64_STANDARD.encode(bytes) })
        }
    }
}

fn file(url: &str) -> FileData<'_> {
    FileData { file_uri: url, mime_type: mime_type_of(url) }
}

/// What the end of an address says that the file is. Some servers of this protocol want to be told; a
/// video of `YouTube` has no such end and needs none.
fn mime_type_of(url: &str) -> Option<&'static str> {
    let path = url.split(['?', '#']).next()?;
    let (_, extension) = path.rsplit_once('/')?.1.rsplit_once('.')?;
    let known = TYPES.iter().find(|(known, _)| extension.eq_ignore_ascii_case(known));
    known.map(|(_, mime_type)| *mime_type)
}

/// The files that Gemini takes, by the ends of their names.
const TYPES: [(&str, &str); 18] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("webp", "image/webp"),
    ("gif", "image/gif"),
    ("heic", "image/heic"),
    ("heif", "image/heif"),
    ("mp3", "audio/mpeg"),
    ("wav", "audio/wav"),
    ("aac", "audio/aac"),
    ("ogg", "audio/ogg"),
    ("flac", "audio/flac"),
    ("m4a", "audio/mp4"),
    ("mp4", "video/mp4"),
    ("mov", "video/quicktime"),
    ("webm", "video/webm"),
    ("mpeg", "video/mpeg"),
    ("mpg", "video/mpeg"),
];
