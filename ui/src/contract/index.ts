// Generated from engine::contract by `cargo xtask contract`. Not edited by hand.

/**
 * What a model can be asked for.
 */
export type Abilities = { 
/**
 * Which ways of thinking can be asked for; none where it does not think.
 */
thinking: Array<ThinkingMode>, 
/**
 * Whether it takes pictures, where that is known.
 */
vision: boolean | null, 
/**
 * How pictures reach it.
 */
pictures: PictureInput, 
/**
 * What else can be sent by link.
 */
media: Array<MediaKind>, 
/**
 * It has a mode in which it answers with JSON; else the prompt asks for it.
 */
json: boolean, 
/**
 * It can be held to a JSON Schema; else the prompt says the schema.
 */
schema: boolean, 
/**
 * JSON mode works while it thinks.
 */
json_with_thinking: boolean, 
/**
 * JSON mode is refused unless some message holds the word.
 */
json_needs_word: boolean, 
/**
 * Whether it searches the web.
 */
search: Search, 
/**
 * The parameters it takes; others are left out.
 */
takes: Array<Parameter>, 
/**
 * The bounds of those that have some.
 */
bounds: Array<Bound>, 
/**
 * Its context window, in tokens.
 */
context_tokens: number | null, 
/**
 * The most tokens an answer of it can have.
 */
max_output_tokens: number | null, 
/**
 * What it costs.
 */
price: PriceView | null, };

/**
 * Another account of a built-in provider.
 */
export type AddAccount = { 
/**
 * The id of the built-in one.
 */
like: string, 
/**
 * What the person calls it.
 */
name: string, 
/**
 * Its address, where it is another.
 */
base_url: string | null, };

/**
 * A picture to take in.
 */
export type AddPicture = { "from": "link", 
/**
 * An `http`, `https` or `data` address.
 */
url: string, } | { "from": "data", 
/**
 * Its bytes in base64.
 */
base64: string, };

/**
 * How a request differs from the wish behind it, since the model or its provider does not take it as it was.
 */
export type Adjustment = { "type": "dropped", 
/**
 * Which.
 */
parameter: Parameter, } | { "type": "bounded", 
/**
 * Which.
 */
parameter: Parameter, 
/**
 * What was sent.
 */
value: number, } | { "type": "json_by_prompt" } | { "type": "schema_by_prompt" } | { "type": "json_word_added" } | { "type": "thinking_unavailable" } | { "type": "thinking_stays" } | { "type": "thinking_approximated" } | { "type": "search_unavailable" } | { "type": "streamed" } | { "type": "history_may_be_cut" };

/**
 * What is known of an answer beside its words.
 */
export type Answer = { 
/**
 * The provider's id.
 */
provider: string, 
/**
 * The model's id.
 */
model: string, 
/**
 * How it ended.
 */
ending: Ending, 
/**
 * What it used, if the provider said.
 */
usage: Usage | null, 
/**
 * How long it took.
 */
timing: Timing, 
/**
 * What it cost, if the price is known.
 */
cost: Cost | null, 
/**
 * How the request differed from the wish.
 */
adjustments: Array<Adjustment>, };

/**
 * What an answer is to be, where it is not prose.
 */
export type AnswerFormat = { "type": "json_object" } | { "type": "json_schema", 
/**
 * The schema.
 */
schema: unknown, };

/**
 * Something changed that more than one part of the window may show.
 */
export type AppEvent = { "type": "conversation_changed", 
/**
 * The line.
 */
summary: ConversationSummary, } | { "type": "conversation_removed", 
/**
 * Which.
 */
conversation: ConversationId, } | { "type": "import", 
/**
 * How far it is.
 */
progress: ImportProgress, } | { "type": "backed_up", 
/**
 * Which.
 */
backup: Backup, } | { "type": "list_changed" } | { "type": "changed_elsewhere", 
/**
 * Which.
 */
conversation: ConversationId, } | { "type": "indexing", 
/**
 * How far it is; with as many done as there were, it is over.
 */
indexing: Indexing, } | { "type": "reply_started", 
/**
 * Which.
 */
reply: LiveReply, } | { "type": "reply_ended", 
/**
 * In which conversation.
 */
conversation: ConversationId, 
/**
 * Which message.
 */
message: RecordId, } | { "type": "pull", 
/**
 * How far it is.
 */
pull: Pull, } | { "type": "notice", 
/**
 * What.
 */
notice: Notice, } | { "type": "settings_changed", 
/**
 * All of them.
 */
settings: Settings, } | { "type": "models_changed", 
/**
 * Which.
 */
provider: string, } | { "type": "providers_changed", 
/**
 * All there are, the built-in ones among them.
 */
providers: Array<ProviderView>, };

/**
 * A way to begin a conversation: who answers, and how it is set up.
 */
export type Assistant = { 
/**
 * What it is called.
 */
name: string, 
/**
 * A letter or an emoji.
 */
icon: string, 
/**
 * Who answers; `None` is the default model.
 */
model: ModelChoice | null, 
/**
 * How its conversations are set up, the system prompt among it.
 */
parameters: Parameters, };

/**
 * Asks for the batches of a reply.
 */
export type Attach = { 
/**
 * Which conversation.
 */
conversation: ConversationId, 
/**
 * Which reply.
 */
message: RecordId, 
/**
 * The number of the last batch that was seen; 0 for none. Everything after it comes.
 */
after: number, };

/**
 * A backup that was made, and read back.
 */
export type Backup = { 
/**
 * The file.
 */
path: string, 
/**
 * When it was made.
 */
at: Timestamp, 
/**
 * How many conversations are in it, those in the bin among them.
 */
conversations: number, 
/**
 * How many pictures.
 */
attachments: number, 
/**
 * Its size in bytes.
 */
bytes: number, };

/**
 * How often a backup is made by itself.
 */
export type BackupEvery = "never" | "day" | "week";

/**
 * Names a backup.
 */
export type BackupRef = { 
/**
 * The zip file.
 */
path: string, };

/**
 * Backups that are made by themselves while a window is open.
 */
export type BackupSchedule = { 
/**
 * How often.
 */
every: BackupEvery, 
/**
 * The folder that they are put into; without one none are made.
 */
folder: string | null, };

/**
 * Some of a reply: it was written to the journal before it was sent.
 */
export type Batch = { 
/**
 * Which reply.
 */
message: RecordId, 
/**
 * Its place: 1, 2, 3 … without a gap. Who sees one attaches again after the last it has.
 */
number: number, 
/**
 * What happened, in order.
 */
events: Array<TurnEvent>, 
/**
 * Whether these were the last words: the ending is known and comes once the answer is kept, which takes as long
 * as the disk does.
 */
said_all?: boolean, 
/**
 * With the last batch, and only there: how the answer ended.
 */
answer: Answer | null, 
/**
 * Why the reply is not being kept just now. It goes on in memory, and is kept as soon as that can be done.
 */
unsaved?: StorageFault, };

/**
 * Asks for the messages before one.
 */
export type BeforeMessage = { 
/**
 * Which conversation.
 */
conversation: ConversationId, 
/**
 * The first message that is known.
 */
message: RecordId, 
/**
 * Up to which message at least; without one, or where that is not read, it is some dozens.
 */
from: RecordId | null, };

/**
 * A deleted conversation.
 */
export type BinnedConversation = { 
/**
 * Which.
 */
id: ConversationId, 
/**
 * Its name; `None` where it has no words.
 */
title: string | null, 
/**
 * When it was deleted.
 */
deleted: Timestamp, 
/**
 * When it goes for good.
 */
goes: Timestamp, };

/**
 * The bounds of a parameter, both inclusive.
 */
export type Bound = { 
/**
 * Which parameter.
 */
parameter: Parameter, 
/**
 * The least.
 */
min: number, 
/**
 * The most.
 */
max: number, };

/**
 * A message that has siblings.
 */
