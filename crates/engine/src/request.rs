//! From a conversation to what is sent: the history that goes along, and its pictures.

use bytes::Bytes;
use futures::future::try_join_all;
use runnel_conversation::{Image, Message, MessageBody, Parameters, Part, last_rounds};
use runnel_providers::{ChatMessage, ChatRequest, ImageInput, Picture, Role, Vendor};

use crate::Engine;
use crate::contract::Refusal;

impl Engine {
    /// What is sent to answer the last message of `path`.
    ///
    /// Answers go along without their thinking, and not at all where they have no words. A picture of
    /// the question that cannot be had is a refusal; one of an earlier message is left out with a word
    /// in its place, or an old dead link would block the conversation for good.
    pub(crate) async fn chat_request(
        &self,
        vendor: &Vendor,
        model: String,
        path: &[Message],
        mut parameters: Parameters,
        stream: bool,
    ) -> Result<ChatRequest, Refusal> {
        let sent = last_rounds(path, parameters.rounds);
        let question = sent.last().map(|message| message.id);
        // All at once: dead links of a long conversation each take their time to be given up.
        let messages = sent
            .iter()
            .map(|message| self.chat_message(vendor, &model, message, Some(message.id) == question));
        let messages = try_join_all(messages).await?.into_iter().flatten().collect();
        let system = parameters.system.take().filter(|system| !system.trim().is_empty());
        Ok(ChatRequest { model, system, messages, parameters, stream })
    }

    async fn chat_message(
        &self,
        vendor: &Vendor,
        model: &str,
        message: &Message,
        is_question: bool,
    ) -> Result<Option<ChatMessage>, Refusal> {
        let mut text = message.text();
        let (mut images, mut media) = (Vec::new(), Vec::new());
        let role = match &message.body {
            MessageBody::Assistant { .. } => Role::Assistant,
            MessageBody::User { parts } => {
                let pictures = parts.iter().filter_map(|part| match part {
                    Part::Image(image) => Some(image),
                    _ => None,
                });
                for image in pictures {
                    match self.picture_for(vendor, model, image).await {
                        Ok(picture) => images.push(picture),
                        Err(refusal) if is_question => return Err(refusal),
                        Err(_) => text.push_str("\n[a picture was here that can no longer be sent]"),
                    }
                }
                let links = parts.iter().filter_map(|part| match part {
                    Part::Media(link) => Some(link),
                    _ => None,
                });
                for link in links {
                    if vendor.media_of(model).contains(&link.kind) {
                        media.push(link.clone());
                    } else if is_question {
                        let provider = vendor.id.clone();
                        return Err(Refusal::MediaUnsupported { provider, kind: link.kind });
                    } else {
                        text.push_str("\n[a sound or film was here that cannot be sent]");
                    }
                }
                Role::User
            }
        };
        let is_empty = text.trim().is_empty() && images.is_empty() && media.is_empty();
        Ok((!is_empty).then_some(ChatMessage { role, text, images, media }))
    }

    /// A picture in the form the provider takes.
    async fn picture_for(&self, vendor: &Vendor, model: &str, image: &Image) -> Result<Picture, Refusal> {
        match (vendor.images_of(model), image) {
            (ImageInput::None, _) => Err(Refusal::PicturesUnsupported { provider: vendor.id.clone() }),
            (ImageInput::Link, Image::Link { url }) => Ok(Picture::Link(url.clone())),
            (ImageInput::Link | ImageInput::Data, image) => {
                let picture = self.picture(image.clone()).await?;
                Ok(Picture::Data { media_type: picture.media_type, bytes: Bytes::from(picture.bytes) })
            }
        }
    }
}
