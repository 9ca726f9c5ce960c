//! How fast a long reply becomes events, and what memory that asks for.

use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use crate::{
    Outcome,
    allocations::Allocations,
    dialect::Dialect,
    reader::Reader,
    server::{Play, Server},
};

/// The size of a piece of the reply, in bytes: what a fast vendor's front end lets go at once.
const PIECE: usize = 16 * 1024;

/// How fast a reader is.
pub struct Speed {
    pub reader: &'static str,
    /// Of the reply's body, in millions of bytes a second.
    pub megabytes: f64,
    /// Pieces of text that came out, a second.
    pub deltas: f64,
    /// Allocations for each piece of text.
    pub allocations: f64,
    /// What they asked for, in bytes for each piece of text.
    pub allocated: f64,
}

/// What a stream consisted of.
pub struct Stream {
    /// The size of an event, in bytes on the wire.
    pub event: f64,
    /// The text in it, in bytes.
    pub text: f64,
}

/// Lets every reader of a dialect read a reply of so many bytes, so many times in turn.
pub fn measure(
    runtime: &Runtime,
    dialect: &Dialect,
    readers: impl Fn(&Dialect, &str) -> Outcome<Vec<Reader>>,
    size: usize,
    runs: usize,
) -> Outcome<(Stream, Vec<Speed>)> {
    let answer = dialect.answer(size);
    let body = answer.events.concat().into_bytes();
    let (size, deltas) = (body.len() as f64, answer.deltas as f64);
    let stream = Stream { event: size / deltas, text: answer.text as f64 / deltas };
    let pieces = body.chunks(PIECE).map(Vec::from).collect();
    let server = Server::start(Play { content_type: dialect.content_type, pieces, pause: Duration::ZERO })?;
    let readers = readers(dialect, &server.url())?;
    let mut taken = vec![Vec::new(); readers.len()];
    // The first run warms the connections up and is not counted.
    for run in 0..=runs {
        for (reader, taken) in readers.iter().zip(&mut taken) {
            let (before, start) = (Allocations::so_far(), Instant::now());
            let heard = runtime.block_on(reader.read())?;
            let sample = (start.elapsed().as_secs_f64(), Allocations::since(before));
            let whole = matches!(reader, Reader::Connection { .. }) || heard.text == answer.text;
            if !whole {
                return Err(format!("{} heard {heard:?} of {} bytes", reader.name(), answer.text).into());
            }
            if run > 0 {
                taken.push(sample);
            }
        }
    }
    let speed = |(reader, mut taken): (&Reader, Vec<(f64, Allocations)>)| {
        taken.sort_by(|one, other| one.0.total_cmp(&other.0));
        let (seconds, allocations) = taken[taken.len() / 2];
        Speed {
            reader: reader.name(),
            megabytes: size / seconds / 1e6,
            deltas: deltas / seconds,
            allocations: allocations.times as f64 / deltas,
            allocated: allocations.bytes as f64 / deltas,
        }
    };
    Ok((stream, readers.iter().zip(taken).map(speed).collect()))
}
