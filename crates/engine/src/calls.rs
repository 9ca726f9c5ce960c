//! What one model is asked, found out before anything is kept or spent.

use std::sync::Arc;

use futures::future::Either;
use futures::{Stream, stream};
use runnel_conversation::{Conversation, Message, ModelChoice, Problem, Thinking, TurnEvent};
use runnel_providers::{ChatMessage, ChatRequest, Continuation, Endpoint, Http, Role, chat};

use crate::Engine;
use crate::additions::Additions;
use crate::contract::Refusal;
use crate::cost::Tariff;
use crate::turns::Manner;

/// One answer that is going to be made.
#[derive(Clone)]
pub(crate) struct ModelCall {
    pub(crate) choice: ModelChoice,
    /// How the answer is paid, if that is known.
    pub(crate) tariff: Option<Tariff>,
    pub(crate) request: ModelRequest,
    /// What belongs to the answer before the model says anything: what the person should know of the request, and
    /// what is there of an answer that is gone on with.
    pub(crate) told: Vec<TurnEvent>,
}

/// What is sent, where anything can be.
#[derive(Clone)]
pub(crate) enum ModelRequest {
    /// To a model.
    Chat(Box<Endpoint>, Box<ChatRequest>),
    /// To nobody: this model cannot be asked, while others beside it can.
    Impossible(Problem),
}

impl ModelRequest {
    /// What the model says, or why it says nothing.
    pub(crate) fn events(self, http: &Http) -> impl Stream<Item = TurnEvent> + Send + use<> {
        match self {
            Self::Chat(endpoint, request) => Either::Left(chat(http, *endpoint, *request)),
            Self::Impossible(problem) => Either::Right(stream::iter([TurnEvent::Failed { problem }])),
        }
    }

    /// Whether the answer goes on from words that are there.
    pub(crate) fn continues(&self) -> bool {
        matches!(self, Self::Chat(_, request) if request.continues())
    }
}

impl Engine {
    /// The model that answers: the one chosen just now, else the conversation's, else the default.
    pub(crate) async fn choice_for(
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
    pub(crate) async fn model_call(
        &self,
        additions: &Additions,
        question: &Message,
        choice: ModelChoice,
        manner: &mut Manner,
    ) -> Result<ModelCall, Refusal> {
        let vendor = self.vendor(&choice.provider).await?;
        if choice.model.trim().is_empty() {
            return Err(Refusal::ModelNotChosen { provider: choice.provider });
        }
        let (base_url, key) = (manner.base_url.take(), manner.key.take());
        let asked = Arc::clone(&vendor);
        let model = choice.model.clone();
        let reached = self.with_keychain(move |engine| {
            let tariff = engine.tariff_of(&asked, &model);
            Ok((engine.endpoint_of(asked, base_url, key)?, tariff))
        });
        let (endpoint, tariff) = reached.await?;
        if let Err(problem) = endpoint.require_key() {
            // A locked keychain may hold one.
            self.with_keychain(move |engine| engine.keychain_answers(&vendor)).await?;
            return Err(problem.into());
        }
        let conversation = &additions.conversation;
        let mut request = self
            .chat_request(
                &vendor,
                choice.model.clone(),
                &conversation.path_to(question.id),
                conversation.parameters(),
                !manner.whole && conversation.parameters().stream != Some(false),
            )
            .await?;
        if let Some(begun) = manner.begun.take()
            && endpoint.continuation_of(&request.model) != Continuation::None
        {
            request.messages.push(ChatMessage::new(Role::Assistant, begun));
            // Neither goes together with an answer that has begun.
            request.parameters.thinking = Some(Thinking::Off);
            request.parameters.format = None;
        }
        let adjustment = self.make_room(&endpoint, &mut request).await;
        let told = adjustment.into_iter().map(|adjustment| TurnEvent::Adjusted { adjustment }).collect();
        Ok(ModelCall {
            choice,
            tariff,
            request: ModelRequest::Chat(Box::new(endpoint), Box::new(request)),
            told,
        })
    }
}
