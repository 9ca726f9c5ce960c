//! `--events`: one JSON object a line, flushed as it comes.

use std::io::{self, Write};

use runnel_engine::contract::{ConversationId, Problem, RecordId, TurnEvent};
use serde::Serialize;

use crate::screen::Show;

/// Where a reply is kept.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Kept {
    pub(crate) conversation: ConversationId,
    pub(crate) message: RecordId,
}

/// Writes events as lines.
pub(crate) struct Lines<W> {
    out: W,
    /// Goes with `started`; `None` with `--no-save`.
    kept: Option<Kept>,
}

/// `started`, and where the reply will be found.
#[derive(Serialize)]
struct Started<'a> {
    #[serde(flatten)]
    event: &'a TurnEvent,
    #[serde(flatten)]
    kept: Option<Kept>,
}

impl<W: Write> Lines<W> {
    pub(crate) fn new(out: W, kept: Option<Kept>) -> Self {
        Self { out, kept }
    }

    /// The one line of a question that was refused before it was asked.
    pub(crate) fn refused(&mut self, problem: Problem) -> io::Result<()> {
        self.line(&TurnEvent::Failed { problem })
    }

    /// The one line of a question that was stopped before it was asked.
    pub(crate) fn stopped(&mut self) -> io::Result<()> {
        self.line(&TurnEvent::Stopped)
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.out.write_all(&line)?;
        self.out.flush()
    }
}

impl<W: Write + Send + 'static> Show for Lines<W> {
    fn show(&mut self, event: &TurnEvent) -> io::Result<()> {
        match event {
            TurnEvent::Started { .. } => {
                let kept = self.kept;
                self.line(&Started { event, kept })
            }
            // Between a protocol and its provider.
            TurnEvent::Opaque { .. } => Ok(()),
            _ => self.line(event),
        }
    }
}

#[cfg(test)]
mod tests {
    use runnel_engine::contract::{FinishReason, ProblemCode, Usage};

    use super::*;

    fn lines(kept: Option<Kept>, events: &[TurnEvent]) -> String {
        let mut lines = Lines::new(Vec::new(), kept);
        for event in events {
            lines.show(event).unwrap();
        }
        String::from_utf8(lines.out).unwrap()
    }

    fn started() -> TurnEvent {
        TurnEvent::Started { provider: "offline".into(), model: "demo".into() }
    }

    #[test]
    fn started_says_where_the_reply_is_kept() {
        let id = "0190a8f4-0000-7000-8000-000000000001";
        let kept = Kept { conversation: id.parse().unwrap(), message: id.parse().unwrap() };
        assert_eq!(
            lines(Some(kept), &[started()]),
            format!(
                "{{\"type\":\"started\",\"provider\":\"offline\",\"model\":\"demo\",\"conversation\":\"{id}\",\"message\":\"{id}\"}}\n"
            )
        );
        assert_eq!(
            lines(None, &[started()]),
            "{\"type\":\"started\",\"provider\":\"offline\",\"model\":\"demo\"}\n"
        );
    }

    #[test]
    fn every_event_is_a_line_of_the_listed_shape() {
        let events = [
            TurnEvent::Retrying { after_ms: 500, problem: Problem::new(ProblemCode::Overloaded, "later") },
            TurnEvent::Reasoning { text: "hm\n".into() },
            TurnEvent::Content { text: "中文".into() },
            TurnEvent::Opaque { protocol: "p".into(), data: "d".into() },
            TurnEvent::Usage(Usage { prompt_tokens: Some(3), ..Usage::default() }),
            TurnEvent::Finished { reason: FinishReason::Stop },
            TurnEvent::Stopped,
            TurnEvent::Failed { problem: Problem::new(ProblemCode::BadKey, "no") },
        ];
        assert_eq!(
            lines(None, &events),
            concat!(
                "{\"type\":\"retrying\",\"after_ms\":500,\"problem\":{\"code\":\"overloaded\",\"message\":\"later\",",
                "\"status\":null,\"retry_after_ms\":null,\"raw\":null}}\n",
                "{\"type\":\"reasoning\",\"text\":\"hm\\n\"}\n",
                "{\"type\":\"content\",\"text\":\"中文\"}\n",
                "{\"type\":\"usage\",\"prompt_tokens\":3,\"completion_tokens\":null,\"total_tokens\":null,",
                "\"cached_tokens\":null,\"reasoning_tokens\":null}\n",
                "{\"type\":\"finished\",\"reason\":\"stop\"}\n",
                "{\"type\":\"stopped\"}\n",
                "{\"type\":\"failed\",\"problem\":{\"code\":\"bad_key\",\"message\":\"no\",\"status\":null,",
                "\"retry_after_ms\":null,\"raw\":null}}\n",
            )
        );
    }
}
