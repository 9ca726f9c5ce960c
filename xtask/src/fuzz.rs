//! `cargo xtask fuzz`: arbitrary bytes into every framing and every protocol, for as long as one likes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{ExitStatus, Stdio};

use crate::failure::{Failure, Outcome};
use crate::step::Step;
use crate::tools::{self, CARGO_FUZZ};
use crate::tree::Tree;
use crate::{packages, say};

/// What no input may exceed: seconds to read it, and MiB of the whole process, which remembers every input that led
/// somewhere new.
const BOUNDS: [&str; 3] = ["-max_len=8192", "-timeout=10", "-rss_limit_mb=512"];

/// What libFuzzer counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Progress {
    executions: u64,
    /// Places in the code that were reached.
    coverage: u64,
    /// Inputs that reached something new, in this run and in earlier ones.
    corpus: u64,
}

/// Runs this target, or each in turn, for so many minutes. A table of what they came to is printed as it fills.
pub(crate) fn run(tree: &Tree, target: Option<String>, minutes: u64) -> Outcome {
    packages::prepare(&[packages::BUILD])?;
    let program = tools::prepare(tree, &CARGO_FUZZ)?;
    let targets = if let Some(target) = target {
        vec![target]
    } else {
        let listed = Step::new(&program).arg("list").dir(tree.root()).read()?;
        listed.lines().map(str::to_owned).collect()
    };
    say::doing("building the fuzz targets (the first time takes some minutes)");
    cargo_fuzz(tree, &program, "build").mend("mend what the compiler names above").run()?;
    println!("{:<24}{:>12}{:>10}{:>8}", "target", "executions", "coverage", "corpus");
    for target in targets {
        say::doing(&format!("fuzzing {target} for {minutes} min"));
        let Progress { executions, coverage, corpus } =
            follow(fuzzer(tree, &program, &target, minutes)?, &target)?;
        println!("{target:<24}{executions:>12}{coverage:>10}{corpus:>8}");
    }
    Ok(())
}

fn cargo_fuzz(tree: &Tree, program: &Path, command: &str) -> Step {
    Step::new(program)
        // Nothing of ours is unsafe code: without the sanitizers far more is tried in the same time.
        .args([command, "--sanitizer", "none", "--target-dir"])
        .arg(tree.target().join("fuzz"))
        // The instruments are a matter of the compiler's nightly versions, which no other part of this needs.
        .env("RUSTC_BOOTSTRAP", "1")
        .dir(tree.root())
}

/// What runs the target, starting from what earlier runs found and from the recordings.
fn fuzzer(tree: &Tree, program: &Path, target: &str, minutes: u64) -> Outcome<Step> {
    let corpus = tree.root().join("fuzz/corpus").join(target);
    fs::create_dir_all(&corpus).map_err(|error| {
        Failure::new(format!("{}: {error}", corpus.display()), "make the folder fuzz writable")
    })?;
    let recordings = tree.root().join("../shared/recordings");
    Ok(cargo_fuzz(tree, program, "run")
        .arg(target)
        .arg(corpus)
        .args(recordings.is_dir().then_some(recordings))
        .arg("--")
        .args(BOUNDS)
        .arg(format!("-max_total_time={}", minutes * 60)))
}

/// Passes on what it prints, and gives the last that it counted.
fn follow(fuzzer: Step, target: &str) -> Outcome<Progress> {
    let mend = format!("the input is in fuzz/artifacts/{target}; make a test of it beside what it breaks");
    let run = || -> std::io::Result<(ExitStatus, Progress)> {
        let mut child = fuzzer.into_command().stderr(Stdio::piped()).spawn()?;
        let mut last = Progress::default();
        for line in BufReader::new(child.stderr.take().ok_or(std::io::ErrorKind::BrokenPipe)?).lines() {
            let line = line?;
            eprintln!("{line}");
            last = Progress::of_line(&line).unwrap_or(last);
        }
        Ok((child.wait()?, last))
    };
    match run() {
        Ok((status, last)) if status.success() => Ok(last),
        Ok((status, last)) => {
            let what = format!("{target} ended with {status} after {} executions", last.executions);
            Err(Failure::new(what, mend))
        }
        Err(error) => Err(Failure::new(format!("{target} could not be followed: {error}"), mend)),
    }
}

impl Progress {
    /// What a line of libFuzzer says: `#7957 DONE cov: 2101 ft: 9001 corp: 734/1234Kb exec/s: 130 rss: 346Mb`.
    fn of_line(line: &str) -> Option<Self> {
        let mut words = line.strip_prefix('#')?.split_whitespace();
        let executions = words.next()?.parse().ok()?;
        let words: Vec<&str> = words.collect();
        let after = |name: &str| {
            let number = words.iter().skip_while(|word| **word != name).nth(1)?;
            number.split('/').next()?.parse().ok()
        };
        Some(Self { executions, coverage: after("cov:")?, corpus: after("corp:")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libfuzzer_is_understood() {
        let line = "#7957\tDONE   cov: 2101 ft: 9001 corp: 734/1234Kb lim: 8192 exec/s: 130 rss: 346Mb";
        let progress = Progress { executions: 7957, coverage: 2101, corpus: 734 };
        assert_eq!(Progress::of_line(line), Some(progress));
    }

    #[test]
    fn what_else_it_prints_is_not_counted() {
        for line in [
            "INFO: Loaded 1 modules",
            "#2\tINITED exec/s: 0 rss: 40Mb",
            "###### Recommended dictionary ######",
        ] {
            assert_eq!(Progress::of_line(line), None, "{line}");
        }
    }
}
