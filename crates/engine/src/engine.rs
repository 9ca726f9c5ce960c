//! The engine itself: the rooms below, held together, and the way to reach them without blocking.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use runnel_conversation::RecordId;
use runnel_providers::{ApiKey, Http};
use runnel_store::{
    Attachments, Conversations, Home, Journals, Keychain, LinkCache, ModelLists, ProviderFiles, SettingsFile,
    recover,
};
use tokio_util::sync::CancellationToken;

use crate::backups::BackupKeeper;
use crate::blocking::blocking;
use crate::contract::{AppEvent, ListConversations, Nothing, Notice, Overview, Refusal};
use crate::indexing::{FEW, IndexState};
use crate::outlet::{Outlet, Outlets, locked};
use crate::own_providers::OwnProviders;
use crate::providers::views;
use crate::pulls::Pulls;
use crate::replies::Replies;
use crate::unsaved::Unsaved;

/// How long the keychain may take, with its dialog and the person who reads it.
const KEYCHAIN_ANSWERS_WITHIN: Duration = Duration::from_mins(1);

/// What a person can do. Cheap to clone; all clones are the same engine.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) home: Home,
    pub(crate) conversations: Conversations,
    pub(crate) indexing: IndexState,
    pub(crate) journals: Journals,
    pub(crate) attachments: Attachments,
    pub(crate) links: LinkCache,
    pub(crate) model_lists: ModelLists,
    /// The providers whose list is being asked for in the background.
    pub(crate) listing: Mutex<HashSet<String>>,
    pub(crate) provider_files: ProviderFiles,
    pub(crate) own_providers: Mutex<Arc<OwnProviders>>,
    pub(crate) settings: SettingsFile,
    pub(crate) changing_settings: Mutex<()>,
    pub(crate) keychain: Keychain,
    /// Keys and passwords that no keychain took, for this run, by their names there.
    pub(crate) keys_of_this_run: Mutex<HashMap<String, ApiKey>>,
    pub(crate) http: Http,
    pub(crate) replies: Replies,
    pub(crate) pulls: Pulls,
    /// Breaks the import off that goes on.
    pub(crate) importing: Mutex<Option<CancellationToken>>,
    /// Who makes backups by themselves, once a host stays.
    pub(crate) backup_keeper: Mutex<Option<BackupKeeper>>,
    pub(crate) watchers: Mutex<Outlets<AppEvent>>,
    pub(crate) notices: Mutex<Vec<Notice>>,
    /// Answers that could not be kept, by their messages.
    pub(crate) unsaved: Mutex<BTreeMap<RecordId, Unsaved>>,
    /// Whether this engine swept already, or is at it.
    pub(crate) swept: AtomicBool,
}

impl Engine {
    /// Opens the person's own home: the folder `RUNNEL_HOME` names, or else the platform's folders.
    ///
    /// # Errors
    /// [`Refusal::Storage`] when its folders cannot be made or read.
    pub fn open() -> Result<Self, Refusal> {
        Self::with_home(Home::locate()?)
    }

