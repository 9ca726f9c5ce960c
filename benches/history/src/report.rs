//! The figures, for people and for machines.

use std::{
    fmt::{self, Display, Formatter},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    figures::{median, ms, percentile},
    generate::Size,
    large::Large,
    queries::Kind,
};

/// All that was measured.
pub struct Report {
    pub size: Size,
    pub bytes: u64,
    pub rebuild: Rebuild,
    /// Opening the index with the first page of the list.
    pub list: Duration,
    /// The same for a home without conversations.
    pub empty: Duration,
    /// The most memory while all this was done, in MB.
    pub peak: Option<f64>,
    pub searched: Vec<Searched>,
    pub large: Large,
    /// How many queries were seen to find the messages that ripgrep finds.
    pub equal: usize,
}

/// Building the index.
pub struct Rebuild {
    pub took: Duration,
    /// Merging what it was built from, during which it is in use.
    pub tidied: Duration,
    pub messages: usize,
    pub bytes: u64,
    pub index_bytes: u64,
    pub peak: Option<f64>,
}

impl Rebuild {
    fn megabytes_per_second(&self) -> f64 {
        self.bytes as f64 / 1e6 / self.took.as_secs_f64()
    }

    fn messages_per_second(&self) -> f64 {
        self.messages as f64 / self.took.as_secs_f64()
    }
}

/// One query.
pub struct Searched {
    pub kind: Kind,
    pub typed: String,
    pub time: Duration,
    /// How much of the time it had a processor.
    pub processor: Option<Duration>,
    pub rg: Duration,
    pub like: Option<Duration>,
}

/// Queries of one kind, or all.
struct Summary {
    name: &'static str,
    count: usize,
    p50: Duration,
    p99: Duration,
    processor_p99: Option<Duration>,
    rg: Option<Duration>,
    like: Option<Duration>,
    /// How many times longer ripgrep took than we did for the same queries: the median.
    rg_ratio: Option<f64>,
    like_ratio: Option<f64>,
}

impl Summary {
    fn of<'a>(name: &'static str, searched: impl Iterator<Item = &'a Searched> + Clone) -> Self {
        let times: Vec<_> = searched.clone().map(|one| one.time).collect();
        let other = |time: fn(&Searched) -> Option<Duration>| {
            let times: Vec<_> = searched.clone().filter_map(time).collect();
            (!times.is_empty()).then(|| median(times))
        };
        let ratio = |time: fn(&Searched) -> Option<Duration>| {
            let mut ratios: Vec<f64> = searched
                .clone()
                .filter_map(|one| Some(time(one)?.as_secs_f64() / one.time.as_secs_f64()))
                .collect();
            ratios.sort_by(f64::total_cmp);
            ratios.get(ratios.len() / 2).copied()
        };
        Self {
            name,
            count: times.len(),
            p50: median(times.clone()),
            p99: percentile(times, 0.99),
            processor_p99: {
                let times: Vec<_> = searched.clone().filter_map(|one| one.processor).collect();
                (!times.is_empty()).then(|| percentile(times, 0.99))
            },
            rg: other(|one| Some(one.rg)),
            like: other(|one| one.like),
            rg_ratio: ratio(|one| Some(one.rg)),
            like_ratio: ratio(|one| one.like),
        }
    }

    fn json(&self) -> Value {
        json!({
            "queries": self.name,
            "count": self.count,
            "p50_ms": ms(self.p50),
            "p99_ms": ms(self.p99),
            "processor_p99_ms": self.processor_p99.map(ms),
            "rg_p50_ms": self.rg.map(ms),
            "like_p50_ms": self.like.map(ms),
            "rg_ratio": self.rg_ratio,
            "like_ratio": self.like_ratio,
        })
    }
}

impl Report {
    fn summaries(&self) -> Vec<Summary> {
        let mut all = vec![Summary::of("all", self.searched.iter())];
        for kind in Kind::ALL {
            all.push(Summary::of(kind.name(), self.searched.iter().filter(move |one| one.kind == kind)));
        }
        all
    }

    fn slowest(&self) -> Option<&Searched> {
        self.searched.iter().max_by_key(|one| one.time)
    }

