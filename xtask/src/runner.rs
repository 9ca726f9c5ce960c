//! Follows a test runner: passes on what it prints and adds up what it says at its end.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use crate::count::Count;
use crate::failure::Failure;
use crate::say;
use crate::step::Step;

/// How long output may still come after a runner has ended: a process it left behind may hold its pipes for ever.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Runs it to its end. One that ends badly without naming a failed test, as a crash or code that does not compile
/// does, counts as one failure.
pub(crate) fn follow(step: Step) -> Count {
    follow_into(step, io::stdout(), io::stderr())
}

fn follow_into(step: Step, out: impl Write + Send + 'static, err: impl Write + Send + 'static) -> Count {
    let shown = step.shown();
    let (what, count) = match run_counting(step.env("NO_COLOR", "1").into_command(), out, err) {
        Ok((status, count)) if status.success() || count.failed > 0 => return count,
        Ok((status, count)) => (format!("`{shown}` ended with {status}"), Count { failed: 1, ..count }),
        Err(error) => (format!("`{shown}` could not be followed: {error}"), Count::FAILURE),
    };
    say::failure(&Failure::new(what, "read what is printed above"));
    count
}

fn run_counting(
    mut command: Command,
    out: impl Write + Send + 'static,
    err: impl Write + Send + 'static,
) -> io::Result<(ExitStatus, Count)> {
    let mut child =
        command.env_remove("FORCE_COLOR").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (counts, counted) = mpsc::channel();
    if let Some(from) = child.stdout.take() {
        let counts = counts.clone();
        thread::spawn(move || pass_on(from, out, &counts));
    }
    if let Some(from) = child.stderr.take() {
        thread::spawn(move || pass_on(from, err, &counts));
    }
    let status = child.wait()?;
    let mut total = Count::default();
    while let Ok(count) = counted.recv_timeout(LAST_WORDS) {
        total += count;
    }
    Ok((status, total))
}

fn pass_on(from: impl Read, mut to: impl Write, counts: &Sender<Count>) -> io::Result<()> {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line)? > 0 {
        to.write_all(&line)?;
        // Nobody listens any more once the last words are over.
        let _ = counts.send(Count::of_line(&String::from_utf8_lossy(&line)));
        line.clear();
    }
    to.flush()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// What these scripts print must not reach our own output, where it would be counted.
    fn of(script: &str) -> Count {
        follow_into(Step::new("sh").args(["-c", script]), io::sink(), io::sink())
    }

    #[test]
    fn closing_lines_of_both_streams_are_added_up() {
        let script =
            "echo 'test result: ok. 2 passed; 0 failed; 1 ignored;'; echo ' Tests  3 passed (3)' >&2";
        assert_eq!(of(script), Count { passed: 5, failed: 0, skipped: 1 });
    }

    #[test]
    fn failed_tests_are_counted_once_though_the_runner_ends_badly_too() {
        assert_eq!(
            of("echo ' Tests  2 failed | 3 passed (5)'; exit 1"),
            Count { passed: 3, failed: 2, skipped: 0 }
        );
    }

    #[test]
    fn a_runner_that_crashes_counts_as_one_failure() {
        assert_eq!(
            of("echo 'test result: ok. 2 passed;'; kill -9 $$"),
            Count { passed: 2, failed: 1, skipped: 0 }
        );
        assert_eq!(follow(Step::new("no-such-program-anywhere")), Count::FAILURE);
    }
}