    /// Opens a home under one folder.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub fn open_at(root: &Path) -> Result<Self, Refusal> {
        Self::with_home(Home::at(root))
    }

    fn with_home(home: Home) -> Result<Self, Refusal> {
        // What can be read is read all the same. What is to be written is refused with the reason.
        let _ = home.make();
        let conversations = Conversations::new(&home);
        let journals = Journals::new(&home);
        let mut notices = Vec::new();
        match recover(&conversations, &journals) {
            Ok(recovered) if recovered.is_empty() => {}
            Ok(recovered) => notices.push(Notice::Recovered { replies: recovered.len() }),
            Err(error) => notices.push(Notice::Storage { reason: error.to_string() }),
        }
        let provider_files = ProviderFiles::new(&home);
        Ok(Self {
            inner: Arc::new(Inner {
                attachments: Attachments::new(&home),
                links: LinkCache::new(&home),
                model_lists: ModelLists::new(&home),
                listing: Mutex::default(),
                own_providers: Mutex::new(Arc::new(OwnProviders::read(&provider_files))),
                provider_files,
                settings: SettingsFile::new(&home),
                changing_settings: Mutex::default(),
                keychain: Keychain::new(home.keychain_service()),
                keys_of_this_run: Mutex::default(),
                http: Http::new()?,
                replies: Replies::default(),
                pulls: Pulls::default(),
                importing: Mutex::default(),
                backup_keeper: Mutex::default(),
                watchers: Mutex::default(),
                notices: Mutex::new(notices),
                indexing: IndexState::new(home.clone()),
                unsaved: Mutex::default(),
                swept: AtomicBool::new(false),
                conversations,
                journals,
                home,
            }),
        })
    }

    /// The folder of what is kept; a host keeps its own things beside it.
    pub fn data_folder(&self) -> PathBuf {
        self.inner.home.data.clone()
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }

    /// For who works in the background and shall not keep the engine alive.
    pub(crate) fn downgrade(&self) -> Weak<Inner> {
        Arc::downgrade(&self.inner)
    }

    /// The engine again, if anybody has it still.
    pub(crate) fn upgrade(inner: &Weak<Inner>) -> Option<Self> {
        inner.upgrade().map(|inner| Self { inner })
    }

    /// Runs what may wait for a disk or a keychain where waiting disturbs nobody.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let engine = self.clone();
        blocking(move || work(&engine)).await
    }

    /// As [`Engine::blocking`], for what asks the keychain: it may wait for a person, but not for ever.
    pub(crate) async fn with_keychain<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let answer = tokio::time::timeout(KEYCHAIN_ANSWERS_WITHIN, self.blocking(work)).await;
        let seconds = KEYCHAIN_ANSWERS_WITHIN.as_secs();
        answer.unwrap_or_else(|_| {
            Err(Refusal::Keychain { reason: format!("it did not answer within {seconds} s") })
        })
    }

    /// Tells every watcher.
    pub(crate) fn announce(&self, event: &AppEvent) {
        locked(&self.inner.watchers).deliver(event);
    }

    /// Tells the person: now where somebody watches, else with the next overview.
    pub(crate) fn tell_person(&self, notice: Notice) {
        let mut watchers = locked(&self.inner.watchers);
        watchers.deliver(&AppEvent::Notice { notice: notice.clone() });
        if watchers.is_empty() {
            locked(&self.inner.notices).push(notice);
        }
    }

    /// Delivers what changes from now on, here and elsewhere.
    ///
    /// # Errors
    /// None today; the signature is that of every command.
    pub async fn watch(&self, _: Nothing, outlet: impl Outlet<AppEvent>) -> Result<(), Refusal> {
        locked(&self.inner.watchers).add(Box::new(outlet));
        self.blocking(|engine| {
            engine.keep_indexed();
            Ok(())
        })
        .await
    }

    /// What the window needs to draw itself first. A recovery and damage are told once.
    ///
    /// # Errors
    /// [`Refusal::Storage`] when the conversations cannot be listed.
    pub async fn overview(&self, _: Nothing) -> Result<Overview, Refusal> {
        self.sweep_in_background();
        self.blocking(|engine| {
            let inner = engine.inner();
            let mut notices = std::mem::take(&mut *locked(&inner.notices));
            let (settings, unreadable) = engine.settings_or_default();
            notices.extend(unreadable.map(|error| Notice::SettingsUnreadable { reason: error.to_string() }));
            engine.await_first_list()?;
            let conversations = engine.list(ListConversations::default())?;
            notices.extend(engine.damage()?);
            let own_providers = engine.own_providers();
            notices.extend(own_providers.notices().iter().cloned());
            notices.extend(engine.library_notices());
            Ok(Overview {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                settings,
                providers: views(&own_providers),
                conversations,
                indexing: inner.indexing.progress().filter(|indexing| indexing.total > FEW),
                live: inner.replies.all(),
                pulls: inner.pulls.all(),
                notices,
            })
        })
        .await
    }
}
