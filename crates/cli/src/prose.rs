//! A reply for people: the answer on standard output, the thinking, dimmed, on standard error.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write};

use runnel_engine::contract::{Source, TurnEvent};

use crate::adjustments;
use crate::failure::told;
use crate::screen::Show;

const DIM: &str = "\x1b[2m";
const PLAIN: &str = "\x1b[0m";

/// Writes a reply as text.
pub(crate) struct Prose<A, T> {
    answer: Side<A>,
    thinking: Side<T>,
    dimmed: bool,
    /// The pages the model used, to be told after the answer.
    sources: Vec<Source>,
}

/// One of the two outputs, and where its line stands.
struct Side<W> {
    out: W,
    is_terminal: bool,
    in_line: bool,
}

impl Prose<io::Stdout, io::Stderr> {
    /// On the terminal, or wherever the two outputs lead.
    pub(crate) fn here() -> Self {
        let thinking = Side::new(io::stderr(), io::stderr().is_terminal());
        let dimmed =
            thinking.is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self {
            answer: Side::new(io::stdout(), io::stdout().is_terminal()),
            thinking,
            dimmed,
            sources: Vec::new(),
        }
    }
}

impl<W: Write> Side<W> {
    fn new(out: W, is_terminal: bool) -> Self {
        Self { out, is_terminal, in_line: false }
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        self.in_line = !text.ends_with('\n');
        let text = if self.is_terminal { harmless(text) } else { Cow::Borrowed(text) };
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    fn end_line(&mut self) -> io::Result<()> {
        if self.in_line {
            self.write("\n")?;
        }
        Ok(())
    }
}

impl<A: Write + Send + 'static, T: Write + Send + 'static> Show for Prose<A, T> {
    fn show(&mut self, event: &TurnEvent) -> io::Result<()> {
        match event {
            TurnEvent::Reasoning { text } if self.dimmed => {
                self.thinking.out.write_all(DIM.as_bytes())?;
                self.thinking.write(text)?;
                self.thinking.out.write_all(PLAIN.as_bytes())?;
                self.thinking.out.flush()
            }
            TurnEvent::Reasoning { text } => self.thinking.write(text),
            TurnEvent::Content { text } => {
                self.thinking.end_line()?;
                self.answer.write(text)
            }
            TurnEvent::Finished { .. } | TurnEvent::Stopped | TurnEvent::Failed { .. } => {
                self.thinking.end_line()?;
                self.answer.end_line()?;
                let lines: String =
                    (1..).zip(&self.sources).map(|(number, source)| line(number, source)).collect();
                if lines.is_empty() { Ok(()) } else { self.thinking.write(&lines) }
            }
            TurnEvent::Source(source) => {
                self.sources.push(source.clone());
                Ok(())
            }
            TurnEvent::Adjusted { adjustment } => {
                self.thinking.write(&format!("runnel-cli: {}\n", adjustments::told(adjustment)))
            }
            TurnEvent::Retrying { after_ms, problem } => {
                let seconds = after_ms.div_ceil(1000);
                self.thinking.write(&format!("runnel-cli: trying again in {seconds} s: {}\n", told(problem)))
            }
            TurnEvent::Started { .. }
            | TurnEvent::ToolCall(_)
            | TurnEvent::Opaque { .. }
            | TurnEvent::Usage(_) => Ok(()),
        }
    }
}

/// A source as its line after the answer.
fn line(number: usize, source: &Source) -> String {
    let title: Vec<_> = source.title.iter().flat_map(|title| title.split_whitespace()).collect();
    let words = [title.join(" "), source.url.clone()];
    let words: Vec<_> = words.into_iter().filter(|words| !words.is_empty()).collect();
    format!("[{number}] {}\n", words.join(" "))
}

/// The text without what a terminal would obey: an answer may move lines and tabs, not the cursor, the
/// clipboard or the title.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let obeyed = |c: char| c.is_control() && c != '\n' && c != '\t';
    if text.contains(obeyed) { Cow::Owned(text.replace(obeyed, "")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use runnel_engine::contract::{Adjustment, FinishReason, Parameter, Problem, ProblemCode};

    use super::*;

    fn shown(is_terminal: bool, events: &[TurnEvent]) -> (String, String) {
        let mut prose = Prose {
            answer: Side::new(Vec::new(), is_terminal),
            thinking: Side::new(Vec::new(), is_terminal),
            dimmed: is_terminal,
            sources: Vec::new(),
        };
        for event in events {
            prose.show(event).unwrap();
        }
        (String::from_utf8(prose.answer.out).unwrap(), String::from_utf8(prose.thinking.out).unwrap())
    }

    fn content(text: &str) -> TurnEvent {
        TurnEvent::Content { text: text.into() }
    }

    fn reasoning(text: &str) -> TurnEvent {
        TurnEvent::Reasoning { text: text.into() }
    }

    const FINISHED: TurnEvent = TurnEvent::Finished { reason: FinishReason::Stop };

    #[test]
    fn answer_and_thinking_go_apart_and_end_with_a_newline() {
        let events = [reasoning("let me "), reasoning("see"), content("4"), content("2"), FINISHED];
        assert_eq!(shown(false, &events), ("42\n".into(), "let me see\n".into()));
    }

    #[test]
    fn an_answer_that_ends_its_line_gets_no_second_newline() {
        assert_eq!(shown(false, &[content("42\n"), FINISHED]), ("42\n".into(), String::new()));
        assert_eq!(shown(false, &[FINISHED]), (String::new(), String::new()));
    }

    #[test]
    fn thinking_is_dimmed_on_a_terminal() {
        let events = [reasoning("hm"), content("42"), FINISHED];
        assert_eq!(shown(true, &events), ("42\n".into(), "\x1b[2mhm\x1b[0m\n".into()));
    }

    #[test]
    fn a_wait_before_the_next_attempt_is_said_beside_the_answer() {
        let problem = Problem::new(ProblemCode::RateLimited, "Rate limit reached.");
        let events = [TurnEvent::Retrying { after_ms: 1_100, problem }, content("42"), FINISHED];
        let said = "runnel-cli: trying again in 2 s: too many requests: Rate limit reached.\n";
        assert_eq!(shown(false, &events), ("42\n".into(), said.into()));
    }

    #[test]
    fn sources_follow_the_answer_and_adjustments_precede_it() {
        let source = |title: Option<&str>, url: &str| {
            TurnEvent::Source(Source { url: url.into(), title: title.map(str::to_owned) })
        };
        let events = [
            TurnEvent::Adjusted { adjustment: Adjustment::Dropped { parameter: Parameter::Seed } },
            source(Some("A page\nof two lines"), "https://example.org/a"),
            content("42"),
            source(None, "https://example.org/b"),
            FINISHED,
        ];
        let (answer, told) = shown(false, &events);
        assert_eq!(answer, "42\n");
        assert_eq!(
            told,
            "runnel-cli: seed is left out: the model does not take it\n\
             [1] A page of two lines https://example.org/a\n[2] https://example.org/b\n"
        );
    }

    #[test]
    fn a_terminal_is_not_commanded_by_an_answer() {
        let hostile = [content("a\x1b]52;c;eA==\x07b\u{9b}2Jc\r\td"), FINISHED];
        assert_eq!(shown(true, &hostile).0, "a]52;c;eA==b2Jc\td\n");
        assert_eq!(shown(false, &hostile).0, "a\x1b]52;c;eA==\x07b\u{9b}2Jc\r\td\n");
    }
}