export type Branches = { 
/**
 * The message on the path.
 */
message: RecordId, 
/**
 * It and its siblings, oldest first.
 */
siblings: Array<RecordId>, };

/**
 * Key and address to try out; what is `None` is taken from what is kept. It cannot be printed.
 */
export type CheckConnection = { 
/**
 * Which provider.
 */
provider: string, 
/**
 * The key to try.
 */
key: string | null, 
/**
 * The address to try.
 */
base_url: string | null, };

/**
 * A text to look at as JSON.
 */
export type CheckJson = { 
/**
 * The text; a code fence around it is passed over.
 */
text: string, 
/**
 * The JSON Schema to hold it to.
 */
schema: unknown, };

/**
 * What a look at everything found.
 */
export type Checkup = { 
/**
 * How many conversations were read.
 */
conversations: number, 
/**
 * How many messages they have, the deleted ones among them.
 */
messages: number, 
/**
 * How many journals were read.
 */
journals: number, 
/**
 * How many attachments were read, and compared with their names.
 */
attachments: number, 
/**
 * What is wrong, file by file.
 */
faults: Array<FileFault>, };

/**
 * Chooses a model.
 */
export type ChooseModel = { 
/**
 * For this conversation; `None` chooses the default for new ones.
 */
conversation: ConversationId | null, 
/**
 * The model.
 */
choice: ModelChoice, };

/**
 * Key and address are right.
 */
export type Connection = { 
/**
 * How many models the provider lists.
 */
models: number, };

/**
 * Asks for the rest of an answer.
 */
export type ContinueAnswer = { 
/**
 * Which conversation.
 */
conversation: ConversationId, 
/**
 * The answer that was cut off.
 */
message: RecordId, 
/**
 * What is asked where the model cannot go on with an answer itself: “Go on.”, in the person's language.
 */
words: string, };

/**
 * Names one conversation, and its file. A UUID of version 7, so that sorting by it sorts by age.
 */
export type ConversationId = string;

/**
 * A part of the list: the pinned conversations first, then by their newest message, newest first.
 */
export type ConversationPage = { 
/**
 * The conversations.
 */
conversations: Array<ConversationSummary>, 
/**
 * Where the next part begins, if there is one.
 */
next: ListPlace | null, };

/**
 * Names a conversation.
 */
export type ConversationRef = { 
/**
 * Which.
 */
conversation: ConversationId, };

/**
 * A conversation in the list.
 */
export type ConversationSummary = { 
/**
 * Which.
 */
id: ConversationId, 
/**
 * Its name; `None` while it has no words.
 */
title: string | null, 
/**
 * When its newest message was written.
 */
updated: Timestamp, 
/**
 * Whether it stays at the top of the list.
 */
pinned: boolean, 
/**
 * The folder it was put into.
 */
folder: string | null, 
/**
 * The words a person finds it by.
 */
tags: Array<string>, 
/**
 * Whether an answer came that was not seen.
 */
unread: boolean, };

/**
 * A conversation, as it is read.
 */
export type ConversationView = { 
/**
 * Its line in the list.
 */
summary: ConversationSummary, 
/**
 * The end of the path that is read, first message first.
 */
messages: Array<Message>, 
/**
 * How many messages of the path come before; `earlier_messages` gives them.
 */
earlier: number, 
/**
 * For each message here that has siblings: all of them, oldest first.
 */
branches: Array<Branches>, 
/**
 * The model of the next question, if it was chosen here.
 */
choice: ModelChoice | null, 
/**
 * What was set for it.
 */
parameters: Parameters, 
/**
 * How many lines of its file could not be read; the rest is here.
 */
damaged_lines: number, 
/**
 * The file is of a newer version of Runnel: it can be read and not be written.
 */
read_only: boolean, 
/**
 * The reply that is being made, which is not among the messages yet; the first where several are.
 */
live: LiveReply | null, 
/**
 * The other replies that are being made to the same question.
 */
also_live: Array<LiveReply>, 
/**
 * The answers that are only in memory.
 */
unsaved: Array<UnsavedAnswer>, };

/**
 * What an answer cost, by the price list that was known then.
 */
export type Cost = { 
/**
 * In units of the currency.
 */
amount: number, 
/**
 * The currency's ISO 4217 code.
 */
currency: string, };

/**
 * How often something could not be taken for a reason.
 */
export type Counted = { 
/**
 * The reason.
 */
reason: Reason, 
/**
 * How often.
 */
count: number, };

/**
 * Messages that come before those that are known.
 */
export type EarlierMessages = { 
/**
 * The messages, the first of them first; the last is the one before what is known.
 */
messages: Array<Message>, 
/**
 * How many come before these.
 */
earlier: number, 
/**
 * For each message here that has siblings: all of them, oldest first.
 */
branches: Array<Branches>, };

/**
 * Asks a question anew, in other words.
 */
export type EditMessage = { 
/**
 * Which conversation.
 */
conversation: ConversationId, 
/**
 * The message of the person's that is put in other words. It stays, as a sibling.
 */
message: RecordId, 
/**
 * The words.
 */
text: string, 
/**
 * What is attached.
 */
images: Array<Image>, 
/**
 * Sounds and films on the web.
 */
media: Array<MediaLink>, 
/**
 * The model, where it is to be another.
 */
choice: ModelChoice | null, };

/**
 * How hard a model thinks.
 */
export type Effort = "low" | "medium" | "high";

/**
 * What went for good.
 */
export type EmptiedBin = { 
/**
 * How many conversations.
 */
conversations: number, };

/**
 * Asks to remove deleted conversations for good.
 */
export type EmptyBin = { 
/**
 * Only this one; `None` for all.
 */
conversation: ConversationId | null, };

/**
 * How an answer ended. Every answer has exactly one.
 */
export type Ending = { "type": "finished", 
/**
 * Why.
 */
reason: FinishReason, } | { "type": "stopped" } | { "type": "failed", 
/**
 * How.
 */
problem: Problem, } | { "type": "interrupted" };

/**
 * Conversations to export.
 */
export type ExportConversations = { 
/**
 * Which; `None` is all that are in the list. A single one becomes a file, several an archive of files.
 */
conversations: Array<ConversationId> | null, 
/**
 * As what.
 */
format: ExportFormat, 
/**
 * In which language the words around them are.
 */
language: ExportLanguage, 
/**
 * The file to write. What was there is replaced once all is written.
 */
path: string, };

/**
 * What a conversation is written as.
 */
export type ExportFormat = "markdown" | "json" | "html";

/**
 * The language of the words around a conversation.
 */
export type ExportLanguage = "en" | "zh-CN";

/**
 * What was exported.
 */
export type Exported = { 
/**
 * The file.
 */
path: string, 
/**
 * How many conversations it holds.
 */
conversations: number, 
/**
 * How large it is.
 */
bytes: number, };

/**
 * What is wrong with a line.
 */
export type FaultReason = "torn" | "zeros" | "damaged" | "conflict";

/**
 * What is wrong with a file.
 */
export type FileFault = { 
/**
 * The file, below the data folder.
 */
file: string, } & ({ "type": "unreadable", 
/**
 * Why.
 */
reason: string, } | { "type": "line", 
/**
 * Counted from 1.
 */
line: number, 
/**
 * What is wrong with it.
 */
reason: FaultReason, } | { "type": "parent_missing", 
/**
 * The message.
 */
message: RecordId, 
/**
 * What it follows.
 */
parent: RecordId, } | { "type": "circle", 
/**
 * One of them.
 */
message: RecordId, } | { "type": "attachment_missing", 
/**
 * The message.
 */
message: RecordId, 
/**
 * The picture's name.
 */
hash: string, } | { "type": "attachment_damaged" } | { "type": "batch_missing", 
/**
 * Counted from 1.
 */
line: number, } | { "type": "set_aside" });

/**
 * Looks for a text in one conversation, as it is read.
 */
export type FindInConversation = { 
/**
 * Which conversation.
 */
conversation: ConversationId, 
/**
 * What was typed. It is found wherever it stands, also within words; case and diacritics make no difference.
 */
text: string, };

