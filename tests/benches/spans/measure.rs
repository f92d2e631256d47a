//! The two clocks, and the median.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// How long one case is measured in one round, and how many batches that are at least.
const LONG_ENOUGH: Duration = Duration::from_millis(12);
const BATCHES: usize = 15;

/// Nanoseconds that `run` takes, the median of many times. `settle` follows each time, and is not measured.
pub(crate) fn elapsed(mut run: impl FnMut(), mut settle: impl FnMut()) -> f64 {
    let mut all = Vec::new();
    let begun = Instant::now();
    while all.len() < BATCHES || begun.elapsed() < LONG_ENOUGH {
        let start = Instant::now();
        run();
        let taken = start.elapsed();
        settle();
        all.push(taken.as_nanos() as f64);
    }
    median(&mut all)
}

/// Nanoseconds of all processors, in user and in system mode, that this process spends on `run`.
pub(crate) fn processor_time(run: impl FnOnce()) -> f64 {
    let now = || {
        let time = clock_gettime(ClockId::ProcessCPUTime);
        time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
    };
    let start = now();
    run();
    now() - start
}

pub(crate) fn median(all: &mut [f64]) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}
