//! Begins a turn, stops it, and attaches to it. How it runs is in `reply`.

use std::iter::{once, successors};

use runnel_conversation::{
    Answer, Image, MediaLink, Message, MessageBody, Parameters, Part, Record, RecordId, RecordKind,
};
use runnel_providers::ApiKey;
use runnel_store::{Journal, JournalBatch, JournalHead};
use url::Url;

use crate::Engine;
use crate::additions::Additions;
use crate::calls::ModelCall;
use crate::clock;
use crate::contract::{
    AppEvent, Attach, Batch, ConversationRef, LiveReply, Nothing, Refusal, Regenerate, SendMessage, Sent,
};
use crate::conversations::summary;
use crate::outlet::{Outlet, locked};
use crate::parameters::{self, MOST_ANSWERS};
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
    /// The beginning of the answer, to be gone on with where the model can.
    pub(crate) begun: Option<String>,
    /// Listens from the first batch on. Who listens to one reply gets one answer.
    pub(crate) outlet: Option<Box<dyn Outlet<Batch>>>,
}

/// A question that is ready to be kept and asked.
pub(crate) struct Prepared {
    /// The conversation with the question in it, and what has to be kept of that.
    pub(crate) additions: Additions,
    pub(crate) question: Message,
    /// The call whose answer is read.
    pub(crate) call: ModelCall,
    /// Those of the answers beside it.
    pub(crate) others: Vec<ModelCall>,
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
            MessageBody::Assistant { .. } => conversation.parent(named.id).cloned().ok_or(missing)?,
        };
        let mut additions = Additions::to(conversation);
        // Until the new answer is kept, the branch that is read ends at its question.
        additions.add(None, RecordKind::Head { message: question.id });
        if let Some(choice) = &args.choice {
            additions.add(None, RecordKind::Model(choice.clone()));
        }
        let choice = self.choice_for(args.choice, &additions.conversation).await?;
        // Another answer is one more, however many the question got.
        let call = self.model_call(&additions, &question, choice, &mut Manner::default()).await?;
        let prepared = Prepared { additions, question, call, others: Vec::new() };
        Ok(self.start(prepared, Manner::default()).await?.sent)
    }

    pub(crate) async fn ask_in_manner(&self, args: SendMessage, manner: Manner) -> Result<Running, Refusal> {
        let additions = match args.conversation {
            Some(id) => Additions::to(self.blocking(move |engine| engine.writable(id)).await?),
            None => Additions::to_a_new_one(),
        };
        let parent = additions.conversation.head();
        self.ask_below(parent, additions, args, manner).await
    }

    /// Asks a question that follows a message, or begins anew.
    pub(crate) async fn ask_below(
        &self,
        parent: Option<RecordId>,
        mut additions: Additions,
        args: SendMessage,
        mut manner: Manner,
    ) -> Result<Running, Refusal> {
        let choice = args.choice.clone();
        let question = self.add_question(parent, &mut additions, args).await?;
        let choice = self.choice_for(choice, &additions.conversation).await?;
        let wanted = additions.conversation.parameters().n.filter(|_| manner.outlet.is_none());
        let answers = wanted.unwrap_or(1).min(MOST_ANSWERS);
        let call = self.model_call(&additions, &question, choice, &mut manner).await?;
        let others = vec![call.clone(); answers.saturating_sub(1) as usize];
        self.start(Prepared { additions, question, call, others }, manner).await
    }

    /// Adds a question that follows a message, or begins anew, with what is set along with it.
    pub(crate) async fn add_question(
        &self,
        parent: Option<RecordId>,
        additions: &mut Additions,
        args: SendMessage,
    ) -> Result<Message, Refusal> {
        if args.text.trim().is_empty() && args.images.is_empty() && args.media.is_empty() {
            return Err(Refusal::NothingToSend);
        }
        check_links(&args.media)?;
        if let Some(parameters) = &args.parameters {
            parameters::check(parameters)?;
        }
        if !self.inner().replies.of(additions.conversation.id()).is_empty() {
            return Err(Refusal::ReplyUnderway);
        }
        let parameters = match (args.parameters, args.conversation) {
            (None, None) => self.default_parameters().await?,
            (parameters, _) => parameters,
        };
        if let Some(parameters) = parameters {
            additions.add(None, RecordKind::Parameters(parameters));
        }
        if let Some(choice) = args.choice {
            additions.add(None, RecordKind::Model(choice));
        }
        let body = MessageBody::User { parts: parts(args.text, args.images, args.media) };
        let id = additions.add(parent, RecordKind::Message(body.clone()));
        Ok(Message { id, parent, at: clock::now(), body })
    }

    /// The parameters of a new conversation, where some are set.
    ///
    /// # Errors
    /// [`Refusal::Storage`] when the settings cannot be read: other parameters than those that were set would
    /// hold without a word.
    pub async fn default_parameters(&self) -> Result<Option<Parameters>, Refusal> {
        self.blocking(|engine| {
            let parameters = engine.inner().settings.load()?.parameters;
            Ok((parameters != Parameters::default()).then_some(parameters))
        })
        .await
    }

    /// Keeps the question, opens the journals, and lets the replies run.
    pub(crate) async fn start(&self, prepared: Prepared, manner: Manner) -> Result<Running, Refusal> {
        let Prepared { mut additions, question, call, others } = prepared;
        let reply = LiveReply {
            conversation: additions.conversation.id(),
            message: clock::new_record_id(&additions.conversation),
            parent: question.id,
            choice: call.choice.clone(),
            at: clock::now(),
        };
        let live = Live::new(reply.clone(), manner.outlet);
        let ids = successors(Some(reply.message.next()), |message| Some(message.next()));
        let other_lives = ids.zip(&others).map(|(message, ModelCall { choice, .. })| {
            Live::new(LiveReply { message, choice: choice.clone(), ..reply.clone() }, None)
        });
        let lives: Vec<_> = once(live.clone()).chain(other_lives).collect();
        if let [_, .., last] = lives.as_slice() {
            // Whichever comes last, the first is read.
            additions.add_head_to_come(&reply, last.reply.message.next());
        }
        let Additions { conversation, records } = additions;
        // Taken before anything is written, so that two questions at once cannot both be kept.
        self.inner().replies.begin(&lives)?;
        let journals = if manner.forget {
            Ok(Vec::new())
        } else {
            let heads: Vec<_> = lives.iter().map(|live| journal_head(&live.reply)).collect();
            self.blocking(move |engine| engine.keep_question(&heads, &records)).await
        };
        let mut journals = match journals {
            Ok(journals) => journals.into_iter(),
            Err(refusal) => {
                for live in &lives {
                    self.inner().replies.end(live.reply.message);
                }
                return Err(refusal);
            }
        };
        let sent = Sent { summary: summary(&conversation), question, reply };
        if !manner.forget {
            self.announce(&AppEvent::ConversationChanged { summary: sent.summary.clone() });
            for live in &lives {
                self.announce(&AppEvent::ReplyStarted { reply: live.reply.clone() });
            }
        }
        // The first is to be the newest of them.
        let recent = others.iter().rev().chain([&call]).map(|call| call.choice.clone());
        let recent: Vec<_> = recent.filter(|_| !manner.forget).collect();
        let mut run = |live: Live, call: ModelCall| {
            let events = call.request.events(&self.inner().http);
            Reply::new(self.clone(), live, journals.next(), call.tariff, call.told).run(events)
        };
        let first = run(live.clone(), call);
        let engine = self.clone();
        // The disk is no reason to ask later, nor to answer the person later.
        let answer = tokio::spawn(async move { tokio::join!(first, engine.remember_recent(recent)).0 });
        for (other, call) in lives.into_iter().skip(1).zip(others) {
            tokio::spawn(run(other, call));
        }
        Ok(Running { sent, live, answer })
    }

    /// Opens the journals, then keeps the question: a journal without its question is nothing, while a
    /// question that was refused must not be kept.
    fn keep_question(&self, heads: &[JournalHead], records: &[Record]) -> Result<Vec<Journal>, Refusal> {
        let inner = self.inner();
        let mut journals = Vec::new();
        let mut keep = || {
            for head in heads {
                journals.push(inner.journals.begin(head)?);
            }
            heads.first().map_or(Ok(()), |head| self.append(head.conversation, records))
        };
        if let Err(error) = keep() {
            // One that stays is let go at the next start: its question is nowhere.
            for journal in journals {
                let _ = journal.remove();
            }
            return Err(error.into());
        }
        Ok(journals)
    }

    /// Stops the replies in a conversation; what has arrived stays. Without any, nothing happens.
    ///
    /// # Errors
    /// None today; the signature is that of every command.
    #[expect(clippy::unused_async, reason = "hosts await every command alike")]
    pub async fn stop(&self, args: ConversationRef) -> Result<Nothing, Refusal> {
        for live in self.inner().replies.of(args.conversation) {
            live.stop.cancel();
        }
        Ok(Nothing {})
    }

    /// Delivers the batches of a reply after a number: those there are, then those to come.
    /// Attaching a second window, filling a gap and coming back are all this call.
    ///
    /// # Errors
    /// [`Refusal::ReplyOver`] when its message is kept by now.
    pub async fn attach(&self, args: Attach, outlet: impl Outlet<Batch>) -> Result<(), Refusal> {
        self.blocking(move |engine| {
            let inner = engine.inner();
            let live = inner.replies.get(args.message).ok_or(Refusal::ReplyOver)?;
            let mut outlets = locked(&live.outlets);
            // It may have ended between the two looks.
            if inner.replies.get(args.message).is_none() {
                return Err(Refusal::ReplyOver);
            }
            let told = locked(&live.told);
            let unsaved = told.fault;
            for JournalBatch { number, events } in
                told.batches.iter().filter(|it| it.number > args.after).cloned()
            {
                let batch =
                    Batch { message: args.message, number, events, said_all: false, answer: None, unsaved };
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

fn journal_head(reply: &LiveReply) -> JournalHead {
    JournalHead {
        conversation: reply.conversation,
        message: reply.message,
        parent: Some(reply.parent),
        at: reply.at,
        provider: reply.choice.provider.clone(),
        model: reply.choice.model.clone(),
    }
}

/// Refuses links that no provider could follow.
fn check_links(media: &[MediaLink]) -> Result<(), Refusal> {
    let is_link = |url: &str| {
        Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
    };
    match media.iter().find(|link| !is_link(&link.url)) {
        Some(link) => Err(Refusal::LinkInvalid { url: link.url.clone() }),
        None => Ok(()),
    }
}

fn parts(text: String, images: Vec<Image>, media: Vec<MediaLink>) -> Vec<Part> {
    let mut parts: Vec<Part> = images.into_iter().map(Part::Image).collect();
    parts.extend(media.into_iter().map(Part::Media));
    if !text.trim().is_empty() {
        parts.push(Part::Text { text });
    }
    parts
}
