//! The one thread that does the work behind the program's back: takes from the queue, prepares, encodes.
//!
//! Knows the queue and the sender; known by [`super::Delivery`], which starts it. Whatever it takes from the queue ends
//! in the ledger as sent or lost, even if a callback or a client of HTTP panics; and if it does so itself, all but what
//! it has in hand.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

#[cfg(feature = "transport")]
use super::destination::Spotlight;
use super::destination::{Destination, give};
use super::ledger::Ledger;
use super::outbox::Waiting;
use super::queue::{Job, Next, Queue};
use super::sender::Sender;
use super::{Prepare, Prepared};
use crate::envelope::{self, About, Parcel};
use crate::propagation::Dsc;
use crate::scrub;
use crate::segment::Segment;
use crate::stats::Reason;

pub(super) struct Worker {
    pub(super) queue: Arc<Queue>,
    pub(super) ledger: Arc<Ledger>,
    pub(super) about: Arc<About>,
    /// Spans of AI models go to the destination as items of their own.
    pub(super) streams: bool,
    pub(super) prepare: Prepare,
    pub(super) scrub: Arc<scrub::Rules>,
    pub(super) sender: Sender,
    #[cfg(feature = "transport")]
    pub(super) spotlight: Option<Spotlight>,
    /// Number and place in the order of flushes that are not settled.
    pub(super) flushes: VecDeque<(u64, u64)>,
    /// How many segments and envelopes were taken from the queue: the place in the order.
    pub(super) taken: u64,
}

impl Worker {
    /// Works until the queue is closed.
    pub(super) fn run(mut self) {
        let mut until = self.sender.next_turn();
        loop {
            match self.queue.next(until) {
                Next::Job(job) => {
                    self.job(job);
                    // Between two jobs, the program's threads go first.
                    std::thread::yield_now();
                    if self.sender.takes_more() {
                        until = Instant::now();
                        continue;
                    }
                }
                Next::Time => {}
                Next::Closed => return,
            }
            self.sender.turn(&self.queue);
            self.settle();
            until = self.sender.next_turn();
        }
    }

    fn job(&mut self, job: Job) {
        match job {
            Job::Segment(segment) => self.segment(*segment),
            Job::Envelope(envelope, dsc) => self.envelope(*envelope, dsc.as_ref()),
            Job::Flush(number) => self.flush(number),
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
        let Destination::Custom(custom) = &self.sender.destination else { return self.post(parcel, None) };
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
        if matches!(self.sender.destination, Destination::Nowhere) {
            // Spotlight is all there is.
            if seen {
                self.ledger.counters.sent(parcel.spans());
            } else {
                self.ledger.parcel_lost(Reason::NetworkError, &parcel);
            }
            return;
        }
        self.sender.put(Waiting { parcel, sequence: self.taken, failures: 0 });
    }

    fn flush(&mut self, number: u64) {
        // Somebody waits for it, perhaps for the process to end.
        self.sender.retry_now();
        match self.flushes.back_mut() {
            Some((known, taken)) if *taken == self.taken => *known = number,
            _ => self.flushes.push_back((number, self.taken)),
        }
    }

    fn settle(&mut self) {
        while let Some((number, taken)) = self.flushes.front().copied()
            && self.sender.is_done_to(taken)
        {
            self.flushes.pop_front();
            self.sender.report_alone();
            self.queue.settle(number);
        }
    }

    fn is_without_destination(&self) -> bool {
        #[cfg(feature = "transport")]
        if self.spotlight.is_some() {
            return false;
        }
        matches!(self.sender.destination, Destination::Nowhere)
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

impl Drop for Worker {
    /// The end, ordered or by a panic: what is left is lost, and nobody waits any longer.
    fn drop(&mut self) {
        let counts = !self.is_without_destination();
        self.sender.lose_what_is_left();
        for job in self.queue.drain() {
            super::lost(&self.ledger, counts, &job, Reason::NetworkError);
        }
        self.queue.end();
    }
}
