//! Who was told what of each loss: the program by [`Counters`], Sentry by client reports.
//!
//! Knows the kinds of data; shared by the threads that push and the worker. What is kept for the next report is
//! one number for each pair of reason and category, so it is bounded by nature.
//!
//! Source: <https://develop.sentry.dev/sdk/telemetry/client-reports/>

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::envelope::{Category, Item, Loss, Parcel, client_report};
use crate::segment::Segment;
use crate::stats::{Counters, Reason};

/// So many pairs fit into a report of 4 KiB; the others wait for the next.
const PAIRS_PER_REPORT: usize = 40;

/// The account of what was handed over, sent and lost.
#[derive(Debug)]
pub(crate) struct Ledger {
    pub(crate) counters: Arc<Counters>,
    unreported: Mutex<Unreported>,
}

#[derive(Debug, Default)]
struct Unreported {
    sums: BTreeMap<(Reason, Category), u64>,
    /// How many of the unsampled segments are in `sums` or reported.
    unsampled: u64,
}

impl Ledger {
    pub(crate) fn new(counters: Arc<Counters>) -> Self {
        Self { counters, unreported: Mutex::default() }
    }

    /// A finished segment came; the spans that it had no room for are lost already.
    pub(crate) fn recorded(&self, segment: &Segment) {
        let overflow = u64::from(segment.overflow);
        self.counters.recorded(segment.span_count() + overflow);
        self.spans_lost(Reason::BufferOverflow, overflow);
    }

    /// Spans are lost, but not their segment.
    pub(crate) fn spans_lost(&self, reason: Reason, spans: u64) {
        if spans > 0 {
            self.counters.lost(reason, spans);
            self.report(reason, [Loss::new(Category::Span, spans)]);
        }
    }

    /// A whole segment of so many spans is lost.
    pub(crate) fn segment_lost(&self, reason: Reason, spans: u64) {
        self.counters.lost(reason, spans);
        self.report(reason, Loss::of_segment(spans));
    }

    /// An encoded envelope is lost.
    pub(crate) fn parcel_lost(&self, reason: Reason, parcel: &Parcel) {
        self.items_lost(reason, &parcel.items);
    }

    /// A part of it is lost.
    pub(crate) fn items_lost(&self, reason: Reason, items: &[Item]) {
        self.counters.lost(reason, items.iter().map(|item| item.spans).sum());
        self.report(reason, items.iter().flat_map(|item| item.losses.iter().copied()));
    }

    /// Keeps losses for the next report. A loss that has a reason already keeps it.
    pub(crate) fn report(&self, reason: Reason, losses: impl IntoIterator<Item = Loss>) {
        let mut unreported = self.lock();
        for loss in losses {
            let reason = loss.reason.unwrap_or(reason);
            let sum = unreported.sums.entry((reason, loss.category)).or_default();
            *sum = sum.saturating_add(loss.quantity);
        }
    }

    /// Takes what the next report is to say. What is not sent then must be given back by [`Self::give_back`].
    pub(crate) fn take(&self) -> Vec<(Reason, Loss)> {
        let unsampled = self.counters.unsampled_so_far();
        let mut unreported = self.lock();
        let fresh = unsampled.saturating_sub(unreported.unsampled);
        unreported.unsampled = unsampled;
        let mut taken = Vec::new();
        if fresh > 0 {
            // The spans below an unsampled root are not even counted, so one span is all that is known.
            for loss in Loss::of_segment(1) {
                *unreported.sums.entry((Reason::SampleRate, loss.category)).or_default() += fresh;
            }
        }
        while taken.len() < PAIRS_PER_REPORT
            && let Some(((reason, category), quantity)) = unreported.sums.pop_first()
        {
            taken.push((reason, Loss::new(category, quantity)));
        }
        taken
    }

    /// The report did not arrive.
    pub(crate) fn give_back(&self, taken: Vec<(Reason, Loss)>) {
        for (reason, loss) in taken {
            self.report(reason, [loss]);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Unreported> {
        self.unreported.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The item of a client report; empty where there is nothing to report.
pub(super) fn report_item(report: &[(Reason, Loss)]) -> Vec<u8> {
    if report.is_empty() {
        return Vec::new();
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    client_report(u64::try_from(now.as_nanos()).unwrap_or(u64::MAX), report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_summed_taken_once_and_given_back() {
        let ledger = Ledger::new(Arc::default());
        ledger.segment_lost(Reason::QueueOverflow, 3);
        ledger.segment_lost(Reason::QueueOverflow, 2);
        let earlier = Loss { reason: Some(Reason::BeforeSend), ..Loss::new(Category::Error, 1) };
        ledger.report(Reason::NetworkError, [earlier]);
        let expected = [
            (Reason::QueueOverflow, Loss::new(Category::Transaction, 2)),
            (Reason::QueueOverflow, Loss::new(Category::Span, 5)),
            (Reason::BeforeSend, Loss::new(Category::Error, 1)),
        ];
        let taken = ledger.take();
        assert_eq!(taken, expected);
        assert_eq!(ledger.take(), []);
        ledger.give_back(taken);
        assert_eq!(ledger.take(), expected);
        assert_eq!(ledger.counters.snapshot().lost(), 5);
    }

    #[test]
    fn each_unsampled_segment_is_reported_once() {
        let ledger = Ledger::new(Arc::default());
        ledger.counters.unsampled();
        ledger.counters.unsampled();
        let expected = [
            (Reason::SampleRate, Loss::new(Category::Transaction, 2)),
            (Reason::SampleRate, Loss::new(Category::Span, 2)),
        ];
        assert_eq!(ledger.take(), expected);
        assert_eq!(ledger.take(), []);
        assert_eq!(ledger.counters.snapshot().lost(), 0, "they were never recorded");
    }
}
