//! What an importer works with while it reads one conversation.

use std::io::Read as _;

use jiff::tz::TimeZone;
use runnel_conversation::{ConversationId, Image, MediaKind, MediaLink, Part};

use crate::container::{Container, Entry, base};
use crate::json::Json;
use crate::limits::LARGEST_PICTURE;
use crate::times::Moment;
use crate::{LeftOut, Reason, Report, Sink, SinkError, pictures};

/// Hands pictures on, and notes what cannot be taken.
pub(crate) struct Reading<'a> {
    files: &'a Container,
    zone: &'a TimeZone,
    report: &'a mut Report,
    sink: &'a mut dyn Sink,
    /// Where the notes of this conversation begin: which it is, is known at its end.
    noted_before: usize,
    message: Option<String>,
    failed: Option<SinkError>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(
        files: &'a Container,
        zone: &'a TimeZone,
        report: &'a mut Report,
        sink: &'a mut dyn Sink,
    ) -> Self {
        let noted_before = report.left_out.len();
        Self { files, zone, report, sink, noted_before, message: None, failed: None }
    }

    /// The message whose parts are read from now on.
    pub(crate) fn in_message(&mut self, name: &str) {
        self.message = Some(name.to_owned());
    }

    /// What is noted from now on belongs to no message.
    pub(crate) fn in_no_message(&mut self) {
        self.message = None;
    }

    /// Notes what cannot be taken.
    pub(crate) fn leave_out(&mut self, reason: Reason, what: Option<&str>) {
        let what = what.map(|what| what.chars().take(200).collect());
        let message = self.message.clone();
        self.report.leave_out(LeftOut { reason, conversation: None, title: None, message, what });
    }

    /// Says which conversation the notes are about, and whether the caller took everything.
    pub(crate) fn finish(
        self,
        conversation: Option<ConversationId>,
        title: Option<&str>,
    ) -> Result<(), SinkError> {
        for noted in self.report.left_out.iter_mut().skip(self.noted_before) {
            noted.conversation = conversation;
            noted.title = title.map(str::to_owned);
        }
        self.failed.map_or(Ok(()), Err)
    }

    /// A moment as the program wrote it.
    pub(crate) fn moment(&self, json: &Json) -> Option<Moment> {
        Moment::read(json, self.zone)
    }

    /// A picture by its address: on the web, in the address itself, or in a file beside the document.
    pub(crate) fn picture(&mut self, address: &str) -> Option<Part> {
        if pictures::is_web(address) {
            return Some(Part::Image(Image::Link { url: address.to_owned() }));
        }
        if address.starts_with("data:") {
            let Some(bytes) = pictures::data(address) else {
                self.leave_out(Reason::PictureUnsupported, None);
                return None;
            };
            return self.picture_of(&bytes, None);
        }
        self.picture_named(base(address))
    }

    /// A picture in a file whose name is this, without its folders.
    pub(crate) fn picture_named(&mut self, base: &str) -> Option<Part> {
        let bytes = self.file(|files| files.named(base));
        self.found(bytes, base)
    }

    /// A picture in a file whose name begins with this.
    pub(crate) fn picture_beginning(&mut self, with: &str) -> Option<Part> {
        let bytes = self.file(|files| files.beginning(with));
        self.found(bytes, with)
    }

    fn found(&mut self, bytes: Option<Vec<u8>>, name: &str) -> Option<Part> {
        let Some(bytes) = bytes else {
            self.leave_out(Reason::PictureMissing, Some(name));
            return None;
        };
        self.picture_of(&bytes, Some(name))
    }

    /// The content of a file, as far as pictures go and a byte further.
    fn file(&self, find: impl FnOnce(&'a Container) -> Option<&'a Entry>) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut content = self.files.read(find(self.files)?).ok()?.take(LARGEST_PICTURE + 1);
        content.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// A picture whose bytes are here.
    pub(crate) fn picture_of(&mut self, bytes: &[u8], name: Option<&str>) -> Option<Part> {
        match pictures::known(bytes) {
            Ok((hash, media_type)) => {
                if self.failed.is_none() {
                    self.failed = self.sink.picture(&hash, bytes).err();
                }
                self.report.pictures += 1;
                Some(Part::Image(Image::Attachment { hash, media_type: media_type.to_owned() }))
            }
            Err(reason) => {
                self.leave_out(reason, name);
                None
            }
        }
    }

    /// A picture that is kept here by its hash: given along, in a file of that name, or here already.
    pub(crate) fn kept_picture(&mut self, hash: &str, given: Option<Vec<u8>>) {
        let bytes = given.or_else(|| self.file(|files| files.named(hash)));
        match bytes {
            Some(bytes) if pictures::hash(&bytes) == hash => {
                self.picture_of(&bytes, Some(hash));
            }
            _ if self.sink.has_picture(hash) => {}
            _ => self.leave_out(Reason::PictureMissing, Some(hash)),
        }
    }

    /// A sound or a film, which is kept where it is on the web.
    pub(crate) fn media(&mut self, kind: MediaKind, address: Option<&str>) -> Option<Part> {
        let Some(url) = address.filter(|address| pictures::is_web(address)) else {
            self.leave_out(Reason::Media, None);
            return None;
        };
        Some(Part::Media(MediaLink { kind, url: url.to_owned() }))
    }
}
