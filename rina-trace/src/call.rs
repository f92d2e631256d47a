//! The span of a synchronous call: a guard on the stack of the traced function.
//!
//! The hottest path of the house. Where nothing is recorded it is one load and one compare; a child of a recorded
//! span touches no count and no lock until it ends, because the frame that it runs in holds the segment.
//! Known by expanded code alone.

use std::sync::Arc;

use crate::callsite::{Callsite, ErrPolicy};
use crate::clock::Ticks;
use crate::stack::{self, NO_SPAN, Place, Token, UNSAMPLED};
use crate::fields::Fields;
use crate::hub;
use crate::id::SpanId;
use crate::record::SpanRecord;
use crate::remote::{ContinueFrom, RemoteParent};
use crate::start;
use crate::status::SpanStatus;

/// The span of one call of a traced function; ends when dropped.
#[must_use]
#[doc(hidden)]
pub struct Call {
    callsite: &'static Callsite,
    /// Of a recorded span; [`NO_SPAN`] where nothing is recorded.
    span: u64,
    /// What was current before, in the frame of a child.
    parent: u64,
    start: Ticks,
    /// The frame of a segment that starts here.
    token: Option<Token>,
    /// A destructor that runs during a panic and returns has not panicked itself.
    was_panicking: bool,
    fields: Fields,
}

impl Call {
    #[inline]
    pub(crate) fn enter(callsite: &'static Callsite) -> Self {
        let current = stack::span();
        if (current == UNSAMPLED && !callsite.root)
            || (current == NO_SPAN && (callsite.child_only || !hub::is_on()))
        {
            return Self::idle(callsite);
        }
        if current == NO_SPAN || callsite.root {
            return Self::segment(callsite, None);
        }
        Self::child(callsite, current)
    }

    pub(crate) fn enter_from(callsite: &'static Callsite, remote: &dyn ContinueFrom) -> Self {
        let starts = hub::is_on() && (stack::span() == NO_SPAN || callsite.root);
        if starts { Self::segment(callsite, Some(&remote.remote_parent())) } else { Self::enter(callsite) }
    }

    #[inline]
    fn idle(callsite: &'static Callsite) -> Self {
        let (span, parent, start) = (NO_SPAN, NO_SPAN, Ticks::NONE);
        Self { callsite, span, parent, start, token: None, was_panicking: false, fields: Fields::new() }
    }

    #[inline]
    fn child(callsite: &'static Callsite, parent: u64) -> Self {
        let span = SpanId::random().get();
        stack::enter_call(span);
        let was_panicking = std::thread::panicking();
        let start = Ticks::now();
        Self { callsite, span, parent, start, token: None, was_panicking, fields: Fields::new() }
    }

    #[cold]
    fn segment(callsite: &'static Callsite, remote: Option<&RemoteParent>) -> Self {
        let mut call = Self::idle(callsite);
        let Some(segment) = start::segment(callsite, remote) else { return call };
        let span = if segment.recording { segment.root.get() } else { UNSAMPLED };
        if segment.recording {
            call.span = span;
        }
        call.was_panicking = std::thread::panicking();
        match stack::enter(Place::Segment(segment), span) {
            Ok(token) => call.token = Some(token),
            Err(_ended) => call.span = NO_SPAN,
        }
        call.start = Ticks::now();
        call
    }

    /// Takes what is said before the body; `None`: the span is not recorded, nothing need be evaluated.
    #[inline]
    pub fn start(&mut self) -> Option<&mut Fields> {
        if self.span == NO_SPAN { None } else { Some(&mut self.fields) }
    }

    /// Takes what is said after the body; `None`: nobody wants to know.
    #[inline]
    pub fn end(&mut self) -> Option<&mut Fields> {
        let captures = self.callsite.err == ErrPolicy::Capture && hub::is_on();
        if self.span == NO_SPAN && !captures {
            return None;
        }
        self.fields.capture = captures;
        Some(&mut self.fields)
    }

    #[inline(never)]
    fn finish(&mut self) {
        let end = Ticks::now();
        let panicked = std::thread::panicking() && !self.was_panicking;
        let (span, token) = (SpanId::from_u64(self.span), self.token.take());
        let record = |id: SpanId, parent: Option<SpanId>, fields: &Fields| SpanRecord {
            id,
            parent,
            callsite: self.callsite,
            start: self.start,
            end,
            status: if panicked { SpanStatus::InternalError } else { fields.status.unwrap_or(SpanStatus::Ok) },
            cut_short: panicked,
            attributes: (0, 0),
            name: None,
        };
        let recorded = match (span, token) {
            (None, None) => true,
            (None, Some(token)) => {
                stack::leave(token);
                true
            }
            (Some(id), Some(token)) => match stack::leave(token) {
                Some(Place::Segment(segment)) => {
                    let record = record(id, segment.trace.parent, &self.fields);
                    segment.finish(record, &mut self.fields);
                    true
                }
                _ => false,
            },
            (Some(id), None) => {
                let record = record(id, SpanId::from_u64(self.parent), &self.fields);
                let fields = &mut self.fields;
                stack::leave_call(self.span, self.parent, |segment: &Arc<_>| segment.finish(record, fields))
            }
        };
        if !recorded {
            hub::unrecorded();
        }
    }
}

impl Drop for Call {
    #[inline]
    fn drop(&mut self) {
        if self.span != NO_SPAN || self.token.is_some() {
            self.finish();
        }
    }
}
