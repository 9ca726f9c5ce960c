//! A disk that takes no more from any byte on. `ulimit -f` makes every write beyond so many blocks of any file
//! fail, for as many different numbers of them as there are blocks in what is written.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use super::support::*;
use crate::*;

/// How many of each kind are written.
const MANY: u64 = 20;

/// The size of a block of `ulimit -f` in a POSIX shell, in bytes.
const BLOCK: u64 = 512;

#[test]
fn whatever_byte_the_disk_stops_at_nothing_that_was_acknowledged_is_lost() {
    let (mut acknowledged, mut refused) = (0, 0);
    for blocks in (0..32).chain((32..64).step_by(4)) {
        let home = TestHome::new();
        let child = home.child("limits::write_all_kinds");
        let mut command = Command::new("sh");
        // Ignored, so that the write fails instead of the process.
        command.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
        command.arg(child.get_program()).args(child.get_args()).stdin(Stdio::null());
        command.envs(child.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{blocks} blocks: {said}");

        let said: Vec<_> = said.lines().filter_map(|line| line.strip_prefix("said ")).collect();
        let of = |kind: &str| -> Vec<u64> {
            said.iter().filter_map(|line| line.strip_prefix(kind)?.trim().parse().ok()).collect()
        };
        refused += of("refused").len();
        let kept = home.conversations().load(chat()).map(|opened| (opened.conversation, opened.faults));
        for n in of("record") {
            let (conversation, _) = kept.as_ref().unwrap();
            assert!(conversation.holds(id(n)), "record {n} is lost at {} bytes", blocks * BLOCK);
            acknowledged += 1;
        }
        if let Ok((_, faults)) = kept {
            assert_eq!(faults, [], "at {} bytes", blocks * BLOCK);
        }
        let batches = home.journals().read(id(9_000), 0).unwrap_or_default();
        let batches: BTreeMap<_, _> = batches.into_iter().map(|batch| (batch.number, batch)).collect();
        for n in of("batch") {
            assert!(batches.contains_key(&n), "batch {n} is lost at {} bytes", blocks * BLOCK);
            acknowledged += 1;
        }
        for n in of("picture") {
            let bytes = picture(n);
            let hash = crate::attachments::sha256(&bytes);
            assert_eq!(Attachments::new(&home.home()).read(&hash).unwrap(), bytes);
            acknowledged += 1;
        }
        if let Some(rounds) = of("settings").last() {
            let settings = SettingsFile::new(&home.home()).load().unwrap();
            assert!(settings.parameters.rounds >= Some(u32::try_from(*rounds).unwrap()));
            acknowledged += 1;
        }
        for entry in fs::read_dir(home.path("attachments")).into_iter().flatten() {
            let path = entry.unwrap().path();
            let whole = (0..MANY).any(|n| fs::read(&path).unwrap() == picture(n));
            assert!(whole, "{} is half a picture", path.display());
        }
    }
    println!("{acknowledged} acknowledged writes, {refused} refused ones: 0 lost");
    assert!(acknowledged > 100 && refused > 100);
}

fn picture(n: u64) -> Vec<u8> {
    vec![u8::try_from(n).unwrap(); usize::try_from(n * 700).unwrap()]
}

#[test]
#[ignore = "run by another test, in a process of its own"]
fn write_all_kinds() {
    let Some(home) = parents_home() else { return };
    let conversations = Conversations::new(&home);
    let attachments = Attachments::new(&home);
    let settings = SettingsFile::new(&home);
    let mut journal = Journals::new(&home).begin(&head(9_000)).ok();
    let say = |kind: &str, n: u64, done: bool| println!("said {} {n}", if done { kind } else { "refused" });
    for n in 0..MANY {
        let text = "春".repeat(usize::try_from(n * 7).unwrap());
        say("record", 2 + n, conversations.append(chat(), &[question(2 + n, &text)]).is_ok());
        if let Some(journal) = &mut journal {
            say("batch", n + 1, journal.write(&batch(n + 1, &text)).is_ok());
        }
        say("picture", n, attachments.add(&picture(n)).is_ok());
        let rounds = u32::try_from(n).unwrap();
        say("settings", n, settings.change(|settings| settings.parameters.rounds = Some(rounds)).is_ok());
    }
}
