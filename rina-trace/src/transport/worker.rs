//! The one thread that does all the work behind the program's back: prepares, encodes, sends, reports.
//!
//! Knows the queue, the outbox, the limits and the destination; known by [`super::Delivery`], which starts it.
//! Whatever it takes from the queue ends in the ledger as sent or lost, even if it panics.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

#[cfg(feature = "transport")]
use super::destination::Spotlight;
use super::destination::{Answer, Destination, give};
use super::ledger::{Ledger, report_item};
use super::limits::Limits;
use super::outbox::{Outbox, Waiting};
use super::queue::{Job, Next, Queue};
use super::{Prepare, Prepared};
use crate::envelope::{self, About, Category, Item, Parcel};
use crate::propagation::Dsc;
use crate::scrub;
use crate::segment::Segment;
use crate::stats::Reason;

/// A client report goes with the next envelope, or alone when none went for so long.
const REPORT_EVERY: Duration = Duration::from_secs(30);
/// How often the server may fail at one envelope before it is the envelope's fault.
const MAX_FAILURES: u8 = 5;

pub(super) struct Worker {
    pub(super) queue: Arc<Queue>,
    pub(super) ledger: Arc<Ledger>,
    pub(super) about: Arc<About>,
    /// Spans of AI models go to the destination as items of their own.
    pub(super) streams: bool,
    pub(super) prepare: Prepare,
    pub(super) scrub: Arc<scrub::Rules>,
    pub(super) destination: Destination,
    #[cfg(feature = "transport")]
    pub(super) spotlight: Option<Spotlight>,
    pub(super) outbox: Outbox,
    pub(super) limits: Limits,
    /// Number and place in the order of flushes that are not settled.
    pub(super) flushes: VecDeque<(u64, u64)>,
    /// How many segments and envelopes were taken from the queue: the place in the order.
    pub(super) taken: u64,
    pub(super) reported_at: Instant,
}

impl Worker {
    /// Works until the queue is closed.
    pub(super) fn run(mut self) {
        loop {
            let report_at = self.reported_at + REPORT_EVERY;
            let until = self.outbox.due().map_or(report_at, |due| due.min(report_at));
            match self.queue.next(until) {
                Next::Job(Job::Segment(segment)) => self.segment(*segment),
                Next::Job(Job::Envelope(envelope, dsc)) => self.envelope(*envelope, dsc.as_ref()),
                Next::Job(Job::Flush(number)) => self.flush(number),
                Next::Time => {}
                Next::Closed => return,
            }
            self.send_what_is_due();
            if Instant::now() >= self.reported_at + REPORT_EVERY {
                self.report_alone();
            }
            self.settle();
        }
    }

    fn segment(&mut self, segment: Segment) {
        self.taken += 1;
        let (spans, sampled) = (segment.span_count(), segment.sampled);
        let prepare = &mut self.prepare;
        let prepared = catch_unwind(AssertUnwindSafe(|| prepare(segment)))
            .unwrap_or(Prepared { segment: Err(Reason::CallbackError), ignored: 0 });
        if self.is_without_destination() || !sampled {
            return;
        }
        let segment = match prepared.segment {
            Ok(segment) => segment,
            Err(reason) => return self.ledger.segment_lost(reason, spans),
        };
        let gone = spans.saturating_sub(segment.span_count());
        let ignored = prepared.ignored.min(gone);
        self.ledger.spans_lost(Reason::Ignored, ignored);
        self.ledger.spans_lost(Reason::BeforeSend, gone - ignored);
        let parcel = Parcel::of_segment(&segment, &self.about, self.streams);
        let whole = (parcel.items.len() > 1).then_some(&segment);
        self.post(parcel, whole);
    }

    fn envelope(&mut self, envelope: ::sentry::Envelope, dsc: Option<&Dsc>) {
        self.taken += 1;
        let envelope = self.scrub.envelope(envelope);
        let Some(mut parcel) = Parcel::of_envelope(&envelope, dsc, &self.about) else {
            return self.ledger.report(Reason::Invalid, envelope::losses_of(&envelope));
        };
        let Destination::Custom(custom) = &self.destination else { return self.post(parcel, None) };
        // The user's transport gets what `sentry` made, in its own form, so that it can look into it.
        envelope::stamp(&mut parcel.bytes, SystemTime::now());
        let header = parcel.bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let copy = match serde_json::from_slice(header) {
            Ok(headers) => envelope.clone().with_headers(headers),
            Err(_) => envelope.clone(),
        };
        if give(&**custom, copy) != 200 {
            self.ledger.parcel_lost(Reason::SendError, &parcel);
        }
        self.copy_to_spotlight(&mut parcel.bytes, None);
    }

