//! The part of a text that is shown for what was found in it.

use std::ops::Range;

use super::query::Match;

/// About as many characters are shown.
const LENGTH: usize = 160;

/// As many of them stand before the first match.
const BEFORE: usize = 30;

/// A part of a text, and what was found in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excerpt {
    /// The part, with `…` where something was left out.
    pub text: String,
    /// What was found, in UTF-16 code units of `text`, as a web view counts.
    pub ranges: Vec<Range<usize>>,
}

/// The part of the text that has the most different terms, and of those the first.
pub(crate) fn excerpt(text: &str, matches: &[Match]) -> Excerpt {
    let begin =
        matches.iter().enumerate().map(|(n, first)| (terms_near(matches.get(n..), first), first.bytes.start));
    let begin =
        begin.max_by_key(|(terms, begin)| (*terms, std::cmp::Reverse(*begin))).map_or(0, |(_, begin)| begin);
    let (before, after) = text.split_at(text.floor_char_boundary(begin));
    let start = before.char_indices().rev().take(BEFORE).last().map_or(before.len(), |(at, _)| at);
    let shown = before.len() - start;
    let rest = LENGTH.saturating_sub(before.get(start..).map_or(0, |lead| lead.chars().count()));
    let end = after.char_indices().nth(rest).map_or(text.len(), |(at, _)| start + shown + at);
    let mut excerpt = String::new();
    if start > 0 {
        excerpt.push('…');
    }
    let lead = excerpt.len();
    excerpt.push_str(text.get(start..end).unwrap_or_default());
    if end < text.len() {
        excerpt.push('…');
    }
    let inside = matches.iter().map(|found| found.bytes.start.max(start)..found.bytes.end.min(end));
    let inside = inside.filter(|bytes| bytes.start < bytes.end);
    let ranges = utf16(&excerpt, inside.map(|bytes| bytes.start - start + lead..bytes.end - start + lead));
    Excerpt { text: excerpt, ranges }
}

/// How many different terms there are from one match on, as far as an excerpt reaches.
fn terms_near(matches: Option<&[Match]>, first: &Match) -> usize {
    let near = matches.unwrap_or_default().iter().take(64);
    let near = near.take_while(|found| found.bytes.end <= first.bytes.start + LENGTH);
    near.fold(0_u64, |terms, found| terms | 1 << found.term.min(63)).count_ones() as usize
}

/// Ranges of bytes, sorted by their beginnings, as ranges of UTF-16 code units; those that touch are joined.
pub(crate) fn utf16(text: &str, ranges: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut done = (0, 0);
    let mut units = |to: usize| {
        if to < done.0 {
            done = (0, 0);
        }
        done.1 += text.get(done.0..to).map_or(0, |more| more.encode_utf16().count());
        done.0 = to;
        done.1
    };
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        let range = units(range.start)..units(range.end);
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::super::query::Query;
    use super::*;

    fn shown(typed: &str, text: &str) -> (String, Vec<String>) {
        let excerpt = excerpt(text, &Query::new(typed).matches(text));
        let units: Vec<u16> = excerpt.text.encode_utf16().collect();
        let marked = excerpt.ranges.iter().map(|range| String::from_utf16(&units[range.clone()]).unwrap());
        (excerpt.text.clone(), marked.collect())
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        assert_eq!(shown("潮汐", "🎉 什么是潮汐？"), ("🎉 什么是潮汐？".into(), vec!["潮汐".into()]));
        assert_eq!(shown("wh", "What, why"), ("What, why".into(), vec!["Wh".into(), "wh".into()]));
    }

    #[test]
    fn of_a_long_text_the_part_with_most_terms_is_shown() {
        let text = format!("tide {} the moon makes the tide {}", "x ".repeat(300), "y ".repeat(300));
        let (excerpt, marked) = shown("tide moon", &text);
        assert!(excerpt.starts_with('…') && excerpt.ends_with('…') && excerpt.contains("makes"), "{excerpt}");
        assert_eq!(marked, ["moon", "tide"]);
        assert!(excerpt.chars().count() <= LENGTH + 2);
    }

    #[test]
    fn what_touches_is_marked_as_one() {
        assert_eq!(shown("潮汐 汐是", "潮汐是什么").1, ["潮汐是"]);
    }
}
