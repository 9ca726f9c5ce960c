//! Putting a reply on the wire, piece by piece, with an eye on whether the client is still there.

use std::future::pending;
use std::io::Result;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::time::{Instant, sleep_until};

use crate::reply::{Interruption, Reply, WrittenBody};
use crate::request::Request;

/// How a reply ended.
pub(crate) enum Played {
    /// As it was meant to, whether well or badly.
    AsMeant,
    /// The client closed the connection first; this many body bytes had been written.
    HungUp { sent: usize },
}

/// Plays `reply` to the end or until the client closes its side of the connection, which is closed
/// afterwards unless it is to be kept.
pub(crate) async fn play(socket: &mut TcpStream, request: &Request, reply: &Reply, keep: bool) -> Played {
    let (mut reader, writer) = socket.split();
    let mut player = Player { writer, keep, sent: 0 };
    tokio::select! {
        biased;
        Ok(()) = player.play(request, reply) => return Played::AsMeant,
        () = client_left(&mut reader) => {}
    }
    Played::HungUp { sent: player.sent }
}

/// Resolves when the client closed the connection; anything it still says is passed over.
async fn client_left(reader: &mut ReadHalf<'_>) {
    let mut passed_over = [0; 1024];
    while matches!(reader.read(&mut passed_over).await, Ok(1..)) {}
}

struct Player<'socket> {
    writer: WriteHalf<'socket>,
    keep: bool,
    sent: usize,
}

impl Player<'_> {
    async fn play(&mut self, request: &Request, reply: &Reply) -> Result<()> {
        if matches!(reply.interruption, Some(Interruption::SilentBeforeHeaders)) {
            pending::<()>().await;
        }
        let body = reply.body_for(request);
        if let Some(bytes) = reply.not_http() {
            self.writer.write_all(bytes).await?;
            self.refrain(reply, false).await?;
            return self.writer.shutdown().await;
        }
        self.writer.write_all(head(reply, &body, self.keep).as_bytes()).await?;
        if request.method == "HEAD" {
            return self.writer.shutdown().await;
        }
        match reply.interruption {
            Some(Interruption::CutAfter(bytes)) => self.pieces(reply, &body, bytes).await?,
            Some(Interruption::SilentAfter(bytes)) => {
                self.pieces(reply, &body, bytes).await?;
                pending::<()>().await;
            }
            Some(Interruption::SilentBeforeHeaders) | None => {
                self.pieces(reply, &body, usize::MAX).await?;
                self.refrain(reply, true).await?;
                if body.chunked {
                    self.writer.write_all(b"0\r\n\r\n").await?;
                }
                if self.keep {
                    return Ok(());
                }
            }
        }
        self.writer.shutdown().await
    }

    /// Writes what comes again and again, if anything does, until nobody takes it any more.
    async fn refrain(&mut self, reply: &Reply, chunked: bool) -> Result<()> {
        let Some(refrain) = &reply.refrain else { return Ok(()) };
        let piece = if chunked { chunk(refrain) } else { refrain.clone() };
        loop {
            self.writer.write_all(&piece).await?;
            self.sent += refrain.len();
        }
    }

    /// Writes the pieces of the first `limit` bytes, each at its time.
    async fn pieces(&mut self, reply: &Reply, body: &WrittenBody, limit: usize) -> Result<()> {
        let shown = &body.bytes[..limit.min(body.bytes.len())];
        let mut due = Instant::now();
        for piece in reply.split.cut(&body.content_type, shown) {
            if !reply.pace.is_zero() {
                sleep_until(due).await;
                due += reply.pace;
            }
            if body.chunked {
                self.writer.write_all(&chunk(piece)).await?;
            } else {
                self.writer.write_all(piece).await?;
            }
            self.sent += piece.len();
        }
        Ok(())
    }
}

fn head(reply: &Reply, body: &WrittenBody, keep: bool) -> String {
    let length = if body.chunked {
        "Transfer-Encoding: chunked".to_owned()
    } else {
        format!("Content-Length: {}", body.bytes.len())
    };
    let more: Vec<_> = reply.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let more = more.concat();
    let (status, content_type) = (reply.status, &body.content_type);
    let connection = if keep { "keep-alive" } else { "close" };
    format!(
        "HTTP/1.1 {status} \r\nContent-Type: {content_type}\r\n{length}\r\nConnection: {connection}\r\n{more}\r\n"
    )
}

/// One HTTP chunk, in one buffer so that it leaves in one write.
fn chunk(piece: &[u8]) -> Vec<u8> {
    let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
    chunk.extend_from_slice(piece);
    chunk.extend_from_slice(b"\r\n");
    chunk
}
