//! Monotonic time at the price of one instruction, and its way back to wall time.
//!
//! On x86-64 Linux, where the kernel itself keeps time by the time-stamp counter, so do we; elsewhere by
//! [`Instant`]. Nothing is calibrated when the program starts: ticks become nanoseconds on the worker, by the
//! distance between the moment the clock was first asked and now, so an error of two clock readings is spread
//! over all the time between. Knows nothing; known by the recorder.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// A moment of the monotonic clock, in units of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticks(u64);

impl Ticks {
    /// No moment; what is not recorded has none.
    pub(crate) const NONE: Self = Self(0);

    /// The moment at hand.
    #[inline]
    pub(crate) fn now() -> Self {
        Self(source::ticks())
    }

    /// The moment so many seconds before; the ratio is asked for, which a moment at hand needs not.
    #[cfg(feature = "tracing")]
    pub(crate) fn earlier_by(self, seconds: f64) -> Self {
        Self(self.0.saturating_sub((seconds * 1e9 / nanos_per_tick()) as u64))
    }

    /// A moment of an [`Anchor::by_hand`], in nanoseconds.
    #[cfg(test)]
    pub(crate) fn from_raw(nanos: u64) -> Self {
        Self(nanos)
    }
}

/// A moment known both in ticks and in wall time; made once per segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Anchor {
    ticks: Ticks,
    /// Since 1970, in nanoseconds.
    unix_nanos: u64,
    /// Nanoseconds per tick; zero until it is settled.
    scale: f64,
    /// Ticks are nanoseconds, whatever the clock of the machine.
    #[cfg(test)]
    by_hand: bool,
}

impl Anchor {
    /// Of what is not recorded.
    pub(crate) const NONE: Self = Self {
        ticks: Ticks::NONE,
        unix_nanos: 0,
        scale: 0.0,
        #[cfg(test)]
        by_hand: false,
    };

    pub(crate) fn now() -> Self {
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let unix_nanos = u64::try_from(unix.as_nanos()).unwrap_or(u64::MAX);
        Self { ticks: Ticks::now(), unix_nanos, ..Self::NONE }
    }

    /// The anchor of hand-made ticks: one each nanosecond, from zero in 1970.
    #[cfg(test)]
    pub(crate) fn by_hand() -> Self {
        Self { ticks: Ticks(0), unix_nanos: 0, scale: 0.0, by_hand: true }
    }

    /// The moment of the anchor.
    #[cfg(test)]
    pub(crate) fn ticks(self) -> Ticks {
        self.ticks
    }

    /// From now on all ticks become wall time by one ratio, which is not asked for each of them.
    pub(crate) fn settle(&mut self) {
        self.scale = nanos_per_tick();
    }

    /// Wall time of `ticks`, in nanoseconds since 1970: the anchor's plus the monotonic distance.
    pub(crate) fn unix_nanos(self, ticks: Ticks) -> u64 {
        #[cfg(test)]
        if self.by_hand {
            return ticks.0;
        }
        let scale = if self.scale > 0.0 { self.scale } else { nanos_per_tick() };
        let nanos = |from: Ticks, to: Ticks| (to.0.saturating_sub(from.0) as f64 * scale) as u64;
        if ticks >= self.ticks {
            self.unix_nanos.saturating_add(nanos(self.ticks, ticks))
        } else {
            self.unix_nanos.saturating_sub(nanos(ticks, self.ticks))
        }
    }
}

/// Starts the clock, so that the distance by which ticks are measured begins early.
pub(crate) fn start() {
    source::start();
    let _ = origin();
}

/// How far apart the two readings must be before their ratio is kept for good, in nanoseconds. The frequency
/// does not change, but a machine that sleeps would bend a later ratio.
const SETTLED_AFTER: u64 = 2_000_000_000;

fn origin() -> &'static (Instant, Ticks) {
    static ORIGIN: OnceLock<(Instant, Ticks)> = OnceLock::new();
    ORIGIN.get_or_init(|| (Instant::now(), Ticks::now()))
}

/// Nanoseconds per tick. Precise to two clock readings over the time since the clock was started.
fn nanos_per_tick() -> f64 {
    // The bits of the settled ratio; zero while there is none.
    static SETTLED: AtomicU64 = AtomicU64::new(0);

    if !source::is_counter() {
        return 1.0;
    }
    let settled = f64::from_bits(SETTLED.load(Ordering::Relaxed));
    if settled > 0.0 {
        return settled;
    }
    let (instant, ticks) = origin();
    let mut nanos = instant.elapsed().as_nanos() as u64;
    while nanos < 100_000 {
        // Reached only by who asks within the first 0.1 ms of the process's first span.
        std::hint::spin_loop();
        nanos = instant.elapsed().as_nanos() as u64;
    }
    let ratio = nanos as f64 / Ticks::now().0.saturating_sub(ticks.0).max(1) as f64;
    if nanos >= SETTLED_AFTER {
        SETTLED.store(ratio.to_bits(), Ordering::Relaxed);
    }
    ratio
}

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod source {
    use std::sync::atomic::{AtomicBool, Ordering};

    static COUNTER: AtomicBool = AtomicBool::new(false);

    /// The kernel's word that the counters of all processors run alike and at one speed.
    pub(super) fn start() {
        const SOURCE: &str = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
        let trusted = std::fs::read_to_string(SOURCE).is_ok_and(|source| source.trim() == "tsc");
        COUNTER.store(trusted, Ordering::Relaxed);
    }

    pub(super) fn is_counter() -> bool {
        COUNTER.load(Ordering::Relaxed)
    }

    #[inline]
    pub(super) fn ticks() -> u64 {
        if COUNTER.load(Ordering::Relaxed) {
            #[expect(unsafe_code, reason = "the instruction has no precondition on x86-64")]
            unsafe {
                core::arch::x86_64::_rdtsc()
            }
        } else {
            super::instant_ticks()
        }
    }
}

#[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
mod source {
    pub(super) fn start() {}

    pub(super) fn is_counter() -> bool {
        false
    }

    #[inline]
    pub(super) fn ticks() -> u64 {
        super::instant_ticks()
    }
}

/// Nanoseconds since the first call.
fn instant_ticks() -> u64 {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    FIRST.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_become_wall_time() {
        start();
        let anchor = Anchor::now();
        let wall = Instant::now();
        while wall.elapsed().as_millis() < 20 {
            std::hint::spin_loop();
        }
        let (end, passed) = (Ticks::now(), wall.elapsed().as_nanos() as u64);
        let measured = anchor.unix_nanos(end) - anchor.unix_nanos;
        let error = measured.abs_diff(passed) as f64 / passed as f64;
        // The thread may be put aside between two readings: this asserts the unit, not the speed.
        assert!(error < 0.5, "{measured} ns measured, {passed} ns passed");
        assert_eq!(anchor.unix_nanos(anchor.ticks()), anchor.unix_nanos);
    }
}
