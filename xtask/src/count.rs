//! Counts tests from what the runners say at their end.

use std::fmt;
use std::ops::AddAssign;

/// How many tests ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Count {
    pub(crate) const FAILURE: Self = Self { passed: 0, failed: 1, skipped: 0 };

    /// What one line of output says, if it is a closing line of cargo test, cargo-nextest or vitest.
    pub(crate) fn of_line(line: &str) -> Self {
        let mut count = Self::default();
        // cargo-nextest shows what a test printed further in, its "test result" among it.
        let closes = line.starts_with("test result: ")
            || ["Summary [", "Tests "].iter().any(|start| line.trim_start().starts_with(start));
        if !closes {
            return count;
        }
        let words: Vec<&str> =
            line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let &[digits, word] = pair else { continue };
            let Ok(n) = digits.parse::<u64>() else { continue };
            match word {
                "passed" => count.passed += n,
                "failed" | "exec" | "timed" => count.failed += n, // nextest: "exec failed", "timed out"
                "ignored" | "skipped" | "todo" => count.skipped += n,
                _ => {}
            }
        }
        count
    }

    /// Whether a test ran at all.
    pub(crate) fn ran(self) -> u64 {
        self.passed + self.failed
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(out, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(passed: u64, failed: u64, skipped: u64) -> Count {
        Count { passed, failed, skipped }
    }

    #[test]
    fn cargo_test_is_understood() {
        let line = "test result: FAILED. 12 passed; 3 failed; 2 ignored; 0 measured; 9 filtered out; finished in 0.05s";
        assert_eq!(Count::of_line(line), count(12, 3, 2));
    }

    #[test]
    fn nextest_is_understood() {
        let line =
            "     Summary [   1.204s] 10 tests run: 7 passed (1 slow), 1 failed, 2 timed out, 4 skipped";
        assert_eq!(Count::of_line(line), count(7, 3, 4));
    }

    #[test]
    fn vitest_is_understood() {
        assert_eq!(Count::of_line("      Tests  1 failed | 5 passed | 2 skipped (8)"), count(5, 1, 2));
        assert_eq!(Count::of_line(" Test Files  1 failed | 4 passed (5)"), count(0, 0, 0));
    }

    #[test]
    fn what_a_test_prints_is_not_counted() {
        assert_eq!(Count::of_line("the server answered: 3 failed"), count(0, 0, 0));
        assert_eq!(Count::of_line("test a_thing_that_has_2_failed ... ok"), count(0, 0, 0));
        assert_eq!(Count::of_line("    test result: ok. 1 passed; 0 failed; 0 ignored"), count(0, 0, 0));
    }

    #[test]
    fn the_closing_line_names_the_skipped_only_if_there_are_any() {
        assert_eq!(count(4, 0, 0).to_string(), "4 passed, 0 failed");
        assert_eq!(count(4, 1, 2).to_string(), "4 passed, 1 failed, 2 skipped");
    }
}
