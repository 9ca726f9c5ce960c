//! The figures, for people and for machines.

use std::fmt::{self, Display, Formatter};

use serde_json::{Value, json};

use crate::{
    latency::Delay,
    throughput::{Speed, Stream},
};

/// This package's lock file, which names the versions that were measured.
const LOCK: &str = include_str!("../Cargo.lock");
const US: &str = "runnel";
const PEERS: [&str; 2] = ["async-openai", "genai"];
const CONNECTION: &str = "connection";

/// All that was measured.
pub struct Report {
    megabytes: usize,
    runs: usize,
    requests: usize,
    rows: Vec<Row>,
}

/// What was measured of one protocol.
struct Row {
    protocol: &'static str,
    stream: Stream,
    speeds: Vec<Speed>,
    delays: Vec<Delay>,
}

impl Row {
    fn speed(&self, reader: &str) -> Option<&Speed> {
        self.speeds.iter().find(|speed| speed.reader == reader)
    }

    /// How many times faster than the faster of the others.
    fn ratio(&self) -> Option<f64> {
        let others = PEERS.iter().filter_map(|peer| self.speed(peer)).map(|speed| speed.megabytes);
        let fastest = others.max_by(f64::total_cmp)?;
        Some(self.speed(US)?.megabytes / fastest)
    }
}

impl Report {
    pub fn new(megabytes: usize, runs: usize, requests: usize) -> Self {
        Self { megabytes, runs, requests, rows: Vec::new() }
    }

    pub fn add(
        &mut self,
        protocol: &'static str,
        (stream, speeds): (Stream, Vec<Speed>),
        delays: Vec<Delay>,
    ) {
        self.rows.push(Row { protocol, stream, speeds, delays });
    }

    pub fn json(&self) -> serde_json::Result<String> {
        let rows: Vec<Value> = self.rows.iter().map(row_json).collect();
        serde_json::to_string_pretty(&json!({
            "megabytes": self.megabytes,
            "runs": self.runs,
            "requests": self.requests,
            "processors": processors(),
            "versions": PEERS.iter().map(|peer| (*peer, version(peer))).collect::<Value>(),
            "protocols": rows,
        }))
    }
}

fn row_json(row: &Row) -> Value {
    let speeds = row.speeds.iter().map(|speed| {
        let figures = json!({
            "megabytes_per_second": speed.megabytes,
            "deltas_per_second": speed.deltas,
            "allocations_per_delta": speed.allocations,
            "allocated_bytes_per_delta": speed.allocated,
        });
        (speed.reader, figures)
    });
    let delays = row.delays.iter().map(|delay| {
        let figures = json!({
            "median_us": delay.median.as_secs_f64() * 1e6,
            "p99_us": delay.p99.as_secs_f64() * 1e6,
            "connections": delay.connections,
        });
        (delay.reader, figures)
    });
    json!({
        "protocol": row.protocol,
        "event_bytes": row.stream.event,
        "text_bytes_per_delta": row.stream.text,
        "ratio_to_faster_peer": row.ratio(),
        "decode": speeds.collect::<Value>(),
        "first_token": delays.collect::<Value>(),
    })
}

fn version(name: &str) -> &'static str {
    let heading = format!("name = \"{name}\"\nversion = \"");
    let after = LOCK.split_once(&heading).map_or("", |(_, after)| after);
    after.split('"').next().unwrap_or_default()
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

impl Display for Report {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Self { megabytes, runs, requests, rows } = self;
        let [first, second] = PEERS.map(|peer| format!("{peer} {}", version(peer)));
        writeln!(
            out,
            "Decoding a stream of {megabytes} MB, MB/s (median of {runs} runs, {} processors)\n",
            processors()
        )?;
        writeln!(out, "| Protocol | runnel | {first} | {second} | ratio | connection alone |")?;
        writeln!(out, "|---|--:|--:|--:|--:|--:|")?;
        for row in rows {
            let speed =
                |reader| row.speed(reader).map_or("-".to_owned(), |speed| format!("{:.0}", speed.megabytes));
            let ratio = row.ratio().map_or("-".to_owned(), |ratio| format!("{ratio:.1}"));
            let [first, second] = PEERS.map(speed);
            writeln!(
                out,
                "| {} | {} | {first} | {second} | {ratio} | {} |",
                row.protocol,
                speed(US),
                speed(CONNECTION)
            )?;
        }

        writeln!(out, "\nMemory for each delta\n")?;
        writeln!(
            out,
            "| Protocol | Reader | deltas/s | allocations | bytes allocated | text, bytes | event, bytes |"
        )?;
        writeln!(out, "|---|---|--:|--:|--:|--:|--:|")?;
        for Row { protocol, stream: Stream { event, text }, speeds, .. } in rows {
            for Speed { reader, deltas, allocations, allocated, .. } in
                speeds.iter().filter(|it| it.reader != CONNECTION)
            {
                writeln!(
                    out,
                    "| {protocol} | {reader} | {deltas:.0} | {allocations:.2} | {allocated:.0} | {text:.1} | {event:.0} |"
                )?;
            }
        }

        writeln!(out, "\nFrom the first event on the socket to its text, µs ({requests} requests)\n")?;
        writeln!(out, "| Protocol | Reader | p50 | p99 | connections |")?;
        writeln!(out, "|---|---|--:|--:|--:|")?;
        for Row { protocol, delays, .. } in rows {
            for Delay { reader, median, p99, connections } in delays {
                let (median, p99) = (median.as_micros(), p99.as_micros());
                writeln!(out, "| {protocol} | {reader} | {median} | {p99} | {connections} |")?;
            }
        }
        Ok(())
    }
}
