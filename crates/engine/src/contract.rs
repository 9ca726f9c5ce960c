//! Every command and event between the engine and whoever hosts it, once.
//!
//! Hosts answer the commands through [`for_each_command!`](crate::for_each_command), so a command
//! added here is answered by every host or the host does not compile. TypeScript for the UI is
//! generated from the same list (`typescript.rs`).

pub use runnel_conversation::{
    Answer, ConversationId, Effort, Ending, FinishReason, Image, Message, MessageBody, ModelChoice,
    Parameters, Part, Problem, ProblemCode, RecordId, Thinking, Timestamp, TurnEvent, Usage,
};
pub use runnel_store::{Language, Settings, Theme};
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
            /// The conversations, newest first.
            list_conversations(Nothing) -> Vec<ConversationSummary>;
            /// One conversation, as it is read.
            open_conversation(ConversationRef) -> ConversationView;
            /// Names a conversation.
            rename_conversation(Rename) -> ConversationSummary;
            /// Takes a conversation out of the list. Its file stays; `restore_conversation` undoes it.
            delete_conversation(ConversationRef) -> Nothing;
            /// Takes a deletion back.
            restore_conversation(ConversationRef) -> ConversationSummary;
            /// Sets a conversation up: system prompt, history, sampling, thinking.
            set_parameters(SetParameters) -> Nothing;
            /// Chooses the model for a conversation's next question, or the default for new ones.
            choose_model(ChooseModel) -> Nothing;
            /// Asks a question, in a new conversation if none is named, and starts the reply.
            send(SendMessage) -> Sent;
            /// Answers a question again; the first answer stays as a sibling.
            regenerate(Regenerate) -> Sent;
            /// Reads another branch: the sibling that is named, and what follows it.
            choose_branch(MessageRef) -> ConversationView;
            /// Stops the reply in a conversation; what has arrived stays.
            stop(ConversationRef) -> Nothing;
            /// Takes a picture in: looks at a link, or keeps the bytes. Refuses what is no picture.
            add_picture(AddPicture) -> Picture;
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
            /// The models a provider offers, those added by hand among them.
            list_models(ProviderRef) -> Vec<ModelView>;
            /// Looks for Ollama on this computer.
            find_ollama(Nothing) -> Ollama;
        }
    };
}

/// No arguments, or no reply.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// Names a conversation.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct ConversationRef {
    /// Which.
    pub conversation: ConversationId,
}

/// Names a message of a conversation.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct MessageRef {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Which message.
    pub message: RecordId,
}

/// Names a provider.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProviderRef {
    /// Its id, such as `dashscope`.
    pub provider: String,
}

/// What the window needs to draw itself first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Overview {
    /// This build's version.
    pub version: String,
    /// What the person prefers.
    pub settings: Settings,
    /// Every provider there is.
    pub providers: Vec<ProviderView>,
    /// The conversations, newest first.
    pub conversations: Vec<ConversationSummary>,
    /// The replies that are being made now.
    pub live: Vec<LiveReply>,
    /// What the person should be told once.
    pub notices: Vec<Notice>,
}

/// Something to tell the person once.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Notice {
    /// Lines of a conversation file could not be read; the rest opened.
    DamagedLines {
        /// The conversation.
        conversation: ConversationId,
        /// Its title.
        title: String,
        /// How many lines.
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
    /// Something of what is kept could not be read or written.
    Storage {
        /// What and why.
        reason: String,
    },
}

/// A provider, as settings and pickers show it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProviderView {
    /// Its id.
    pub id: String,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// The address that holds without one of the person's own; `None` where they must give one.
    pub base_url: Option<String>,
    /// Where it runs and what it takes to use it.
    pub place: Place,
    /// The page where keys are made.
    pub key_page: Option<String>,
    /// How it takes pictures.
    pub pictures: PictureInput,
    /// Which ways of thinking can be asked for.
    pub thinking: Vec<ThinkingMode>,
}

/// Where a provider runs and what it takes to use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Inside Runnel: nothing is needed.
    BuiltIn,
    /// On this computer: a program must run.
    Local,
    /// In a cloud: a key is needed.
    Cloud,
    /// Wherever the person says; a key may be needed.
    Custom,
}

/// How a provider takes pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PictureInput {
    /// Links as links, the person's own pictures as data.
    Link,
    /// Everything as data; links are fetched here.
    Data,
    /// Not at all.
    None,
}

