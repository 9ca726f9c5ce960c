//! A server on loopback that plays one prepared reply to whoever asks, as fast as it is read.

use std::{
    io::{self, BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

/// A reply: a good status, and a body in chunked transfer.
pub struct Play {
    pub content_type: &'static str,
    /// Each is a chunk of the transfer and a write of its own.
    pub pieces: Vec<Vec<u8>>,
    /// What passes before each piece, as a model thinks between its words.
    pub pause: Duration,
}

/// A server that lasts as long as the bench.
pub struct Server {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    began: Receiver<Instant>,
}

impl Server {
    /// Begins to play on a port that the system chose.
    pub fn start(play: Play) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let connections = Arc::<AtomicUsize>::default();
        let (begins, began) = channel();
        let accepted = connections.clone();
        let play = Arc::new(play.chunked());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                accepted.fetch_add(1, Ordering::Relaxed);
                let (play, begins) = (play.clone(), begins.clone());
                // A reader may hang up whenever it has what it wants.
                thread::spawn(move || serve(&stream, &play, &begins).ok());
            }
        });
        Ok(Self { address, connections, began })
    }

    /// Its address, without a path.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections were made to it so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// When the first piece of the last reply was written.
    pub fn last_began(&self) -> Option<Instant> {
        self.began.try_iter().last()
    }
}

impl Play {
    /// The same with the transfer's framing around each piece.
    fn chunked(mut self) -> Self {
        for piece in &mut self.pieces {
            let mut framed = format!("{:x}\r\n", piece.len()).into_bytes();
            framed.append(piece);
            framed.extend_from_slice(b"\r\n");
            *piece = framed;
        }
        if let Some(last) = self.pieces.last_mut() {
            last.extend_from_slice(b"0\r\n\r\n");
        }
        self
    }
}

/// Answers one request after another.
fn serve(stream: &TcpStream, play: &Play, begins: &Sender<Instant>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut requests, mut replies) = (BufReader::new(stream), stream);
    let Play { content_type, pieces, pause } = play;
    let head =
        format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ntransfer-encoding: chunked\r\n\r\n");
    while hear(&mut requests)? {
        replies.write_all(head.as_bytes())?;
        for (position, piece) in pieces.iter().enumerate() {
            if !pause.is_zero() {
                thread::sleep(*pause);
            }
            if position == 0 {
                begins.send(Instant::now()).ok();
            }
            replies.write_all(piece)?;
        }
    }
    Ok(())
}

/// Reads a request to its end; `false` when there is none any more.
fn hear(requests: &mut BufReader<&TcpStream>) -> io::Result<bool> {
    let (mut length, mut line) = (0, String::new());
    loop {
        line.clear();
        if requests.read_line(&mut line)? == 0 {
            return Ok(false);
        }
        match line.trim_end().split_once(':') {
            None if line.trim_end().is_empty() => break,
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
            _ => {}
        }
    }
    io::copy(&mut io::Read::take(requests, length), &mut io::sink())?;
    Ok(true)
}
