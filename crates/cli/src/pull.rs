//! `runnel-cli pull`.

use std::io::{self, IsTerminal as _, Write as _};

use runnel_engine::contract::{AppEvent, LocalModelRef, Nothing, PullState};
use runnel_engine::{Closed, Engine};
use tokio::sync::mpsc::unbounded_channel;

use crate::exit::Exit;
use crate::failure::{Failure, sentence};
use crate::interrupt::Interrupts;
use crate::prose::harmless;

/// Fetches a model and tells how far it is on standard error: in a terminal as one line that changes.
pub(crate) async fn run(
    engine: &Engine,
    model: LocalModelRef,
    base_url: Option<String>,
) -> Result<Exit, Failure> {
    let mut interrupts = Interrupts::listen()?;
    let (sender, mut pulls) = unbounded_channel();
    let outlet = move |event: &AppEvent| match event {
        AppEvent::Pull { pull } => sender.send(pull.state.clone()).map_err(|_| Closed),
        _ => Ok(()),
    };
    engine.watch(Nothing {}, outlet).await?;
    engine.pull_from(model.clone(), base_url).await?;
    let mut told = Told::default();
    loop {
        let state = tokio::select! {
            () = interrupts.next() => {
                engine.cancel_pull(model.clone()).await?;
                continue;
            }
            state = pulls.recv() => state,
        };
        match state {
            Some(PullState::Running {
                status,
                completed_bytes,
                total_bytes,
                bytes_per_second,
                seconds_left,
            }) => {
                let far = far(completed_bytes, total_bytes, bytes_per_second, seconds_left);
                told.tell(&harmless(&status), &far)?;
            }
            Some(PullState::Done) => {
                told.end()?;
                eprintln!("{} is there", model.name);
                return Ok(Exit::Finished);
            }
            Some(PullState::Failed { problem }) => {
                told.end()?;
                eprintln!("runnel-cli: {}", sentence(&problem));
                return Ok(problem.code.into());
            }
            Some(PullState::Cancelled) | None => {
                told.end()?;
                return Ok(Exit::Stopped);
            }
        }
    }
}

/// What was told so far.
#[derive(Default)]
struct Told {
    status: String,
    /// A line is on the terminal that can be written over.
    open: bool,
}

impl Told {
    /// A terminal sees every step; a file sees each kind of step once.
    fn tell(&mut self, status: &str, far: &str) -> io::Result<()> {
        let mut err = io::stderr();
        if err.is_terminal() {
            self.open = true;
            // Back to the line's beginning, and what was longer is wiped away.
            write!(err, "\r{status}  {far}\x1b[K")?;
            return err.flush();
        }
        if self.status != status {
            status.clone_into(&mut self.status);
            writeln!(err, "{status}")?;
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.open) { writeln!(io::stderr()) } else { Ok(()) }
    }
}

/// `45 %, 1.2 of 2.6 GB, 35 MB/s, 40 s left`, as far as it is known.
fn far(completed: u64, total: Option<u64>, per_second: Option<u64>, seconds_left: Option<u64>) -> String {
    let mut far = Vec::new();
    if let Some(total) = total {
        far.extend(completed.saturating_mul(100).checked_div(total).map(|percent| format!("{percent} %")));
        far.push(format!("{} of {}", size(completed), size(total)));
    }
    far.extend(per_second.filter(|speed| *speed > 0).map(|speed| format!("{}/s", size(speed))));
    far.extend(seconds_left.map(|seconds| match seconds {
        0..60 => format!("{seconds} s left"),
        60..3600 => format!("{} min left", seconds.div_ceil(60)),
        _ => format!("{} h left", seconds.div_ceil(3600)),
    }));
    far.join(", ")
}

/// Bytes for people, in the decimal units that disks and networks are sold in.
fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "three figures are shown")]
    let bytes = bytes as f64;
    match bytes {
        0.0..1e3 => format!("{bytes} B"),
        1e3..1e6 => format!("{:.0} kB", bytes / 1e3),
        1e6..1e9 => format!("{:.0} MB", bytes / 1e6),
        _ => format!("{:.1} GB", bytes / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_it_is_says_what_is_known() {
        assert_eq!(far(0, None, None, None), "");
        let known = far(1_170_000_000, Some(2_600_000_000), Some(35_000_000), Some(41));
        assert_eq!(known, "45 %, 1.2 GB of 2.6 GB, 35 MB/s, 41 s left");
        assert_eq!(far(10, Some(999), None, Some(61)), "1 %, 10 B of 999 B, 2 min left");
        assert_eq!(far(0, Some(0), Some(0), Some(7200)), "0 B of 0 B, 2 h left");
    }
}
