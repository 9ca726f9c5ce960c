//! A server that sends without end does not fill the memory, nor does a file to import.

use std::process::{Command, Stdio};
use std::time::Duration;

use runnel_testkit::{ModelServer, Reply, faults};

use crate::program::Home;

const KIB_PER_MIB: u64 = 1024;
/// How much more than an ordinary answer takes, an answer without end may take.
const ROOM_MIB: u64 = 64;

/// Runs to the end and tells the status and the most memory that was taken, in KiB.
fn measured(command: &mut Command) -> (Option<i32>, u64) {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        // The mark only rises, and is gone with the program.
        let told = std::fs::read_to_string(&status).unwrap();
        let mark = told.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        peak = mark.map_or(peak, |kib| kib.parse().unwrap());
        if let Some(ended) = child.try_wait().unwrap() {
            return (ended.code(), peak);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[tokio::test]
async fn an_answer_without_end_stays_within_bounds() {
    let (home, server) = (Home::new(), ModelServer::start().await);
    let url = server.url();
    let arguments =
        ["ask", "--provider", "custom-openai", "--model", "m", "--base-url", &url, "--events", "hi"];
    let (status, idle) = measured(&mut home.command(&arguments));
    assert_eq!(status, Some(0));

    let delta =
        format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{}\"}}}}]}}\n\n", "a".repeat(16_000));
    let values = format!("{{\"choices\":[{}0]}}", "{\"a\":0},".repeat(600_000));
    for (what, reply) in [
        ("valid chunks", faults::endless_answer()),
        ("chunks that unpack", faults::gzip_bomb("text/event-stream", delta.as_bytes())),
        ("a line that unpacks", faults::gzip_bomb("text/event-stream", b"data: a")),
        ("an error that unpacks", faults::gzip_bomb("application/json", b"a").status(400)),
        ("a document that unpacks", faults::gzip_bomb("application/json", b"[[0],0.1,")),
        ("a document of many values", Reply::bytes("application/json", values)),
        ("headers", faults::endless_headers()),
    ] {
        server.reply(reply);
        let (status, peak) = measured(&mut home.command(&arguments));
        let above = peak.saturating_sub(idle);
        println!("{what}: {} MiB above {} MiB", above / KIB_PER_MIB, idle / KIB_PER_MIB);
        assert_eq!(status, Some(6), "{what}");
        assert!(above < ROOM_MIB * KIB_PER_MIB, "{what}: {above} KiB above {idle} KiB");
    }
}

/// What an import may take above an idle program: the values of one conversation, and what holds them while they are
/// read.
const ROOM_TO_IMPORT_MIB: u64 = 2 * 256;

#[test]
fn an_import_that_would_take_all_memory_stays_within_bounds() {
    let home = Home::new();
    let (status, idle) = measured(&mut home.command(&["conversations"]));
    assert_eq!(status, Some(0));
    let begun = b"[{\"uuid\":\"1\",\"chat_messages\":[".to_vec();
    let filled = |with: &str, times: usize, end: &str| {
        [begun.as_slice(), with.repeat(times).as_bytes(), end.as_bytes()].concat()
    };
    for (what, hostile) in [
        ("many small objects", filled("{\"\":0},", 5_000_000, "0]}]")),
        ("one long text", filled("\"\u{6625}", 1, &format!("{}\"]}}]", "a".repeat(80 << 20)))),
        ("many long texts", filled(&format!("\"{}\",", "a".repeat(1 << 20)), 300, "0]}]")),
    ] {
        let path = home.path().join("hostile");
        std::fs::write(&path, hostile).unwrap();
        let (status, peak) =
            measured(&mut home.command(&["conversations", "import", path.to_str().unwrap()]));
        let above = peak.saturating_sub(idle);
        println!("{what}: {} MiB above {} MiB", above / KIB_PER_MIB, idle / KIB_PER_MIB);
        assert_eq!(status, Some(6), "{what}");
        assert!(above < ROOM_TO_IMPORT_MIB * KIB_PER_MIB, "{what}: {above} KiB above {idle} KiB");
    }
}