    fn append_ratio(&self) -> f64 {
        self.large.append_large.as_secs_f64() / self.large.append_empty.as_secs_f64()
    }

    pub fn json(&self) -> serde_json::Result<String> {
        let Rebuild { took, tidied, index_bytes, peak, .. } = &self.rebuild;
        serde_json::to_string_pretty(&json!({
            "conversations": self.size.conversations,
            "messages": self.size.messages,
            "bytes": self.bytes,
            "processors": std::thread::available_parallelism().map_or(1, usize::from),
            "rebuild": {
                "seconds": took.as_secs_f64(),
                "megabytes_per_second": self.rebuild.megabytes_per_second(),
                "messages_per_second": self.rebuild.messages_per_second(),
                "merge_seconds": tidied.as_secs_f64(),
                "index_bytes": index_bytes,
                "peak_megabytes": peak,
            },
            "list": {
                "first_page_ms": ms(self.list),
                "empty_home_ms": ms(self.empty),
                "ratio": self.list.as_secs_f64() / self.empty.as_secs_f64(),
            },
            "search": self.summaries().iter().map(Summary::json).collect::<Vec<_>>(),
            "equal_to_rg": self.equal,
            "slowest": self.slowest().map(|one| json!({ "query": one.typed, "ms": ms(one.time) })),
            "peak_megabytes": self.peak,
            "large": {
                "append_empty_ms": ms(self.large.append_empty),
                "append_large_ms": ms(self.large.append_large),
                "append_ratio": self.append_ratio(),
                "open_ms": ms(self.large.open),
            },
        }))
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Rebuild { took, tidied, index_bytes, peak, .. } = &self.rebuild;
        let megabytes = |bytes: u64| bytes as f64 / 1e6;
        let memory = |peak: &Option<f64>| peak.map_or("-".to_owned(), |peak| format!("{peak:.0} MB"));
        writeln!(
            f,
            "{} conversations, {} messages, {:.0} MB",
            self.size.conversations,
            self.size.messages,
            megabytes(self.bytes)
        )?;
        writeln!(
            f,
            "building the index: {:.1} s, {:.1} MB/s, {:.0} messages/s, {} at most; {:.0} MB; merging it {:.1} s",
            took.as_secs_f64(),
            self.rebuild.megabytes_per_second(),
            self.rebuild.messages_per_second(),
            memory(peak),
            megabytes(*index_bytes),
            tidied.as_secs_f64(),
        )?;
        writeln!(
            f,
            "opening it with the first page of the list: {:.2} ms (an empty home {:.2} ms)",
            ms(self.list),
            ms(self.empty)
        )?;
        writeln!(f, "most memory, searches included: {}\n", memory(&self.peak))?;
        writeln!(
            f,
            "| searching | queries | p50 ms | p99 ms | p99 processor ms | rg -F ms | ratio | LIKE ms | ratio |"
        )?;
        writeln!(f, "|---|--:|--:|--:|--:|--:|--:|--:|--:|")?;
        for one in self.summaries() {
            let time =
                |time: Option<Duration>| time.map_or("-".to_owned(), |time| format!("{:.0}", ms(time)));
            let ratio = |ratio: Option<f64>| ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.0}"));
            writeln!(
                f,
                "| {} | {} | {:.2} | {:.2} | {} | {} | {} | {} | {} |",
                one.name,
                one.count,
                ms(one.p50),
                ms(one.p99),
                one.processor_p99.map_or("-".to_owned(), |time| format!("{:.2}", ms(time))),
                time(one.rg),
                ratio(one.rg_ratio),
                time(one.like),
                ratio(one.like_ratio),
            )?;
        }
        if let Some(one) = self.slowest() {
            writeln!(f, "\nslowest: “{}”, {:.2} ms", one.typed, ms(one.time))?;
        }
        let Large { append_empty, append_large, open } = &self.large;
        writeln!(
            f,
            "a conversation of 50 MB: adding to it {:.2} ms, to an empty one {:.2} ms (ratio {:.2}); opening it {:.0} ms",
            ms(*append_large),
            ms(*append_empty),
            self.append_ratio(),
            ms(*open)
        )
    }
}
