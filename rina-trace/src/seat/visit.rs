//! One poll of a future or a stream: its span is current meanwhile.
//!
//! Mostly it ends in the poll that it is ready in, and its record lies down with the others of the thread. Known by
//! futures, streams and spans.

use super::{Ending, Head, Phase, Tail, finish, finish_unkept};
use crate::callsite::Callsite;
use crate::clock::Ticks;
use crate::errors;
use crate::fields::Fields;
use crate::id::SpanId;
use crate::record::SpanRecord;
use crate::recorder;
use crate::stack::poll::Entry;
use crate::stack::{self, NO_SPAN, UNSAMPLED};
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
        match self.head.span {
            NO_SPAN => {}
            UNSAMPLED => self.entry.enter_called(&mut self.head.place, UNSAMPLED),
            span => self.entry.enter(&mut self.head.place, span),
        }
    }

    /// The same for one that comes with a task of its own: it is not looked whether its segment is there already.
    #[cfg(any(feature = "actix", feature = "tower"))]
    #[inline]
    pub(crate) fn enter_apart(&mut self) {
        if self.head.span != NO_SPAN {
            self.entry.enter_frame(&mut self.head.place, self.head.span);
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
        let parent = self.tail.begun().map_or(UNSAMPLED, |(parent, _)| parent);
        let mut fields = Fields::ending(span, parent, self.tail.callsite);
        fields.is_detached = self.entry.is_apart_from(parent);
        fields
    }

    /// True if it is the root of a segment that is not recorded.
    #[inline]
    pub(crate) fn is_unrecorded_root(&self) -> bool {
        self.head.span == UNSAMPLED && self.tail.begun().is_some_and(|(parent, _)| parent != UNSAMPLED)
    }

    /// Leaves a span that goes on.
    #[inline(always)]
    pub(crate) fn pause(&mut self) {
        if self.entry.is_current() {
            if self.head.span == UNSAMPLED {
                self.entry.leave_called(&mut self.head.place);
            } else {
                self.entry.leave(&mut self.head.place);
            }
        }
    }

    /// Ends the span with what its function said.
    #[inline]
    pub(crate) fn finish(&mut self, status: Option<SpanStatus>) {
        self.end(Ending::said(status));
    }

    #[inline]
    fn end(&mut self, ending: Ending) {
        if self.head.span == UNSAMPLED && !recorder::any_failing() {
            return self.end_unkept();
        }
        let is_current = self.entry.is_current();
        if is_current && recorder::any_failing() && stack::has_failures() {
            self.judge(ending);
        }
        if is_current && self.lie_down(ending) {
            self.head.span = NO_SPAN;
            self.head.place = None;
            return;
        }
        if is_current {
            self.entry.leave(&mut self.head.place);
        }
        finish(self.head, self.tail, ending);
    }

    /// Ends a span that is not kept, where nothing has failed that it could decide about.
    #[inline(never)]
    fn end_unkept(&mut self) {
        if self.entry.is_current() {
            self.entry.leave_called(&mut self.head.place);
        }
        finish_unkept(self.head, self.tail);
    }

    /// Says what the end means for what has failed within, while the span is current.
    #[cold]
    fn judge(&self, ending: Ending) {
        if let (Some(segment), Some((parent, _))) = (stack::segment(), self.tail.begun()) {
            errors::ended(&segment, self.head.span_id(), parent, ending.verdict);
        }
    }

    /// Ends a span that can just lie down with the others of the thread.
    #[inline]
    fn lie_down(&mut self, ending: Ending) -> bool {
        let Ending { status, cut_short, .. } = ending;
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
            self.unwound();
        }
    }
}

impl Visit<'_> {
    // Apart, so that a poll that is well stays small enough to be put where it is called.
    #[cold]
    #[inline(never)]
    fn unwound(&mut self) {
        let fields = self.fields();
        if let Some(segment) = stack::segment() {
            errors::unwinds(&segment, fields.span, fields.parent, self.tail.callsite);
        }
        self.end(Ending::cut_short(SpanStatus::InternalError));
    }
}
