//! Text as it is searched: folded, and cut into words and runs.
//!
//! A *word* is a stretch of letters and digits, folded: lower case, without diacritics, in the plain form of
//! what has several (full width, ligatures). A *run* is a stretch of characters of a script that is written
//! without spaces: Chinese, Japanese, Korean, Thai and its neighbours. A run is taken as it is.

use std::ops::{Range, RangeInclusive};

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// The blocks of scripts that are written without spaces, and of Hangul, in which words take endings.
const RUNS: [RangeInclusive<char>; 22] = [
    '\u{0E00}'..='\u{0EFF}',   // Thai, Lao
    '\u{1000}'..='\u{109F}',   // Myanmar
    '\u{1100}'..='\u{11FF}',   // Hangul Jamo
    '\u{1780}'..='\u{17FF}',   // Khmer
    '\u{2E80}'..='\u{2FDF}',   // radicals
    '\u{3005}'..='\u{3007}',   // 々〆〇
    '\u{3021}'..='\u{3029}',   // Hangzhou numerals
    '\u{3031}'..='\u{3035}',   // kana repeat marks
    '\u{3041}'..='\u{3096}',   // Hiragana
    '\u{3099}'..='\u{309F}',   // its marks
    '\u{30A1}'..='\u{30FA}',   // Katakana
    '\u{30FC}'..='\u{30FF}',   // its marks
    '\u{3105}'..='\u{312F}',   // Bopomofo
    '\u{3131}'..='\u{318E}',   // Hangul letters
    '\u{31A0}'..='\u{31BF}',   // Bopomofo
    '\u{31F0}'..='\u{31FF}',   // small Katakana
    '\u{3400}'..='\u{4DBF}',   // Han
    '\u{4E00}'..='\u{9FFF}',   // Han
    '\u{A960}'..='\u{A97F}',   // Hangul Jamo
    '\u{AC00}'..='\u{D7FF}',   // Hangul
    '\u{F900}'..='\u{FAFF}',   // Han
    '\u{20000}'..='\u{3FFFF}', // Han
];

/// Katakana and Hangul of half a width, and older Kana.
const RARE_RUNS: [RangeInclusive<char>; 2] = ['\u{FF66}'..='\u{FFDC}', '\u{1AFF0}'..='\u{1B16F}'];

/// What a character is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Run,
}

/// What this character is part of; `None` for one that separates.
fn kind(c: char) -> Option<Kind> {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric().then_some(Kind::Word);
    }
    if is_run(c) {
        return Some(Kind::Run);
    }
    (c.is_alphanumeric() || is_combining_mark(c)).then_some(Kind::Word)
}

/// Whether this character is one of a run.
pub(crate) fn is_run(c: char) -> bool {
    // Nothing below is one: most text of other scripts is told at once.
    c >= '\u{0E00}' && RUNS.iter().chain(&RARE_RUNS).any(|block| block.contains(&c))
}

/// A word or a run of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) kind: Kind,
    /// Its characters, in [`Text::chars`].
    pub(crate) chars: Range<usize>,
    /// Its bytes in the text.
    pub(crate) bytes: Range<usize>,
}

/// A text, cut into words and runs.
#[derive(Debug, Default)]
pub(crate) struct Text {
    /// The characters of all segments, folded, one after the other.
    pub(crate) chars: Vec<char>,
    /// For each of `chars` the bytes of the text it came from.
    pub(crate) bytes: Vec<Range<usize>>,
    pub(crate) segments: Vec<Segment>,
}

/// As many characters of a run are taken at once.
const PIECE: usize = 1 << 12;

