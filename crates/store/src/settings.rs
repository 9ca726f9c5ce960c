//! `settings.toml`: written by Runnel and by people, who keep their comments.

mod missing;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use runnel_conversation::{ModelChoice, Parameters};
use serde::{Deserialize, Serialize};
use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, TomlError};
use ts_rs::TS;

use crate::{Home, StoreError, disk};

/// What a person has set for the whole application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    /// Light or dark.
    pub theme: Theme,
    /// The language of the window.
    pub language: Language,
    /// How wide the column is that answers are read in.
    pub reading_width: ReadingWidth,
    /// How large the words in it are.
    pub text_size: TextSize,
    /// Whether Enter sends and Shift+Enter breaks the line, or the other way round.
    pub enter_sends: bool,
    /// Whether the welcome was seen.
    pub welcomed: bool,
    /// The model of a new conversation; `None` is the built-in one.
    pub default_model: Option<ModelChoice>,
    /// The models that the person marked.
    pub favourites: Vec<ModelChoice>,
    /// The models that were asked last, newest first.
    pub recent: Vec<ModelChoice>,
    /// The parameters of a new conversation.
    pub parameters: Parameters,
    /// Backups that are made by themselves.
    pub backup: BackupSchedule,
    /// What was set for a provider, by its id.
    pub providers: BTreeMap<String, ProviderSettings>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            language: Language::System,
            reading_width: ReadingWidth::Normal,
            text_size: TextSize::Normal,
            enter_sends: true,
            welcomed: false,
            default_model: None,
            favourites: Vec::new(),
            recent: Vec::new(),
            parameters: Parameters::default(),
            backup: BackupSchedule::default(),
            providers: BTreeMap::new(),
        }
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the desktop is.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How wide the column is that answers are read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReadingWidth {
    /// Short lines, for prose.
    Narrow,
    /// What most texts are set for.
    Normal,
    /// Long lines, for tables and code.
    Wide,
}

/// How large the words of a conversation are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TextSize {
    /// Smaller than the rest of the window's.
    Small,
    /// As the rest of the window.
    Normal,
    /// A step larger.
    Large,
    /// Two steps larger.
    Larger,
}

/// The language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum Language {
    /// The desktop's, if it is one of these, else English.
    #[serde(rename = "system")]
    System,
    /// English.
    #[serde(rename = "en")]
    En,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    ZhCn,
}

/// Backups that are made by themselves while a window is open.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct BackupSchedule {
    /// How often.
    pub every: BackupEvery,
    /// The folder that they are put into; without one none are made.
    pub folder: Option<String>,
}

/// How often a backup is made by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BackupEvery {
    /// Not at all.
    #[default]
    Never,
    /// Once a day.
    Day,
    /// Once a week.
    Week,
}

/// What was set for one provider. Its key and its proxy's password are in the keychain.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ProviderSettings {
    /// Another address than the provider's own.
    pub base_url: Option<String>,
    /// Models that were added by hand.
    pub models: Vec<String>,
    /// The way to it: `None` is the system's own, `none` is straight, anything else the URL of a proxy.
    pub proxy: Option<String>,
    /// How long it may be silent, in seconds.
    pub timeout_seconds: Option<u32>,
    /// Headers that go with every request.
    pub headers: BTreeMap<String, String>,
    /// A file with the certificates, in PEM, that are trusted beside the system's.
    pub ca_file: Option<String>,
    /// How long a model stays in memory after an answer, in Ollama's words, such as `10m`.
    pub keep_alive: Option<String>,
}

/// The settings of another home, sound ones.
#[derive(Debug)]
pub(crate) struct OtherSettings(DocumentMut);

impl OtherSettings {
    /// Reads them. The error says in words what is wrong.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
        let words = |error: TomlError| error.message().to_owned();
        toml_edit::de::from_str::<Settings>(text).map_err(|error| words(error.into()))?;
        text.parse().map(Self).map_err(words)
    }
}

/// The settings of a home, as a file.
#[derive(Debug, Clone)]
pub struct SettingsFile {
    path: PathBuf,
}

impl SettingsFile {
    /// The settings of `home`.
    pub fn new(home: &Home) -> Self {
        Self { path: home.config.join("settings.toml") }
    }

    /// What the file says, and the default for what it does not say. No file says nothing.
    ///
    /// # Errors
    /// [`StoreError::Syntax`] for a file that is not TOML or not these settings, or [`StoreError::Io`].
    pub fn load(&self) -> Result<Settings, StoreError> {
        self.parse(&self.text()?).map(|(_, settings)| settings)
    }

