//! Many conversations in one archive: a file each, and their pictures once.

use std::collections::HashSet;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rawzip::path::EntryPath;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use runnel_conversation::{ConversationId, Record};

use super::{Export, ExportFormat, Pictures, conversation, json};

/// The most characters of a title that are part of a file's name.
const LONGEST_NAME: usize = 60;

/// An archive that is being written.
pub struct Archive<'a, W: Write> {
    export: Export<'a>,
    zip: ZipArchiveWriter<W>,
    pictures: HashSet<String>,
}

impl<'a, W: Write> Archive<'a, W> {
    /// Begins an archive.
    pub fn new(export: Export<'a>, out: W) -> Self {
        Self { export, zip: ZipArchiveWriter::new(out), pictures: HashSet::new() }
    }

    /// Adds a conversation, and its pictures where they are not in its file.
    ///
    /// # Errors
    /// Whatever the writer ends with.
    pub fn add(&mut self, id: ConversationId, records: &[Record]) -> io::Result<()> {
        let name = name(&self.export, id, records);
        let Self { export, zip, pictures } = self;
        file(zip, &name, |out| export.write(id, records, Pictures::Beside, out))?;
        if export.format == ExportFormat::Html {
            return Ok(());
        }
        for (hash, media_type) in json::kept(records) {
            if pictures.insert(hash.to_owned())
                && let Some(bytes) = (export.pictures)(hash)
            {
                let name = match export.format {
                    ExportFormat::Json => format!("attachments/{hash}"),
                    _ => beside(hash, media_type),
                };
                file(zip, &name, |out| out.write_all(&bytes))?;
            }
        }
        Ok(())
    }

    /// Ends the archive, and gives the writer back.
    ///
    /// # Errors
    /// Whatever the writer ends with.
    pub fn finish(self) -> io::Result<W> {
        self.zip.finish().map_err(io::Error::other)
    }
}

/// Where a document of an archive finds a picture.
pub(super) fn beside(hash: &str, media_type: &str) -> String {
    format!("attachments/{hash}.{}", media_type.strip_prefix("image/").unwrap_or("bin"))
}

/// A name for people: what it is called, and enough of its id to be the only one.
fn name(export: &Export<'_>, id: ConversationId, records: &[Record]) -> String {
    let title = conversation(id, records).title().unwrap_or_default();
    let plain = title.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { ' ' });
    let words = plain.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    let words: String = words.chars().take(LONGEST_NAME).collect();
    let id = id.to_string();
    let unique = id.rsplit('-').next().unwrap_or(&id);
    format!("{words} {unique}.{}", export.format.extension()).trim_start().to_owned()
}

fn file<W: Write>(
    archive: &mut ZipArchiveWriter<W>,
    name: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let path = EntryPath::conformant(name);
    let file = archive.new_file(path).compression_method(CompressionMethod::DEFLATE);
    let (mut entry, config) = file.start().map_err(io::Error::other)?;
    let mut content = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
    write(&mut content)?;
    let (encoder, descriptor) = content.finish().map_err(io::Error::other)?;
    encoder.finish()?;
    entry.finish(descriptor).map_err(io::Error::other)?;
    Ok(())
}
