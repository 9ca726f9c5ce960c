//! Begins a turn, stops it, and attaches to it. How it runs is in `reply`.

use runnel_conversation::{
    Answer, Conversation, FORMAT, Image, Message, MessageBody, Part, Problem, ProblemCode, Record, RecordKind,
};
use runnel_providers::{ApiKey, ChatRequest, Endpoint, chat};
use runnel_store::{Journal, JournalBatch, JournalHead};

use crate::Engine;
use crate::clock;
use crate::contract::{
    AppEvent, Attach, Batch, ConversationRef, LiveReply, ModelChoice, Nothing, Refusal, Regenerate,
    SendMessage, Sent,
};
use crate::conversations::summary;
use crate::models::{is_on_this_computer, vendor};
use crate::outlet::{Outlet, locked};
use crate::replies::Live;
use crate::reply::Reply;

/// How one question is asked, beside what is asked.
#[derive(Default)]
pub(crate) struct Manner {
    /// The address for this call, before the one in the settings.
    pub(crate) base_url: Option<String>,
    /// The key for this call, before the one in the keychain.
    pub(crate) key: Option<ApiKey>,
    /// Keep nothing: no conversation, no journal.
    pub(crate) forget: bool,
    /// Ask for the answer in one piece.
    pub(crate) whole: bool,
    /// Listens from the first batch on.
    pub(crate) outlet: Option<Box<dyn Outlet<Batch>>>,
}

/// A question that is ready to be kept and asked.
struct Prepared {
    conversation: Conversation,
    /// What is to be kept before anything is spent: of a new conversation its beginning, and the question.
    records: Vec<Record>,
    question: Message,
    choice: ModelChoice,
    endpoint: Endpoint,
    request: ChatRequest,
}

/// A turn under way.
pub(crate) struct Running {
    pub(crate) sent: Sent,
    pub(crate) live: Live,
    pub(crate) answer: tokio::task::JoinHandle<Answer>,
}

impl Engine {
    /// Asks a question, in a new conversation if none is named, and starts the reply.
    ///
    /// # Errors
    /// Any [`Refusal`] but those of keys and settings. Nothing was kept or sent then.
    pub async fn send(&self, args: SendMessage) -> Result<Sent, Refusal> {
        Ok(self.ask_in_manner(args, Manner::default()).await?.sent)
    }

    /// Answers a question again: the answer that is named, or the question itself.
    ///
    /// # Errors
    /// As [`Engine::send`], and [`Refusal::MessageMissing`].
    pub async fn regenerate(&self, args: Regenerate) -> Result<Sent, Refusal> {
        let id = args.conversation;
        let conversation = self.blocking(move |engine| engine.writable(id)).await?;
        let missing = Refusal::MessageMissing { message: args.message };
        let named = conversation.message(args.message).ok_or(missing.clone())?;
        let question = match &named.body {
            MessageBody::User { .. } => named.clone(),
            MessageBody::Assistant { .. } => {
                let parent = named.parent.and_then(|parent| conversation.message(parent));
                parent.cloned().ok_or(missing)?
            }
        };
        let mut records = Vec::new();
        if let Some(choice) = &args.choice {
            records.push(clock::record(RecordKind::Model(choice.clone())));
        }
        let choice = self.choice_for(args.choice, &conversation).await?;
        let prepared = self.prepare(conversation, records, question, choice, &mut Manner::default()).await?;
        Ok(self.start(prepared, Manner::default()).await?.sent)
    }

    pub(crate) async fn ask_in_manner(
        &self,
        args: SendMessage,
        mut manner: Manner,
    ) -> Result<Running, Refusal> {
        if args.text.trim().is_empty() && args.images.is_empty() {
            return Err(Refusal::NothingToSend);
        }
        let (mut conversation, mut records) = match args.conversation {
            Some(id) => (self.blocking(move |engine| engine.writable(id)).await?, Vec::new()),
            None => begin(),
        };
        if self.inner().replies.get(conversation.id()).is_some() {
            return Err(Refusal::ReplyUnderway);
        }
        if let Some(parameters) = args.parameters {
            records.push(clock::record(RecordKind::Parameters(parameters)));
        }
        if let Some(choice) = &args.choice {
            records.push(clock::record(RecordKind::Model(choice.clone())));
        }
        let choice = self.choice_for(args.choice, &conversation).await?;
        let question = question(&conversation, args.text, args.images);
        records.push(question.clone().into());
        for record in &records {
            conversation.apply(record.clone());
        }
        let prepared = self.prepare(conversation, records, question, choice, &mut manner).await?;
        self.start(prepared, manner).await
    }

    /// The model that answers: the one chosen just now, else the conversation's, else the default.
    async fn choice_for(
        &self,
        chosen: Option<ModelChoice>,
        conversation: &Conversation,
    ) -> Result<ModelChoice, Refusal> {
        match chosen.or_else(|| conversation.model().cloned()) {
            Some(choice) => Ok(choice),
            None => self.blocking(Self::default_model).await,
        }
    }

