//! What a person looks for, and where a text has it.
//!
//! Spaces separate terms, and a text has to have all of them; quotation marks keep words together. Within a
//! term, words and runs follow each other with nothing but punctuation between them. A word is found at the
//! beginning of a word; a run anywhere in a run.

use std::iter;
use std::ops::Range;

use super::tokens::{LONGEST, SHORT};
use super::words::{Kind, Segment, Text};

/// As many terms are looked for, and as many pairs of a run are asked of the index.
const MOST: usize = 24;

/// What a person looks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    terms: Vec<Term>,
}

/// Words and runs that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term(Vec<(Kind, Vec<char>)>);

/// A token that a text has to have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Token {
    /// How it is spelled in the index.
    pub(crate) spelling: String,
    /// Whether it may be the beginning of one.
    pub(crate) goes_on: bool,
}

/// Where a text has a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Its bytes in the text.
    pub bytes: Range<usize>,
    /// Which term, counted from 0.
    pub(crate) term: usize,
    /// Whether it ends where a word does.
    pub(crate) whole: bool,
}

impl Query {
    /// Reads what was typed.
    pub fn new(typed: &str) -> Self {
        let mut terms = Vec::new();
        for (n, part) in typed.split(['"', '“', '”', '„', '«', '»', '「', '」']).enumerate() {
            let quoted = n % 2 == 1;
            if quoted {
                terms.extend(Term::new(part));
            } else {
                terms.extend(part.split_whitespace().filter_map(Term::new));
            }
        }
        terms.truncate(MOST);
        Self { terms }
    }

    /// Whether there is nothing in it to look for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Where a text has the terms, in order; nothing where it lacks one.
    pub fn matches(&self, text: &str) -> Vec<Match> {
        self.matches_in(&Text::new(text))
    }

    pub(crate) fn matches_in(&self, text: &Text) -> Vec<Match> {
        let mut all = Vec::new();
        for (number, term) in self.terms.iter().enumerate() {
            let before = all.len();
            term.find(text, |bytes, whole| all.push(Match { bytes, term: number, whole }));
            if all.len() == before {
                return Vec::new();
            }
        }
        all.sort_by_key(|found| (found.bytes.start, std::cmp::Reverse(found.bytes.end)));
        all
    }

    /// How many terms there are.
    pub(crate) fn terms(&self) -> usize {
        self.terms.len()
    }

    /// The tokens that a text has to have.
    pub(crate) fn tokens(&self) -> Vec<Token> {
        let mut tokens: Vec<Token> = self.terms.iter().flat_map(Term::tokens).collect();
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    }
}

impl Term {
    fn new(typed: &str) -> Option<Self> {
        let text = Text::new(typed);
        let pieces = text.segments.iter().map(|segment| (segment.kind, text.of(segment).to_vec()));
        let pieces: Vec<_> = pieces.take(MOST).collect();
        (!pieces.is_empty()).then_some(Self(pieces))
    }

    fn tokens(&self) -> Vec<Token> {
        let last = self.0.len().saturating_sub(1);
        let mut tokens = Vec::new();
        for (n, (kind, chars)) in self.0.iter().enumerate() {
            match kind {
                Kind::Run if chars.len() == 1 => tokens.push(Token::whole(chars)),
                Kind::Run => tokens.extend(chars.windows(2).take(MOST).map(Token::whole)),
                Kind::Word if chars.len() <= SHORT => {
                    let spelling = iter::once(&'^').chain(chars).collect();
                    tokens.push(Token { spelling, goes_on: false });
                }
                Kind::Word => {
                    let kept = chars.get(..LONGEST).unwrap_or(chars);
                    tokens.push(Token { goes_on: n == last, ..Token::whole(kept) });
                }
            }
        }
        tokens
    }

    /// Calls `found` with the bytes of each place, and whether a word ends there.
    fn find(&self, text: &Text, mut found: impl FnMut(Range<usize>, bool)) {
        if let [(Kind::Run, run)] = self.0.as_slice() {
            for segment in text.segments.iter().filter(|segment| segment.kind == Kind::Run) {
                let chars = text.of(segment);
                let places = chars.windows(run.len()).enumerate().filter(|(_, window)| window == run);
                for (at, _) in places {
                    let from = segment.chars.start + at;
                    if let Some(bytes) = text.bytes_of(from..from + run.len()) {
                        found(bytes, true);
                    }
                }
            }
            return;
        }
        for window in text.segments.windows(self.0.len()) {
            if let Some((chars, whole)) = self.at(text, window)
                && let Some(bytes) = text.bytes_of(chars)
            {
                found(bytes, whole);
            }
        }
    }

