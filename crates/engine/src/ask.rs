//! One question from a host without a window, with what only such a host can say.

use runnel_conversation::Answer;
use runnel_providers::ApiKey;
use tokio::task::JoinHandle;

use crate::Engine;
use crate::contract::{Batch, Refusal, SendMessage, Sent};
use crate::outlet::Outlet;
use crate::replies::Live;
use crate::turns::{Manner, Running};

/// A question, and how it is asked. It cannot be printed: it may hold a key.
pub struct Ask {
    /// The question.
    pub send: SendMessage,
    /// The provider's address for this call; `None` for the one in the settings.
    pub base_url: Option<String>,
    /// The key for this call, never stored; `None` for the one that is kept.
    pub key: Option<String>,
    /// Whether question and answer are kept.
    pub save: bool,
    /// Whether the answer comes as it is made, or in one piece.
    pub stream: bool,
}

/// A question that is being answered.
pub struct Asked {
    /// The question as it was kept (or would have been), and the reply.
    pub sent: Sent,
    live: Live,
    answer: JoinHandle<Answer>,
}

impl Asked {
    /// Stops the reply; what has arrived stays.
    pub fn stop(&self) {
        self.live.stop.cancel();
    }

    /// Waits for the ending. The last batch has been delivered, and the answer kept, when it comes.
    pub async fn answer(&mut self) -> Answer {
        match (&mut self.answer).await {
            Ok(answer) => answer,
            Err(failed) => std::panic::resume_unwind(failed.into_panic()),
        }
    }
}

impl Engine {
    /// Asks a question and delivers the reply's batches from the first on.
    ///
    /// # Errors
    /// As [`Engine::send`].
    pub async fn ask(&self, ask: Ask, outlet: impl Outlet<Batch>) -> Result<Asked, Refusal> {
        let manner = Manner {
            base_url: ask.base_url,
            key: ask.key.map(ApiKey::new),
            forget: !ask.save,
            whole: !ask.stream,
            begun: None,
            outlet: Some(Box::new(outlet)),
        };
        let Running { sent, live, answer } = self.ask_in_manner(ask.send, manner).await?;
        Ok(Asked { sent, live, answer })
    }
}
