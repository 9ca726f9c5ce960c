//! Begins a turn, stops it, and attaches to it. How it runs is in `reply`.

use std::sync::Arc;

use runnel_conversation::{
    Answer, Conversation, Image, Message, MessageBody, Part, Record, RecordKind, Thinking,
};
use runnel_providers::{ApiKey, ChatRequest, Endpoint, chat};
use runnel_store::{Journal, JournalBatch, JournalHead, StoreError};

use crate::Engine;
use crate::additions::Additions;
use crate::clock;
use crate::contract::{
    AppEvent, Attach, Batch, ConversationRef, LiveReply, ModelChoice, Nothing, Refusal, Regenerate,
    SendMessage, Sent,
};
use crate::conversations::summary;
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
    /// The conversation with the question in it, and what has to be kept of that.
    additions: Additions,
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
        let mut additions = Additions::to(conversation);
        // Until the new answer is kept, the branch that is read ends at its question.
        additions.add(None, RecordKind::Head { message: question.id });
        if let Some(choice) = &args.choice {
            additions.add(None, RecordKind::Model(choice.clone()));
        }
        let choice = self.choice_for(args.choice, &additions.conversation).await?;
        let prepared = self.prepare(additions, question, choice, &mut Manner::default()).await?;
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
        let mut additions = match args.conversation {
            Some(id) => Additions::to(self.blocking(move |engine| engine.writable(id)).await?),
            None => Additions::to_a_new_one(),
        };
        if self.inner().replies.get(additions.conversation.id()).is_some() {
            return Err(Refusal::ReplyUnderway);
        }
        if let Some(parameters) = args.parameters {
            additions.add(None, RecordKind::Parameters(parameters));
        }
        if let Some(choice) = &args.choice {
            additions.add(None, RecordKind::Model(choice.clone()));
        }
        let choice = self.choice_for(args.choice, &additions.conversation).await?;
        let body = MessageBody::User { parts: parts(args.text, args.images) };
        let parent = additions.conversation.head();
        let id = additions.add(parent, RecordKind::Message(body.clone()));
        let question = Message { id, parent, at: clock::now(), body };
        let prepared = self.prepare(additions, question, choice, &mut manner).await?;
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
        additions: Additions,
        question: Message,
        choice: ModelChoice,
        manner: &mut Manner,
    ) -> Result<Prepared, Refusal> {
        let vendor = self.vendor(&choice.provider)?;
        if choice.model.trim().is_empty() {
            return Err(Refusal::ModelNotChosen { provider: choice.provider });
        }
        let (base_url, key) = (manner.base_url.take(), manner.key.take());
        let asked = Arc::clone(&vendor);
        let endpoint = self.with_keychain(move |engine| engine.endpoint_of(asked, base_url, key)).await?;
        if let Err(problem) = endpoint.require_key() {
            // A locked keychain may hold one.
            self.with_keychain(move |engine| engine.keychain_answers(&vendor)).await?;
            return Err(problem.into());
        }
        let conversation = &additions.conversation;
        let request = self
            .chat_request(
                &vendor,
                choice.model.clone(),
                &conversation.path_to(question.id),
                conversation.parameters(),
                !manner.whole || vendor.thinking_needs_stream && wants_thinking(conversation),
            )
            .await?;
        Ok(Prepared { additions, question, choice, endpoint, request })
    }

    /// Keeps the question, opens the journal, and lets the reply run.
    async fn start(&self, prepared: Prepared, manner: Manner) -> Result<Running, Refusal> {
        let Prepared { additions, question, choice, endpoint, request } = prepared;
        let Additions { conversation, records } = additions;
        let reply = LiveReply {
            conversation: conversation.id(),
            message: clock::new_record_id(&conversation),
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

    /// Opens the journal, then keeps the question: a journal without its question is nothing, while a
    /// question that was refused must not be kept.
    fn keep_question(&self, reply: &LiveReply, records: &[Record]) -> Result<Journal, Refusal> {
        let inner = self.inner();
        let journal = inner.journals.begin(&JournalHead {
            conversation: reply.conversation,
            message: reply.message,
            parent: Some(reply.parent),
            at: reply.at,
            provider: reply.choice.provider.clone(),
            model: reply.choice.model.clone(),
        })?;
        if let Err(error) = inner.conversations.append(reply.conversation, records) {
            // One that stays is let go at the next start: its question is nowhere.
            let _ = journal.remove();
            return Err(error.into());
        }
        Ok(journal)
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
            let journaled = inner.journals.read(args.message, args.after).map_err(|error| match error {
                StoreError::Missing { .. } => Refusal::ReplyOver,
                error => error.into(),
            })?;
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

fn wants_thinking(conversation: &Conversation) -> bool {
    conversation.parameters().thinking.is_some_and(|thinking| thinking != Thinking::Off)
}

fn parts(text: String, images: Vec<Image>) -> Vec<Part> {
    let mut parts: Vec<Part> = images.into_iter().map(Part::Image).collect();
    if !text.trim().is_empty() {
        parts.push(Part::Text { text });
    }
    parts
}