    /// The characters of the term where it has as many pieces as there are segments and each fits.
    fn at(&self, text: &Text, segments: &[Segment]) -> Option<(Range<usize>, bool)> {
        let last = self.0.len().checked_sub(1)?;
        let mut range = segments.first()?.chars.clone();
        let mut whole = true;
        for (n, ((kind, piece), segment)) in self.0.iter().zip(segments).enumerate() {
            let chars = text.of(segment);
            let fits = *kind == segment.kind
                && match (n, kind) {
                    (n, _) if n == last => chars.starts_with(piece),
                    (0, Kind::Run) => chars.ends_with(piece),
                    _ => chars == piece.as_slice(),
                };
            if !fits {
                return None;
            }
            if n == 0 && n != last {
                range.start = segment.chars.end - piece.len();
            }
            if n == last {
                range.end = segment.chars.start + piece.len();
                whole = *kind == Kind::Run || chars.len() == piece.len();
            }
        }
        Some((range, whole))
    }
}

impl Text {
    fn bytes_of(&self, chars: Range<usize>) -> Option<Range<usize>> {
        let first = self.bytes.get(chars.start)?;
        let last = self.bytes.get(chars.end.checked_sub(1)?)?;
        Some(first.start..last.end)
    }
}

impl Token {
    fn whole(chars: &[char]) -> Self {
        Self { spelling: chars.iter().collect(), goes_on: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(typed: &str, text: &'a str) -> Vec<&'a str> {
        Query::new(typed).matches(text).into_iter().map(|found| &text[found.bytes]).collect()
    }

    #[test]
    fn a_word_is_found_at_the_beginning_of_words() {
        assert_eq!(found("tid", "Tides, the TIDE; not betide"), ["Tid", "TID"]);
        assert_eq!(found("creme", "a Crème brûlée"), ["Crème"]);
        assert_eq!(found("CRÈME", "creme"), ["creme"]);
        assert_eq!(found("gpt", "用GPT4"), ["GPT"]);
    }

    #[test]
    fn a_run_is_found_anywhere_in_a_run() {
        assert_eq!(found("的", "我的你的"), ["的", "的"]);
        assert_eq!(found("量数据", "向量数据库"), ["量数据"]);
        assert!(found("量库", "向量数据库").is_empty());
        assert_eq!(found("한국", "한국어"), ["한국"]);
        assert_eq!(found("ニング", "トレーニング"), ["ニング"]);
    }

    #[test]
    fn all_terms_have_to_be_there_in_any_order() {
        assert_eq!(found("moon tide", "tides and the moon"), ["tide", "moon"]);
        assert!(found("moon sun", "tides and the moon").is_empty());
    }

    #[test]
    fn what_is_typed_together_or_quoted_follows_each_other() {
        assert_eq!(found("\"the mo\"", "the, moon; the sun moon"), ["the, mo"]);
        assert!(found("“the moon”", "the big moon").is_empty());
        assert_eq!(found("GPT4模型", "用GPT4 模型库"), ["GPT4 模型"]);
        assert_eq!(found("大模型is", "用大模型 isn't"), ["大模型 is"]);
        assert_eq!(found("foo.bar", "foo.barn"), ["foo.bar"]);
        assert!(found("foo.bar", "food bar").is_empty());
    }

    #[test]
    fn nothing_to_look_for_is_found_nowhere() {
        for typed in ["", "  ", "\"", "…?!", "\u{301}"] {
            assert!(Query::new(typed).is_empty(), "{typed}");
            assert!(found(typed, "anything").is_empty());
        }
    }

    #[test]
    fn the_index_is_asked_for_pairs_and_beginnings() {
        let tokens = |typed: &str| -> Vec<_> {
            let tokens = Query::new(typed).tokens().into_iter();
            tokens.map(|Token { spelling, goes_on }| spelling + if goes_on { "…" } else { "" }).collect()
        };
        assert_eq!(tokens("的"), ["的"]);
        assert_eq!(tokens("数据库 th"), ["^th", "据库", "数据"]);
        assert_eq!(tokens("\"whole words\""), ["whole", "words…"]);
    }
}
