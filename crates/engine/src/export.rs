//! Exports: conversations as files of a person's choice.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use runnel_conversation::{ConversationId, Record};
use runnel_exchange::TimeZone;
use runnel_exchange::export::{Archive, Export};
use tempfile::NamedTempFile;

use crate::Engine;
use crate::contract::{ExportConversations, ExportFormat, ExportLanguage, Exported, Refusal};
use crate::problem::storage_fault;

impl Engine {
    /// Writes conversations to a file. It is there only once it is whole.
    ///
    /// # Errors
    /// [`Refusal::ConversationMissing`], [`Refusal::Storage`].
    pub async fn export_conversations(&self, args: ExportConversations) -> Result<Exported, Refusal> {
        self.blocking(move |engine| {
            let path = Path::new(&args.path);
            let at = |error: io::Error| not_written(path, &error);
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let file = NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(at)?;
            let mut out = BufWriter::new(file);
            let (format, language) = (args.format, args.language);
            let conversations = match args.conversations.as_deref() {
                Some([one]) => {
                    engine.write_one(*one, format, language, &mut out, &at)?;
                    1
                }
                Some(some) => engine.write_many(some, format, language, &mut out, &at)?,
                None => {
                    let listed = engine.inner().conversations.list()?;
                    let kept = listed.iter().filter(|summary| !summary.deleted && !summary.unreadable);
                    let all: Vec<ConversationId> = kept.map(|summary| summary.id).collect();
                    engine.write_many(&all, format, language, &mut out, &at)?
                }
            };
            let file = out.into_inner().map_err(|error| at(error.into_error()))?;
            file.as_file().sync_all().map_err(at)?;
            let bytes = file.as_file().metadata().map_err(at)?.len();
            file.persist(path).map_err(|error| at(error.error))?;
            Ok(Exported { path: args.path, conversations, bytes })
        })
        .await
    }

    /// One conversation as the bytes of a file, for a host that has a place of its own for it.
    ///
    /// # Errors
    /// [`Refusal::ConversationMissing`], [`Refusal::Storage`].
    pub async fn exported(
        &self,
        conversation: ConversationId,
        format: ExportFormat,
        language: ExportLanguage,
    ) -> Result<Vec<u8>, Refusal> {
        self.blocking(move |engine| {
            let mut bytes = Vec::new();
            let at = |error: io::Error| not_written(Path::new(""), &error);
            engine.write_one(conversation, format, language, &mut bytes, &at)?;
            Ok(bytes)
        })
        .await
    }

    fn write_one(
        &self,
        id: ConversationId,
        format: ExportFormat,
        language: ExportLanguage,
        out: &mut dyn Write,
        at: &dyn Fn(io::Error) -> Refusal,
    ) -> Result<(), Refusal> {
        let records = self.records_of(id)?;
        let pictures = |hash: &str| self.inner().attachments.read(hash).ok();
        let export = Export { format, language, zone: TimeZone::system(), pictures: &pictures };
        export.one(id, &records, out).map_err(at)
    }

    fn write_many(
        &self,
        ids: &[ConversationId],
        format: ExportFormat,
        language: ExportLanguage,
        out: &mut dyn Write,
        at: &dyn Fn(io::Error) -> Refusal,
    ) -> Result<u64, Refusal> {
        let pictures = |hash: &str| self.inner().attachments.read(hash).ok();
        let export = Export { format, language, zone: TimeZone::system(), pictures: &pictures };
        let mut archive = Archive::new(export, out);
        for id in ids {
            archive.add(*id, &self.records_of(*id)?).map_err(at)?;
        }
        archive.finish().map_err(at)?;
        Ok(ids.len() as u64)
    }

    fn records_of(&self, id: ConversationId) -> Result<Vec<Record>, Refusal> {
        let records = self.inner().conversations.records(id)?;
        if records.by_id.is_empty() {
            return Err(Refusal::ConversationMissing { conversation: id });
        }
        Ok(records.by_id.into_values().collect())
    }
}

fn not_written(path: &Path, error: &io::Error) -> Refusal {
    Refusal::Storage {
        fault: storage_fault(Some(error.kind())),
        reason: format!("{}: {error}", path.display()),
    }
}
