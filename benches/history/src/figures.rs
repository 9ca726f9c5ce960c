//! Times, and memory.

use std::{fs, time::Duration};

/// The time that this share of the others does not exceed.
pub fn percentile(mut times: Vec<Duration>, share: f64) -> Duration {
    times.sort_unstable();
    let at = (times.len() as f64 * share).ceil() as usize;
    times.get(at.saturating_sub(1)).copied().unwrap_or_default()
}

pub fn median(times: Vec<Duration>) -> Duration {
    percentile(times, 0.5)
}

pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// How long this thread has had a processor. On a machine that others use as well, that tells more than a clock.
pub fn processor_time() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(stat.split_whitespace().next()?.parse().ok()?))
}

/// The most memory this process has had, in MB, where the system tells it.
pub fn peak_memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kib * 1_024.0 / 1_000_000.0)
}

/// Forgets the most memory there was, so that it is measured from here. Where that cannot be done, the figure
/// is too large, never too small.
pub fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}
