//! `<think>` tags in content: how models think out loud behind a server that does not sort it out.

use std::{array, iter::Flatten};

use runnel_conversation::TurnEvent;

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// The pieces that are clear by now: thinking, then what is said after it.
pub(crate) type Pieces = Flatten<array::IntoIter<Option<Piece>, 2>>;

/// A piece of content, sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Said between the tags.
    Reasoning(String),
    /// Said outside of them.
    Content(String),
}

impl From<Piece> for TurnEvent {
    fn from(piece: Piece) -> Self {
        match piece {
            Piece::Reasoning(text) => Self::Reasoning { text },
            Piece::Content(text) => Self::Content { text },
        }
    }
}

/// Sorts content as it streams. Only a tag at the very start, after nothing but white space, opens
/// thinking: later on a model may be writing about tags.
///
/// A tag may be cut anywhere, so text that could yet become one is held back until it is clear.
///
/// A `</think>` that nothing opened means that all before it was thinking (a template can have opened
/// it in the prompt). In a stream that is known only after that text was given out as content; to hold
/// every answer back for a tag that hardly ever comes would be the greater harm. So in a stream such a
/// tag stays in the content, where it can be seen, and only [`ThinkTags::whole`] splits at it.
#[derive(Debug, Default)]
pub(crate) struct ThinkTags {
    place: Place,
    held: String,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    #[default]
    Start,
    Inside,
    After,
}

impl ThinkTags {
    /// Takes in more content and gives what is clear by now.
    pub(crate) fn push(&mut self, text: impl Into<String>) -> Pieces {
        let text = text.into();
        if self.place == Place::After {
            return pieces(String::new(), text);
        }
        self.held.push_str(&text);
        if self.place == Place::Start {
            let start = self.held.trim_start();
            if OPEN.starts_with(start) && start != OPEN {
                return pieces(String::new(), String::new());
            }
            let Some(inside) = start.strip_prefix(OPEN) else {
                self.place = Place::After;
                return pieces(String::new(), std::mem::take(&mut self.held));
            };
            self.held = inside.to_owned();
            self.place = Place::Inside;
        }
        if let Some((inside, after)) = self.held.split_once(CLOSE) {
            let found = pieces(inside.to_owned(), after.to_owned());
            self.held.clear();
            self.place = Place::After;
            return found;
        }
        let clear = self.held.len() - possible_tag(&self.held);
        let unclear = self.held.split_off(clear);
        pieces(std::mem::replace(&mut self.held, unclear), String::new())
    }

    /// The content is over: what was held back was no tag.
    pub(crate) fn end(&mut self) -> Pieces {
        let held = std::mem::take(&mut self.held);
        if self.place == Place::Inside { pieces(held, String::new()) } else { pieces(String::new(), held) }
    }

    /// Sorts content that came whole. Here a `</think>` that nothing opened can end the thinking.
    pub(crate) fn whole(text: &str) -> Vec<Piece> {
        let opened = text.trim_start().starts_with(OPEN);
        match text.split_once(CLOSE) {
            Some((before, after)) if !opened => pieces(before.to_owned(), after.to_owned()).collect(),
            _ => {
                let mut tags = Self::default();
                tags.push(text).chain(tags.end()).collect()
            }
        }
    }
}

/// How many bytes at the end of a text could be the start of the closing tag.
fn possible_tag(text: &str) -> usize {
    (1..CLOSE.len())
        .rev()
        .find(|&length| CLOSE.get(..length).is_some_and(|start| text.ends_with(start)))
        .unwrap_or(0)
}

fn pieces(reasoning: String, content: String) -> Pieces {
    let reasoning = (!reasoning.is_empty()).then_some(Piece::Reasoning(reasoning));
    let content = (!content.is_empty()).then_some(Piece::Content(content));
    [reasoning, content].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sort<'a>(pieces: impl IntoIterator<Item = &'a str>) -> (String, String) {
        let mut tags = ThinkTags::default();
        let mut sorted = Vec::new();
        for piece in pieces {
            sorted.extend(tags.push(piece));
        }
        sorted.extend(tags.end());
        join(sorted)
    }

    fn join(pieces: Vec<Piece>) -> (String, String) {
        let (mut thought, mut said) = (String::new(), String::new());
        for piece in pieces {
            match piece {
                Piece::Reasoning(text) => thought.push_str(&text),
                Piece::Content(text) => said.push_str(&text),
            }
        }
        (thought, said)
    }

    fn sorted(thought: &str, said: &str) -> (String, String) {
        (thought.to_owned(), said.to_owned())
    }

    #[test]
    fn tags_at_the_start_hold_the_thinking() {
        assert_eq!(sort(["<think>\nwhy\n</think>\n\nso"]), sorted("\nwhy\n", "\n\nso"));
        assert_eq!(sort([" \n<think>why</think>so"]), sorted("why", "so"));
    }

    #[test]
    fn tags_later_on_are_content() {
        assert_eq!(sort(["a <think>b</think>"]), sorted("", "a <think>b</think>"));
        assert_eq!(sort(["<think>a</think>b<think>c</think>"]), sorted("a", "b<think>c</think>"));
        assert_eq!(sort(["<thinking>b</thinking>"]), sorted("", "<thinking>b</thinking>"));
    }

    #[test]
    fn what_only_began_like_a_tag_is_not_lost() {
        assert_eq!(sort(["<thi"]), sorted("", "<thi"));
        assert_eq!(sort([" \n"]), sorted("", " \n"));
        assert_eq!(sort(["<think>a</thin"]), sorted("a</thin", ""));
        assert_eq!(sort(["<think>a</b></think>c"]), sorted("a</b>", "c"));
    }

    #[test]
    fn thinking_streams_and_does_not_wait_for_its_end() {
        let mut tags = ThinkTags::default();
        assert_eq!(tags.push("<think>one ").collect::<Vec<_>>(), [Piece::Reasoning("one ".into())]);
        assert_eq!(tags.push("two <").collect::<Vec<_>>(), [Piece::Reasoning("two ".into())]);
        assert_eq!(tags.push("3").collect::<Vec<_>>(), [Piece::Reasoning("<3".into())]);
    }

    #[test]
    fn a_closing_tag_that_nothing_opened_stays_in_a_stream_and_splits_a_whole() {
        assert_eq!(sort(["why</think>so"]), sorted("", "why</think>so"));
        assert_eq!(join(ThinkTags::whole("why</think>so")), sorted("why", "so"));
        assert_eq!(join(ThinkTags::whole("<think>why</think>so")), sorted("why", "so"));
        assert_eq!(join(ThinkTags::whole("so")), sorted("", "so"));
    }

    proptest! {
        #[test]
        fn however_the_content_is_cut_it_is_sorted_the_same(
            parts in proptest::collection::vec(
                prop_oneof![Just("<think>"), Just("</think>"), Just("<"), Just("</"), Just("think>"), Just(" "), Just("你好"), Just("a")],
                0..12,
            ),
            size in 1usize..6,
        ) {
            let text = parts.concat();
            let chars: Vec<char> = text.chars().collect();
            let pieces: Vec<String> = chars.chunks(size).map(|piece| piece.iter().collect()).collect();
            prop_assert_eq!(sort(pieces.iter().map(String::as_str)), sort([text.as_str()]));
        }
    }
}
