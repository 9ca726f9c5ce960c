//! `kill -9` at any moment of a reply: nothing that was shown is lost, and every file can be read.
//!
//! `cargo xtask torture kills` runs this as often as one likes.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::Value;

use crate::program::*;

/// How many programs run at a time: the demonstration mostly waits.
const WORKERS: u64 = 4;

/// The longest that a program lives: somewhat longer than its answer takes.
const LONGEST_MS: u64 = 3_600;

#[derive(Default)]
struct Count {
    kills: u64,
    /// Kills after something had been shown and before the end.
    mid_reply: u64,
    characters: usize,
    lost: usize,
    unreadable: usize,
}

/// What a program showed until it was killed.
struct Shown {
    reasoning: String,
    content: String,
    ended: bool,
}

fn shown_until_killed(mut command: Command, after: Duration) -> Shown {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (sender, shown) = mpsc::channel();
    let reader = thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    let moment = Instant::now() + after;
    let mut seen = Vec::new();
    while let Ok(line) = shown.recv_timeout(moment.saturating_duration_since(Instant::now())) {
        seen.push(line);
    }
    // SIGKILL.
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap();
    seen.extend(shown.try_iter());
    // A line that was torn was not shown.
    let events: Vec<Value> = seen.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let ended = events.iter().any(|event| event["type"] == "finished");
    Shown { reasoning: text_of(&events, "reasoning"), content: text_of(&events, "content"), ended }
}

/// How many messages each conversation has.
fn conversations(home: &Home) -> BTreeMap<String, usize> {
    let Ok(folder) = std::fs::read_dir(home.path().join("conversations")) else {
        return BTreeMap::new();
    };
    let id = |name: String| name.strip_suffix(".jsonl").map(str::to_owned);
    let ids = folder.filter_map(|entry| id(entry.unwrap().file_name().into_string().unwrap()));
    ids.map(|id| (id.clone(), home.messages(&id).len())).collect()
}

fn kill_many(worker: u64, times: u64) -> Count {
    let mut random = Rng::with_seed(worker);
    let home = Home::new();
    let mut count = Count::default();
    for _ in 0..times {
        let before = conversations(&home);
        let mut arguments = vec!["ask", "--events"];
        let known: Vec<_> = before.keys().cloned().collect();
        let chosen = random.choice(&known).filter(|_| random.bool());
        if let Some(chosen) = chosen {
            arguments.extend(["--conversation", chosen]);
        }
        arguments.push(if random.bool() { "How do tides work?" } else { "春眠不觉晓" });
        let after = Duration::from_millis(random.u64(0..LONGEST_MS));
        let shown = shown_until_killed(home.command(&arguments), after);
        count.kills += 1;
        let characters = shown.reasoning.chars().count() + shown.content.chars().count();
        count.characters += characters;
        count.mid_reply += u64::from(characters > 0 && !shown.ended);

        // The next start recovers what the last one left.
        let checked = home.run(&["conversations", "check"]);
        if checked.status != 0 {
            eprintln!("{}", checked.out);
            count.unreadable += 1;
        }
        let grown = conversations(&home).into_iter().find(|(id, messages)| before.get(id) != Some(messages));
        let answer =
            grown.and_then(|(id, _)| home.messages(&id).pop()).filter(|last| last["role"] == "assistant");
        let kept = |kind| answer.as_ref().map(|answer| parts_of(answer, kind)).unwrap_or_default();
        for (shown, kept) in [(shown.reasoning, kept("reasoning")), (shown.content, kept("text"))] {
            if !kept.starts_with(&shown) {
                let same = shown.chars().zip(kept.chars()).take_while(|(shown, kept)| shown == kept).count();
                count.lost += shown.chars().count() - same;
            }
        }
    }
    count
}

#[test]
fn killed_at_any_moment_nothing_that_was_shown_is_lost() {
    let times: u64 = std::env::var("RUNNEL_KILLS").map_or(48, |times| times.parse().unwrap());
    let mut total = Count::default();
    thread::scope(|scope| {
        let share = |worker| times / WORKERS + u64::from(worker < times % WORKERS);
        let workers: Vec<_> =
            (0..WORKERS).map(|worker| scope.spawn(move || kill_many(worker, share(worker)))).collect();
        for worker in workers {
            let count = worker.join().unwrap();
            total.kills += count.kills;
            total.mid_reply += count.mid_reply;
            total.characters += count.characters;
            total.lost += count.lost;
            total.unreadable += count.unreadable;
        }
    });
    let Count { kills, mid_reply, characters, lost, unreadable } = total;
    println!(
        "{kills} kills, {mid_reply} of them in the middle of a reply: {characters} characters were shown, \
         {lost} are lost, {unreadable} times a file could not be read"
    );
    assert_eq!((kills, lost, unreadable), (times, 0, 0));
    assert!(mid_reply > kills / 4, "hardly any of them was in the middle of a reply");
}
