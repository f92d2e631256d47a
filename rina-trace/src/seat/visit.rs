//! One poll of a future or a stream: its span is current meanwhile.
//!
//! Mostly it ends in the poll that it is ready in, and its record lies down with the others of the thread. Known by
//! futures, streams and spans.

use super::{Head, Tail, finish};
use crate::callsite::Callsite;
use crate::clock::Ticks;
use crate::fields::Fields;
use crate::id::SpanId;
use crate::record::SpanRecord;
use crate::stack::NO_SPAN;
use crate::stack::poll::Entry;
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

    /// What the span says meanwhile.
    #[inline]
    pub(crate) fn fields(&self) -> Fields {
        if self.entry.is_current() { Fields::from(self.entry.from) } else { Fields::new() }
    }

    /// Leaves a span that goes on.
    #[inline(always)]
    pub(crate) fn pause(&mut self) {
        if self.entry.is_current() && self.entry.leave(&mut self.head.place) {
            self.tail.keep(self.entry.from);
        }
    }

    /// Ends the span with what its function said.
    #[inline]
    pub(crate) fn finish(&mut self, fields: &mut Fields) {
        self.end(fields, fields.status.unwrap_or(SpanStatus::Ok), false);
    }

    fn end(&mut self, fields: &mut Fields, status: SpanStatus, cut_short: bool) {
        if !self.entry.is_current() {
            return finish(self.head, self.tail, fields, status, cut_short);
        }
        if self.head.is_recording()
            && let (Some(id), Some((parent, start))) =
                (SpanId::from_u64(self.head.span), self.tail.begun(fields.from))
        {
            let (callsite, parent) = (self.tail.callsite, SpanId::from_u64(parent));
            let end = Ticks::now();
            let ended = self.entry.end(id, || SpanRecord {
                id,
                parent,
                callsite,
                start,
                end,
                status,
                cut_short,
                attributes: (0, 0),
                name: fields.name.take().map(Box::new),
            });
            if ended {
                return self.over();
            }
        }
        let has_spoken = self.entry.leave(&mut self.head.place);
        if self.head.is_recording() || has_spoken {
            return finish(self.head, self.tail, fields, status, cut_short);
        }
        self.over();
    }
}

impl Visit<'_> {
    /// Nothing is left to do.
    #[inline]
    fn over(&mut self) {
        self.tail.phase = super::Phase::Over;
        self.head.span = NO_SPAN;
        self.head.place = None;
    }
}

/// The poll has panicked.
impl Drop for Visit<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.entry.is_current() {
            let mut fields = self.fields();
            self.end(&mut fields, SpanStatus::InternalError, true);
        }
    }
}
