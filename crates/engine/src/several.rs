//! One question to several models, whose answers are siblings.

use runnel_conversation::{Message, MessageBody, Problem, ProblemCode};

use crate::Engine;
use crate::additions::Additions;
use crate::calls::{ModelCall, ModelRequest};
use crate::contract::{MessageRef, Nothing, Refusal, SendMessage, SendToSeveral, Sent};
use crate::turns::{Manner, Prepared};

/// The most models that one question goes to.
const MOST_MODELS: usize = 4;

impl Engine {
    /// Asks a question of several models at once. One that cannot be asked has an answer that says why.
    ///
    /// # Errors
    /// As [`Engine::send`], where none of them can be asked; [`Refusal::SettingInvalid`] for no or too many models.
    pub async fn send_to_several(&self, args: SendToSeveral) -> Result<Sent, Refusal> {
        let SendToSeveral { question, choices } = args;
        let Some(first) = choices.first().cloned().filter(|_| choices.len() <= MOST_MODELS) else {
            let reason = format!("there can be 1 to {MOST_MODELS}");
            return Err(Refusal::SettingInvalid { field: "choices".into(), reason });
        };
        let mut additions = match question.conversation {
            Some(id) => Additions::to(self.blocking(move |engine| engine.writable(id)).await?),
            None => Additions::to_a_new_one(),
        };
        let parent = additions.conversation.head();
        let question = SendMessage { choice: Some(first), ..question };
        let question = self.add_question(parent, &mut additions, question).await?;
        let mut refused = None;
        let mut calls = Vec::new();
        // One after the other: a locked keychain asks the person once.
        for choice in choices {
            let call = self.model_call(&additions, &question, choice.clone(), &mut Manner::default()).await;
            calls.push(call.or_else(|refusal| {
                let problem = problem_of(&refusal).ok_or_else(|| refusal.clone())?;
                refused.get_or_insert(refusal);
                Ok::<_, Refusal>(ModelCall {
                    choice,
                    tariff: None,
                    request: ModelRequest::Impossible(problem),
                    told: Vec::new(),
                })
            })?);
        }
        let is_possible = |call: &ModelCall| matches!(call.request, ModelRequest::Chat(..));
        if let Some(refusal) = refused.filter(|_| !calls.iter().any(is_possible)) {
            return Err(refusal);
        }
        let call = calls.remove(0);
        let prepared = Prepared { additions, question, call, others: calls };
        Ok(self.start(prepared, Manner::default()).await?.sent)
    }

    /// Stops one reply of several; what has arrived stays. Where it is over, nothing happens.
    ///
    /// # Errors
    /// None today; the signature is that of every command.
    #[expect(clippy::unused_async, reason = "hosts await every command alike")]
    pub async fn stop_reply(&self, args: MessageRef) -> Result<Nothing, Refusal> {
        let live = self.inner().replies.get(args.message);
        if let Some(live) = live.filter(|live| live.reply.conversation == args.conversation) {
            live.stop.cancel();
        }
        Ok(Nothing {})
    }

    /// The answers to a question, oldest first; what is being made is not among them.
    ///
    /// # Errors
    /// [`Refusal::ConversationMissing`], [`Refusal::MessageMissing`], [`Refusal::Storage`].
    pub async fn answers(&self, args: MessageRef) -> Result<Vec<Message>, Refusal> {
        self.blocking(move |engine| {
            let conversation = engine.opened(args.conversation)?.conversation;
            if conversation.message(args.message).is_none() {
                return Err(Refusal::MessageMissing { message: args.message });
            }
            let answers_it = |message: &&Message| {
                matches!(message.body, MessageBody::Assistant { .. })
                    && conversation.parent(message.id).is_some_and(|parent| parent.id == args.message)
            };
            Ok(conversation.messages().filter(answers_it).cloned().collect())
        })
        .await
    }
}

/// Why one model cannot be asked, where that is no reason not to ask the others.
fn problem_of(refusal: &Refusal) -> Option<Problem> {
    let code = match refusal {
        Refusal::Provider { problem } => return Some(problem.clone()),
        Refusal::ProviderMissing { .. } | Refusal::ModelNotChosen { .. } => ProblemCode::ModelMissing,
        Refusal::BaseUrlInvalid { .. } => ProblemCode::Network,
        Refusal::Keychain { .. } => ProblemCode::BadKey,
        Refusal::PicturesUnsupported { .. }
        | Refusal::MediaUnsupported { .. }
        | Refusal::PictureUnreachable { .. }
        | Refusal::PictureTooLarge { .. }
        | Refusal::NotAPicture => ProblemCode::Unsupported,
        _ => return None,
    };
    Some(Problem::new(code, refusal.to_string()))
}