    /// Puts an envelope where it waits for its turn; `whole` is what Spotlight is to see of it.
    fn post(&mut self, mut parcel: Parcel, whole: Option<&Segment>) {
        let seen = self.copy_to_spotlight(&mut parcel.bytes, whole);
        if matches!(self.destination, Destination::Nowhere) {
            // Spotlight is all there is.
            if seen {
                self.ledger.counters.sent(parcel.spans());
            } else {
                self.ledger.parcel_lost(Reason::NetworkError, &parcel);
            }
            return;
        }
        let waiting = Waiting { parcel, sequence: self.taken, failures: 0 };
        for oldest in self.outbox.push(waiting) {
            tracing::warn!(target: "rina_trace", "too many envelopes wait for Sentry: the oldest is dropped");
            self.ledger.parcel_lost(Reason::QueueOverflow, &oldest.parcel);
        }
    }

    fn flush(&mut self, number: u64) {
        // Somebody waits for it, perhaps for the process to end.
        self.outbox.retry_now();
        match self.flushes.back_mut() {
            Some((known, taken)) if *taken == self.taken => *known = number,
            _ => self.flushes.push_back((number, self.taken)),
        }
    }

    fn settle(&mut self) {
        while let Some((number, taken)) = self.flushes.front().copied()
            && self.outbox.is_done_to(taken)
        {
            self.flushes.pop_front();
            self.report_alone();
            self.queue.settle(number);
        }
    }

    fn send_what_is_due(&mut self) {
        while let Some(waiting) = self.outbox.pop_due(Instant::now()) {
            if let Some(failed) = self.attempt(waiting) {
                self.outbox.failed(Instant::now());
                self.outbox.put_back(failed);
            }
            if self.queue.is_closed() {
                return;
            }
        }
    }

    /// Tries to send; gives back what has to be tried again.
    fn attempt(&mut self, mut waiting: Waiting) -> Option<Waiting> {
        self.leave_out_what_is_limited(&mut waiting.parcel);
        if waiting.parcel.items.is_empty() {
            return None;
        }
        envelope::stamp(&mut waiting.parcel.bytes, SystemTime::now());
        let report = self.ledger.take();
        let item = report_item(&report);
        let answer = self.destination.send(&waiting.parcel.parts(&item));
        match self.conclude(answer.as_ref()) {
            Conclusion::Sent => {
                self.reported_at = Instant::now();
                self.ledger.counters.sent(waiting.parcel.spans());
                return None;
            }
            // A 429 is not reported: the server has counted it itself.
            Conclusion::Limited => {
                self.ledger.counters.lost(Reason::RatelimitBackoff, waiting.parcel.spans());
            }
            Conclusion::Refused => self.ledger.parcel_lost(Reason::SendError, &waiting.parcel),
            Conclusion::TryAgain => {
                waiting.failures += u8::from(answer.is_some());
                self.ledger.give_back(report);
                if waiting.failures < MAX_FAILURES {
                    return Some(waiting);
                }
                self.ledger.parcel_lost(Reason::SendError, &waiting.parcel);
                return None;
            }
        }
        self.ledger.give_back(report);
        None
    }

    fn conclude(&mut self, answer: Option<&Answer>) -> Conclusion {
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
    fn report_alone(&mut self) {
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
        if !matches!(self.conclude(answer.as_ref()), Conclusion::Sent) {
            self.ledger.give_back(report);
        }
    }

    fn is_without_destination(&self) -> bool {
        #[cfg(feature = "transport")]
        if self.spotlight.is_some() {
            return false;
        }
        matches!(self.destination, Destination::Nowhere)
    }

    /// True when Spotlight took it. It shows no streamed spans: of a segment that has some, it gets the `whole`.
    #[cfg_attr(not(feature = "transport"), expect(clippy::unused_self, reason = "there is no Spotlight"))]
    fn copy_to_spotlight(&mut self, envelope: &mut [u8], whole: Option<&Segment>) -> bool {
        #[cfg(feature = "transport")]
        if let Some(spotlight) = &mut self.spotlight {
            let mut whole = whole.map(|segment| Parcel::of_segment(segment, &self.about, false).bytes);
            let envelope = whole.as_deref_mut().unwrap_or(envelope);
            envelope::stamp(envelope, SystemTime::now());
            return spotlight.send(envelope);
        }
        let _ = (envelope, whole);
        false
    }
}

/// What an answer, or its absence, means for the envelope.
enum Conclusion {
    Sent,
    Limited,
    Refused,
    TryAgain,
}

impl Drop for Worker {
    /// The end, ordered or by a panic: what is left is lost, and nobody waits any longer.
    fn drop(&mut self) {
        let counts = !self.is_without_destination();
        while let Some(waiting) = self.outbox.pop() {
            self.ledger.parcel_lost(Reason::NetworkError, &waiting.parcel);
        }
        for job in self.queue.drain() {
            super::lost(&self.ledger, counts, &job, Reason::NetworkError);
        }
        self.queue.end();
    }
}
