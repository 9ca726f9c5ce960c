//! How long the first word takes through each reader.

use std::time::Duration;

use tokio::runtime::Runtime;

use crate::{
    Outcome,
    dialect::Dialect,
    reader::Reader,
    server::{Play, Server},
};

/// What passes before each event. Shorter than any model's thinking, and long enough that a reader goes to sleep.
const PAUSE: Duration = Duration::from_micros(200);
/// The size of a reply, in bytes: a few words.
const SIZE: usize = 1024;

/// From the first byte of the first event on the socket to its text out of the reader.
pub struct Delay {
    pub reader: &'static str,
    pub median: Duration,
    /// One in a hundred is slower.
    pub p99: Duration,
    /// How many connections all the requests took.
    pub connections: usize,
}

/// Lets every reader of a dialect ask so many times, in turn. Each event of a reply is a write of its own.
pub fn measure(
    runtime: &Runtime,
    dialect: &Dialect,
    readers: impl Fn(&Dialect, &str) -> Outcome<Vec<Reader>>,
    requests: usize,
) -> Outcome<Vec<Delay>> {
    let pieces: Vec<_> = dialect.answer(SIZE).events.into_iter().map(String::into_bytes).collect();
    let play = || Play { content_type: dialect.content_type, pieces: pieces.clone(), pause: PAUSE };
    // A server for each, so that each one's connections can be counted.
    let count = readers(dialect, "http://127.0.0.1:1")?.len();
    let mut asked = Vec::new();
    for position in 0..count {
        let server = Server::start(play())?;
        let reader = readers(dialect, &server.url())?.swap_remove(position);
        asked.push((reader, server, Vec::new()));
    }
    for request in 0..=requests {
        for (reader, server, delays) in &mut asked {
            let heard = runtime.block_on(reader.read())?;
            let first = heard.first.ok_or("a reply said nothing")?;
            let began = server.last_began().ok_or("a reply did not begin")?;
            if request > 0 {
                delays.push(first.saturating_duration_since(began));
            }
        }
    }
    let delay = |(reader, server, mut delays): (Reader, Server, Vec<Duration>)| {
        delays.sort_unstable();
        Delay {
            reader: reader.name(),
            median: delays[delays.len() / 2],
            p99: delays[delays.len() * 99 / 100],
            connections: server.connections(),
        }
    };
    Ok(asked.into_iter().map(delay).collect())
}
