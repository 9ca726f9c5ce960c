//! Every command and event between the engine and whoever hosts it, once.
//!
//! Hosts answer the commands through [`for_each_command!`](crate::for_each_command), so a command
//! added here is answered by every host or the host does not compile. TypeScript for the UI is
//! generated from the same list (`typescript.rs`).

mod branches;
mod conversations;
mod exchange;
mod json;
mod keeping;
mod library;
mod local;
mod own_providers;
mod pictures;
mod providers;
mod refusal;
mod search;

pub use branches::*;
pub use conversations::*;
pub use exchange::*;
pub use json::*;
pub use keeping::*;
pub use library::*;
pub use local::*;
pub use own_providers::*;
pub use pictures::*;
pub use providers::*;
pub use refusal::*;
pub use runnel_conversation::{
    Adjustment, Answer, AnswerFormat, ConversationId, Cost, Effort, Ending, FinishReason, Image, MediaKind,
    MediaLink, Message, MessageBody, ModelChoice, Parameter, Parameters, Part, Problem, ProblemCode,
    RecordId, Source, Thinking, Timestamp, TurnEvent, Usage,
};
pub use runnel_store::{
    Assistant, Backup, BackupEvery, BackupSchedule, Checkup, Damage, FaultReason, FileFault, Language,
    Prompt, ProviderSettings, ReadingWidth, RefusedEntry, Restoration, Settings, TextSize, Theme,
};
pub use search::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Calls the macro `$host` with the list of commands, each as
/// `/// what it does` `name(Arguments) -> Reply`.
///
/// A command is an async method of that name on [`Engine`](crate::Engine) which takes its arguments
/// and gives `Result<Reply, Refusal>`.
#[macro_export]
macro_rules! for_each_command {
    ($host:ident) => {
        $host! {
            /// What the window needs to draw itself first. Never waits for the keychain or a network.
            overview(Nothing) -> Overview;
            /// A part of the list of conversations: the pinned ones first, then the newest.
            list_conversations(ListConversations) -> ConversationPage;
            /// The folders and tags there are.
            list_labels(Nothing) -> Labels;
            /// Looks for words in all conversations.
            search(SearchConversations) -> SearchPage;
            /// Looks for a text in one conversation, as it is read.
            find_in_conversation(FindInConversation) -> Vec<FoundInMessage>;
            /// Begins the index anew that the list and the search are read from; events tell how far it is.
            reindex(Nothing) -> Nothing;
            /// The end of one conversation, as it is read.
            open_conversation(ConversationRef) -> ConversationView;
            /// The messages that are read before one.
            earlier_messages(BeforeMessage) -> EarlierMessages;
            /// Names a conversation.
            rename_conversation(Rename) -> ConversationSummary;
            /// Takes a conversation out of the list. Its file stays; `restore_conversation` undoes it.
            delete_conversation(ConversationRef) -> Nothing;
            /// Takes a deletion back.
            restore_conversation(ConversationRef) -> ConversationSummary;
            /// Imports conversations of other programs, or of Runnel elsewhere; what is here stays. Events tell how far it is.
            import_conversations(ImportConversations) -> ImportReport;
            /// Breaks an import off; what was taken stays.
            cancel_import(Nothing) -> Nothing;
            /// Writes conversations to a file of a person's choice.
            export_conversations(ExportConversations) -> Exported;
            /// The deleted conversations, the one deleted last first. Each goes for good after thirty days.
            list_bin(Nothing) -> Vec<BinnedConversation>;
            /// Removes deleted conversations for good: one, or all.
            empty_bin(EmptyBin) -> EmptiedBin;
            /// Reads everything that is kept and names each fault. Changes nothing.
            check_everything(Nothing) -> Checkup;
            /// Puts everything that is kept into one file, and reads it back. Keys are never in it.
            back_up(BackupRef) -> Backup;
            /// The last backup that succeeded.
            last_backup(Nothing) -> Option<Backup>;
            /// Brings back what a backup has and this home has not. Nothing is overwritten.
            restore_backup(BackupRef) -> Restoration;
            /// Sets when and where backups are made by themselves.
            set_backup_schedule(BackupSchedule) -> Settings;
            /// Where everything is kept.
            places(Nothing) -> Places;
            /// Tries again to keep an answer that could not be kept.
            save_again(MessageRef) -> Nothing;
            /// Writes a conversation with an answer that could not be kept into a file elsewhere.
            save_elsewhere(SaveElsewhere) -> Nothing;
            /// Sets a conversation up: system prompt, history, sampling, thinking.
            set_parameters(SetParameters) -> Nothing;
            /// Chooses the model for a conversation's next question, or the default for new ones.
            choose_model(ChooseModel) -> Nothing;
            /// Asks a question, in a new conversation if none is named, and starts the reply.
            send(SendMessage) -> Sent;
            /// Asks a question of several models at once: their answers are siblings. One that cannot be asked says why in
            /// its own answer.
            send_to_several(SendToSeveral) -> Sent;
            /// Answers a question again; the first answer stays as a sibling.
            regenerate(Regenerate) -> Sent;
            /// Asks a question of the person's in other words; the first words stay as a sibling.
            edit_message(EditMessage) -> Sent;
            /// Goes on with an answer that was cut off: truly, as a sibling, or by asking for the rest.
            continue_answer(ContinueAnswer) -> Sent;
            /// Leaves a message out; `restore_message` undoes it.
            delete_message(MessageRef) -> ConversationView;
            /// Takes the deletion of a message back.
            restore_message(MessageRef) -> ConversationView;
            /// Begins a conversation with everything up to a message of another.
            fork(MessageRef) -> ConversationSummary;
            /// Puts a conversation at the top of the list, or takes it from there.
            set_pinned(SetPinned) -> ConversationSummary;
            /// Puts a conversation into a folder.
            set_folder(SetFolder) -> ConversationSummary;
            /// Gives a conversation its tags.
            set_tags(SetTags) -> ConversationSummary;
            /// Remembers that everything up to a message was seen.
            mark_seen(MessageRef) -> Nothing;
            /// Reads another branch: the sibling that is named, and what follows it.
            choose_branch(MessageRef) -> ConversationView;
            /// The answers to a question, oldest first; what is being made is not among them.
            answers(MessageRef) -> Vec<Message>;
            /// Stops one reply of several; what has arrived stays.
            stop_reply(MessageRef) -> Nothing;
            /// Stops the replies in a conversation; what has arrived stays.
            stop(ConversationRef) -> Nothing;
            /// Takes a picture in: looks at a link, or keeps the bytes. Refuses what is no picture.
            add_picture(AddPicture) -> Picture;
            /// Reads a text as JSON, and holds it to a schema.
            check_json(CheckJson) -> JsonCheck;
            /// Keeps what a person prefers.
            save_preferences(Preferences) -> Settings;
            /// Sets or (with `None`) takes back a provider's own address.
            set_base_url(SetBaseUrl) -> Settings;
            /// Adds a model that the provider does not list.
            add_model(ModelChoice) -> Settings;
            /// Takes a model away that was added by hand.
            remove_model(ModelChoice) -> Settings;
            /// Whether a provider's key is set, and where it is kept. May wait for the keychain to be unlocked.
            key_status(ProviderRef) -> KeyStatus;
            /// Keeps a key in the keychain; where there is none, for this run.
            set_key(SetKey) -> KeyStatus;
            /// Forgets a key.
            remove_key(ProviderRef) -> KeyStatus;
            /// Asks the provider whether key and address are right.
            check_connection(CheckConnection) -> Connection;
            /// The models a provider offers, those added by hand among them; those that were kept, where they were.
            list_models(ListModels) -> ModelList;
            /// What a model can be asked for. Never waits for a network.
            model_abilities(ModelChoice) -> Abilities;
            /// Marks a model, or takes the mark back.
            set_favourite(SetFavourite) -> Settings;
            /// Sets the parameters of conversations to come.
            set_default_parameters(SetDefaultParameters) -> Settings;
            /// Sets the way to a provider: proxy, patience, headers, certificates.
            set_provider_network(SetProviderNetwork) -> Settings;
            /// Keeps the password of a provider's proxy in the keychain; where there is none, for this run.
            set_proxy_password(SetProxyPassword) -> Nothing;
            /// The file of a person's own provider.
            own_provider(ProviderRef) -> OwnProvider;
            /// Keeps the file of a person's own provider.
            save_own_provider(SaveOwnProvider) -> ProviderView;
            /// Removes a person's own provider, and its key.
            remove_own_provider(ProviderRef) -> Nothing;
            /// Adds another account of a built-in provider.
            add_account(AddAccount) -> ProviderView;
            /// The prompts and assistants that a person keeps.
            library(Nothing) -> LibraryView;
            /// Keeps a prompt.
            save_prompt(SavePrompt) -> KeptPrompt;
            /// Removes a prompt.
            remove_prompt(LibraryRef) -> Nothing;
            /// Keeps an assistant.
            save_assistant(SaveAssistant) -> KeptAssistant;
            /// Removes an assistant.
            remove_assistant(LibraryRef) -> Nothing;
            /// Looks for Ollama on this computer.
            find_ollama(Nothing) -> Ollama;
            /// Starts Ollama where it is installed and does not answer, and waits until it does.
            start_ollama(Nothing) -> Ollama;
            /// What a local server has on its disk and in its memory.
            local_models(ProviderRef) -> LocalModels;
            /// Begins to fetch a model in the background; events tell how far it is.
            pull_model(LocalModelRef) -> Nothing;
            /// Breaks a fetch off; the next one goes on from there.
            cancel_pull(LocalModelRef) -> Nothing;
            /// Takes a model off the disk.
            delete_local_model(LocalModelRef) -> Nothing;
            /// Lets a model go from memory.
            unload_model(LocalModelRef) -> Nothing;
        }
    };
}

