//! Sends what waits, and concludes from the answers: sent, lost, limited, or once more.
//!
//! Knows the outbox, the limits and the destination; the worker's own. What it is given ends in the
//! ledger as sent or lost.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::destination::{Answer, Destination};
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
    pub(super) ledger: Arc<Ledger>,
    pub(super) about: Arc<About>,
    pub(super) outbox: Outbox,
    pub(super) limits: Limits,
    pub(super) reported_at: Instant,
}

/// An envelope on its way, and the report of losses that goes with it.
struct Load {
    waiting: Waiting,
    report: Vec<(Reason, Loss)>,
}

/// What an answer, or its absence, means for the envelope.
enum Conclusion {
    Sent,
    Limited,
    Refused,
    TryAgain,
}

impl Sender {
    /// Takes an envelope to send; the oldest is lost where too many wait.
    pub(super) fn put(&mut self, waiting: Waiting) {
        for oldest in self.outbox.push(waiting) {
            tracing::warn!(target: "rina_trace", "too many envelopes wait for Sentry: the oldest is dropped");
            self.ledger.parcel_lost(Reason::QueueOverflow, &oldest.parcel);
        }
    }

    /// True while what is put may go together with what was put before.
    pub(super) fn takes_more(&self) -> bool {
        self.outbox.len() < self.destination.at_once()
    }

    /// When it has something to do, if nothing else comes before.
    pub(super) fn next_turn(&self) -> Instant {
        let report_at = self.reported_at + REPORT_EVERY;
        self.outbox.due().map_or(report_at, |due| due.min(report_at))
    }

    /// Sends what is due, until the `queue` is closed.
    pub(super) fn turn(&mut self, queue: &Queue) {
        loop {
            let loads = self.due();
            if loads.is_empty() {
                break;
            }
            self.send(loads);
            if queue.is_closed() {
                return;
            }
        }
        if Instant::now() >= self.reported_at + REPORT_EVERY {
            self.report_alone();
        }
    }

    /// Somebody waits: one attempt out of turn.
    pub(super) fn retry_now(&mut self) {
        self.outbox.retry_now();
    }

    /// True when everything up to this place in the order is sent or lost.
    pub(super) fn is_done_to(&self, sequence: u64) -> bool {
        self.outbox.is_done_to(sequence)
    }

    pub(super) fn lose_what_is_left(&mut self) {
        while let Some(waiting) = self.outbox.pop() {
            self.ledger.parcel_lost(Reason::NetworkError, &waiting.parcel);
        }
    }

    /// What is due, ready to go.
    fn due(&mut self) -> Vec<Load> {
        let mut loads = Vec::new();
        while loads.len() < self.destination.at_once()
            && let Some(waiting) = self.outbox.pop_due(Instant::now())
        {
            loads.extend(self.load(waiting));
        }
        loads
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

    fn send(&mut self, loads: Vec<Load>) {
        let reports: Vec<_> = loads.iter().map(|load| report_item(&load.report)).collect();
        let envelopes: Vec<_> =
            loads.iter().zip(&reports).map(|(load, report)| load.waiting.parcel.parts(report)).collect();
        // What panics has not sent, and must be accounted for.
        let answers = catch_unwind(AssertUnwindSafe(|| self.destination.send(&envelopes)));
        let mut answers = answers.unwrap_or_default().into_iter();
        for load in loads {
            self.conclude(load, answers.next().as_ref());
        }
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
        let answers = self.destination.send(&[vec![&parcel.bytes]]);
        if !matches!(self.read(answers.first()), Conclusion::Sent) {
            self.ledger.give_back(report);
        }
    }
}
