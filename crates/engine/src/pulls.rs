//! Fetching models: in the background, told as it goes, and broken off at any time.

use std::collections::{HashMap, VecDeque};
use std::pin::pin;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use futures::{Stream, StreamExt as _};
use runnel_conversation::Problem;
use runnel_providers::ollama::{self, Progress};
use tokio_util::sync::CancellationToken;

use crate::Engine;
use crate::contract::{AppEvent, LocalModelRef, Nothing, Pull, PullState, Refusal};
use crate::outlet::locked;

/// How often a fetch is told of, at most. The server tells far more often.
const TOLD_EVERY: Duration = Duration::from_millis(200);

/// Over how long the speed is measured: long enough to be calm, short enough to be true.
const SPEED_OVER: Duration = Duration::from_secs(5);

/// The fetches that go on.
#[derive(Default)]
pub(crate) struct Pulls(Mutex<HashMap<LocalModelRef, Running>>);

struct Running {
    pull: Pull,
    stop: CancellationToken,
}

impl Pulls {
    /// Every fetch that goes on.
    pub(crate) fn all(&self) -> Vec<Pull> {
        locked(&self.0).values().map(|running| running.pull.clone()).collect()
    }

    /// Begins one; `None` when it goes on already.
    fn begin(&self, model: &LocalModelRef) -> Option<CancellationToken> {
        let mut running = locked(&self.0);
        if running.contains_key(model) {
            return None;
        }
        let stop = CancellationToken::new();
        let state = underway(Progress::default(), None);
        let pull = Pull { provider: model.provider.clone(), name: model.name.clone(), state };
        running.insert(model.clone(), Running { pull, stop: stop.clone() });
        Some(stop)
    }
}

impl Engine {
    /// Begins to fetch a model in the background; [`AppEvent::Pull`] tells how far it is. One that is
    /// being fetched already goes on.
    ///
    /// # Errors
    /// [`Refusal::ProviderMissing`], [`Refusal::BaseUrlInvalid`], [`Refusal::ModelNotChosen`] for no name.
    pub async fn pull_model(&self, args: LocalModelRef) -> Result<Nothing, Refusal> {
        self.pull_from(args, None).await
    }

    /// As [`Engine::pull_model`], from a server at another address than the one in the settings.
    ///
    /// # Errors
    /// As [`Engine::pull_model`].
    pub async fn pull_from(&self, args: LocalModelRef, base_url: Option<String>) -> Result<Nothing, Refusal> {
        let model = LocalModelRef { name: args.name.trim().to_owned(), ..args };
        if model.name.is_empty() {
            return Err(Refusal::ModelNotChosen { provider: model.provider });
        }
        let endpoint = self.local_endpoint(&model.provider, base_url).await?;
        if let Some(stop) = self.inner().pulls.begin(&model) {
            let steps = ollama::pull(&self.inner().http, endpoint, model.name.clone());
            let engine = self.clone();
            tokio::spawn(async move {
                let state = engine.follow_pull(&model, steps, stop).await;
                locked(&engine.inner().pulls.0).remove(&model);
                engine.tell_pull(&model, state);
            });
        }
        Ok(Nothing {})
    }

    /// Breaks a fetch off. The next one of the same model goes on from there.
    ///
    /// # Errors
    /// None today; the signature is that of every command.
    #[expect(clippy::unused_async, reason = "hosts await every command alike")]
    pub async fn cancel_pull(&self, args: LocalModelRef) -> Result<Nothing, Refusal> {
        if let Some(running) = locked(&self.inner().pulls.0).get(&args) {
            running.stop.cancel();
        }
        Ok(Nothing {})
    }

    /// Tells of a fetch until it ends, and gives its ending.
    async fn follow_pull(
        &self,
        model: &LocalModelRef,
        steps: impl Stream<Item = Result<Progress, Problem>>,
        stop: CancellationToken,
    ) -> PullState {
        let mut steps = pin!(steps);
        let mut speed = Speed::default();
        let mut told: Option<(Instant, String)> = None;
        loop {
            let next = tokio::select! {
                biased;
                () = stop.cancelled() => return PullState::Cancelled,
                next = steps.next() => next,
            };
            let progress = match next {
                None => return PullState::Done,
                Some(Err(problem)) => return PullState::Failed { problem },
                Some(Ok(progress)) => progress,
            };
            let now = Instant::now();
            let per_second = speed.after(now, progress.completed_bytes);
            let is_news = told.as_ref().is_none_or(|(at, status)| {
                now.duration_since(*at) >= TOLD_EVERY || *status != progress.status
            });
            if is_news {
                told = Some((now, progress.status.clone()));
                self.tell_pull(model, underway(progress, per_second));
            }
        }
    }

    fn tell_pull(&self, model: &LocalModelRef, state: PullState) {
        let pull = Pull { provider: model.provider.clone(), name: model.name.clone(), state };
        if let Some(running) = locked(&self.inner().pulls.0).get_mut(model) {
            running.pull = pull.clone();
        }
        self.announce(&AppEvent::Pull { pull });
    }
}

fn underway(progress: Progress, bytes_per_second: Option<u64>) -> PullState {
    let Progress { status, completed_bytes, total_bytes } = progress;
    let left = total_bytes.map(|total| total.saturating_sub(completed_bytes));
    let seconds_left = left.zip(bytes_per_second).and_then(|(left, speed)| left.checked_div(speed));
    PullState::Running { status, completed_bytes, total_bytes, bytes_per_second, seconds_left }
}

/// How fast something comes, over the last seconds.
#[derive(Default)]
struct Speed(VecDeque<(Instant, u64)>);

impl Speed {
    /// The speed in bytes a second, now that so much has come; `None` until it can be told.
    fn after(&mut self, now: Instant, bytes: u64) -> Option<u64> {
        self.0.push_back((now, bytes));
        // Two are kept at least, or a pause would leave no speed.
        while self.0.len() > 2 && self.0.front().is_some_and(|(at, _)| now.duration_since(*at) > SPEED_OVER) {
            self.0.pop_front();
        }
        let (since, before) = self.0.front()?;
        let millis = u64::try_from(now.duration_since(*since).as_millis()).ok()?;
        bytes.saturating_sub(*before).saturating_mul(1000).checked_div(millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_speed_is_that_of_the_last_seconds() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut speed = Speed::default();
        assert_eq!(speed.after(at(0), 0), None);
        assert_eq!(speed.after(at(1), 1_000), Some(1_000));
        assert_eq!(speed.after(at(2), 3_000), Some(1_500));
        // What was slow long ago no longer counts.
        assert_eq!(speed.after(at(20), 3_000), Some(0));
        assert_eq!(speed.after(at(21), 13_000), Some(10_000));
    }

    #[test]
    fn the_time_left_is_what_is_missing_at_that_speed() {
        let progress =
            |completed_bytes, total_bytes| Progress { status: String::new(), completed_bytes, total_bytes };
        let left = |progress, speed| match underway(progress, speed) {
            PullState::Running { seconds_left, .. } => seconds_left,
            state => panic!("{state:?}"),
        };
        assert_eq!(left(progress(40, Some(100)), Some(10)), Some(6));
        assert_eq!(left(progress(40, None), Some(10)), None);
        assert_eq!(left(progress(40, Some(100)), Some(0)), None);
        assert_eq!(left(progress(40, Some(100)), None), None);
    }
}
