//! A reply while it runs: deltas gathered, journaled, delivered; at its end, the answer kept.
//!
//! What is delivered had been written: a batch goes into the journal first, and the answer into its
//! conversation before the journal goes.

use std::pin::pin;
use std::time::{Duration, Instant};

use futures::{Stream, StreamExt as _};
use runnel_conversation::{
    Answer, Ending, Message, MessageBody, Outcome, Problem, ProblemCode, Timing, Turn, TurnEvent,
};
use runnel_store::{Journal, JournalBatch};

use crate::Engine;
use crate::batch::Batcher;
use crate::blocking::blocking;
use crate::contract::{AppEvent, Batch, StorageFault};
use crate::cost::Tariff;
use crate::outlet::locked;
use crate::problem::{storage_fault, storage_problem};
use crate::replies::Live;

/// A reply while it runs.
pub(crate) struct Reply {
    engine: Engine,
    live: Live,
    /// `None` for a reply that is not to be kept.
    journal: Option<Journal>,
    /// How it is paid, if that is known.
    tariff: Option<Tariff>,
    /// What belongs to the answer before the model says anything.
    told: Vec<TurnEvent>,
    turn: Turn,
    number: u64,
    stopwatch: Stopwatch,
}

impl Reply {
    pub(crate) fn new(
        engine: Engine,
        live: Live,
        journal: Option<Journal>,
        tariff: Option<Tariff>,
        told: Vec<TurnEvent>,
    ) -> Self {
        let (turn, stopwatch) = (Turn::default(), Stopwatch::start());
        Self { engine, live, journal, tariff, told, turn, number: 0, stopwatch }
    }

    /// Runs to the one ending: the stream's own, or a stop. A disk that takes no more ends nothing.
    pub(crate) async fn run(mut self, events: impl Stream<Item = TurnEvent> + Send) -> Answer {
        let mut events = pin!(events);
        let mut batcher = Batcher::new();
        let stop = self.live.stop.clone();
        loop {
            let now = Instant::now();
            let due = batcher.due(now);
            let event = tokio::select! {
                biased;
                () = stop.cancelled() => Some(TurnEvent::Stopped),
                // A timer is never over when it is first asked, however late it is.
                () = std::future::ready(()), if due.is_some_and(|due| due <= now) => None,
                () = wait_until(due) => None,
                event = events.next() => Some(event.unwrap_or_else(ended_without_ending)),
            };
            let Some(event) = event else {
                let (reply, cost) = self.release(batcher.take(Instant::now()), false).await;
                self = reply;
                batcher.released_in(cost);
                continue;
            };
            self.stopwatch.see(&event);
            let is_ending = event.is_ending();
            // The last words are seen at once: keeping the answer takes as long as the disk does.
            if is_ending && batcher.due(Instant::now()).is_some() {
                (self, _) = self.release(batcher.take(Instant::now()), true).await;
            }
            // Behind the start, but before an ending that came at once.
            let mut told = std::mem::take(&mut self.told);
            told.insert(if is_ending { told.len() } else { 0 }, event);
            for event in told {
                batcher.push(event);
            }
            if is_ending {
                return self.end(batcher.take(Instant::now())).await;
            }
        }
    }

    /// Writes and delivers a batch, and tells how long that took.
    async fn release(mut self, events: Vec<TurnEvent>, said_all: bool) -> (Self, Duration) {
        blocking(move || {
            let began = Instant::now();
            self.write_and_deliver(events, said_all);
            (self, began.elapsed())
        })
        .await
    }

    fn write_and_deliver(&mut self, events: Vec<TurnEvent>, said_all: bool) {
        let outlets = self.live.outlets.clone();
        let mut outlets = locked(&outlets);
        let batch = JournalBatch { number: self.number + 1, events };
        self.take_in(&batch);
        let unsaved = self.write(&batch);
        let JournalBatch { number, events } = batch;
        let message = self.live.reply.message;
        outlets.deliver(&Batch { message, number, events, said_all, answer: None, unsaved });
    }

    /// Writes a batch, and those before it that could not be. What cannot be written now stays in memory.
    fn write(&mut self, batch: &JournalBatch) -> Option<StorageFault> {
        let mut told = locked(&self.live.told);
        told.batches.push(batch.clone());
        told.write(self.journal.as_mut()?);
        told.fault
    }

    fn take_in(&mut self, batch: &JournalBatch) {
        self.number = batch.number;
        for event in &batch.events {
            // The loop in `run` ends with the ending, so nothing comes after it.
            let _ = self.turn.apply(event);
        }
    }

