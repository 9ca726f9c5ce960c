//! Fetching a model: what is told of it line by line, added up over its layers.

use std::{collections::BTreeMap, time::Duration};

use async_stream::try_stream;
use futures::Stream;
use runnel_conversation::{Problem, ProblemCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    endpoint::Endpoint,
    error,
    frames::{Framing, JsonLines},
    http::Http,
    protocol::{not_the_protocol, truncated},
};

/// How long nothing may be told, in a fetch: the check of a large file's hash says nothing while it runs.
const SILENCE: Duration = Duration::from_mins(15);

/// How far a fetch is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// What is being done, in the server's words: `pulling manifest`, `verifying sha256 digest` …
    pub status: String,
    /// How much has come, over all layers, in bytes. Layers from an earlier, broken fetch count.
    pub completed_bytes: u64,
    /// How much there is, as far as the server has said, in bytes.
    pub total_bytes: Option<u64>,
}

/// Fetches a model. The stream ends when the model is there; its one error is the last item. Dropping it
/// breaks the fetch off, and the next one goes on from there.
pub fn pull(
    http: &Http,
    endpoint: Endpoint,
    model: String,
) -> impl Stream<Item = Result<Progress, Problem>> + Send + use<> {
    let http = http.clone();
    try_stream! {
        let shown = |problem| endpoint.presentable(problem);
        let body = json!({ "model": model, "stream": true }).to_string().into_bytes();
        let asked = http.post(endpoint.url("api/pull"), endpoint.access(), body).await;
        let mut reply = asked.map_err(|failure| shown(failure.problem))?;
        let mut framing = JsonLines::default();
        let mut layers = Layers::default();
        while let Some(bytes) = reply.next(SILENCE).await.map_err(shown)? {
            let mut lines = Vec::new();
            framing
                .push(&bytes, &mut |frame| lines.push(frame.data.to_owned()))
                .map_err(|too_long| shown(not_the_protocol(&too_long.to_string(), "")))?;
            for line in lines {
                match layers.line(&line).map_err(shown)? {
                    Step::Fetched => return,
                    Step::Underway(progress) => yield progress,
                }
            }
        }
        Err(shown(truncated()))?;
    }
}

/// What a line means.
#[derive(Debug, PartialEq)]
enum Step {
    Underway(Progress),
    Fetched,
}

/// A line of the stream.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Line {
    status: String,
    digest: Option<String>,
    total: Option<u64>,
    completed: Option<u64>,
}

/// The layers so far, by digest: how much of each has come, and how much there is.
#[derive(Debug, Default)]
struct Layers(BTreeMap<String, (u64, u64)>);

impl Layers {
    fn line(&mut self, line: &str) -> Result<Step, Problem> {
        let value: Value = serde_json::from_str(line).unwrap_or_default();
        if error::is_error(&value) {
            // Refused under status 200, since the first line was sent by then.
            let problem = error::from_value(&value);
            let missing = problem.message.contains("file does not exist");
            let code = if missing { ProblemCode::ModelMissing } else { problem.code };
            return Err(Problem { code, ..problem });
        }
        let Line { status, digest, total, completed } = Line::deserialize(value).unwrap_or_default();
        if let (Some(digest), Some(total)) = (digest, total) {
            let layer = self.0.entry(digest).or_default();
            *layer = (layer.0.max(completed.unwrap_or_default().min(total)), total);
        }
        if status == "success" {
            return Ok(Step::Fetched);
        }
        let sum = |part: fn(&(u64, u64)) -> u64| self.0.values().map(part).fold(0, u64::saturating_add);
        let total = sum(|layer| layer.1);
        Ok(Step::Underway(Progress {
            status,
            completed_bytes: sum(|layer| layer.0),
            total_bytes: (total > 0).then_some(total),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(step: Result<Step, Problem>) -> (u64, Option<u64>) {
        let Ok(Step::Underway(progress)) = step else { panic!("{step:?}") };
        (progress.completed_bytes, progress.total_bytes)
    }

    #[test]
    fn what_came_is_added_up_over_all_layers() {
        let mut layers = Layers::default();
        assert_eq!(progress(layers.line(r#"{"status":"pulling manifest"}"#)), (0, None));
        let line = |digest, completed| {
            format!(
                r#"{{"status":"pulling {digest}","digest":"{digest}","total":100,"completed":{completed}}}"#
            )
        };
        assert_eq!(
            progress(layers.line(r#"{"status":"pulling a","digest":"a","total":100}"#)),
            (0, Some(100))
        );
        assert_eq!(progress(layers.line(&line("a", 40))), (40, Some(100)));
        assert_eq!(progress(layers.line(&line("b", 5))), (45, Some(200)));
        // Neither back nor past the end.
        assert_eq!(progress(layers.line(&line("a", 10))), (45, Some(200)));
        assert_eq!(progress(layers.line(&line("b", 900))), (140, Some(200)));
        assert_eq!(layers.line(r#"{"status":"success"}"#), Ok(Step::Fetched));
    }

    #[test]
    fn a_model_that_does_not_exist_is_missing() {
        let refused = Layers::default().line(r#"{"error":"pull model manifest: file does not exist"}"#);
        assert_eq!(refused.unwrap_err().code, ProblemCode::ModelMissing);
    }

    #[test]
    fn a_line_that_makes_no_sense_changes_nothing() {
        let mut layers = Layers::default();
        layers.line(r#"{"status":"x","digest":"a","total":10,"completed":5}"#).unwrap();
        for odd in ["", "[]", "7", r#"{"total":"many"}"#] {
            assert_eq!(progress(layers.line(odd)), (5, Some(10)), "{odd}");
        }
    }
}
