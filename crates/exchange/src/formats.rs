//! One file for each program whose conversations are known.
//!
//! What is said here about other programs' formats was seen in their public sources and in exports that people
//! described. An importer believes nothing: what is not there, or of another kind, is as good as absent.

mod chatbox;
mod chatgpt;
mod cherry_studio;
mod claude;
mod common;
pub(crate) mod jan;
mod lobechat;
mod nextchat;
mod open_webui;
pub(crate) mod own_json;
pub(crate) mod own_lines;

use crate::foreign::Foreign;
use crate::json::Json;
use crate::reading::Reading;
use crate::{Format, Imported, Reason};

/// The conversations of a document that is read as a whole.
pub(crate) trait Conversations {
    /// How many there are.
    fn count(&self) -> usize;

    /// One of them.
    fn read(&self, place: usize, reading: &mut Reading<'_>) -> Option<Imported>;
}

/// Reads a conversation that stands by itself.
type Reader = fn(&Json, &mut Reading<'_>) -> Option<Foreign>;

/// Conversations that know nothing of each other.
struct Each<'a> {
    format: Format,
    items: Vec<&'a Json>,
    reader: Reader,
}

impl Conversations for Each<'_> {
    fn count(&self) -> usize {
        self.items.len()
    }

    fn read(&self, place: usize, reading: &mut Reading<'_>) -> Option<Imported> {
        taken(self.format, (self.reader)(self.items.get(place)?, reading), reading)
    }
}

/// The records of a conversation, where it was one.
fn taken(format: Format, foreign: Option<Foreign>, reading: &mut Reading<'_>) -> Option<Imported> {
    let Some(foreign) = foreign else {
        reading.leave_out(Reason::NotAConversation, None);
        return None;
    };
    foreign.into_records(format, reading)
}

/// The item of a list.
pub(crate) fn of_item(format: Format, item: &Json, reading: &mut Reading<'_>) -> Option<Imported> {
    let foreign = match format {
        Format::ChatGpt => chatgpt::read(item, reading),
        Format::Claude => claude::read(item, reading),
        Format::OpenWebUi => open_webui::read(item, reading),
        // The others write no lists.
        _ => None,
    };
    taken(format, foreign, reading)
}

/// What a whole document holds.
pub(crate) fn of_whole(format: Format, whole: &Json) -> Box<dyn Conversations + '_> {
    let each = |items, reader| Box::new(Each { format, items, reader });
    match format {
        Format::Runnel => Box::new(own_json::Document::of(whole)),
        Format::ChatGpt => each(vec![whole], chatgpt::read),
        Format::Claude => each(vec![whole], claude::read),
        Format::OpenWebUi => each(vec![whole], open_webui::read),
        Format::NextChat => each(nextchat::sessions(whole), nextchat::read),
        Format::Chatbox => Box::new(chatbox::Data::of(whole)),
        Format::CherryStudio => Box::new(cherry_studio::Backup::of(whole)),
        Format::LobeChat => Box::new(lobechat::Data::of(whole)),
        // Its documents are lines and threads.
        Format::Jan => each(Vec::new(), |_, _| None),
    }
}
