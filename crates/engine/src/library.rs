//! Prompts and assistants that a person keeps, as plain files.

use runnel_store::{Holdings, Library, Shelved, StoreError};

use crate::Engine;
use crate::contract::{
    Assistant, KeptAssistant, KeptPrompt, LibraryRef, LibraryView, Nothing, Notice, Prompt, Refusal,
    SaveAssistant, SavePrompt,
};
use crate::parameters;

impl Engine {
    /// The prompts and assistants there are. Files are read each time: a person may have changed some.
    ///
    /// # Errors
    /// [`Refusal::Storage`] when a folder cannot be read.
    pub async fn library(&self, _: Nothing) -> Result<LibraryView, Refusal> {
        self.blocking(|engine| {
            let prompts = engine.shelf::<Prompt>().list()?;
            let assistants = engine.shelf::<Assistant>().list()?;
            let unreadable = prompts.unreadable.iter().chain(&assistants.unreadable);
            Ok(LibraryView {
                unreadable: unreadable.map(ToString::to_string).collect(),
                prompts: prompts.sound.into_iter().map(|(id, prompt)| KeptPrompt { id, prompt }).collect(),
                assistants: assistants
                    .sound
                    .into_iter()
                    .map(|(id, assistant)| KeptAssistant { id, assistant })
                    .collect(),
            })
        })
        .await
    }

    /// Keeps a prompt.
    ///
    /// # Errors
    /// [`Refusal::SettingInvalid`] for one without a name or words, [`Refusal::LibraryMissing`], [`Refusal::Storage`].
    pub async fn save_prompt(&self, args: SavePrompt) -> Result<KeptPrompt, Refusal> {
        let SavePrompt { id, prompt } = args;
        check_words("text", &prompt.text)?;
        let prompt = Prompt { name: named(&prompt.name)?, ..prompt };
        self.blocking(move |engine| Ok(KeptPrompt { id: engine.keep(id, &prompt)?, prompt })).await
    }

    /// Keeps an assistant.
    ///
    /// # Errors
    /// [`Refusal::SettingInvalid`] for one without a name, or with parameters that no provider could take,
    /// [`Refusal::LibraryMissing`], [`Refusal::Storage`].
    pub async fn save_assistant(&self, args: SaveAssistant) -> Result<KeptAssistant, Refusal> {
        let SaveAssistant { id, assistant } = args;
        parameters::check_defaults(&assistant.parameters)?;
        let assistant = Assistant { name: named(&assistant.name)?, ..assistant };
        self.blocking(move |engine| Ok(KeptAssistant { id: engine.keep(id, &assistant)?, assistant })).await
    }

    /// Removes a prompt.
    ///
    /// # Errors
    /// [`Refusal::LibraryMissing`], [`Refusal::Storage`].
    pub async fn remove_prompt(&self, args: LibraryRef) -> Result<Nothing, Refusal> {
        self.remove_from::<Prompt>(args).await
    }

    /// Removes an assistant.
    ///
    /// # Errors
    /// [`Refusal::LibraryMissing`], [`Refusal::Storage`].
    pub async fn remove_assistant(&self, args: LibraryRef) -> Result<Nothing, Refusal> {
        self.remove_from::<Assistant>(args).await
    }

    /// What to tell of files that cannot be read.
    pub(crate) fn library_notices(&self) -> Vec<Notice> {
        let unreadable =
            [unreadable(self.shelf::<Prompt>().list()), unreadable(self.shelf::<Assistant>().list())];
        let told = unreadable.into_iter().flatten();
        told.map(|error| Notice::LibraryUnreadable { reason: error.to_string() }).collect()
    }

    fn shelf<T: Shelved>(&self) -> Library<T> {
        Library::new(&self.inner().home)
    }

    fn keep<T: Shelved>(&self, id: Option<String>, entry: &T) -> Result<String, Refusal> {
        let Some(id) = id else { return Ok(self.shelf().add(entry)?) };
        self.shelf().change(&id, entry).map_err(missing(&id))?;
        Ok(id)
    }

    async fn remove_from<T: Shelved + 'static>(&self, args: LibraryRef) -> Result<Nothing, Refusal> {
        self.blocking(move |engine| {
            engine.shelf::<T>().remove(&args.id).map_err(missing(&args.id))?;
            Ok(Nothing {})
        })
        .await
    }
}

fn unreadable<T>(holdings: Result<Holdings<T>, StoreError>) -> Vec<StoreError> {
    holdings.map_or_else(|error| vec![error], |holdings| holdings.unreadable)
}

fn named(name: &str) -> Result<String, Refusal> {
    check_words("name", name)?;
    Ok(name.trim().to_owned())
}

fn check_words(field: &str, words: &str) -> Result<(), Refusal> {
    if words.trim().is_empty() {
        return Err(Refusal::SettingInvalid { field: field.into(), reason: "it is empty".into() });
    }
    Ok(())
}

fn missing(id: &str) -> impl FnOnce(StoreError) -> Refusal {
    move |error| match error {
        StoreError::Missing { .. } => Refusal::LibraryMissing { id: id.to_owned() },
        error => error.into(),
    }
}
