//! Prompts and assistants that a person keeps: one file each, `prompts/<name>.toml` and `assistants/<name>.toml`, beside
//! the settings.

use std::fs;
use std::io;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use runnel_conversation::{ModelChoice, Parameters};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use toml_edit::{DocumentMut, TomlError};
use ts_rs::TS;

use crate::settings::{syntax, update};
use crate::{Home, StoreError, disk};

/// The longest name of a file that is made from a title, in characters: room is left for a number.
const LONGEST_NAME: usize = 40;

/// Words to be asked again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Prompt {
    /// What it is called.
    pub name: String,
    /// The words. `{{name}}` stands for what is filled in each time.
    pub text: String,
}

/// A way to begin a conversation: who answers, and how it is set up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Assistant {
    /// What it is called.
    pub name: String,
    /// A letter or an emoji.
    #[serde(default)]
    pub icon: String,
    /// Who answers; `None` is the default model.
    #[serde(default)]
    pub model: Option<ModelChoice>,
    /// How its conversations are set up, the system prompt among it.
    #[serde(default)]
    pub parameters: Parameters,
}

/// What is kept one file each.
pub trait Shelved: Serialize + DeserializeOwned {
    /// The folder, beside the settings.
    const FOLDER: &str;

    /// What it is called.
    fn title(&self) -> &str;
}

impl Shelved for Prompt {
    const FOLDER: &str = "prompts";

    fn title(&self) -> &str {
        &self.name
    }
}

impl Shelved for Assistant {
    const FOLDER: &str = "assistants";

    fn title(&self) -> &str {
        &self.name
    }
}

/// The files of one kind.
#[derive(Debug, Clone)]
pub struct Library<T> {
    folder: PathBuf,
    kind: PhantomData<fn() -> T>,
}

/// What a library has.
#[derive(Debug)]
pub struct Holdings<T> {
    /// What could be read, each by the name of its file, sorted by that.
    pub sound: Vec<(String, T)>,
    /// Why others could not. Their files are left as they are.
    pub unreadable: Vec<StoreError>,
}

impl<T: Shelved> Library<T> {
    /// The library of `home`.
    pub fn new(home: &Home) -> Self {
        Self { folder: home.config.join(T::FOLDER), kind: PhantomData }
    }

    /// Everything there is.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the folder cannot be read.
    pub fn list(&self) -> Result<Holdings<T>, StoreError> {
        let mut holdings = Holdings { sound: Vec::new(), unreadable: Vec::new() };
        for name in self.names()? {
            match read(&self.folder.join(format!("{name}.toml"))) {
                Ok((_, entry)) => holdings.sound.push((name, entry)),
                Err(error) => holdings.unreadable.push(error),
            }
        }
        // With their endings, a name with a number stood before the one without.
        holdings.sound.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(holdings)
    }

    /// The names of the files there are, whatever they say.
    pub(crate) fn names(&self) -> Result<Vec<String>, StoreError> {
        let name = |path: PathBuf| {
            let stem = path.file_stem()?.to_str()?.to_owned();
            (path.extension()? == "toml").then_some(stem)
        };
        Ok(disk::list(&self.folder)?.into_iter().filter_map(name).collect())
    }

    /// A file as it is.
    pub(crate) fn bytes(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.path(name)?;
        fs::read(&path).map_err(StoreError::at(&path)).map_err(missing_or(name))
    }

    /// Puts a file where none of its name is, and tells whether it did. It may say what this version cannot read.
    pub(crate) fn put_missing(&self, name: &str, bytes: &[u8]) -> Result<bool, StoreError> {
        match self.bytes(name) {
            Err(StoreError::Missing { .. }) => {
                disk::replace(&self.path(name)?, bytes)?;
                Ok(true)
            }
            found => found.map(|_| false),
        }
    }

    /// Keeps one in a file of its own, and gives the name of the file: made of the title, with a number where that is
    /// taken.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn add(&self, entry: &T) -> Result<String, StoreError> {
        let slug = slug(entry.title(), T::FOLDER);
        let mut names =
            std::iter::once(slug.clone()).chain((2_u32..).map(|number| format!("{slug}-{number}")));
        let free = names.find(|name| !self.folder.join(format!("{name}.toml")).exists());
        let name = free.unwrap_or(slug);
        disk::replace(&self.path(&name)?, self.document(entry)?.to_string().as_bytes())?;
        Ok(name)
    }

    /// Keeps what was changed of one. Comments, order and keys that this version does not know stay; a file that cannot
    /// be read is never written over.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none, [`StoreError::Syntax`] for a file that cannot be read,
    /// [`StoreError::Io`].
    pub fn change(&self, name: &str, entry: &T) -> Result<(), StoreError> {
        let path = self.path(name)?;
        let (mut document, before) = read::<T>(&path).map_err(missing_or(name))?;
        update(document.as_table_mut(), self.document(&before)?.as_table(), self.document(entry)?.as_table());
        disk::replace(&path, document.to_string().as_bytes())
    }

    /// Removes one.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none, or [`StoreError::Io`].
    pub fn remove(&self, name: &str) -> Result<(), StoreError> {
        let path = self.path(name)?;
        fs::remove_file(&path).map_err(StoreError::at(&path)).map_err(missing_or(name))
    }

    fn document(&self, entry: &T) -> Result<DocumentMut, StoreError> {
        let text = toml_edit::ser::to_string_pretty(entry)
            .map_err(|error| StoreError::at(&self.folder)(io::Error::other(error)))?;
        text.parse().map_err(|error| syntax(&self.folder, &text, &error))
    }

    /// A name that leads elsewhere never becomes a path.
    fn path(&self, name: &str) -> Result<PathBuf, StoreError> {
        if is_plain(name) {
            Ok(self.folder.join(format!("{name}.toml")))
        } else {
            Err(StoreError::Missing { name: name.to_owned() })
        }
    }
}

/// Whether a name leads nowhere else.
pub(crate) fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.contains(['/', '\\', '\0']) && !name.starts_with('.')
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<(DocumentMut, T), StoreError> {
    let text = fs::read_to_string(path).map_err(StoreError::at(path))?;
    let document = text.parse().map_err(|error| syntax(path, &text, &error))?;
    let entry =
        toml_edit::de::from_str(&text).map_err(|error| syntax(path, &text, &TomlError::from(error)))?;
    Ok((document, entry))
}

fn missing_or(name: &str) -> impl FnOnce(StoreError) -> StoreError {
    move |error| match error.io_kind() {
        Some(io::ErrorKind::NotFound) => StoreError::Missing { name: name.to_owned() },
        _ => error,
    }
}

/// A title as the name of a file: its letters, whatever the script, and digits.
fn slug(title: &str, otherwise: &str) -> String {
    let mut slug = String::new();
    for character in title.chars().flat_map(char::to_lowercase).take(LONGEST_NAME) {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { otherwise.to_owned() } else { slug.to_owned() }
}
