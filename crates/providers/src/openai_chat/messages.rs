//! Messages and what goes with them.

use base64::{Engine, prelude::BASE64_STANDARD};
use runnel_conversation::{MediaKind, MediaLink};
use serde::Serialize;

use crate::{
    request::{ChatMessage, ChatRequest, Picture, Role},
    vendor::{AudioDialect, Continuation, Vendor},
};

#[derive(Serialize)]
pub(super) struct Message<'a> {
    role: &'static str,
    content: Content<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<bool>,
}

impl<'a> Message<'a> {
    fn new(role: &'static str, content: Content<'a>) -> Self {
        Self { role, content, partial: None, prefix: None }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Content<'a> {
    Text(&'a str),
    Parts(Vec<Part<'a>>),
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Part<'a> {
    Text { text: &'a str },
    ImageUrl { image_url: Address },
    VideoUrl { video_url: Address },
    AudioUrl { audio_url: Address },
    InputAudio { input_audio: InputAudio<'a> },
}

#[derive(Serialize)]
struct Address {
    url: String,
}

#[derive(Serialize)]
struct InputAudio<'a> {
    /// The link itself, for vendors that fetch it.
    data: &'a str,
    format: String,
}

/// The system prompt and the messages.
pub(super) fn messages<'a>(
    vendor: &Vendor,
    system: Option<&'a str>,
    request: &'a ChatRequest,
) -> Vec<Message<'a>> {
    let system = system.map(|text| Message::new("system", Content::Text(text)));
    let said = request.messages.iter().map(|message| message_of(vendor, message));
    let mut messages: Vec<_> = system.into_iter().chain(said).collect();
    if let Some(last) = messages.last_mut().filter(|_| request.continues()) {
        match vendor.continuation_of(&request.model) {
            Continuation::Partial => last.partial = Some(true),
            Continuation::Prefix => last.prefix = Some(true),
            Continuation::Prefill | Continuation::None => {}
        }
    }
    messages
}

fn message_of<'a>(vendor: &Vendor, message: &'a ChatMessage) -> Message<'a> {
    let role = match message.role {
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    if message.images.is_empty() && message.media.is_empty() {
        return Message::new(role, Content::Text(&message.text));
    }
    let text = (!message.text.is_empty()).then_some(Part::Text { text: &message.text });
    let pictures =
        message.images.iter().map(|picture| Part::ImageUrl { image_url: Address { url: url_of(picture) } });
    let media = message.media.iter().map(|link| media_part(vendor.audio, link));
    Message::new(role, Content::Parts(text.into_iter().chain(pictures).chain(media).collect()))
}

fn url_of(picture: &Picture) -> String {
    match picture {
        Picture::Link(url) => url.clone(),
        Picture::Data { media_type, bytes } => {
            format!("data:{media_type};base64,{}", BASE64_STANDARD.encode(bytes))
        }
    }
}

fn media_part(audio: AudioDialect, MediaLink { kind, url }: &MediaLink) -> Part<'_> {
    match (kind, audio) {
        (MediaKind::Video, _) => Part::VideoUrl { video_url: Address { url: url.clone() } },
        (MediaKind::Audio, AudioDialect::AudioUrl) => {
            Part::AudioUrl { audio_url: Address { url: url.clone() } }
        }
        (MediaKind::Audio, AudioDialect::InputAudio) => {
            Part::InputAudio { input_audio: InputAudio { data: url, format: format_of(url) } }
        }
    }
}

/// The format that the end of an address names; most sounds on the web are MP3.
fn format_of(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    match name.rsplit_once('.') {
        Some((_, end)) if !end.is_empty() && end.chars().all(|c| c.is_ascii_alphanumeric()) => {
            end.to_ascii_lowercase()
        }
        _ => "mp3".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_of_a_sound_is_the_end_of_its_name() {
        for (url, format) in [
            ("https://example.com/a.wav", "wav"),
            ("https://example.com/a.b.MP3?x=1.ogg", "mp3"),
            ("https://example.com/v1.2/sound", "mp3"),
            ("https://example.com/sound.", "mp3"),
        ] {
            assert_eq!(format_of(url), format, "{url}");
        }
    }
}