    /// Finds everything out that could refuse the question, before anything is kept or spent.
    async fn prepare(
        &self,
        conversation: Conversation,
        records: Vec<Record>,
        question: Message,
        choice: ModelChoice,
        manner: &mut Manner,
    ) -> Result<Prepared, Refusal> {
        let vendor = vendor(&choice.provider)?;
        if choice.model.trim().is_empty() {
            return Err(Refusal::ModelNotChosen { provider: choice.provider });
        }
        let (base_url, key) = (manner.base_url.take(), manner.key.take());
        let endpoint = self.blocking(move |engine| engine.endpoint_of(vendor, base_url, key)).await?;
        if vendor.needs_key && endpoint.key.is_none() && !is_on_this_computer(&endpoint.base_url) {
            let message = format!("{} needs a key, and none is set", vendor.name.en);
            return Err(Problem::new(ProblemCode::BadKey, message).into());
        }
        let request = self
            .chat_request(
                vendor,
                choice.model.clone(),
                &conversation.path_to(question.id),
                conversation.parameters(),
                !manner.whole,
            )
            .await?;
        Ok(Prepared { conversation, records, question, choice, endpoint, request })
    }

    /// Keeps the question, opens the journal, and lets the reply run.
    async fn start(&self, prepared: Prepared, manner: Manner) -> Result<Running, Refusal> {
        let Prepared { conversation, records, question, choice, endpoint, request } = prepared;
        let reply = LiveReply {
            conversation: conversation.id(),
            message: clock::new_record_id(),
            parent: question.id,
            choice,
            at: clock::now(),
        };
        let live = Live::new(reply.clone(), manner.outlet);
        // Taken before anything is written, so that two questions at once cannot both be kept.
        self.inner().replies.begin(live.clone())?;
        let journal = if manner.forget {
            Ok(None)
        } else {
            let reply = reply.clone();
            self.blocking(move |engine| engine.keep_question(&reply, &records).map(Some)).await
        };
        let journal = match journal {
            Ok(journal) => journal,
            Err(refusal) => {
                self.inner().replies.end(reply.conversation);
                return Err(refusal);
            }
        };
        let sent = Sent { summary: summary(&conversation), question, reply: reply.clone() };
        if !manner.forget {
            self.announce(&AppEvent::ConversationChanged { summary: sent.summary.clone() });
            self.announce(&AppEvent::ReplyStarted { reply });
        }
        let events = chat(&self.inner().http, endpoint, request);
        let answer = tokio::spawn(Reply::new(self.clone(), live.clone(), journal).run(events));
        Ok(Running { sent, live, answer })
    }

    fn keep_question(&self, reply: &LiveReply, records: &[Record]) -> Result<Journal, Refusal> {
        let inner = self.inner();
        if !records.is_empty() {
            inner.conversations.append(reply.conversation, records)?;
        }
        Ok(inner.journals.begin(&JournalHead {
            conversation: reply.conversation,
            message: reply.message,
            parent: Some(reply.parent),
            at: reply.at,
            provider: reply.choice.provider.clone(),
            model: reply.choice.model.clone(),
        })?)
    }

    /// Stops the reply in a conversation; what has arrived stays. Without one, nothing happens.
    ///
    /// # Errors
    /// None today; the signature is that of every command.
    #[expect(clippy::unused_async, reason = "hosts await every command alike")]
    pub async fn stop(&self, args: ConversationRef) -> Result<Nothing, Refusal> {
        if let Some(live) = self.inner().replies.get(args.conversation) {
            live.stop.cancel();
        }
        Ok(Nothing {})
    }

    /// Delivers the batches of a reply after a number: those in the journal, then those to come.
    /// Attaching a second window, filling a gap and coming back are all this call.
    ///
    /// # Errors
    /// [`Refusal::ReplyOver`] when its message is kept by now; [`Refusal::Storage`].
    pub async fn attach(&self, args: Attach, outlet: impl Outlet<Batch>) -> Result<(), Refusal> {
        self.blocking(move |engine| {
            let inner = engine.inner();
            let live = inner.replies.get(args.conversation).filter(|live| live.reply.message == args.message);
            let live = live.ok_or(Refusal::ReplyOver)?;
            let mut outlets = locked(&live.outlets);
            let journaled = inner.journals.read(args.message, args.after)?;
            // It may have ended between the two looks: its journal is gone then, or about to.
            if inner.replies.get(args.conversation).is_none_or(|live| live.reply.message != args.message) {
                return Err(Refusal::ReplyOver);
            }
            for JournalBatch { number, events } in journaled {
                let batch = Batch { message: args.message, number, events, answer: None };
                if outlet.deliver(&batch).is_err() {
                    return Ok(());
                }
            }
            outlets.add(Box::new(outlet));
            Ok(())
        })
        .await
    }
}

/// A conversation that has not begun, and the record it begins with.
fn begin() -> (Conversation, Vec<Record>) {
    let id = clock::new_conversation_id();
    let header = clock::record(RecordKind::Conversation { conversation: id, format: FORMAT });
    (Conversation::new(id), vec![header])
}

fn question(conversation: &Conversation, text: String, images: Vec<Image>) -> Message {
    let mut parts: Vec<Part> = images.into_iter().map(Part::Image).collect();
    if !text.trim().is_empty() {
        parts.push(Part::Text { text });
    }
    Message {
        id: clock::new_record_id(),
        parent: conversation.head(),
        at: clock::now(),
        body: MessageBody::User { parts },
    }
}
