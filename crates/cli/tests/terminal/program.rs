//! The program under test.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

/// A home of its own, and the program in it: without a keychain, and with nothing of the environment
/// that the tests themselves run in.
pub(crate) struct Home(TempDir);

/// A program that ended.
pub(crate) struct Ended {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A program that runs, and what it writes.
pub(crate) struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_runnel-cli"));
        command
            .args(arguments)
            .env_clear()
            .env("RUNNEL_HOME", self.path())
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .stdin(Stdio::null());
        command
    }

    /// Runs to the end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(&mut self.command(arguments))
    }

    /// Runs to the end with `input` on standard input.
    pub(crate) fn run_with(&self, input: &str, arguments: &[&str]) -> Ended {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Ended::from(child.wait_with_output().unwrap())
    }

    /// Starts, to be looked at while it runs.
    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        let mut command = self.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Running { child, out }
    }

    /// The lines of a conversation's file.
    pub(crate) fn records(&self, conversation: &str) -> Vec<Value> {
        let path = self.path().join("conversations").join(conversation).with_extension("jsonl");
        let text = std::fs::read_to_string(path).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The messages of a conversation's file, oldest first.
    pub(crate) fn messages(&self, conversation: &str) -> Vec<Value> {
        self.records(conversation).into_iter().filter(|record| record["kind"] == "message").collect()
    }

    /// The id of the only conversation there is.
    pub(crate) fn only_conversation(&self) -> String {
        let listed = self.run(&["conversations"]);
        assert_eq!(listed.out.lines().count(), 1, "one conversation is listed: {:?}", listed.out);
        listed.out.split_whitespace().next().unwrap().to_owned()
    }

    /// Every byte of every file under the home.
    pub(crate) fn contents(&self) -> Vec<u8> {
        fn gather(folder: &Path, into: &mut Vec<u8>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { gather(&path, into) } else { into.extend(std::fs::read(path).unwrap()) }
            }
        }
        let mut contents = Vec::new();
        gather(self.path(), &mut contents);
        contents
    }
}

impl Ended {
    pub(crate) fn of(command: &mut Command) -> Self {
        command.output().unwrap().into()
    }

    /// The lines of `--events`.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl From<std::process::Output> for Ended {
    fn from(output: std::process::Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Running {
    /// The next line of `--events`.
    pub(crate) fn next_event(&mut self) -> Value {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error} in {line:?}"))
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Closes its standard output, as a reader does who has seen enough.
    pub(crate) fn stop_reading(self) -> Child {
        self.child
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> Ended {
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut self.out, &mut rest).unwrap();
        let mut ended = Ended::from(self.child.wait_with_output().unwrap());
        ended.out = rest;
        ended
    }
}

/// What has to be said to ask a model server at this address, and more.
pub(crate) fn ask_at<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["ask", "--provider", "custom-openai", "--model", "m", "--base-url", url], more].concat()
}

/// The texts of all events of this type, joined.
pub(crate) fn text_of(events: &[Value], kind: &str) -> String {
    events.iter().filter(|event| event["type"] == kind).map(|event| event["text"].as_str().unwrap()).collect()
}

/// The texts of a kept message's parts of this type, joined.
pub(crate) fn parts_of(message: &Value, kind: &str) -> String {
    text_of(message["parts"].as_array().unwrap(), kind)
}

/// The types of the events, in order, each run of the same type once.
pub(crate) fn kinds(events: &[Value]) -> Vec<&str> {
    let mut kinds: Vec<_> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    kinds.dedup();
    kinds
}
