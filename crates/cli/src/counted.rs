//! Numbers with the right word behind them.

use std::fmt::Display;

/// So many of what is called differently when it is alone.
pub(crate) fn counted<N: Display + PartialEq + From<u8>>(n: &N, one: &str, many: &str) -> String {
    format!("{n} {}", if *n == N::from(1) { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_and_many_have_words_of_their_own() {
        let said = [0_u64, 1, 2].map(|n| counted(&n, "message is new", "messages are new"));
        assert_eq!(said, ["0 messages are new", "1 message is new", "2 messages are new"]);
    }
}
