//! Imports: what comes from elsewhere is joined to what is here.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use runnel_conversation::{Conversation, Record, RecordKind};
use runnel_exchange::{Imported, LeftOut, Progress, Reason, Sink, SinkError, Stopped, TimeZone, import};
use tokio_util::sync::CancellationToken;

use crate::Engine;
use crate::contract::{AppEvent, ImportConversations, ImportProgress, ImportReport, Nothing, Refusal};
use crate::conversations::summary;
use crate::outlet::locked;

/// So many conversations are told of one by one. Of more the list is read again at the end: a window would be busy with
/// nothing else.
const TOLD_ALONE: usize = 20;

/// How often it is told how far an import is, at most.
const TOLD_EVERY: Duration = Duration::from_millis(100);

impl Engine {
    /// Imports a file, an archive or a folder. Records that are here already are not added again, so that importing
    /// twice adds nothing twice.
    ///
    /// # Errors
    /// [`Refusal::ImportRefused`], [`Refusal::ImportUnderway`], [`Refusal::ImportCancelled`], [`Refusal::Storage`].
    pub async fn import_conversations(&self, args: ImportConversations) -> Result<ImportReport, Refusal> {
        let cancelled = CancellationToken::new();
        {
            let mut importing = locked(&self.inner().importing);
            if importing.is_some() {
                return Err(Refusal::ImportUnderway);
            }
            *importing = Some(cancelled.clone());
        }
        let path = PathBuf::from(args.path);
        self.blocking(move |engine| {
            let mut joining = Joining::new(engine, cancelled);
            let imported = import(&path, &TimeZone::system(), &mut joining);
            *locked(&engine.inner().importing) = None;
            if joining.changed > TOLD_ALONE {
                engine.announce(&AppEvent::ListChanged);
            }
            joining.report(imported)
        })
        .await
    }

    /// Breaks the import off that goes on, if there is one. What was taken stays.
    ///
    /// # Errors
    /// None today; the signature is that of every command.
    #[expect(clippy::unused_async, reason = "hosts await every command alike")]
    pub async fn cancel_import(&self, _: Nothing) -> Result<Nothing, Refusal> {
        if let Some(importing) = locked(&self.inner().importing).as_ref() {
            importing.cancel();
        }
        Ok(Nothing {})
    }
}

/// Joins what an import finds to what is here.
struct Joining<'a> {
    engine: &'a Engine,
    cancelled: CancellationToken,
    told: Option<Instant>,
    /// How many conversations of the list changed.
    changed: usize,
    report: ImportReport,
    /// What only shows when it is joined.
    left_out: Vec<LeftOut>,
}

impl<'a> Joining<'a> {
    fn new(engine: &'a Engine, cancelled: CancellationToken) -> Self {
        Self {
            engine,
            cancelled,
            told: None,
            changed: 0,
            report: ImportReport::default(),
            left_out: Vec::new(),
        }
    }

    fn report(mut self, imported: Result<runnel_exchange::Report, Stopped>) -> Result<ImportReport, Refusal> {
        match imported {
            Ok(mut found) => {
                self.left_out.into_iter().for_each(|left_out| found.leave_out(left_out));
                self.report.found = found;
                Ok(self.report)
            }
            Err(Stopped::Refused(problem)) => Err(Refusal::ImportRefused { problem }),
            Err(Stopped::Sink(error)) => Err(match error.downcast::<Refusal>() {
                Ok(refusal) => *refusal,
                // Nothing but a refusal comes from here.
                Err(_) => Refusal::ImportCancelled,
            }),
        }
    }

    fn join(&mut self, imported: Imported) -> Result<(), Refusal> {
        let conversations = &self.engine.inner().conversations;
        let here = conversations.records(imported.id)?;
        let is_new = here.by_id.is_empty();
        let mut added = Vec::new();
        for record in imported.records {
            match here.by_id.get(&record.id) {
                None => added.push(record),
                Some(kept) if is_other_message(kept, &record) => {
                    self.left_out.push(LeftOut {
                        reason: Reason::Changed,
                        conversation: Some(imported.id),
                        title: imported.title.clone(),
                        message: Some(record.id.to_string()),
                        what: None,
                    });
                }
                Some(_) => {}
            }
        }
        if added.is_empty() {
            return Ok(());
        }
        if here.read_only {
            let (conversation, title) = (Some(imported.id), imported.title);
            let reason = Reason::ReadOnly;
            self.left_out.push(LeftOut { reason, conversation, title, message: None, what: None });
            return Ok(());
        }
        self.engine.append(imported.id, &added)?;
        let messages = added.iter().filter(|record| matches!(record.kind, RecordKind::Message(_))).count();
        self.report.new_messages += messages as u64;
        if is_new {
            self.report.new_conversations += 1;
        } else if messages > 0 {
            self.report.grown_conversations += 1;
        }
        let mut conversation = Conversation::new(imported.id);
        here.by_id.into_values().chain(added).for_each(|record| conversation.apply(record));
        if !conversation.is_deleted() {
            self.changed += 1;
            if self.changed <= TOLD_ALONE {
                self.engine.announce(&AppEvent::ConversationChanged { summary: summary(&conversation) });
            }
        }
        Ok(())
    }
}

/// Whether two records of one id are messages that say different things.
fn is_other_message(kept: &Record, found: &Record) -> bool {
    matches!(kept.kind, RecordKind::Message(_)) && kept.kind != found.kind
}

impl Sink for Joining<'_> {
    fn picture(&mut self, _: &str, bytes: &[u8]) -> Result<(), SinkError> {
        self.engine.inner().attachments.add(bytes).map_err(|error| Box::new(Refusal::from(error)))?;
        Ok(())
    }

    fn has_picture(&mut self, hash: &str) -> bool {
        self.engine.inner().attachments.read(hash).is_ok()
    }

    fn conversation(&mut self, conversation: Imported) -> Result<(), SinkError> {
        Ok(self.join(conversation).map_err(Box::new)?)
    }

    fn progress(&mut self, progress: Progress) -> Result<(), SinkError> {
        if self.cancelled.is_cancelled() {
            return Err(Box::new(Refusal::ImportCancelled));
        }
        let Progress { done, total } = progress;
        if done == total || self.told.is_none_or(|told| told.elapsed() >= TOLD_EVERY) {
            self.told = Some(Instant::now());
            self.engine.announce(&AppEvent::Import { progress: ImportProgress { done, total } });
        }
        Ok(())
    }
}