/// Calls `take` with the characters of every segment, folded, without keeping more than one in memory: of a word its
/// first `longest`, and a very long run in pieces that share a character.
pub(crate) fn each_segment(text: &str, longest: usize, mut take: impl FnMut(Kind, &[char])) {
    let mut chars = Vec::new();
    let mut open = Kind::Word;
    for c in text.chars() {
        let kind = kind(c);
        if Some(open) != kind {
            if !chars.is_empty() {
                take(open, &chars);
                chars.clear();
            }
            open = kind.unwrap_or(open);
        }
        match kind {
            Some(Kind::Run) => {
                if chars.len() == PIECE {
                    take(Kind::Run, &chars);
                    chars.drain(..PIECE - 1);
                }
                chars.push(c);
            }
            Some(Kind::Word) if chars.len() < longest => fold(c, Kind::Word, |folded| chars.push(folded)),
            _ => {}
        }
    }
    if !chars.is_empty() {
        take(open, &chars);
    }
}

impl Text {
    pub(crate) fn new(text: &str) -> Self {
        let mut cut = Self::default();
        let mut open: Option<Segment> = None;
        for (at, c) in text.char_indices() {
            let bytes = at..at + c.len_utf8();
            let kind = kind(c);
            if let Some(segment) = open.take_if(|segment| Some(segment.kind) != kind) {
                cut.close(segment);
            }
            let Some(kind) = kind else { continue };
            let begun = cut.chars.len();
            let segment = open.get_or_insert(Segment { kind, chars: begun..begun, bytes: at..at });
            fold(c, kind, |folded| {
                cut.chars.push(folded);
                cut.bytes.push(bytes.clone());
            });
            segment.chars.end = cut.chars.len();
            segment.bytes.end = bytes.end;
        }
        if let Some(segment) = open {
            cut.close(segment);
        }
        cut
    }

    fn close(&mut self, segment: Segment) {
        // A lone combining mark folds to nothing.
        if !segment.chars.is_empty() {
            self.segments.push(segment);
        }
    }

    /// The folded characters of a segment.
    pub(crate) fn of(&self, segment: &Segment) -> &[char] {
        self.chars.get(segment.chars.clone()).unwrap_or_default()
    }
}

/// How this character is folded: one that separates, as one of a word.
pub(crate) fn kind_or_word(c: char) -> Kind {
    kind(c).unwrap_or(Kind::Word)
}

/// Gives what a character folds to.
pub(crate) fn fold(c: char, kind: Kind, mut take: impl FnMut(char)) {
    if c.is_ascii() {
        take(c.to_ascii_lowercase());
    } else if kind == Kind::Run {
        take(c);
    } else {
        decompose_compatible(c, |part| {
            if !is_combining_mark(part) {
                part.to_lowercase().filter(|lower| !is_combining_mark(*lower)).for_each(&mut take);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(text: &str) -> Vec<(Kind, String)> {
        let cut = Text::new(text);
        cut.segments.iter().map(|segment| (segment.kind, cut.of(segment).iter().collect())).collect()
    }

    #[test]
    fn words_are_folded_and_runs_are_taken_as_they_are() {
        use Kind::{Run, Word};
        let of =
            |pairs: &[(Kind, &str)]| pairs.iter().map(|(k, t)| (*k, (*t).to_owned())).collect::<Vec<_>>();
        assert_eq!(segments("Crème BRÛLÉE, ﬁne"), of(&[(Word, "creme"), (Word, "brulee"), (Word, "fine")]));
        assert_eq!(
            segments("用GPT4的模型。好"),
            of(&[(Run, "用"), (Word, "gpt4"), (Run, "的模型"), (Run, "好")])
        );
        assert_eq!(
            segments("がぎ ガ・ギ 한국어"),
            of(&[(Run, "がぎ"), (Run, "ガ"), (Run, "ギ"), (Run, "한국어")])
        );
        assert_eq!(segments("ＡＢＣ İstanbul"), of(&[(Word, "abc"), (Word, "istanbul")]));
        assert_eq!(segments(" \u{301} … 🎉"), of(&[]));
    }

    #[test]
    fn a_segment_knows_its_bytes() {
        let text = "a É的x";
        let cut = Text::new(text);
        let bytes: Vec<&str> = cut.segments.iter().map(|segment| &text[segment.bytes.clone()]).collect();
        assert_eq!(bytes, ["a", "É", "的", "x"]);
        assert_eq!(cut.bytes, [0..1, 2..4, 4..7, 7..8]);
    }
}