/**
 * Why a model came to an end.
 */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter" | string;

/**
 * The programs whose conversations are known here.
 */
export type Format = "runnel" | "chat_gpt" | "claude" | "cherry_studio" | "chatbox" | "next_chat" | "jan" | "open_web_ui" | "lobe_chat";

/**
 * A conversation whose title has the words.
 */
export type FoundConversation = { 
/**
 * Its line in the list.
 */
summary: ConversationSummary, 
/**
 * Where the title has them.
 */
ranges: Array<TextRange>, };

/**
 * A message in which a text was found.
 */
export type FoundInMessage = { 
/**
 * Which message.
 */
message: RecordId, 
/**
 * Where, in its text parts one after the other.
 */
ranges: Array<TextRange>, };

/**
 * A message that has the words.
 */
export type FoundMessage = { 
/**
 * Its conversation.
 */
conversation: ConversationId, 
/**
 * The title of that.
 */
title: string | null, 
/**
 * Which message. It may be on a branch that is not the one that is read.
 */
message: RecordId, 
/**
 * When it was written.
 */
at: Timestamp, 
/**
 * Who said it.
 */
role: Role, 
/**
 * The model that answered.
 */
model: string | null, 
/**
 * The part of it that says most of the words.
 */
excerpt: string, 
/**
 * Where the excerpt has them.
 */
ranges: Array<TextRange>, };

/**
 * Where a picture is.
 */
export type Image = { "from": "link", 
/**
 * An `http` or `https` address.
 */
url: string, } | { "from": "attachment", 
/**
 * SHA-256 of the bytes, in lower-case hexadecimal.
 */
hash: string, 
/**
 * `image/png`, `image/jpeg`, `image/webp` or `image/gif`.
 */
media_type: string, };

/**
 * A file, an archive or a folder to import.
 */
export type ImportConversations = { 
/**
 * Its path on this computer.
 */
path: string, };

/**
 * How far an import is.
 */
export type ImportProgress = { 
/**
 * How many conversations were looked at.
 */
done: number, 
/**
 * Of how many.
 */
total: number, };

/**
 * What an import came to.
 */
export type ImportReport = { 
/**
 * What was found, and what could not be taken.
 */
found: Report, 
/**
 * How many conversations are new here.
 */
new_conversations: number, 
/**
 * How many were here and have more messages now.
 */
grown_conversations: number, 
/**
 * How many messages are new here.
 */
new_messages: number, };

/**
 * How far the index has come that the list and the search are read from.
 */
export type Indexing = { 
/**
 * Conversations that were read.
 */
done: number, 
/**
 * Conversations that have to be.
 */
total: number, };

/**
 * What a text is as JSON.
 */
export type JsonCheck = { 
/**
 * The value; `None` where it is none, which `error` tells from a `null`.
 */
value: unknown, 
/**
 * Why it is no JSON.
 */
error: JsonError | null, 
/**
 * Where the value is not what the schema says.
 */
violations: Array<Violation>, };

/**
 * Where a text stops being JSON.
 */
export type JsonError = { 
/**
 * The line of the text, counted from 1.
 */
line: number, 
/**
 * The place in that line, in bytes, counted from 1.
 */
column: number, 
/**
 * What is wrong there.
 */
message: string, };

/**
 * An assistant, and where it is kept.
 */
export type KeptAssistant = { 
/**
 * The name of its file, without its ending.
 */
id: string, 
/**
 * What it is.
 */
assistant: Assistant, };

/**
 * A prompt, and where it is kept.
 */
export type KeptPrompt = { 
/**
 * The name of its file, without its ending.
 */
id: string, 
/**
 * What it says.
 */
prompt: Prompt, };

/**
 * Whether a key is set, and where it is kept. The key itself never leaves the engine.
 */
export type KeyStatus = { "kept": "nowhere" } | { "kept": "keychain", 
/**
 * Its last four characters; empty for a short key.
 */
last_four: string, } | { "kept": "this_run", 
/**
 * Its last four characters; empty for a short key.
 */
last_four: string, } | { "kept": "environment", 
/**
 * Which variable.
 */
variable: string, 
/**
 * Its last four characters; empty for a short key.
 */
last_four: string, };

/**
 * A folder or a tag.
 */
export type Label = { 
/**
 * Its name.
 */
name: string, 
/**
 * How many conversations have it, the deleted ones not counted.
 */
conversations: number, };

/**
 * The folders and tags there are, by name.
 */
export type Labels = { 
/**
 * The folders.
 */
folders: Array<Label>, 
/**
 * The tags.
 */
tags: Array<Label>, };

/**
 * The language of the window.
 */
export type Language = "system" | "en" | "zh-CN";

/**
 * Something that could not be taken.
 */
export type LeftOut = { 
/**
 * Why.
 */
reason: Reason, 
/**
 * The conversation that it belongs to, as it is here.
 */
conversation: ConversationId | null, 
/**
 * The conversation's title.
 */
title: string | null, 
/**
 * The message, by the name that the other program gave it.
 */
message: string | null, 
/**
 * What it was: the name of a file, a kind of content.
 */
what: string | null, };

/**
 * Names what is kept.
 */
export type LibraryRef = { 
/**
 * The name of its file, without its ending.
 */
id: string, };

/**
 * Everything that a person keeps to ask with.
 */
export type LibraryView = { 
/**
 * By the names of their files.
 */
prompts: Array<KeptPrompt>, 
/**
 * By the names of their files.
 */
assistants: Array<KeptAssistant>, 
/**
 * Why others could not be read: file, line and mistake. The files are left as they are.
 */
unreadable: Array<string>, };

/**
 * Asks for a part of the list.
 */
export type ListConversations = { 
/**
 * The deleted ones, instead of the others.
 */
bin: boolean, 
/**
 * Those in this folder only.
 */
folder: string | null, 
/**
 * Those with this tag only.
 */
tag: string | null, 
/**
 * Those that come after this place only.
 */
after: ListPlace | null, 
/**
 * At most so many; `None` is one page.
 */
limit: number | null, };

/**
 * Asks for the models of a provider.
 */
export type ListModels = { 
/**
 * Which provider's.
 */
provider: string, 
/**
 * Asks the provider now; else the list that was kept is good enough.
 */
refresh: boolean, };

/**
 * A place in the list: that of a conversation as it stood there.
 */
export type ListPlace = { 
/**
 * Whether it was pinned.
 */
pinned: boolean, 
/**
 * When its newest message was written.
 */
updated: Timestamp, 
/**
 * Which one.
 */
id: ConversationId, };

/**
 * A reply that is being made.
 */
export type LiveReply = { 
/**
 * The conversation it belongs to.
 */
conversation: ConversationId, 
/**
 * The id its message will have.
 */
message: RecordId, 
/**
 * The question it answers.
 */
parent: RecordId, 
/**
 * Who makes it.
 */
choice: ModelChoice, 
/**
 * When it began.
 */
at: Timestamp, };

/**
 * A model in memory.
 */
export type LoadedModel = { 
/**
 * How much of it is in the memory of a graphics card, in bytes.
 */
vram_bytes: number, 
/**
 * When it will be let go, as RFC 3339.
 */
expires_at: string | null, 
/**
 * The context it was loaded with, in tokens.
 */
context_tokens: number | null, };

/**
 * A model on the disk. What the server does not say is `None`.
 */
export type LocalModel = { 
/**
 * Its name with its tag, such as `qwen3:4b`.
 */
name: string, 
/**
 * How large it is, in bytes.
 */
size_bytes: number, 
/**
 * How its weights are kept, such as `Q4_K_M`.
 */
quantisation: string | null, 
/**
 * How many weights it has, such as `4.0B`.
 */
parameter_size: string | null, 
/**
 * Its longest context, in tokens.
 */
context_tokens: number | null, 
/**
 * What it can do, in the server's words.
 */
capabilities: Array<string>, 
/**
 * Where it is in memory, if it is.
 */
loaded: LoadedModel | null, };

