//! What happens to a finished segment: on the thread that finished it, nothing but a push into the queue; on the
//! worker, what the configuration says, before it is encoded.
//!
//! Knows the delivery and the console; made by `init`.

use std::sync::Arc;

use crate::config::{BeforeSendTransaction, Resolved};
use crate::hub::{self, Identity};
use crate::scrub::Segments;
use crate::segment::Segment;
use crate::sink::Sink;
use crate::stats::{Counters, Reason};
use crate::transport::{Delivery, Prepare, Prepared};

/// Gives finished segments to the delivery.
pub(crate) struct Sending {
    pub(crate) delivery: Arc<Delivery>,
    pub(crate) counters: Arc<Counters>,
}

impl Sink for Sending {
    fn deliver(&self, segment: Segment) {
        self.delivery.push(segment);
    }

    fn unsampled(&self, ignored: bool) {
        if ignored {
            self.delivery.segment_lost(Reason::Ignored);
        } else {
            self.counters.unsampled();
        }
    }

    fn unrecorded(&self, spans: u64) {
        self.delivery.spans_lost(Reason::InternalSdkError, spans);
    }

    fn failures_lost(&self, reason: Reason, failures: u64) {
        self.delivery.events_lost(reason, failures);
    }
}

/// What the configuration says about each segment. Runs on the worker.
pub(crate) struct Pipeline {
    identity: Identity,
    ignore_spans: Vec<String>,
    before_send: Option<BeforeSendTransaction>,
    scrub: Segments,
    #[cfg(feature = "console")]
    console: Option<crate::console::Console>,
}

impl Pipeline {
    pub(crate) fn new(resolved: &Resolved) -> Self {
        Self {
            identity: resolved.identity.clone(),
            ignore_spans: resolved.ignore_spans(),
            before_send: resolved.before_send_transaction(),
            scrub: Segments::new(Arc::clone(&resolved.identity.scrub)),
            #[cfg(feature = "console")]
            console: resolved.shows_on_console().then(crate::console::Console::new),
        }
    }

    pub(crate) fn into_prepare(mut self) -> Prepare {
        Box::new(move |segment| self.prepare(segment))
    }

    fn prepare(&mut self, mut segment: Segment) -> Prepared {
        segment.settle();
        let ignored = self.leave_out(&mut segment);
        if segment.info.unwanted {
            return Prepared { segment: Err(Reason::EventProcessor), ignored };
        }
        let (trace, source) = (Arc::clone(&segment.trace), segment.name_source());
        self.identity.freeze(&trace, segment.name(), source);
        let mut segment = match &self.before_send {
            // What is not sent is not asked about.
            Some(before_send) if segment.sampled => before_send(segment).ok_or(Reason::BeforeSend),
            _ => Ok(segment),
        };
        // Last, so that nothing that a callback adds escapes; whoever shows or sends it comes after.
        if let Ok(segment) = &mut segment {
            self.scrub.scrub(segment);
        }
        #[cfg(feature = "console")]
        if let (Some(console), Ok(segment)) = (&self.console, &segment) {
            console.print(segment);
        }
        Prepared { segment, ignored }
    }

    fn leave_out(&self, segment: &mut Segment) -> u64 {
        if self.ignore_spans.is_empty() {
            return 0;
        }
        segment.retain_spans(|span| !hub::ignores(&self.ignore_spans, span.op(), span.name())) as u64
    }
}
