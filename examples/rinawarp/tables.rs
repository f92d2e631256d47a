//! Adds up what was traced, and prints it: requests, endpoints and operations.
//!
//! Sees each finished segment on its way out. Knows segments; known by `main`.

use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rina_trace::{Segment, SpanStatus, TraceId};

use crate::drive::{Outcome, Request};

/// How many durations of one row are kept, so that a long run does not fill the memory.
const MAX_KEPT: usize = 10_000;

/// Shared with whatever sees the segments.
#[derive(Default, Clone)]
pub(crate) struct Tables(Arc<Mutex<Sums>>);

#[derive(Default)]
struct Sums {
    endpoints: BTreeMap<String, Row>,
    ops: BTreeMap<&'static str, Row>,
    traces: HashMap<TraceId, Sides>,
}

/// Which services have taken part in a trace.
#[derive(Default, Clone, Copy)]
struct Sides {
    shop: bool,
    outside: bool,
}

#[derive(Default)]
struct Row {
    count: u64,
    errors: u64,
    total: Duration,
    kept: Vec<Duration>,
}

impl Tables {
    /// Adds a finished segment.
    pub(crate) fn add(&self, segment: &Segment) {
        let mut sums = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let spans = segment.spans().map(|span| (span.op(), span.status(), span.duration()));
        for (op, status, took) in spans.chain([(segment.op(), segment.status(), segment.duration())]) {
            sums.ops.entry(op).or_default().add(status, took);
        }
        if segment.op() != "http.server" {
            return;
        }
        sums.endpoints
            .entry(segment.name().to_owned())
            .or_default()
            .add(segment.status(), segment.duration());
        if sums.traces.len() < MAX_KEPT {
            let sides = sums.traces.entry(segment.trace_id()).or_default();
            match segment.tags().find(|(key, _)| *key == "service") {
                Some((_, "shop")) => sides.shop = true,
                _ => sides.outside = true,
            }
        }
    }

    /// True if some trace was continued, and every request outside belongs to the trace of one to the shop.
    pub(crate) fn joined(&self) -> bool {
        let sums = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut outside = sums.traces.values().filter(|sides| sides.outside).peekable();
        outside.peek().is_some() && outside.all(|sides| sides.shop)
    }
}

impl fmt::Display for Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sums = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(
            f,
            "{:36}{:>8}{:>7}{:>9}{:>9}{:>10}",
            "endpoint", "requests", "errors", "p50", "p95", "total"
        )?;
        sums.endpoints.iter().try_for_each(|(name, row)| row.print(name, f))?;
        writeln!(f, "\n{:36}{:>8}{:>7}{:>9}{:>9}{:>10}", "op", "spans", "errors", "p50", "p95", "total")?;
        sums.ops.iter().try_for_each(|(op, row)| row.print(op, f))?;
        let both = sums.traces.values().filter(|sides| sides.shop && sides.outside).count();
        writeln!(f, "\n{} traces, {both} of them through both services", sums.traces.len())
    }
}

impl Row {
    fn add(&mut self, status: SpanStatus, took: Duration) {
        self.count += 1;
        self.errors += u64::from(status.is_error());
        self.total += took;
        if self.kept.len() < MAX_KEPT {
            self.kept.push(took);
        }
    }

    /// The duration that `percent` of all do not exceed: the nearest rank.
    fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.kept.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * percent).div_ceil(100);
        sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    fn print(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p50, p95, total] = [self.percentile(50), self.percentile(95), self.total].map(millis);
        writeln!(f, "{name:35.35} {:>8}{:>7}{p50:>9}{p95:>9}{total:>10}", self.count, self.errors)
    }
}

fn millis(duration: Duration) -> String {
    format!("{:.1}ms", duration.as_secs_f64() * 1000.0)
}

/// What was asked, what should come of it and what did.
pub(crate) fn outcomes(done: &[(Request, Outcome)]) -> String {
    let mut table = format!("{:36}{:>13}{:>13}\n", "request", "expected", "got");
    for (request, got) in done {
        let Request { method, path, expected, .. } = request;
        let mark = if got == expected { "" } else { "   <-- wrong" };
        // Writing to a text does not fail.
        let _ = writeln!(table, "{:36}{expected:>13}{got:>13}{mark}", format!("{method:4} {path}"));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let mut row = Row::default();
        assert_eq!(row.percentile(50), Duration::ZERO);
        for millis in (1..=20).rev() {
            row.add(SpanStatus::Ok, Duration::from_millis(millis));
        }
        row.add(SpanStatus::Cancelled, Duration::from_secs(1));
        assert_eq!((row.count, row.errors), (21, 1));
        assert_eq!([50, 95, 100].map(|percent| row.percentile(percent).as_millis()), [11, 20, 1000]);
    }
}