/**
 * Names a model of a local server.
 */
export type LocalModelRef = { 
/**
 * The provider, such as `ollama`.
 */
provider: string, 
/**
 * The model's name.
 */
name: string, };

/**
 * What a local server has.
 */
export type LocalModels = { 
/**
 * The server's version, if it says.
 */
version: string | null, 
/**
 * The models on its disk.
 */
models: Array<LocalModel>, };

/**
 * What a link leads to that is no picture.
 */
export type MediaKind = "audio" | "video";

/**
 * A sound or a film on the web; providers fetch it themselves.
 */
export type MediaLink = { 
/**
 * Which of the two.
 */
kind: MediaKind, 
/**
 * An `http` or `https` address.
 */
url: string, };

/**
 * One message of a conversation.
 */
export type Message = { 
/**
 * The id of the record that holds it.
 */
id: RecordId, 
/**
 * The message it answers or follows; `None` for a first one.
 */
parent: RecordId | null, 
/**
 * When it was sent, or when its answer began.
 */
at: Timestamp, } & ({ "role": "user", 
/**
 * What they wrote and attached.
 */
parts: Array<Part>, } | { "role": "assistant", 
/**
 * What it thought and answered, in order.
 */
parts: Array<Part>, 
/**
 * Which model, how it ended, what it used.
 */
answer: Answer, });

/**
 * Names a message of a conversation.
 */
export type MessageRef = { 
/**
 * Which conversation.
 */
conversation: ConversationId, 
/**
 * Which message.
 */
message: RecordId, };

/**
 * Which model of which provider.
 */
export type ModelChoice = { 
/**
 * The provider's id, such as `ollama`.
 */
provider: string, 
/**
 * The model's id, as the provider spells it.
 */
model: string, };

/**
 * The models of a provider.
 */
export type ModelList = { 
/**
 * Those it listed, then those added by hand.
 */
models: Array<ModelView>, 
/**
 * When it listed them; `None` where nobody had to be asked.
 */
read_at: Timestamp | null, 
/**
 * The list is an older one, and the provider is being asked in the background: `models_changed` follows if
 * it says something else.
 */
stale: boolean, };

/**
 * A model, as pickers show it. What the provider does not say is `None`.
 */
export type ModelView = { 
/**
 * Its id, as the provider spells it.
 */
id: string, 
/**
 * A name for people, where there is another.
 */
name: string | null, 
/**
 * Whether it takes pictures.
 */
vision: boolean | null, 
/**
 * Whether it can think.
 */
thinking: boolean | null, 
/**
 * Whether it has a JSON mode.
 */
json: boolean | null, 
/**
 * Its context window, in tokens.
 */
context_tokens: number | null, 
/**
 * The most tokens an answer of it can have.
 */
max_output_tokens: number | null, 
/**
 * What it costs.
 */
price: PriceView | null, 
/**
 * The person added it.
 */
added: boolean, };

/**
 * No arguments, or no reply.
 */
export type Nothing = Record<symbol, never>;

/**
 * Something to tell the person once.
 */
export type Notice = { "type": "damaged_lines", 
/**
 * The conversation.
 */
conversation: ConversationId, 
/**
 * Its title.
 */
title: string, 
/**
 * How many lines that were not told of before.
 */
lines: number, } | { "type": "recovered", 
/**
 * How many.
 */
replies: number, } | { "type": "settings_unreadable", 
/**
 * Why, with the line.
 */
reason: string, } | { "type": "provider_unreadable", 
/**
 * Its id: the name of the file.
 */
provider: string, 
/**
 * Why, with the line.
 */
reason: string, } | { "type": "library_unreadable", 
/**
 * Which file, and why, with the line.
 */
reason: string, } | { "type": "backup_failed", 
/**
 * The folder that it was to be put into.
 */
folder: string, 
/**
 * Why, with the path.
 */
reason: string, } | { "type": "storage", 
/**
 * What and why.
 */
reason: string, };

/**
 * Ollama on this computer.
 */
export type Ollama = { "state": "running", 
/**
 * How many models it has.
 */
models: number, } | { "state": "installed" } | { "state": "missing" };

/**
 * What the window needs to draw itself first.
 */
export type Overview = { 
/**
 * This build's version.
 */
version: string, 
/**
 * What the person prefers.
 */
settings: Settings, 
/**
 * Every provider there is.
 */
providers: Array<ProviderView>, 
/**
 * The first part of the list of conversations.
 */
conversations: ConversationPage, 
/**
 * How far the index is that the list is read from, while it is brought up to the files.
 */
indexing: Indexing | null, 
/**
 * The replies that are being made now.
 */
live: Array<LiveReply>, 
/**
 * The models that are being fetched now.
 */
pulls: Array<Pull>, 
/**
 * What the person should be told once.
 */
notices: Array<Notice>, };

/**
 * The file of a person's own provider.
 */
export type OwnProvider = { 
/**
 * Its id.
 */
id: string, 
/**
 * The file, in TOML.
 */
text: string, };

/**
 * A parameter that providers differ about.
 */
export type Parameter = "temperature" | "top_p" | "top_k" | "max_tokens" | "frequency_penalty" | "presence_penalty" | "seed" | "stop";

/**
 * The settings of a conversation. What is `None` is not sent: the provider's own default holds.
 */
export type Parameters = { 
/**
 * The system prompt.
 */
system: string | null, 
/**
 * How many of the last rounds (a question with its answer) go with a question; `None` is all.
 */
rounds: number | null, 
/**
 * Sampling temperature.
 */
temperature: number | null, 
/**
 * Nucleus sampling: the share of probability that is drawn from, 0 to 1.
 */
top_p: number | null, 
/**
 * How many of the likeliest tokens are drawn from.
 */
top_k: number | null, 
/**
 * The most tokens an answer may have.
 */
max_tokens: number | null, 
/**
 * How much a token is made unlikelier by each time it was said already, -2 to 2.
 */
frequency_penalty: number | null, 
/**
 * How much a token is made unlikelier by having been said at all, -2 to 2.
 */
presence_penalty: number | null, 
/**
 * Where the drawing of tokens begins: the same seed gives about the same answer.
 */
seed: number | null, 
/**
 * Texts at which the answer ends; the text itself is not given.
 */
stop: Array<string>, 
/**
 * How many answers a question gets, as sibling branches; `None` is one.
 */
n: number | null, 
/**
 * Whether and how hard the model thinks.
 */
thinking: Thinking | null, 
/**
 * Whether the model searches the web.
 */
search: boolean | null, 
/**
 * What the answer is to be, where it is not prose.
 */
format: AnswerFormat | null, 
/**
 * Whether the answer comes piece by piece; `None` is yes.
 */
stream: boolean | null, 
/**
 * What is merged into the body of the request last, for all that is not covered here.
 */
extra: Record<string, unknown> | null, };

/**
 * A piece of a message.
 */
export type Part = { "type": "text", 
/**
 * The words.
 */
text: string, } | { "type": "reasoning", 
/**
 * Its words.
 */
text: string, } | { "type": "image" } & Image | { "type": "media" } & MediaLink | { "type": "source" } & Source | { "type": "tool_call" } & ToolCall | { "type": "opaque", 
/**
 * Which protocol understands it.
 */
protocol: string, 
/**
 * What it said, verbatim.
 */
data: string, };

/**
 * A picture that was taken in.
 */
export type Picture = { 
/**
 * What goes into the message.
 */
image: Image, 
/**
 * Its type.
 */
media_type: string, 
/**
 * Its size in bytes.
 */
bytes: number, };

/**
 * How a provider takes pictures.
 */
export type PictureInput = "link" | "data" | "none";

/**
 * Where a provider runs and what it takes to use it.
 */
export type Place = "built_in" | "local" | "cloud" | "custom";

/**
 * Where everything is kept.
 */
