//! Sends what waits, and concludes from the answers: sent, lost, limited, or once more.
//!
//! Knows the outbox, the limits, the destination and the lanes beside it; the worker's own. What it is given ends in the
//! ledger as sent or lost.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::destination::{Answer, Destination};
#[cfg(feature = "transport")]
use super::lanes::{Lanes, Returned};
use super::ledger::{Ledger, report_item};
use super::limits::Limits;
use super::outbox::{Outbox, Waiting};
use super::queue::Queue;
use crate::envelope::{self, About, Category, Item, Loss, Parcel};
use crate::stats::Reason;

/// A client report goes with the next envelope, or alone when none went for so long.
const REPORT_EVERY: Duration = Duration::from_secs(30);
/// How often the server may fail at one envelope before it is the envelope's fault.
const MAX_FAILURES: u8 = 5;

pub(super) struct Sender {
    pub(super) destination: Destination,
    /// Connections beside the destination's own, where there may be some.
    #[cfg(feature = "transport")]
    pub(super) lanes: Option<Lanes>,
    pub(super) ledger: Arc<Ledger>,
    pub(super) about: Arc<About>,
    pub(super) outbox: Outbox,
    pub(super) limits: Limits,
    pub(super) reported_at: Instant,
}

/// An envelope on its way, and the report of losses that goes with it.
#[derive(Debug)]
pub(super) struct Load {
    pub(super) waiting: Waiting,
    pub(super) report: Vec<(Reason, Loss)>,
}

/// What an answer, or its absence, means for the envelope.
enum Conclusion {
    Sent,
    Limited,
    Refused,
    TryAgain,
}

impl Load {
    /// Sends it by `send`, in parts.
    pub(super) fn send<T>(&self, send: impl FnOnce(&[&[u8]]) -> T) -> T {
        let item = report_item(&self.report);
        send(&self.waiting.parcel.parts(&item))
    }
}

impl Sender {
    /// Takes an envelope to send; the oldest is lost where too many wait.
    pub(super) fn put(&mut self, waiting: Waiting) {
        for oldest in self.outbox.push(waiting) {
            tracing::warn!(target: "rina_trace", "too many envelopes wait for Sentry: the oldest is dropped");
            self.ledger.parcel_lost(Reason::QueueOverflow, &oldest.parcel);
        }
    }

    /// When it has something to do, if nothing else comes before.
    pub(super) fn next_turn(&self) -> Instant {
        let report_at = self.reported_at + REPORT_EVERY;
        self.outbox.due().map_or(report_at, |due| due.min(report_at))
    }

    /// Sends what is due. What there is more of in the `queue`, the more connections it may take.
    pub(super) fn turn(&mut self, queue: &Arc<Queue>) {
        self.take_answers();
        while let Some(waiting) = self.outbox.pop_due(Instant::now()) {
            if let Some(load) = self.load(waiting) {
                self.send(load, queue);
            }
            if queue.is_closed() {
                return;
            }
            self.take_answers();
        }
        if Instant::now() >= self.reported_at + REPORT_EVERY {
            self.report_alone();
        }
        #[cfg(feature = "transport")]
        if let Some(lanes) = &mut self.lanes {
            lanes.prune();
        }
    }

    /// Somebody waits: one attempt out of turn.
    pub(super) fn retry_now(&mut self) {
        self.outbox.retry_now();
    }

    /// True when everything up to this place in the order is sent or lost.
    pub(super) fn is_done_to(&self, sequence: u64) -> bool {
        #[cfg(feature = "transport")]
        if self.lanes.as_ref().is_some_and(|lanes| !lanes.is_done_to(sequence)) {
            return false;
        }
        self.outbox.is_done_to(sequence)
    }

    /// Waits for the answers to what is on its way.
    #[cfg_attr(not(feature = "transport"), expect(clippy::unused_self, reason = "there are no lanes"))]
    pub(super) fn finish(&mut self) {
        #[cfg(feature = "transport")]
        while let Some(Returned { load, answer, .. }) = self.lanes.as_mut().and_then(Lanes::wait) {
            self.conclude(load, answer.as_ref());
        }
    }

    pub(super) fn lose_what_is_left(&mut self) {
        while let Some(waiting) = self.outbox.pop() {
            self.ledger.parcel_lost(Reason::NetworkError, &waiting.parcel);
        }
    }

    #[cfg_attr(not(feature = "transport"), expect(clippy::unused_self, reason = "there are no lanes"))]
    fn take_answers(&mut self) {
        #[cfg(feature = "transport")]
        while let Some(Returned { load, answer, .. }) = self.lanes.as_mut().and_then(Lanes::take) {
            self.conclude(load, answer.as_ref());
        }
    }

