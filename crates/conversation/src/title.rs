//! A name for a conversation that nobody has named.

/// The most characters a title has.
const LONGEST: usize = 60;

/// A title from a first question: its first line with words, cut at a word where it is long.
/// `None` when there are no words.
pub fn title_from(question: &str) -> Option<String> {
    let line = question.lines().map(str::trim).find(|line| !line.is_empty())?;
    let line = line.trim_start_matches(['#', '>', '*', '-', '`', ' ']).trim();
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return None;
    }
    let Some((cut, _)) = words.char_indices().nth(LONGEST) else {
        return Some(words);
    };
    let (head, _) = words.split_at(cut);
    // Cutting at a space is only worth it when the space is near the end; Chinese has none.
    let head = match head.rfind(' ') {
        Some(space) if space * 2 > cut => head.split_at(space).0,
        _ => head,
    };
    Some(format!("{head}…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_question_is_its_own_title() {
        assert_eq!(title_from("  Why is the sky blue?\nExplain."), Some("Why is the sky blue?".into()));
    }

    #[test]
    fn a_long_question_is_cut_at_a_word() {
        let title = title_from(&"alpha beta ".repeat(20)).unwrap();
        assert!(title.ends_with("alpha…") || title.ends_with("beta…"), "{title}");
        assert!(title.chars().count() <= LONGEST + 1);
    }

    #[test]
    fn chinese_is_cut_between_characters() {
        let title = title_from(&"春眠不觉晓".repeat(20)).unwrap();
        assert_eq!(title.chars().count(), LONGEST + 1);
    }

    #[test]
    fn marks_of_a_heading_or_quotation_are_left_out() {
        assert_eq!(title_from("\n\n## Plan\n"), Some("Plan".into()));
    }

    #[test]
    fn nothing_to_read_gives_no_title() {
        assert_eq!(title_from(" \n\t\n"), None);
        assert_eq!(title_from("###"), None);
    }
}
