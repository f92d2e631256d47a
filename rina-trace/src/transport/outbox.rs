//! Encoded envelopes that wait for the network.
//!
//! Bounded by number and bytes, the oldest goes first; over an outage the pauses between attempts double.
//! Knows no network; known by the worker, which makes the attempts.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::envelope::Parcel;

const MAX_PARCELS: usize = 100;
const MAX_BYTES: usize = 10 * 1024 * 1024;

/// The pauses between attempts: the first, and the longest that doubling leads to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Delays {
    pub(crate) first: Duration,
    pub(crate) longest: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        Self { first: Duration::from_secs(1), longest: Duration::from_secs(60) }
    }
}

/// An envelope that waits.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) parcel: Parcel,
    /// The place in the order in which jobs came.
    pub(crate) sequence: u64,
    /// How often the server was reached and failed at it.
    pub(crate) failures: u8,
}

#[derive(Debug)]
pub(crate) struct Outbox {
    waiting: VecDeque<Waiting>,
    bytes: usize,
    pause: Pause,
}

impl Outbox {
    pub(crate) fn new(delays: Delays) -> Self {
        Self { waiting: VecDeque::new(), bytes: 0, pause: Pause::new(delays) }
    }

    /// Takes the newest; gives out the oldest while they are too many.
    pub(crate) fn push(&mut self, newest: Waiting) -> Vec<Waiting> {
        self.bytes += newest.parcel.bytes.len();
        self.waiting.push_back(newest);
        let mut dropped = Vec::new();
        while self.waiting.len() > MAX_PARCELS || self.bytes > MAX_BYTES {
            let Some(oldest) = self.pop() else { break };
            dropped.push(oldest);
        }
        dropped
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// The next to send, if there is no pause at `now`.
    pub(crate) fn pop_due(&mut self, now: Instant) -> Option<Waiting> {
        if self.pause.is_over(now) { self.pop() } else { None }
    }

    /// Any, for the end.
    pub(crate) fn pop(&mut self) -> Option<Waiting> {
        let oldest = self.waiting.pop_front()?;
        self.bytes -= oldest.parcel.bytes.len();
        Some(oldest)
    }

    /// Takes back one that [`Self::pop_due`] gave out, to its place in the order.
    pub(crate) fn put_back(&mut self, older: Waiting) {
        self.bytes += older.parcel.bytes.len();
        let place = self.waiting.iter().position(|waiting| waiting.sequence > older.sequence);
        self.waiting.insert(place.unwrap_or(self.waiting.len()), older);
    }

    /// True when everything up to this place in the order has left.
    pub(crate) fn is_done_to(&self, sequence: u64) -> bool {
        self.waiting.front().is_none_or(|oldest| oldest.sequence > sequence)
    }

    /// The network, or the server, failed at `now`.
    pub(crate) fn failed(&mut self, now: Instant) {
        self.pause.failed(now);
    }

    pub(crate) fn succeeded(&mut self) {
        self.pause.succeeded();
    }

    /// Somebody waits: one attempt out of turn.
    pub(crate) fn retry_now(&mut self) {
        self.pause.until = None;
    }

    /// When the next attempt is due, if something waits for one.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.pause.until.filter(|_| !self.waiting.is_empty())
    }
}

/// A pause after a failure, twice as long after each that follows.
#[derive(Debug)]
pub(crate) struct Pause {
    delays: Delays,
    next: Duration,
    until: Option<Instant>,
}

impl Pause {
    pub(crate) fn new(delays: Delays) -> Self {
        Self { delays, next: delays.first, until: None }
    }

    pub(crate) fn is_over(&self, now: Instant) -> bool {
        self.until.is_none_or(|until| now >= until)
    }

    pub(crate) fn failed(&mut self, now: Instant) {
        // What fails meanwhile was on its way before: one failure is told by all that went together.
        if !self.is_over(now) {
            return;
        }
        // Between half and all of it, so that the processes of a service do not come back at one moment.
        let random = u32::try_from(crate::id::random_u64() >> 32).unwrap_or_default();
        let part = 0.5 + f64::from(random) / f64::from(u32::MAX) / 2.0;
        self.until = Some(now + self.next.mul_f64(part));
        self.next = self.next.saturating_mul(2).min(self.delays.longest);
    }

    pub(crate) fn succeeded(&mut self) {
        (self.next, self.until) = (self.delays.first, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(sequence: u64, bytes: usize) -> Waiting {
        let parcel = Parcel { bytes: vec![0; bytes], header: bytes, items: vec![] };
        Waiting { parcel, sequence, failures: 0 }
    }

    fn sequences(dropped: Vec<Waiting>) -> Vec<u64> {
        dropped.into_iter().map(|waiting| waiting.sequence).collect()
    }

    #[test]
    fn the_oldest_make_room() {
        let mut outbox = Outbox::new(Delays::default());
        for sequence in 0..MAX_PARCELS as u64 {
            assert!(outbox.push(waiting(sequence, 1)).is_empty());
        }
        assert_eq!(sequences(outbox.push(waiting(100, 1))), [0]);
        assert_eq!(sequences(outbox.push(waiting(101, MAX_BYTES - 98))), [1, 2]);
        assert!(outbox.is_done_to(2) && !outbox.is_done_to(3));
        assert_eq!(sequences(outbox.push(waiting(102, MAX_BYTES + 1))).len(), 100, "even itself");
        assert!(outbox.is_done_to(102) && outbox.bytes == 0);
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_end_with_success() {
        let delays = Delays { first: Duration::from_secs(1), longest: Duration::from_secs(5) };
        let mut outbox = Outbox::new(delays);
        assert!(outbox.push(waiting(1, 1)).is_empty());
        for seconds in [1, 2, 4, 5, 5] {
            // Attempts are made behind the pause before.
            let now = outbox.due().unwrap_or_else(Instant::now);
            let oldest = outbox.pop().unwrap();
            outbox.failed(now);
            outbox.put_back(oldest);
            let pause = outbox.due().unwrap() - now;
            let longest = Duration::from_secs(seconds);
            assert!(longest / 2 <= pause && pause <= longest, "{pause:?} of {longest:?}");
            assert!(outbox.pop_due(now).is_none());
        }
        outbox.retry_now();
        assert!(outbox.pop_due(Instant::now()).is_some(), "a flush does not wait");
        outbox.succeeded();
        let now = Instant::now();
        outbox.failed(now);
        assert!(outbox.pause.is_over(now + delays.first), "as after the first failure");
    }

    #[test]
    fn of_one_failure_many_tell() {
        let delays = Delays { first: Duration::from_secs(1), longest: Duration::from_secs(60) };
        let (mut pause, now) = (Pause::new(delays), Instant::now());
        (0..17).for_each(|_| pause.failed(now));
        assert!(pause.is_over(now + delays.first), "it is the first pause");
        pause.failed(now + delays.first);
        assert!(!pause.is_over(now + delays.first + Duration::from_millis(999)), "and this is the second");
    }
}