export type Places = { 
/**
 * The folder of conversations and pictures.
 */
data: string, 
/**
 * The settings file; own providers are beside it.
 */
settings: string, };

/**
 * What a person prefers.
 */
export type Preferences = { 
/**
 * Light, dark, or as the system.
 */
theme: Theme, 
/**
 * Which language.
 */
language: Language, 
/**
 * How wide the column is that answers are read in.
 */
reading_width: ReadingWidth, 
/**
 * How large the words in it are.
 */
text_size: TextSize, 
/**
 * Enter sends and Shift+Enter breaks the line; `false` swaps them.
 */
enter_sends: boolean, 
/**
 * The welcome has been seen.
 */
welcomed: boolean, };

/**
 * What a model costs, for a million tokens.
 */
export type PriceView = { 
/**
 * Of what is sent.
 */
input: number, 
/**
 * Of what comes back, thinking included.
 */
output: number, 
/**
 * Of what is sent and was in the provider's cache; `None` is as `input`.
 */
cached: number | null, 
/**
 * The ISO 4217 code of the currency.
 */
currency: string, 
/**
 * The day it was read, as `YYYY-MM-DD`; `None` where the provider's own list says it.
 */
read: string | null, };

/**
 * A failure of a turn: what kind, in whose words, and what may help.
 */
export type Problem = { 
/**
 * What to do about it follows from this.
 */
code: ProblemCode, 
/**
 * The provider's own sentence where it gave one, else ours. English or the provider's language.
 */
message: string, 
/**
 * The HTTP status, where a reply arrived at all.
 */
status: number | null, 
/**
 * How long the provider asks to wait, in milliseconds.
 */
retry_after_ms: number | null, 
/**
 * The beginning of the raw reply, for the person who wants to see it. Never holds a key.
 */
raw: string | null, };

/**
 * The kinds of problem: one for each different next step, no more.
 */
export type ProblemCode = "bad_key" | "no_money" | "model_missing" | "context_too_long" | "rate_limited" | "overloaded" | "blocked" | "unsupported" | "network" | "timeout" | "truncated" | "protocol" | "storage";

/**
 * Words to be asked again and again.
 */
export type Prompt = { 
/**
 * What it is called.
 */
name: string, 
/**
 * The words. `{{name}}` stands for what is filled in each time.
 */
text: string, };

/**
 * Names a provider.
 */
export type ProviderRef = { 
/**
 * Its id, such as `dashscope`.
 */
provider: string, };

/**
 * What was set for one provider. Its key and its proxy's password are in the keychain.
 */
export type ProviderSettings = { 
/**
 * Another address than the provider's own.
 */
base_url: string | null, 
/**
 * Models that were added by hand.
 */
models: Array<string>, 
/**
 * The way to it: `None` is the system's own, `none` is straight, anything else the URL of a proxy.
 */
proxy: string | null, 
/**
 * How long it may be silent, in seconds.
 */
timeout_seconds: number | null, 
/**
 * Headers that go with every request.
 */
headers: { [key in string]: string }, 
/**
 * A file with the certificates, in PEM, that are trusted beside the system's.
 */
ca_file: string | null, 
/**
 * How long a model stays in memory after an answer, in Ollama's words, such as `10m`.
 */
keep_alive: string | null, };

/**
 * A provider, as settings and pickers show it.
 */
export type ProviderView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name in English.
 */
name_en: string, 
/**
 * Its name in Chinese.
 */
name_zh: string, 
/**
 * The address that holds without one of the person's own; `None` where they must give one.
 */
base_url: string | null, 
/**
 * Where it runs and what it takes to use it.
 */
place: Place, 
/**
 * The page where keys are made.
 */
key_page: string | null, 
/**
 * How it takes pictures.
 */
pictures: PictureInput, 
/**
 * Which ways of thinking can be asked for.
 */
thinking: Array<ThinkingMode>, 
/**
 * The page where its error codes are explained.
 */
errors_page: string | null, 
/**
 * It refuses to answer without a key.
 */
needs_key: boolean, 
/**
 * The person made it.
 */
own: boolean, 
/**
 * The built-in one that it is an account of, or differs little from.
 */
like: string | null, 
/**
 * The protocol it speaks, such as `openai-chat`.
 */
protocol: string, };

/**
 * A model that is being fetched, or was.
 */
export type Pull = { 
/**
 * The provider, such as `ollama`.
 */
provider: string, 
/**
 * The model's name.
 */
name: string, 
/**
 * How far it is.
 */
state: PullState, };

/**
 * How far a fetch is.
 */
export type PullState = { "type": "running", 
/**
 * What is being done, in the server's words.
 */
status: string, 
/**
 * How much has come, over all layers, in bytes.
 */
completed_bytes: number, 
/**
 * How much there is, as far as the server has said, in bytes.
 */
total_bytes: number | null, 
/**
 * How fast it comes, over the last seconds.
 */
bytes_per_second: number | null, 
/**
 * How long it will take at that speed.
 */
seconds_left: number | null, } | { "type": "done" } | { "type": "cancelled" } | { "type": "failed", 
/**
 * How.
 */
problem: Problem, };

/**
 * How wide the column is that answers are read in.
 */
export type ReadingWidth = "narrow" | "normal" | "wide";

/**
 * Why something could not be taken.
 */
export type Reason = "empty" | "not_a_conversation" | "duplicate" | "parent_missing" | "circle" | "picture_missing" | "picture_unsupported" | "picture_too_large" | "file" | "media" | "tool_result" | "unknown_content" | "newer" | "damaged" | "changed" | "read_only";

/**
 * Names one record of a conversation file. A message is a record, so this names messages too.
 *
 * A UUID of version 7: of two records that say the same kind of thing, the one with the larger id
 * was said later and holds, in whatever order the file lists them.
 */
export type RecordId = string;

/**
 * Why a command was not done. What was typed stays typed.
 */
export type Refusal = { "code": "conversation_missing", 
/**
 * Which was asked for.
 */
conversation: ConversationId, } | { "code": "message_missing", 
/**
 * Which was asked for.
 */
message: RecordId, } | { "code": "provider_missing", 
/**
 * Which was asked for.
 */
provider: string, } | { "code": "model_not_chosen", 
/**
 * Of which provider.
 */
provider: string, } | { "code": "base_url_invalid", 
/**
 * What was given.
 */
base_url: string, } | { "code": "nothing_to_send" } | { "code": "reply_underway" } | { "code": "reply_over" } | { "code": "read_only" } | { "code": "not_a_picture" } | { "code": "picture_too_large", 
/**
 * The limit, in bytes.
 */
limit_bytes: number, } | { "code": "picture_unreachable", 
/**
 * Why.
 */
reason: string, } | { "code": "picture_missing", 
/**
 * The hash of its content.
 */
hash: string, } | { "code": "pictures_unsupported", 
/**
 * Which provider.
 */
provider: string, } | { "code": "media_unsupported", 
/**
 * Which provider.
 */
provider: string, 
/**
 * What it does not take.
 */
kind: MediaKind, } | { "code": "link_invalid", 
/**
 * What was given.
 */
url: string, } | { "code": "setting_invalid", 
/**
 * Which.
 */
field: string, 
/**
 * Why.
 */
reason: string, } | { "code": "provider_file_invalid", 
/**
 * The line of the mistake, counted from 1, where it has one.
 */
line: number | null, 
/**
 * What it is.
 */
reason: string, } | { "code": "library_missing", 
/**
 * Which was asked for.
 */
id: string, } | { "code": "import_refused", 
/**
 * Why.
 */
problem: Refused, } | { "code": "import_underway" } | { "code": "import_cancelled" } | { "code": "keychain", 
/**
 * Why.
 */
reason: string, } | { "code": "storage", 
/**
 * Which kind of fault.
 */
fault: StorageFault, 
/**
 * Why, with the path.
 */
reason: string, } | { "code": "provider", 
/**
 * How.
 */
problem: Problem, };

