//! What the full-text index holds of a text: each of its tokens, once.
//!
//! | Token | Stands for |
//! |---|---|
//! | `的`, `的模` | a character of a run, and two that follow each other |
//! | `^p`, `^pr`, `^pre`, `^pref` | a word that begins so |
//! | `prefix` | a word of more than four characters, whole |
//! | `=t` and any of these | the same of a title, so that neither walks along the other's rows |
//! | `=…` | what else is known of a message |

use super::words::{Kind, each_segment, is_run};

/// Words that begin alike in up to so many characters are found under one token. Of longer beginnings all words are
/// gathered, which takes the longer the commoner they are: and the commonest words are no longer than this.
pub(crate) const SHORT: usize = 4;

/// As many characters of a word are kept. What is longer is told apart by reading the text.
pub(crate) const LONGEST: usize = 32;

/// What the tokens of a title begin with.
pub(crate) const TITLE: &str = "=t";

/// How many bits a character needs.
const BITS: u32 = 21;

/// As many tokens are gathered before those are let go that are there twice: a message may be of megabytes.
const GATHERED: usize = 1 << 16;

/// Gathers tokens. One is used for many texts.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    /// Up to four characters each.
    short: Distinct<u128>,
    words: Distinct<String>,
}

impl Tokens {
    /// The tokens of a text, separated by spaces.
    pub(crate) fn of(&mut self, text: &str) -> String {
        self.short.all.clear();
        self.words.all.clear();
        each_segment(text, LONGEST, |kind, chars| match kind {
            Kind::Run => {
                for run in chars.windows(1).chain(chars.windows(2)) {
                    self.short.add(pack(run));
                }
            }
            Kind::Word => {
                for beginning in (1..=SHORT).filter_map(|n| chars.get(..n)) {
                    self.short.add(pack(beginning));
                }
                if chars.len() > SHORT {
                    self.words.add(chars.iter().take(LONGEST).collect());
                }
            }
        });
        self.short.settle();
        self.words.settle();
        self.written()
    }

    /// The tokens of a title.
    pub(crate) fn of_title(&mut self, title: &str) -> String {
        self.of(title).split_whitespace().flat_map(|token| [TITLE, token, " "]).collect()
    }

    fn written(&self) -> String {
        let mut written = String::new();
        for short in &self.short.all {
            let mut chars = unpack(*short).peekable();
            if !chars.peek().is_some_and(|first| is_run(*first)) {
                written.push('^');
            }
            written.extend(chars);
            written.push(' ');
        }
        for word in &self.words.all {
            written.push_str(word);
            written.push(' ');
        }
        written
    }
}

/// Values, each once in the end.
#[derive(Debug, Default)]
struct Distinct<T> {
    all: Vec<T>,
    /// How many there were when they were last looked through.
    settled: usize,
}

impl<T: Ord> Distinct<T> {
    fn add(&mut self, value: T) {
        self.all.push(value);
        if self.all.len() > 2 * self.settled.max(GATHERED) {
            self.settle();
        }
    }

    fn settle(&mut self) {
        self.all.sort_unstable();
        self.all.dedup();
        self.settled = self.all.len();
    }
}

/// Up to four characters in one number.
fn pack(chars: &[char]) -> u128 {
    chars.iter().fold(0, |packed, c| packed << BITS | u128::from(u32::from(*c)))
}

fn unpack(packed: u128) -> impl Iterator<Item = char> {
    let char_at = move |place: u32| {
        let code = packed >> (place * BITS) & ((1 << BITS) - 1);
        u32::try_from(code).ok().filter(|code| *code != 0).and_then(char::from_u32)
    };
    (0..4).rev().filter_map(char_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<String> {
        let mut tokens: Vec<_> = Tokens::default().of(text).split_whitespace().map(str::to_owned).collect();
        tokens.sort();
        tokens
    }

    #[test]
    fn a_run_is_found_by_one_and_by_two_of_its_characters() {
        assert_eq!(tokens("的模型的模"), ["型", "型的", "模", "模型", "的", "的模"]);
    }

    #[test]
    fn a_word_is_found_by_its_beginnings_and_whole() {
        assert_eq!(tokens("Tides to"), ["^t", "^ti", "^tid", "^tide", "^to", "tides"]);
    }

    #[test]
    fn what_a_title_says_is_told_from_what_a_message_says() {
        assert_eq!(Tokens::default().of_title("的 to"), "=t^t =t的 =t^to ");
    }

    #[test]
    fn a_word_without_end_is_cut() {
        assert!(tokens(&"a".repeat(5000)).iter().all(|token| token.len() <= LONGEST));
    }

    #[test]
    fn a_run_without_end_lacks_no_pair() {
        let run: String = ('\u{4E00}'..='\u{8FFF}').collect();
        assert_eq!(tokens(&run).len(), 2 * run.chars().count() - 1);
    }
}
