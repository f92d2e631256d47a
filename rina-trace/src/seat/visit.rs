//! One poll of a future or a stream: its span is current meanwhile.
//!
//! Mostly it ends in the poll that it is ready in, and its record lies down with the others of the thread. Known by
//! futures, streams and spans.

use super::{Head, Phase, Tail, finish};
use crate::callsite::Callsite;
use crate::clock::Ticks;
use crate::fields::Fields;
use crate::id::SpanId;
use crate::record::SpanRecord;
use crate::stack::poll::Entry;
use crate::stack::{self, NO_SPAN};
use crate::status::SpanStatus;

/// The span is current as long as this lives. Whoever is done with the poll says so; dropped without a word, the poll
/// has panicked.
pub(crate) struct Visit<'a> {
    head: &'a mut Head,
    tail: &'a mut Tail,
    entry: Entry,
}

impl<'a> Visit<'a> {
    #[inline(always)]
    pub(crate) fn new(head: &'a mut Head, tail: &'a mut Tail) -> Self {
        Self { head, tail, entry: Entry::NONE }
    }

    /// Makes the span current. Apart from `new`, so that nothing is moved that was just written.
    #[inline(always)]
    pub(crate) fn enter(&mut self) {
        if self.head.span != NO_SPAN {
            self.entry.enter(&mut self.head.place, self.head.span);
        }
    }

    /// True if the span is kept.
    #[inline]
    pub(crate) fn is_recording(&self) -> bool {
        self.head.is_recording()
    }

    #[inline]
    pub(crate) fn callsite(&self) -> &'static Callsite {
        self.tail.callsite
    }

    /// What its function says of the span. Whatever was entered within it and left behind is gone then.
    #[inline]
    pub(crate) fn fields(&self) -> Fields {
        let span = self.head.span_id();
        if let Some(span) = span {
            stack::uncover(span);
        }
        Fields::new(span)
    }

    /// Leaves a span that goes on.
    #[inline(always)]
    pub(crate) fn pause(&mut self) {
        if self.entry.is_current() {
            self.entry.leave(&mut self.head.place);
        }
    }

    /// Ends the span with what its function said.
    #[inline]
    pub(crate) fn finish(&mut self, status: Option<SpanStatus>) {
        self.end(status.unwrap_or(SpanStatus::Ok), false);
    }

    #[inline]
    fn end(&mut self, status: SpanStatus, cut_short: bool) {
        let is_current = self.entry.is_current();
        if is_current && self.lie_down(status, cut_short) {
            self.head.span = NO_SPAN;
            self.head.place = None;
            return;
        }
        if is_current {
            self.entry.leave(&mut self.head.place);
        }
        finish(self.head, self.tail, status, cut_short);
    }

    /// Ends a span that can just lie down with the others of the thread.
    #[inline]
    fn lie_down(&mut self, status: SpanStatus, cut_short: bool) -> bool {
        let (Some(id), Some((parent, start))) = (self.head.span_id(), self.tail.begun()) else {
            return false;
        };
        let (callsite, parent, end) = (self.tail.callsite, SpanId::from_u64(parent), Ticks::now());
        let ended =
            self.entry.end(id, || SpanRecord::new(id, parent, callsite, (start, end), status, cut_short));
        if ended {
            self.tail.leave_phase_for(Phase::Over);
        }
        ended
    }
}

/// The poll has panicked.
impl Drop for Visit<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.entry.is_current() {
            self.end(SpanStatus::InternalError, true);
        }
    }
}