    /// Makes an envelope ready to go; `None` where Sentry wants nothing of it.
    fn load(&mut self, mut waiting: Waiting) -> Option<Load> {
        self.leave_out_what_is_limited(&mut waiting.parcel);
        if waiting.parcel.items.is_empty() {
            return None;
        }
        envelope::stamp(&mut waiting.parcel.bytes, SystemTime::now());
        Some(Load { waiting, report: self.ledger.take() })
    }

    #[cfg_attr(not(feature = "transport"), expect(unused_variables, reason = "there are no lanes"))]
    fn send(&mut self, load: Load, queue: &Arc<Queue>) {
        #[cfg(feature = "transport")]
        let load = match &mut self.lanes {
            Some(lanes) => match lanes.give(load, queue) {
                Some(load) => load,
                None => return,
            },
            None => load,
        };
        let begun = Instant::now();
        let answer = load.send(|parts| self.destination.send(parts));
        #[cfg(feature = "transport")]
        if let Some(lanes) = &mut self.lanes {
            // Of one that is down, or does not answer, nobody knows how far away it is.
            let is_up = answer.as_ref().is_some_and(|answer| answer.status < 500);
            lanes.hear(is_up.then(|| begun.elapsed()));
        }
        self.conclude(load, answer.as_ref());
    }

    fn conclude(&mut self, load: Load, answer: Option<&Answer>) {
        let Load { mut waiting, report } = load;
        match self.read(answer) {
            Conclusion::Sent => {
                self.reported_at = Instant::now();
                return self.ledger.counters.sent(waiting.parcel.spans());
            }
            // A 429 is not reported: the server has counted it itself.
            Conclusion::Limited => {
                self.ledger.counters.lost(Reason::RatelimitBackoff, waiting.parcel.spans());
            }
            Conclusion::Refused => self.ledger.parcel_lost(Reason::SendError, &waiting.parcel),
            Conclusion::TryAgain => {
                waiting.failures += u8::from(answer.is_some());
                if waiting.failures < MAX_FAILURES {
                    self.outbox.failed(Instant::now());
                    self.outbox.put_back(waiting);
                } else {
                    self.ledger.parcel_lost(Reason::SendError, &waiting.parcel);
                }
            }
        }
        self.ledger.give_back(report);
    }

    fn read(&mut self, answer: Option<&Answer>) -> Conclusion {
        let Some(answer) = answer else { return Conclusion::TryAgain };
        self.limits.learn(answer, Instant::now());
        if answer.status >= 500 {
            tracing::debug!(target: "rina_trace", status = answer.status, "Sentry failed; trying again");
            return Conclusion::TryAgain;
        }
        self.outbox.succeeded();
        match answer.status {
            200..300 => Conclusion::Sent,
            429 => {
                tracing::warn!(target: "rina_trace", "Sentry limits the rate: an envelope is dropped");
                Conclusion::Limited
            }
            status => {
                tracing::warn!(target: "rina_trace", status, "Sentry refused an envelope");
                Conclusion::Refused
            }
        }
    }

    fn leave_out_what_is_limited(&mut self, parcel: &mut Parcel) {
        let now = Instant::now();
        let held_back = |category| self.limits.holds_back(category, now);
        // An attachment without what it is attached to makes no sense.
        let is_subject = |category| matches!(category, Category::Error | Category::Transaction);
        let orphans = parcel.items.iter().any(|item| is_subject(item.category) && held_back(item.category));
        let is_orphan = |category| orphans && category == Category::Attachment;
        let is_lost = |item: &mut Item| held_back(item.category) || is_orphan(item.category);
        let lost: Vec<Item> = parcel.items.extract_if(.., is_lost).collect();
        if parcel.items.is_empty() {
            tracing::debug!(target: "rina_trace", "an envelope is dropped: Sentry asked for a pause");
        }
        self.ledger.items_lost(Reason::RatelimitBackoff, &lost);
    }

    /// Sends the report of losses by itself, if there are any. One attempt: what fails is kept for later.
    pub(super) fn report_alone(&mut self) {
        self.reported_at = Instant::now();
        if matches!(self.destination, Destination::Nowhere)
            || self.limits.holds_back(Category::Internal, Instant::now())
            || self.outbox.due().is_some()
        {
            return;
        }
        let report = self.ledger.take();
        if report.is_empty() {
            return;
        }
        let mut parcel = Parcel::of_report(&report_item(&report), &self.about);
        envelope::stamp(&mut parcel.bytes, SystemTime::now());
        let answer = self.destination.send(&[&parcel.bytes]);
        if !matches!(self.read(answer.as_ref()), Conclusion::Sent) {
            self.ledger.give_back(report);
        }
    }
}