    /// Writes the last events, keeps the answer, lets the journal go, and delivers the ending.
    async fn end(mut self, events: Vec<TurnEvent>) -> Answer {
        blocking(move || {
            let outlets = self.live.outlets.clone();
            let mut outlets = locked(&outlets);
            let mut batch = JournalBatch { number: self.number + 1, events };
            // Where even this fails, the answer may be kept below all the same.
            let mut unsaved = self.write(&batch);
            self.take_in(&batch);
            let Self { engine, live, journal, tariff, turn, stopwatch, .. } = self;
            let Outcome { parts, usage, adjustments, ending } = turn.into_outcome();
            let mut answer = Answer {
                provider: live.reply.choice.provider.clone(),
                model: live.reply.choice.model.clone(),
                ending,
                usage,
                timing: stopwatch.stop(),
                cost: usage.as_ref().zip(tariff.as_ref()).and_then(|(usage, tariff)| tariff.cost(usage)),
                adjustments,
            };
            let is_kept = journal.is_some();
            if let Some(journal) = journal {
                let message = Message {
                    id: live.reply.message,
                    parent: Some(live.reply.parent),
                    at: live.reply.at,
                    body: MessageBody::Assistant { parts, answer: answer.clone() },
                };
                let record = [message.clone().into()];
                match engine.append(live.reply.conversation, &record) {
                    // A journal that stays is found at the next start, and its message is there already.
                    Ok(()) => {
                        unsaved = None;
                        drop(journal.remove());
                    }
                    // The journal stays, and what it has is recovered at the next start. Until then all of it is
                    // here.
                    Err(error) => {
                        let fault = storage_fault(error.io_kind());
                        unsaved = Some(fault);
                        engine.remember_unsaved(live.reply.conversation, message, fault);
                        let problem = storage_problem(&error);
                        batch.events.pop();
                        batch.events.push(TurnEvent::Failed { problem: problem.clone() });
                        answer.ending = Ending::Failed { problem };
                    }
                }
            }
            // Before the ending is seen, so that who sees it can ask the next question.
            engine.inner().replies.end(live.reply.message);
            let JournalBatch { number, events } = batch;
            let message = live.reply.message;
            outlets.deliver(&Batch {
                message,
                number,
                events,
                said_all: true,
                answer: Some(answer.clone()),
                unsaved,
            });
            if is_kept {
                engine.announce_ended(&live);
            }
            answer
        })
        .await
    }
}

impl Engine {
    fn announce_ended(&self, live: &Live) {
        let conversation = live.reply.conversation;
        if let Some(summary) = self.in_list(conversation) {
            self.announce(&AppEvent::ConversationChanged { summary });
        }
        self.announce(&AppEvent::ReplyEnded { conversation, message: live.reply.message });
    }
}

async fn wait_until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due.into()).await,
        None => std::future::pending().await,
    }
}

/// A stream ends with an ending; one that does not was cut off.
fn ended_without_ending() -> TurnEvent {
    TurnEvent::Failed { problem: Problem::new(ProblemCode::Truncated, "the reply ended before its end") }
}

/// Measures a reply from its sending.
struct Stopwatch {
    began: Instant,
    first_token_ms: Option<u64>,
    reasoning_since_ms: Option<u64>,
    reasoning_ms: Option<u64>,
}

impl Stopwatch {
    fn start() -> Self {
        Self { began: Instant::now(), first_token_ms: None, reasoning_since_ms: None, reasoning_ms: None }
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn see(&mut self, event: &TurnEvent) {
        let now = self.elapsed_ms();
        match event {
            TurnEvent::Reasoning { .. } => {
                self.first_token_ms.get_or_insert(now);
                self.reasoning_since_ms.get_or_insert(now);
            }
            TurnEvent::Content { .. } | TurnEvent::ToolCall(_) => {
                self.first_token_ms.get_or_insert(now);
                self.end_reasoning(now);
            }
            _ => {}
        }
    }

    fn end_reasoning(&mut self, now: u64) {
        if let Some(since) = self.reasoning_since_ms {
            self.reasoning_ms.get_or_insert(now.saturating_sub(since));
        }
    }

    fn stop(mut self) -> Timing {
        let now = self.elapsed_ms();
        self.end_reasoning(now);
        Timing { first_token_ms: self.first_token_ms, reasoning_ms: self.reasoning_ms, total_ms: Some(now) }
    }
}