    /// Changes the settings and gives them as they are then. Only what differs is written: comments,
    /// order and what this version does not know stay as they were. A file that cannot be read is never
    /// written over.
    ///
    /// Several threads and processes may do so at once, and none undoes what another did.
    ///
    /// # Errors
    /// As for [`SettingsFile::load`].
    pub fn change(&self, change: impl FnOnce(&mut Settings)) -> Result<Settings, StoreError> {
        let _alone = self.lock()?;
        let text = self.text()?;
        let (mut document, before) = self.parse(&text)?;
        let mut after = before.clone();
        change(&mut after);
        let mut compared = before;
        for provider in after.providers.keys() {
            // What is as it always is need not be written of a provider that is new here.
            compared.providers.entry(provider.clone()).or_default();
        }
        update(
            document.as_table_mut(),
            self.document(&compared)?.as_table(),
            self.document(&after)?.as_table(),
        );
        let changed = document.to_string();
        if changed != text {
            disk::replace(&self.path, changed.as_bytes())?;
        }
        Ok(after)
    }

    /// The file as it is, sound or not; `None` where there is none.
    pub(crate) fn bytes(&self) -> Result<Option<Vec<u8>>, StoreError> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::at(&self.path)(error)),
        }
    }

    /// Adds what another settings file says and this one does not; nothing here is changed. Gives how many settings
    /// were added.
    ///
    /// # Errors
    /// As for [`SettingsFile::load`]; a file that would no longer be sound is left as it is.
    pub(crate) fn add_missing(&self, other: &OtherSettings) -> Result<usize, StoreError> {
        let _alone = self.lock()?;
        let (mut document, _) = self.parse(&self.text()?)?;
        let added = missing::add(document.as_table_mut(), other.0.as_table());
        if added > 0 {
            let changed = document.to_string();
            self.parse(&changed)?;
            disk::replace(&self.path, changed.as_bytes())?;
        }
        Ok(added)
    }

    /// Held until it is dropped. A file of its own, because the settings file is replaced.
    fn lock(&self) -> Result<File, StoreError> {
        let path = self.path.with_extension("lock");
        if let Some(folder) = path.parent() {
            disk::create_folder(folder)?;
        }
        let at = StoreError::at(&path);
        let file = disk::private_file().write(true).create(true).truncate(false).open(&path).map_err(at)?;
        file.lock().map_err(at)?;
        Ok(file)
    }

    fn text(&self) -> Result<String, StoreError> {
        match fs::read_to_string(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            read => read.map_err(StoreError::at(&self.path)),
        }
    }

    fn parse(&self, text: &str) -> Result<(DocumentMut, Settings), StoreError> {
        let document: DocumentMut = text.parse().map_err(|error| syntax(&self.path, text, &error))?;
        let settings = toml_edit::de::from_str(text)
            .map_err(|error| syntax(&self.path, text, &TomlError::from(error)))?;
        Ok((document, settings))
    }

    fn document(&self, settings: &Settings) -> Result<DocumentMut, StoreError> {
        let text = toml_edit::ser::to_string_pretty(settings)
            .map_err(|error| StoreError::at(&self.path)(io::Error::other(error)))?;
        text.parse().map_err(|error| syntax(&self.path, &text, &error))
    }
}

/// Makes in `file` the changes that lead from `before` to `after`, and no others.
pub(crate) fn update(file: &mut dyn TableLike, before: &dyn TableLike, after: &dyn TableLike) {
    for (key, _) in before.iter().filter(|(key, _)| !after.contains_key(key)) {
        file.remove(key);
    }
    for (key, new) in after.iter() {
        let old = before.get(key);
        if let Some(new) = new.as_table_like() {
            let old = old.and_then(Item::as_table_like);
            if !file.get(key).is_some_and(Item::is_table_like) {
                if !new.is_empty() {
                    file.insert(key, Item::Table(implicit_table()));
                } else if old.is_none() {
                    // Nothing in a table is something else than no table.
                    file.insert(key, Item::Value(InlineTable::new().into()));
                }
            }
            if let Some(table) = file.get_mut(key).and_then(Item::as_table_like_mut) {
                update(table, old.unwrap_or(&Table::new()), new);
            }
            let was_filled = old.is_some_and(|old| !old.is_empty());
            if let Some(emptied) = file.get_mut(key).and_then(Item::as_table_mut)
                && was_filled
                && new.is_empty()
            {
                emptied.set_implicit(false);
            }
        } else if old.is_none_or(|old| old.to_string() != new.to_string()) {
            set(file, key, new);
        }
    }
}

fn set(file: &mut dyn TableLike, key: &str, new: &Item) {
    let (Some(value), Some(new_value)) = (file.get_mut(key).and_then(Item::as_value_mut), new.as_value())
    else {
        file.insert(key, new.clone());
        return;
    };
    // A comment behind the value belongs to the line, not to the value.
    let decor = value.decor().clone();
    *value = new_value.clone();
    *value.decor_mut() = decor;
}

/// A table whose heading is written only when something stands under it.
fn implicit_table() -> Table {
    let mut table = Table::new();
    table.set_implicit(true);
    table
}

pub(crate) fn syntax(path: &Path, text: &str, error: &TomlError) -> StoreError {
    let start = error.span().map_or(0, |span| span.start);
    let line = 1 + text.bytes().take(start).filter(|byte| *byte == b'\n').count();
    StoreError::Syntax { path: path.to_owned(), line, message: error.message().to_owned() }
}