/**
 * Why a file is not imported at all. Nothing of it was taken, unless it changed while it was being read.
 */
export type Refused = { "reason": "unrecognised" } | { "reason": "database_copy" } | { "reason": "too_large", 
/**
 * What may be taken, in bytes.
 */
limit_bytes: number, } | { "reason": "too_deep", 
/**
 * How deep they may lie.
 */
limit: number, } | { "reason": "wrong_encoding" } | { "reason": "damaged", 
/**
 * Where or how.
 */
detail: string, } | { "reason": "bomb", 
/**
 * How many times its size it may unpack to.
 */
times: number, } | { "reason": "unsafe_path", 
/**
 * The name.
 */
name: string, } | { "reason": "too_many_files", 
/**
 * How many there may be.
 */
limit: number, } | { "reason": "packed", 
/**
 * The name of the file.
 */
name: string, } | { "reason": "unreadable", 
/**
 * In its words.
 */
detail: string, };

/**
 * Something in a backup that could not be taken.
 */
export type RefusedEntry = { 
/**
 * Its name in the backup.
 */
name: string, 
/**
 * Why.
 */
reason: string, };

/**
 * Asks for another answer.
 */
export type Regenerate = { 
/**
 * Which conversation.
 */
conversation: ConversationId, 
/**
 * The answer to make again, or the question to answer.
 */
message: RecordId, 
/**
 * The model, where it is to be another.
 */
choice: ModelChoice | null, };

/**
 * Names a conversation anew.
 */
export type Rename = { 
/**
 * Which.
 */
conversation: ConversationId, 
/**
 * The name.
 */
title: string, };

/**
 * What an import found.
 */
export type Report = { 
/**
 * Whose exports they are.
 */
formats: Array<Format>, 
/**
 * How many conversations were found with something in them.
 */
conversations: number, 
/**
 * How many messages they have, of all branches.
 */
messages: number, 
/**
 * How many pictures they have.
 */
pictures: number, 
/**
 * How much could not be taken, by its reason.
 */
counts: Array<Counted>, 
/**
 * The first of what could not be taken, one by one.
 */
left_out: Array<LeftOut>, };

/**
 * What came back from a backup.
 */
export type Restoration = { 
/**
 * How many conversations came back, or gained something.
 */
conversations: number, 
/**
 * How many records they gained.
 */
records: number, 
/**
 * How many pictures came back.
 */
attachments: number, 
/**
 * How many settings came back that were not set here.
 */
settings: number, 
/**
 * How many of the person's own providers came back that are not here.
 */
providers: number, 
/**
 * How many prompts came back that are not here.
 */
prompts: number, 
/**
 * How many assistants came back that are not here.
 */
assistants: number, 
/**
 * What could not be taken from it, by its name there, and why.
 */
refused: Array<RefusedEntry>, };

/**
 * Who speaks.
 */
export type Role = "user" | "assistant";

/**
 * An assistant to keep.
 */
export type SaveAssistant = { 
/**
 * The one that is changed; `None` makes another.
 */
id: string | null, 
/**
 * What it is to be.
 */
assistant: Assistant, };

/**
 * Names an answer that could not be kept, and where it may go.
 */
export type SaveElsewhere = { 
/**
 * Which conversation.
 */
conversation: ConversationId, 
/**
 * Which answer.
 */
message: RecordId, 
/**
 * The file: a conversation file, as those of the data folder. One that is not named by its whole path, or whose
 * path begins with `~/`, lies in the person's home folder.
 */
path: string, };

/**
 * A provider to keep.
 */
export type SaveOwnProvider = { 
/**
 * The one that is changed; `None` makes another.
 */
id: string | null, 
/**
 * The file, in TOML: all the fields of a built-in provider, or `like = "ID"` and what differs.
 */
text: string, };

/**
 * A prompt to keep.
 */
export type SavePrompt = { 
/**
 * The one that is changed; `None` makes another.
 */
id: string | null, 
/**
 * What it is to say.
 */
prompt: Prompt, };

/**
 * Whether a model searches the web.
 */
export type Search = "none" | "switch" | "always";

/**
 * Looks for words in all conversations.
 */
export type SearchConversations = { 
/**
 * What was typed: spaces separate what has to be there, quotation marks keep words together. A word is found
 * where a word begins with it; Chinese, Japanese and Korean anywhere, from one character on.
 */
text: string, 
/**
 * What one of the two said only.
 */
role: Role | null, 
/**
 * Answers of this provider only.
 */
provider: string | null, 
/**
 * Answers of this model only.
 */
model: string | null, 
/**
 * From this moment on.
 */
from: Timestamp | null, 
/**
 * Before this moment.
 */
to: Timestamp | null, 
/**
 * In this folder only.
 */
folder: string | null, 
/**
 * Messages with a picture only.
 */
has_image: boolean, 
/**
 * The `next` of the page before.
 */
before: number | null, 
/**
 * At most so many messages; `None` is one page.
 */
limit: number | null, };

/**
 * What was found.
 */
export type SearchPage = { 
/**
 * Conversations whose titles have the words, newest first; on the first page only.
 */
conversations: Array<FoundConversation>, 
/**
 * Messages, best first.
 */
messages: Array<FoundMessage>, 
/**
 * Asks for older ones; `None` when there are no more. There may be some behind a page without any.
 */
next: number | null, };

/**
 * A question.
 */
export type SendMessage = { 
/**
 * Where; `None` begins a conversation.
 */
conversation: ConversationId | null, 
/**
 * What was typed.
 */
text: string, 
/**
 * What was attached.
 */
images: Array<Image>, 
/**
 * Sounds and films on the web.
 */
media: Array<MediaLink>, 
/**
 * The model, where it was chosen just now; else the conversation's, else the default.
 */
choice: ModelChoice | null, 
/**
 * The parameters of a new conversation; `None` leaves an existing one's as they are.
 */
parameters: Parameters | null, };

/**
 * Asks a question of several models at once.
 */
export type SendToSeveral = { 
/**
 * The question. Its own choice is not looked at.
 */
question: SendMessage, 
/**
 * Who answers, up to four. The answer of the first is read, until another is chosen.
 */
choices: Array<ModelChoice>, };

/**
 * A question was kept, and its reply begun.
 */
export type Sent = { 
/**
 * The conversation's line in the list.
 */
summary: ConversationSummary, 
/**
 * The question, as it was kept.
 */
question: Message, 
/**
 * The reply: attach to it to see it. Where several answers are asked for, the first; the others are announced.
 */
reply: LiveReply, };

/**
 * Sets a provider's address.
 */
export type SetBaseUrl = { 
/**
 * Which provider.
 */
provider: string, 
/**
 * The address; `None` goes back to the provider's own.
 */
base_url: string | null, };

/**
 * Sets the parameters of conversations to come.
 */
export type SetDefaultParameters = { 
/**
 * All of them.
 */
parameters: Parameters, };

/**
 * Marks a model, or takes the mark back.
 */
export type SetFavourite = { 
/**
 * The model.
 */
choice: ModelChoice, 
/**
 * Whether it is marked.
 */
favourite: boolean, };

/**
 * Puts a conversation into a folder.
 */
export type SetFolder = { 
/**
 * Which.
 */
conversation: ConversationId, 
/**
 * The folder's name; `None`, or nothing but white space, for none.
 */
folder: string | null, };

/**
 * A key, on its way to the keychain. It cannot be printed.
 */
export type SetKey = { 
/**
 * Which provider's.
 */
provider: string, 
/**
 * The key.
 */
key: string, };

/**
 * Sets a conversation up.
 */
export type SetParameters = { 
/**
 * Which.
 */
conversation: ConversationId, 
/**
 * All of its parameters.
 */
parameters: Parameters, };

/**
 * Puts a conversation at the top of the list, or takes it from there.
 */
export type SetPinned = { 
/**
 * Which.
 */
conversation: ConversationId, 
/**
 * Whether it stays at the top.
 */
pinned: boolean, };

