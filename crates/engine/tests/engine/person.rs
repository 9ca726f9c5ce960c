//! A person at an engine of their own, with a home that goes when they do, and a model server.

use std::path::Path;
use std::sync::Arc;

use runnel_engine::contract::*;
use runnel_engine::{Closed, Engine};
use runnel_testkit::ModelServer;
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

pub(crate) const KEY: &str = "sk-canary-0123456789abcdef";

pub(crate) struct Person {
    pub(crate) home: Arc<TempDir>,
    pub(crate) engine: Engine,
}

impl Person {
    pub(crate) fn new() -> Self {
        Self::at(Arc::new(tempfile::tempdir().unwrap()))
    }

    /// The same person after the program was started again.
    pub(crate) fn again(&self) -> Self {
        Self::at(self.home.clone())
    }

    pub(crate) fn at(home: Arc<TempDir>) -> Self {
        let engine = Engine::open_at(home.path()).unwrap();
        Self { home, engine }
    }

    /// The folder that everything is kept in.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// The conversations in the list.
    pub(crate) async fn listed(&self) -> Vec<ConversationSummary> {
        self.engine.list_conversations(ListConversations::default()).await.unwrap().conversations
    }

    /// One whose default model is at the server, behind the dialect of `provider`.
    pub(crate) async fn with(provider: &str, server: &ModelServer) -> Self {
        let person = Self::new();
        let suffix = if provider == "ollama" { "" } else { "/v1" };
        let base_url = Some(format!("{}{suffix}", server.url()));
        person.engine.set_base_url(SetBaseUrl { provider: provider.into(), base_url }).await.unwrap();
        let choice = ModelChoice { provider: provider.into(), model: "test-model".into() };
        person.engine.choose_model(ChooseModel { conversation: None, choice }).await.unwrap();
        person
    }

    pub(crate) async fn send(
        &self,
        conversation: Option<ConversationId>,
        text: &str,
    ) -> Result<Sent, Refusal> {
        self.engine.send(message(conversation, text)).await
    }

    /// Everything that changes from now on.
    pub(crate) async fn watch(&self) -> UnboundedReceiver<AppEvent> {
        let (sender, events) = unbounded_channel();
        let outlet = move |event: &AppEvent| sender.send(event.clone()).map_err(|_| Closed);
        self.engine.watch(Nothing {}, outlet).await.unwrap();
        events
    }

    /// Attaches to a reply after a batch.
    pub(crate) async fn attach(
        &self,
        reply: &LiveReply,
        after: u64,
    ) -> Result<UnboundedReceiver<Batch>, Refusal> {
        let (sender, receiver) = unbounded_channel();
        let outlet = move |batch: &Batch| sender.send(batch.clone()).map_err(|_| Closed);
        let attach = Attach { conversation: reply.conversation, message: reply.message, after };
        self.engine.attach(attach, outlet).await?;
        Ok(receiver)
    }

    pub(crate) async fn open(&self, conversation: ConversationId) -> ConversationView {
        self.engine.open_conversation(ConversationRef { conversation }).await.unwrap()
    }

    /// Asks and reads to the end.
    pub(crate) async fn ask(&self, conversation: Option<ConversationId>, text: &str) -> (Sent, Reading) {
        let sent = self.send(conversation, text).await.unwrap();
        let reading = match self.attach(&sent.reply, 0).await {
            Ok(mut batches) => Reading::to_the_end(&mut batches).await,
            Err(Refusal::ReplyOver) => {
                let view = self.open(sent.reply.conversation).await;
                let last = view.messages.last().unwrap();
                let MessageBody::Assistant { parts, answer } = &last.body else { panic!("no answer") };
                let mut reading = Reading { answer: Some(answer.clone()), ..Reading::default() };
                for part in parts {
                    match part {
                        Part::Reasoning { text } => reading.reasoning.push_str(text),
                        Part::Text { text } => reading.content.push_str(text),
                        _ => {}
                    }
                }
                reading
            }
            Err(refusal) => panic!("{refusal}"),
        };
        (sent, reading)
    }
}

pub(crate) fn message(conversation: Option<ConversationId>, text: &str) -> SendMessage {
    SendMessage {
        conversation,
        text: text.into(),
        images: Vec::new(),
        media: Vec::new(),
        choice: None,
        parameters: None,
    }
}

/// What a reader has seen of a reply.
#[derive(Debug, Default, Clone)]
pub(crate) struct Reading {
    pub(crate) numbers: Vec<u64>,
    pub(crate) reasoning: String,
    pub(crate) content: String,
    pub(crate) answer: Option<Answer>,
}

impl Reading {
    pub(crate) fn take(&mut self, batch: Batch) {
        self.numbers.push(batch.number);
        for event in batch.events {
            match event {
                TurnEvent::Reasoning { text } => self.reasoning.push_str(&text),
                TurnEvent::Content { text } => self.content.push_str(&text),
                _ => {}
            }
        }
        self.answer = batch.answer;
    }

    pub(crate) async fn to_the_end(batches: &mut UnboundedReceiver<Batch>) -> Self {
        let mut reading = Self::default();
        while reading.answer.is_none() {
            reading.take(batches.recv().await.expect("a reply has an ending"));
        }
        reading
    }

    pub(crate) fn ending(&self) -> &Ending {
        &self.answer.as_ref().expect("the reply has ended").ending
    }
}