/// No arguments, or no reply.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// What the window needs to draw itself first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Overview {
    /// This build's version.
    pub version: String,
    /// What the person prefers.
    pub settings: Settings,
    /// Every provider there is.
    pub providers: Vec<ProviderView>,
    /// The first part of the list of conversations.
    pub conversations: ConversationPage,
    /// How far the index is that the list is read from, while it is brought up to the files.
    pub indexing: Option<Indexing>,
    /// The replies that are being made now.
    pub live: Vec<LiveReply>,
    /// The models that are being fetched now.
    pub pulls: Vec<Pull>,
    /// What the person should be told once.
    pub notices: Vec<Notice>,
}

/// Something to tell the person once.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Notice {
    /// Lines of a conversation file could not be read; the rest opened, and they are kept beside the file.
    DamagedLines {
        /// The conversation.
        conversation: ConversationId,
        /// Its title.
        title: String,
        /// How many lines that were not told of before.
        lines: usize,
    },
    /// Replies that ended with the program were kept, marked interrupted.
    Recovered {
        /// How many.
        replies: usize,
    },
    /// The settings file could not be read; the defaults hold, and the file is left as it is.
    SettingsUnreadable {
        /// Why, with the line.
        reason: String,
    },
    /// The file of a person's own provider could not be read; the others are there.
    ProviderUnreadable {
        /// Its id: the name of the file.
        provider: String,
        /// Why, with the line.
        reason: String,
    },
    /// The file of a prompt or an assistant could not be read; it is left as it is, and the others are there.
    LibraryUnreadable {
        /// Which file, and why, with the line.
        reason: String,
    },
    /// A backup that was to be made by itself could not be made.
    BackupFailed {
        /// The folder that it was to be put into.
        folder: String,
        /// Why, with the path.
        reason: String,
    },
    /// Something of what is kept could not be read or written.
    Storage {
        /// What and why.
        reason: String,
    },
}

