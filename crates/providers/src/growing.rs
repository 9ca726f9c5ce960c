//! A text that comes in pieces, or whole again each time.

/// The text so far. Some vendors send everything again with each event: DashScope where it does not know
/// `incremental_output`, `MiniMax` by its own account and not by its streams. That shows in the second event
/// alone, so only their texts are read like this: elsewhere `1` and then `12` are three digits.
#[derive(Debug, Default)]
pub(crate) struct Growing {
    so_far: String,
    way: Way,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Way {
    #[default]
    Unknown,
    Pieces,
    WholeAgain,
}

impl Growing {
    /// What is new. `last` says that nothing follows: what is only said again is then no new piece.
    pub(crate) fn push(&mut self, text: &str, last: bool) -> String {
        if text.is_empty() {
            return String::new();
        }
        let after = text.strip_prefix(self.so_far.as_str());
        self.way = match (self.way, after) {
            (Way::Unknown, _) if self.so_far.is_empty() => Way::Unknown,
            (Way::Unknown, Some(after)) if !after.is_empty() || last => Way::WholeAgain,
            (Way::WholeAgain, Some(_)) => Way::WholeAgain,
            _ => Way::Pieces,
        };
        let new = match (self.way, after) {
            (Way::WholeAgain, Some(after)) => after,
            _ => text,
        };
        if self.way != Way::Pieces {
            self.so_far.push_str(new);
        }
        new.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(pieces: &[&str]) -> String {
        let mut growing = Growing::default();
        let ends = pieces.iter().enumerate();
        ends.map(|(at, piece)| growing.push(piece, at + 1 == pieces.len())).collect()
    }

    #[test]
    fn pieces_are_put_together() {
        assert_eq!(read(&["1", ",", "", " ", "2", "2", ""]), "1, 22");
        assert_eq!(read(&["ha", "ha", "haha", ""]), "hahahaha");
    }

    #[test]
    fn what_is_said_again_is_said_once() {
        assert_eq!(read(&["1", "1, 2", "1, 2", "1, 2, 3"]), "1, 2, 3");
        assert_eq!(read(&["so", "so"]), "so");
    }

    proptest! {
        #[test]
        fn a_text_that_is_repeated_as_it_grows_is_read_whole(text in "\\PC{2,40}", sizes in prop::collection::vec(1usize..5, 1..40)) {
            let letters: Vec<_> = text.chars().collect();
            let mut end = 0;
            let mut prefixes: Vec<String> = sizes
                .iter()
                .map(|size| {
                    end = (end + size).min(letters.len());
                    letters.iter().take(end).collect()
                })
                .collect();
            // Nothing can be told from the same text twice at the beginning.
            prefixes.dedup();
            let pieces: Vec<_> = prefixes.iter().map(String::as_str).collect();
            prop_assert_eq!(&read(&pieces), prefixes.last().unwrap());
        }
    }
}