/**
 * Sets the way to a provider.
 */
export type SetProviderNetwork = { 
/**
 * Which provider.
 */
provider: string, 
/**
 * `None` for the system's own way, `none` for the straight one, else an `http`, `https` or `socks5` URL that
 * may name a user. The password goes through `set_proxy_password`.
 */
proxy: string | null, 
/**
 * How long it may be silent, in seconds; `None` is as usual.
 */
timeout_seconds: number | null, 
/**
 * Headers that go with every request.
 */
headers: { [key in string]: string }, 
/**
 * A file with certificates, in PEM, that are trusted beside the system's.
 */
ca_file: string | null, 
/**
 * How long a model stays in memory after an answer, in Ollama's words, such as `10m`.
 */
keep_alive: string | null, };

/**
 * The password of a provider's proxy, on its way to the keychain. It cannot be printed.
 */
export type SetProxyPassword = { 
/**
 * Which provider's.
 */
provider: string, 
/**
 * The password; `None` forgets it.
 */
password: string | null, };

/**
 * Gives a conversation its tags.
 */
export type SetTags = { 
/**
 * Which.
 */
conversation: ConversationId, 
/**
 * All of them. White space around them, empty ones and repetitions are left out.
 */
tags: Array<string>, };

/**
 * What a person has set for the whole application.
 */
export type Settings = { 
/**
 * Light or dark.
 */
theme: Theme, 
/**
 * The language of the window.
 */
language: Language, 
/**
 * How wide the column is that answers are read in.
 */
reading_width: ReadingWidth, 
/**
 * How large the words in it are.
 */
text_size: TextSize, 
/**
 * Whether Enter sends and Shift+Enter breaks the line, or the other way round.
 */
enter_sends: boolean, 
/**
 * Whether the welcome was seen.
 */
welcomed: boolean, 
/**
 * The model of a new conversation; `None` is the built-in one.
 */
default_model: ModelChoice | null, 
/**
 * The models that the person marked.
 */
favourites: Array<ModelChoice>, 
/**
 * The models that were asked last, newest first.
 */
recent: Array<ModelChoice>, 
/**
 * The parameters of a new conversation.
 */
parameters: Parameters, 
/**
 * Backups that are made by themselves.
 */
backup: BackupSchedule, 
/**
 * What was set for a provider, by its id.
 */
providers: { [key in string]: ProviderSettings }, };

/**
 * A page that a search found.
 */
export type Source = { 
/**
 * Its address.
 */
url: string, 
/**
 * Its title, where the provider says it.
 */
title: string | null, };

/**
 * What is wrong with the disk, as far as a person can mend it.
 */
export type StorageFault = "full" | "read_only" | "missing" | "other";

/**
 * A part of a text, in UTF-16 code units, as JavaScript counts.
 */
export type TextRange = { 
/**
 * Where it begins.
 */
start: number, 
/**
 * Where it has ended.
 */
end: number, };

/**
 * How large the words of a conversation are.
 */
export type TextSize = "small" | "normal" | "large" | "larger";

/**
 * Light or dark.
 */
export type Theme = "system" | "light" | "dark";

/**
 * Whether and how hard a model thinks before it answers.
 */
export type Thinking = { "mode": "off" } | { "mode": "on" } | { "mode": "budget", 
/**
 * The number.
 */
tokens: number, } | { "mode": "effort", 
/**
 * How hard.
 */
level: Effort, };

/**
 * A way of thinking that can be asked for.
 */
export type ThinkingMode = "off" | "on" | "budget" | "effort";

/**
 * A moment, in milliseconds since 1970-01-01T00:00:00Z.
 */
export type Timestamp = number;

/**
 * How long an answer took, in milliseconds from the sending.
 */
export type Timing = { 
/**
 * Until its first thinking or words.
 */
first_token_ms: number | null, 
/**
 * From the first thinking to the first word of the answer, or to the end if there was none.
 */
reasoning_ms: number | null, 
/**
 * Until its end; `None` where nobody was there to see it.
 */
total_ms: number | null, };

/**
 * A tool the model asks for.
 */
export type ToolCall = { 
/**
 * The provider's name for this call; may be empty.
 */
id: string, 
/**
 * Which tool.
 */
name: string, 
/**
 * JSON text, as the model wrote it.
 */
arguments: string, };

/**
 * One thing that happened in a turn. A turn is `Started`, then any of the middle ones, then exactly
 * one of `Finished`, `Stopped` and `Failed`.
 */
export type TurnEvent = { "type": "started", 
/**
 * The provider's id, such as `dashscope`.
 */
provider: string, 
/**
 * The model's id, as the provider spells it.
 */
model: string, } | { "type": "reasoning", 
/**
 * Only what is new.
 */
text: string, } | { "type": "content", 
/**
 * Only what is new.
 */
text: string, } | { "type": "tool_call" } & ToolCall | { "type": "opaque", 
/**
 * Which protocol understands it.
 */
protocol: string, 
/**
 * What it said, verbatim.
 */
data: string, } | { "type": "source" } & Source | { "type": "adjusted", 
/**
 * What.
 */
adjustment: Adjustment, } | { "type": "retrying", 
/**
 * After this wait, in milliseconds.
 */
after_ms: number, 
/**
 * How it failed.
 */
problem: Problem, } | { "type": "usage" } & Usage | { "type": "finished", 
/**
 * Why it ended.
 */
reason: FinishReason, } | { "type": "stopped" } | { "type": "failed", 
/**
 * How.
 */
problem: Problem, };

/**
 * An answer that is there and could not be kept.
 */
export type UnsavedAnswer = { 
/**
 * Which.
 */
message: RecordId, 
/**
 * Why.
 */
fault: StorageFault, };

/**
 * Tokens, as the provider counts them; what it does not say is `None`.
 */
export type Usage = { 
/**
 * Tokens of everything that was sent.
 */
prompt_tokens: number | null, 
/**
 * Tokens of what came back.
 */
completion_tokens: number | null, 
/**
 * The provider's own total; not always the sum of the two.
 */
total_tokens: number | null, 
/**
 * Prompt tokens served from the provider's cache.
 */
cached_tokens: number | null, 
/**
 * Completion tokens spent on thinking.
 */
reasoning_tokens: number | null, };

/**
 * A place where a value is not what its schema says.
 */
export type Violation = { 
/**
 * The place, as a JSON pointer; empty for the whole value.
 */
path: string, 
/**
 * What is wrong there.
 */
message: string, };