/// A way of thinking that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ThinkingMode {
    /// Not at all.
    Off,
    /// As much as the model likes.
    On,
    /// Up to a number of tokens.
    Budget,
    /// Low, medium or high.
    Effort,
}

/// A conversation in the list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConversationSummary {
    /// Which.
    pub id: ConversationId,
    /// Its name; `None` while it has no words.
    pub title: Option<String>,
    /// When its newest message was written.
    pub updated: Timestamp,
}

/// A conversation, as it is read.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConversationView {
    /// Its line in the list.
    pub summary: ConversationSummary,
    /// The path that is read, first message first.
    pub messages: Vec<Message>,
    /// For each message that has siblings: all of them, oldest first.
    pub branches: Vec<Branches>,
    /// The model of the next question, if it was chosen here.
    pub choice: Option<ModelChoice>,
    /// What was set for it.
    pub parameters: Parameters,
    /// The file is of a newer version of Runnel: it can be read and not be written.
    pub read_only: bool,
    /// The reply that is being made, which is not among the messages yet.
    pub live: Option<LiveReply>,
}

/// A message that has siblings.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Branches {
    /// The message on the path.
    pub message: RecordId,
    /// It and its siblings, oldest first.
    pub siblings: Vec<RecordId>,
}

/// A reply that is being made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LiveReply {
    /// The conversation it belongs to.
    pub conversation: ConversationId,
    /// The id its message will have.
    pub message: RecordId,
    /// The question it answers.
    pub parent: RecordId,
    /// Who makes it.
    pub choice: ModelChoice,
    /// When it began.
    pub at: Timestamp,
}

/// Names a conversation anew.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Rename {
    /// Which.
    pub conversation: ConversationId,
    /// The name.
    pub title: String,
}

/// Sets a conversation up.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetParameters {
    /// Which.
    pub conversation: ConversationId,
    /// All of its parameters.
    pub parameters: Parameters,
}

/// Chooses a model.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ChooseModel {
    /// For this conversation; `None` chooses the default for new ones.
    pub conversation: Option<ConversationId>,
    /// The model.
    pub choice: ModelChoice,
}

/// A question.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SendMessage {
    /// Where; `None` begins a conversation.
    pub conversation: Option<ConversationId>,
    /// What was typed.
    pub text: String,
    /// What was attached.
    pub images: Vec<Image>,
    /// The model, where it was chosen just now; else the conversation's, else the default.
    pub choice: Option<ModelChoice>,
    /// The parameters of a new conversation; `None` leaves an existing one's as they are.
    pub parameters: Option<Parameters>,
}

/// A question was kept, and its reply begun.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Sent {
    /// The conversation's line in the list.
    pub summary: ConversationSummary,
    /// The question, as it was kept.
    pub question: Message,
    /// The reply: attach to it to see it.
    pub reply: LiveReply,
}

/// Asks for another answer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Regenerate {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The answer to make again, or the question to answer.
    pub message: RecordId,
    /// The model, where it is to be another.
    pub choice: Option<ModelChoice>,
}

/// A picture to take in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum AddPicture {
    /// One on the web.
    Link {
        /// An `http`, `https` or `data` address.
        url: String,
    },
    /// One that was pasted, dropped or chosen.
    Data {
        /// Its bytes in base64.
        base64: String,
    },
}

/// A picture that was taken in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Picture {
    /// What goes into the message.
    pub image: Image,
    /// Its type.
    pub media_type: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What a person prefers.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Preferences {
    /// Light, dark, or as the system.
    pub theme: Theme,
    /// Which language.
    pub language: Language,
    /// Enter sends and Shift+Enter breaks the line; `false` swaps them.
    pub enter_sends: bool,
    /// The welcome has been seen.
    pub welcomed: bool,
}

/// Sets a provider's address.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetBaseUrl {
    /// Which provider.
    pub provider: String,
    /// The address; `None` goes back to the provider's own.
    pub base_url: Option<String>,
}

/// A key, on its way to the keychain. It cannot be printed.
#[derive(Clone, Deserialize, TS)]
pub struct SetKey {
    /// Which provider's.
    pub provider: String,
    /// The key.
    pub key: String,
}

/// Key and address to try out; what is `None` is taken from what is kept. It cannot be printed.
#[derive(Clone, Deserialize, TS)]
pub struct CheckConnection {
    /// Which provider.
    pub provider: String,
    /// The key to try.
    pub key: Option<String>,
    /// The address to try.
    pub base_url: Option<String>,
}

