//! Conversations as files for people and for other programs.

mod archive;
mod html;
mod json;
mod markdown;
mod words;

use std::io::{self, Write};

use jiff::tz::TimeZone;
use runnel_conversation::{Conversation, ConversationId, Image, Record, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use archive::Archive;

/// What a conversation is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// Markdown: what is read, to be read on.
    Markdown,
    /// JSON: everything, to be imported again.
    Json,
    /// HTML: what is read, as it looks here, in one file.
    Html,
}

impl ExportFormat {
    /// The end of the names of such files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Json => "json",
            Self::Html => "html",
        }
    }
}

/// The language of the words around a conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum ExportLanguage {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    Chinese,
}

/// How conversations are written.
pub struct Export<'a> {
    /// As what.
    pub format: ExportFormat,
    /// In which language the words around them are.
    pub language: ExportLanguage,
    /// The time zone of the times in them.
    pub zone: TimeZone,
    /// Gives the bytes of a kept picture by its hash; a picture that is not there is told as missing.
    pub pictures: &'a dyn Fn(&str) -> Option<Vec<u8>>,
}

/// Where the pictures of a document are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pictures {
    /// In the document.
    Inside,
    /// In a folder beside it.
    Beside,
}

impl Export<'_> {
    /// Writes one conversation, with its pictures in it.
    ///
    /// # Errors
    /// Whatever the writer ends with.
    pub fn one(&self, id: ConversationId, records: &[Record], out: &mut dyn Write) -> io::Result<()> {
        self.write(id, records, Pictures::Inside, out)
    }

    fn write(
        &self,
        id: ConversationId,
        records: &[Record],
        pictures: Pictures,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self.format {
            ExportFormat::Json => json::write(self, id, records, pictures, out),
            ExportFormat::Markdown => markdown::write(self, &conversation(id, records), pictures, out),
            ExportFormat::Html => html::write(self, &conversation(id, records), out),
        }
    }

    /// A moment on a clock here, to the minute. A moment that no calendar holds is left out.
    fn time(&self, at: Timestamp) -> String {
        jiff::Timestamp::from_millisecond(at.0)
            .map(|at| at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string())
            .unwrap_or_default()
    }

    /// A kept picture as an address that holds it; `None` where it is not there.
    fn inside(&self, image: &Image) -> Option<String> {
        let Image::Attachment { hash, media_type } = image else { return None };
        let bytes = (self.pictures)(hash)?;
        Some(format!("data:{media_type};base64,{}", crate::pictures::base64(&bytes)))
    }
}

fn conversation(id: ConversationId, records: &[Record]) -> Conversation {
    let mut conversation = Conversation::new(id);
    for record in records {
        conversation.apply(record.clone());
    }
    conversation
}