/** Every command: what it takes and what it gives. It may be refused with a `Refusal`. */
export type Commands = {
  /** What the window needs to draw itself first. Never waits for the keychain or a network. */
  overview: { args: Nothing; reply: Overview };
  /** A part of the list of conversations: the pinned ones first, then the newest. */
  list_conversations: { args: ListConversations; reply: ConversationPage };
  /** The folders and tags there are. */
  list_labels: { args: Nothing; reply: Labels };
  /** Looks for words in all conversations. */
  search: { args: SearchConversations; reply: SearchPage };
  /** Looks for a text in one conversation, as it is read. */
  find_in_conversation: { args: FindInConversation; reply: Array<FoundInMessage> };
  /** Begins the index anew that the list and the search are read from; events tell how far it is. */
  reindex: { args: Nothing; reply: Nothing };
  /** The end of one conversation, as it is read. */
  open_conversation: { args: ConversationRef; reply: ConversationView };
  /** The messages that are read before one. */
  earlier_messages: { args: BeforeMessage; reply: EarlierMessages };
  /** Names a conversation. */
  rename_conversation: { args: Rename; reply: ConversationSummary };
  /** Takes a conversation out of the list. Its file stays; `restore_conversation` undoes it. */
  delete_conversation: { args: ConversationRef; reply: Nothing };
  /** Takes a deletion back. */
  restore_conversation: { args: ConversationRef; reply: ConversationSummary };
  /** Imports conversations of other programs, or of Runnel elsewhere; what is here stays. Events tell how far it is. */
  import_conversations: { args: ImportConversations; reply: ImportReport };
  /** Breaks an import off; what was taken stays. */
  cancel_import: { args: Nothing; reply: Nothing };
  /** Writes conversations to a file of a person's choice. */
  export_conversations: { args: ExportConversations; reply: Exported };
  /** The deleted conversations, the one deleted last first. Each goes for good after thirty days. */
  list_bin: { args: Nothing; reply: Array<BinnedConversation> };
  /** Removes deleted conversations for good: one, or all. */
  empty_bin: { args: EmptyBin; reply: EmptiedBin };
  /** Reads everything that is kept and names each fault. Changes nothing. */
  check_everything: { args: Nothing; reply: Checkup };
  /** Puts everything that is kept into one file, and reads it back. Keys are never in it. */
  back_up: { args: BackupRef; reply: Backup };
  /** The last backup that succeeded. */
  last_backup: { args: Nothing; reply: Backup | null };
  /** Brings back what a backup has and this home has not. Nothing is overwritten. */
  restore_backup: { args: BackupRef; reply: Restoration };
  /** Sets when and where backups are made by themselves. */
  set_backup_schedule: { args: BackupSchedule; reply: Settings };
  /** Where everything is kept. */
  places: { args: Nothing; reply: Places };
  /** Tries again to keep an answer that could not be kept. */
  save_again: { args: MessageRef; reply: Nothing };
  /** Writes a conversation with an answer that could not be kept into a file elsewhere. */
  save_elsewhere: { args: SaveElsewhere; reply: Nothing };
  /** Sets a conversation up: system prompt, history, sampling, thinking. */
  set_parameters: { args: SetParameters; reply: Nothing };
  /** Chooses the model for a conversation's next question, or the default for new ones. */
  choose_model: { args: ChooseModel; reply: Nothing };
  /** Asks a question, in a new conversation if none is named, and starts the reply. */
  send: { args: SendMessage; reply: Sent };
  /** Asks a question of several models at once: their answers are siblings. One that cannot be asked says why in */
  /** its own answer. */
  send_to_several: { args: SendToSeveral; reply: Sent };
  /** Answers a question again; the first answer stays as a sibling. */
  regenerate: { args: Regenerate; reply: Sent };
  /** Asks a question of the person's in other words; the first words stay as a sibling. */
  edit_message: { args: EditMessage; reply: Sent };
  /** Goes on with an answer that was cut off: truly, as a sibling, or by asking for the rest. */
  continue_answer: { args: ContinueAnswer; reply: Sent };
  /** Leaves a message out; `restore_message` undoes it. */
  delete_message: { args: MessageRef; reply: ConversationView };
  /** Takes the deletion of a message back. */
  restore_message: { args: MessageRef; reply: ConversationView };
  /** Begins a conversation with everything up to a message of another. */
  fork: { args: MessageRef; reply: ConversationSummary };
  /** Puts a conversation at the top of the list, or takes it from there. */
  set_pinned: { args: SetPinned; reply: ConversationSummary };
  /** Puts a conversation into a folder. */
  set_folder: { args: SetFolder; reply: ConversationSummary };
  /** Gives a conversation its tags. */
  set_tags: { args: SetTags; reply: ConversationSummary };
  /** Remembers that everything up to a message was seen. */
  mark_seen: { args: MessageRef; reply: Nothing };
  /** Reads another branch: the sibling that is named, and what follows it. */
  choose_branch: { args: MessageRef; reply: ConversationView };
  /** The answers to a question, oldest first; what is being made is not among them. */
  answers: { args: MessageRef; reply: Array<Message> };
  /** Stops one reply of several; what has arrived stays. */
  stop_reply: { args: MessageRef; reply: Nothing };
  /** Stops the replies in a conversation; what has arrived stays. */
  stop: { args: ConversationRef; reply: Nothing };
  /** Takes a picture in: looks at a link, or keeps the bytes. Refuses what is no picture. */
  add_picture: { args: AddPicture; reply: Picture };
  /** Reads a text as JSON, and holds it to a schema. */
  check_json: { args: CheckJson; reply: JsonCheck };
  /** Keeps what a person prefers. */
  save_preferences: { args: Preferences; reply: Settings };
  /** Sets or (with `None`) takes back a provider's own address. */
  set_base_url: { args: SetBaseUrl; reply: Settings };
  /** Adds a model that the provider does not list. */
  add_model: { args: ModelChoice; reply: Settings };
  /** Takes a model away that was added by hand. */
  remove_model: { args: ModelChoice; reply: Settings };
  /** Whether a provider's key is set, and where it is kept. May wait for the keychain to be unlocked. */
  key_status: { args: ProviderRef; reply: KeyStatus };
  /** Keeps a key in the keychain; where there is none, for this run. */
  set_key: { args: SetKey; reply: KeyStatus };
  /** Forgets a key. */
  remove_key: { args: ProviderRef; reply: KeyStatus };
  /** Asks the provider whether key and address are right. */
  check_connection: { args: CheckConnection; reply: Connection };
  /** The models a provider offers, those added by hand among them; those that were kept, where they were. */
  list_models: { args: ListModels; reply: ModelList };
  /** What a model can be asked for. Never waits for a network. */
  model_abilities: { args: ModelChoice; reply: Abilities };
  /** Marks a model, or takes the mark back. */
  set_favourite: { args: SetFavourite; reply: Settings };
  /** Sets the parameters of conversations to come. */
  set_default_parameters: { args: SetDefaultParameters; reply: Settings };
  /** Sets the way to a provider: proxy, patience, headers, certificates. */
  set_provider_network: { args: SetProviderNetwork; reply: Settings };
  /** Keeps the password of a provider's proxy in the keychain; where there is none, for this run. */
  set_proxy_password: { args: SetProxyPassword; reply: Nothing };
  /** The file of a person's own provider. */
  own_provider: { args: ProviderRef; reply: OwnProvider };
  /** Keeps the file of a person's own provider. */
  save_own_provider: { args: SaveOwnProvider; reply: ProviderView };
  /** Removes a person's own provider, and its key. */
  remove_own_provider: { args: ProviderRef; reply: Nothing };
  /** Adds another account of a built-in provider. */
  add_account: { args: AddAccount; reply: ProviderView };
  /** The prompts and assistants that a person keeps. */
  library: { args: Nothing; reply: LibraryView };
  /** Keeps a prompt. */
  save_prompt: { args: SavePrompt; reply: KeptPrompt };
  /** Removes a prompt. */
  remove_prompt: { args: LibraryRef; reply: Nothing };
  /** Keeps an assistant. */
  save_assistant: { args: SaveAssistant; reply: KeptAssistant };
  /** Removes an assistant. */
  remove_assistant: { args: LibraryRef; reply: Nothing };
  /** Looks for Ollama on this computer. */
  find_ollama: { args: Nothing; reply: Ollama };
  /** Starts Ollama where it is installed and does not answer, and waits until it does. */
  start_ollama: { args: Nothing; reply: Ollama };
  /** What a local server has on its disk and in its memory. */
  local_models: { args: ProviderRef; reply: LocalModels };
  /** Begins to fetch a model in the background; events tell how far it is. */
  pull_model: { args: LocalModelRef; reply: Nothing };
  /** Breaks a fetch off; the next one goes on from there. */
  cancel_pull: { args: LocalModelRef; reply: Nothing };
  /** Takes a model off the disk. */
  delete_local_model: { args: LocalModelRef; reply: Nothing };
  /** Lets a model go from memory. */
  unload_model: { args: LocalModelRef; reply: Nothing };
};

/** Every stream: what it takes and what it gives, again and again. */
export type Streams = {
  /** The batches of a reply after a number, until its last. */
  attach: { args: Attach; item: Batch };
  /** What changes, from now on. */
  watch: { args: Nothing; item: AppEvent };
};