/// Whether a key is set, and where it is kept. The key itself never leaves the engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kept", rename_all = "snake_case")]
pub enum KeyStatus {
    /// There is none.
    Nowhere,
    /// In the keychain of this desktop.
    Keychain {
        /// Its last four characters; empty for a short key.
        last_four: String,
    },
    /// For this run only: this desktop has no keychain, or it refused.
    ThisRun {
        /// Its last four characters; empty for a short key.
        last_four: String,
    },
    /// In an environment variable, which is used and never stored.
    Environment {
        /// Which variable.
        variable: String,
        /// Its last four characters; empty for a short key.
        last_four: String,
    },
}

/// Key and address are right.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Connection {
    /// How many models the provider lists.
    pub models: usize,
}

/// A model, as pickers show it. What the provider does not say is `None`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ModelView {
    /// Its id, as the provider spells it.
    pub id: String,
    /// A name for people, where there is another.
    pub name: Option<String>,
    /// Whether it takes pictures.
    pub vision: Option<bool>,
    /// Whether it can think.
    pub thinking: Option<bool>,
    /// Its context window, in tokens.
    pub context_tokens: Option<u64>,
    /// The person added it.
    pub added: bool,
}

/// Ollama on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Ollama {
    /// It answers.
    Running {
        /// How many models it has.
        models: usize,
    },
    /// It is installed and does not answer.
    Installed,
    /// It was not found.
    Missing,
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
    /// With the last batch, and only there: how the answer ended.
    pub answer: Option<Answer>,
}

/// Something changed that more than one part of the window may show.
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
    /// Settings were saved.
    SettingsChanged {
        /// All of them.
        settings: Settings,
    },
}

/// Why a command was not done. What was typed stays typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// There is no such conversation.
    #[error("there is no conversation {conversation}")]
    ConversationMissing {
        /// Which was asked for.
        conversation: ConversationId,
    },
    /// There is no such message, or it cannot be answered.
    #[error("there is no message {message}")]
    MessageMissing {
        /// Which was asked for.
        message: RecordId,
    },
    /// There is no such provider.
    #[error("there is no provider “{provider}”")]
    ProviderMissing {
        /// Which was asked for.
        provider: String,
    },
    /// No model was named, and the provider has no first one.
    #[error("no model is chosen for “{provider}”")]
    ModelNotChosen {
        /// Of which provider.
        provider: String,
    },
    /// The provider's address is missing or is none.
    #[error("“{base_url}” is no address of a server")]
    BaseUrlInvalid {
        /// What was given.
        base_url: String,
    },
    /// A message without words and pictures.
    #[error("there is nothing to send")]
    NothingToSend,
    /// A reply is being made in this conversation.
    #[error("a reply is still being made in this conversation")]
    ReplyUnderway,
    /// The reply is over: open the conversation to read it.
    #[error("this reply is over")]
    ReplyOver,
    /// The file is of a newer version of Runnel.
    #[error("this conversation was written by a newer version and can only be read")]
    ReadOnly,
    /// It is none of PNG, JPEG, WebP and GIF.
    #[error("this is not a PNG, JPEG, WebP or GIF picture")]
    NotAPicture,
    /// It is larger than pictures may be.
    #[error("the picture is larger than {limit_bytes} bytes")]
    PictureTooLarge {
        /// The limit, in bytes.
        limit_bytes: u64,
    },
    /// The link does not lead to anything.
    #[error("the picture cannot be fetched: {reason}")]
    PictureUnreachable {
        /// Why.
        reason: String,
    },
    /// A picture of the conversation is no longer there.
    #[error("the picture {hash} is missing")]
    PictureMissing {
        /// The hash of its content.
        hash: String,
    },
    /// The provider takes no pictures.
    #[error("“{provider}” takes no pictures")]
    PicturesUnsupported {
        /// Which provider.
        provider: String,
    },
    /// The keychain did not do it.
    #[error("the keychain refused: {reason}")]
    Keychain {
        /// Why.
        reason: String,
    },
    /// The disk did not do it.
    #[error("it could not be kept: {reason}")]
    Storage {
        /// Which kind of fault.
        fault: StorageFault,
        /// Why, with the path.
        reason: String,
    },
    /// The provider refused, or could not be reached.
    #[error("{}", problem.message)]
    Provider {
        /// How.
        problem: Problem,
    },
}

/// What is wrong with the disk, as far as a person can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StorageFault {
    /// It is full.
    Full,
    /// It, or the folder, cannot be written.
    ReadOnly,
    /// The folder or file is not there.
    Missing,
    /// Anything else.
    Other,
}
