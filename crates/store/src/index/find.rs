//! Finding in one text what was typed, as it was typed.

use std::ops::Range;

use super::excerpt::utf16;
use super::words::{fold, kind_or_word};

/// Where a text has what was typed, wherever in a word that is; case and diacritics make no difference. In UTF-16
/// code units, as a web view counts.
pub fn find(text: &str, typed: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = folded(typed).map(|(c, _)| c).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let (chars, bytes): (Vec<char>, Vec<Range<usize>>) = folded(text).unzip();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(rest) = chars.get(from..) {
        let Some(at) = rest.windows(wanted.len()).position(|window| window == wanted) else { break };
        let (first, last) = (from + at, from + at + wanted.len() - 1);
        if let (Some(first), Some(last)) = (bytes.get(first), bytes.get(last)) {
            found.push(first.start..last.end);
        }
        from = last + 1;
    }
    utf16(text, found.into_iter())
}

fn folded(text: &str) -> impl Iterator<Item = (char, Range<usize>)> {
    text.char_indices().flat_map(|(at, c)| {
        let mut parts = Vec::new();
        fold(c, kind_or_word(c), |part| parts.push((part, at..at + c.len_utf8())));
        parts
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_inside_words_and_with_what_stands_between() {
        assert_eq!(find("Tide, betide", "TIDE"), [0..4, 8..12]);
        assert_eq!(find("a, b; A, B", "a, b"), [0..4, 6..10]);
        assert_eq!(find("🎉的🎉的", "的"), [2..3, 5..6]);
        assert_eq!(find("naïve NAIVE", "naive"), [0..5, 6..11]);
    }

    #[test]
    fn nothing_is_found_for_nothing() {
        assert!(find("abc", "").is_empty());
        assert!(find("abc", "abcd").is_empty());
        assert!(find("", "a").is_empty());
    }
}
