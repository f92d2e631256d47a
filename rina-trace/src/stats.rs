//! What became of the spans: counters, and the public snapshot of them.
//!
//! Knows nothing; the recorder and the transport count, `Guard::stats` shows. A span is counted as recorded when
//! its finished segment is handed to the transport, and from then on it is either sent or lost, so after a flush
//! that returned true `recorded == sent + lost`. Where there is nowhere to send to, nothing is counted.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Why something was not sent, in the words of the client reports.
///
/// Source: <https://develop.sentry.dev/sdk/telemetry/client-reports/#discard-reasons>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// The queue to the worker, or the envelopes that wait for the network, were too many.
    QueueOverflow,
    /// The segment held as many spans as it may.
    BufferOverflow,
    /// Sentry asked for a pause.
    RatelimitBackoff,
    /// Sentry was not reached.
    NetworkError,
    /// Sentry refused it.
    SendError,
    /// The user's callback said so.
    BeforeSend,
    /// An event processor said so.
    EventProcessor,
    /// The sampler said so.
    SampleRate,
    /// A rule of the user's for what to leave out said so.
    Ignored,
    /// Sentry would not understand it.
    Invalid,
    /// The user's callback panicked.
    CallbackError,
    /// A mistake of this crate.
    InternalSdkError,
}

impl Reason {
    const ALL: [Self; 12] = [
        Self::QueueOverflow,
        Self::BufferOverflow,
        Self::RatelimitBackoff,
        Self::NetworkError,
        Self::SendError,
        Self::BeforeSend,
        Self::EventProcessor,
        Self::SampleRate,
        Self::Ignored,
        Self::Invalid,
        Self::CallbackError,
        Self::InternalSdkError,
    ];

    /// The word on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::QueueOverflow => "queue_overflow",
            Self::BufferOverflow => "buffer_overflow",
            Self::RatelimitBackoff => "ratelimit_backoff",
            Self::NetworkError => "network_error",
            Self::SendError => "send_error",
            Self::BeforeSend => "before_send",
            Self::EventProcessor => "event_processor",
            Self::SampleRate => "sample_rate",
            Self::Ignored => "ignored",
            Self::Invalid => "invalid",
            Self::CallbackError => "callback_error",
            Self::InternalSdkError => "internal_sdk_error",
        }
    }
}

/// The counters of the process; all in spans, but for `unsampled`, which is in segments.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    recorded: AtomicU64,
    sent: AtomicU64,
    unsampled: AtomicU64,
    lost: [AtomicU64; Reason::ALL.len()],
}

impl Counters {
    /// A finished segment with so many spans was handed over.
    pub(crate) fn recorded(&self, spans: u64) {
        self.recorded.fetch_add(spans, Relaxed);
    }

    /// So many spans have arrived.
    pub(crate) fn sent(&self, spans: u64) {
        self.sent.fetch_add(spans, Relaxed);
    }

    /// So many spans, counted as recorded before, will not arrive.
    pub(crate) fn lost(&self, reason: Reason, spans: u64) {
        if let Some(counter) = self.lost.get(reason as usize) {
            counter.fetch_add(spans, Relaxed);
        }
    }

    /// The sampler decided against a segment. One addition; it is the whole price of an unsampled segment here.
    pub(crate) fn unsampled(&self) {
        self.unsampled.fetch_add(1, Relaxed);
    }

    /// How many segments the sampler decided against.
    pub(crate) fn unsampled_so_far(&self) -> u64 {
        self.unsampled.load(Relaxed)
    }

    /// The counters as they are now.
    pub(crate) fn snapshot(&self) -> Stats {
        Stats {
            recorded: self.recorded.load(Relaxed),
            sent: self.sent.load(Relaxed),
            unsampled: self.unsampled.load(Relaxed),
            lost: self.lost.each_ref().map(|counter| counter.load(Relaxed)),
        }
    }
}

/// What became of the spans of this process so far.
///
/// After a flush that returned true, `recorded() == sent() + lost()`, unless spans were finished meanwhile. A
/// process without a DSN, Spotlight or transport counts nothing but `unsampled()`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    recorded: u64,
    sent: u64,
    unsampled: u64,
    lost: [u64; Reason::ALL.len()],
}

impl Stats {
    /// Spans of finished segments that were to be sent, those included that their segment had no room for.
    pub fn recorded(&self) -> u64 {
        self.recorded
    }

    /// Spans that Sentry has accepted.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// Spans that were recorded and will never arrive, for any reason.
    pub fn lost(&self) -> u64 {
        self.lost.iter().sum()
    }

    /// Why spans were lost, and how many; only reasons that occurred.
    ///
    /// The words are those of
    /// [Sentry's client reports](https://develop.sentry.dev/sdk/telemetry/client-reports/#discard-reasons).
    pub fn lost_by_reason(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let all = Reason::ALL.iter().zip(self.lost);
        all.filter(|(_, spans)| *spans > 0).map(|(reason, spans)| (reason.as_str(), spans))
    }

    /// Segments that the sampler decided against; their spans were not recorded.
    pub fn unsampled(&self) -> u64 {
        self.unsampled
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { recorded, sent, unsampled, .. } = self;
        write!(f, "spans: {recorded} recorded, {sent} sent, {} lost", self.lost())?;
        for (index, (reason, spans)) in self.lost_by_reason().enumerate() {
            write!(f, "{}{spans} {reason}", if index == 0 { " (" } else { ", " })?;
        }
        write!(f, "{}; {unsampled} segments unsampled", if self.lost() > 0 { ")" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_have_the_place_of_their_number() {
        for (index, reason) in Reason::ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, index);
        }
    }

    #[test]
    fn prints_one_line() {
        let counters = Counters::default();
        counters.recorded(10);
        counters.sent(5);
        assert_eq!(
            counters.snapshot().to_string(),
            "spans: 10 recorded, 5 sent, 0 lost; 0 segments unsampled"
        );
        counters.lost(Reason::QueueOverflow, 3);
        counters.lost(Reason::InternalSdkError, 2);
        counters.unsampled();
        let stats = counters.snapshot();
        assert_eq!(stats.lost(), 5);
        assert_eq!(
            stats.lost_by_reason().collect::<Vec<_>>(),
            [("queue_overflow", 3), ("internal_sdk_error", 2)]
        );
        assert_eq!(
            stats.to_string(),
            "spans: 10 recorded, 5 sent, 5 lost (3 queue_overflow, 2 internal_sdk_error); 1 segments unsampled"
        );
    }
}