/// Asks for the batches of a reply.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct Attach {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Which reply.
    pub message: RecordId,
    /// The number of the last batch that was seen; 0 for none. Everything after it comes.
    pub after: u64,
}

/// Some of a reply: it was written to the journal before it was sent.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Batch {
    /// Which reply.
    pub message: RecordId,
    /// Its place: 1, 2, 3 … without a gap. Who sees one attaches again after the last it has.
    pub number: u64,
    /// What happened, in order.
    pub events: Vec<TurnEvent>,
    /// Whether these were the last words: the ending is known and comes once the answer is kept, which takes as long
    /// as the disk does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub said_all: bool,
    /// With the last batch, and only there: how the answer ended.
    pub answer: Option<Answer>,
    /// Why the reply is not being kept just now. It goes on in memory, and is kept as soon as that can be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub unsaved: Option<StorageFault>,
}

/// Something changed that more than one part of the window may show.
#[expect(clippy::large_enum_variant, reason = "none is kept: each is written out and gone")]
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AppEvent {
    /// A conversation is new, or its line in the list changed.
    ConversationChanged {
        /// The line.
        summary: ConversationSummary,
    },
    /// A conversation left the list.
    ConversationRemoved {
        /// Which.
        conversation: ConversationId,
    },
    /// An import goes on.
    Import {
        /// How far it is.
        progress: ImportProgress,
    },
    /// A backup was made.
    BackedUp {
        /// Which.
        backup: Backup,
    },
    /// Many conversations changed: the list is to be asked for again.
    ListChanged,
    /// A conversation was written by somebody else: another window, the terminal, a program that joins folders.
    ChangedElsewhere {
        /// Which.
        conversation: ConversationId,
    },
    /// The index that the list and the search are read from is being brought up to many files.
    Indexing {
        /// How far it is; with as many done as there were, it is over.
        indexing: Indexing,
    },
    /// A reply began.
    ReplyStarted {
        /// Which.
        reply: LiveReply,
    },
    /// A reply ended, and its message is kept.
    ReplyEnded {
        /// In which conversation.
        conversation: ConversationId,
        /// Which message.
        message: RecordId,
    },
    /// A model is being fetched, or no longer.
    Pull {
        /// How far it is.
        pull: Pull,
    },
    /// There is something to tell the person once.
    Notice {
        /// What.
        notice: Notice,
    },
    /// Settings were saved.
    SettingsChanged {
        /// All of them.
        settings: Settings,
    },
    /// A provider lists other models than before.
    ModelsChanged {
        /// Which.
        provider: String,
    },
    /// A person's own providers are others than before.
    ProvidersChanged {
        /// All there are, the built-in ones among them.
        providers: Vec<ProviderView>,
    },
}
