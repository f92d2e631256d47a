//! How a span comes to be open: made where the thread is, begun when it is first entered.
//!
//! Known by seats alone.

use std::sync::Arc;

use super::{Head, Phase, Tail};
use crate::callsite::Callsite;
use crate::clock::Ticks;
use crate::errors;
use crate::hub;
use crate::id::SpanId;
use crate::recorder::OpenSegment;
use crate::remote::RemoteParent;
use crate::stack::{self, NO_SPAN, Place, UNSAMPLED};
use crate::start;

/// The span is made where the thread is, and begins when it is first entered.
#[inline]
pub(crate) fn wait(callsite: &'static Callsite, remote: Option<Box<RemoteParent>>) -> (Head, Tail) {
    if stack::span() == UNSAMPLED && !callsite.rules.root {
        return wait_unkept(callsite);
    }
    let context = if hub::is_on() { stack::capture() } else { None };
    let (place, parent) = match context {
        Some(context) => (Some(context.place), context.span),
        None => (None, NO_SPAN),
    };
    (Head { place, span: NO_SPAN }, Tail { callsite, phase: Phase::Waiting { parent, remote } })
}

/// The same where nothing is kept: there is nothing to wait for.
#[inline(never)]
fn wait_unkept(callsite: &'static Callsite) -> (Head, Tail) {
    let place = stack::capture().map(|context| context.place);
    let phase = Phase::Begun { parent: UNSAMPLED, start: Ticks::NONE };
    (Head { place, span: UNSAMPLED }, Tail { callsite, phase })
}

/// The root of a segment that has just started.
pub(crate) fn root(callsite: &'static Callsite, segment: Arc<OpenSegment>) -> (Head, Tail) {
    let span = if segment.recording { segment.root.get() } else { UNSAMPLED };
    let parent = segment.trace.parent.map_or(NO_SPAN, SpanId::get);
    let start = if segment.recording { Ticks::now() } else { Ticks::NONE };
    let phase = Phase::Begun { parent, start };
    (Head { place: Some(Place::Segment(segment)), span }, Tail { callsite, phase })
}

/// No span at all.
pub(crate) fn none(callsite: &'static Callsite) -> (Head, Tail) {
    (Head { place: None, span: NO_SPAN }, Tail { callsite, phase: Phase::Over })
}

/// Begins a span that waits; does nothing to another.
#[inline]
pub(crate) fn begin(head: &mut Head, tail: &mut Tail) {
    if matches!(tail.phase, Phase::Waiting { .. }) {
        begin_waiting(head, tail);
    }
}

#[inline]
fn begin_waiting(head: &mut Head, tail: &mut Tail) {
    match (&head.place, &tail.phase) {
        (Some(Place::Segment(segment)), Phase::Waiting { parent, remote: None })
            if !tail.callsite.rules.root && hub::is_on() =>
        {
            head.span = if segment.recording { SpanId::random().get() } else { UNSAMPLED };
            let start = if segment.recording { Ticks::now() } else { Ticks::NONE };
            tail.leave_phase_for(Phase::Begun { parent: *parent, start });
        }
        _ => begin_elsewhere(head, tail),
    }
}

/// Begins a span that was not made within its segment.
#[cold]
fn begin_elsewhere(head: &mut Head, tail: &mut Tail) {
    let Phase::Waiting { mut parent, remote } = std::mem::replace(&mut tail.phase, Phase::Over) else {
        return;
    };
    if !hub::is_on() {
        head.place = None;
        return;
    }
    if !matches!(head.place, Some(Place::Segment(_)))
        && let Some(context) = stack::capture()
        && (head.place.is_none() || matches!(context.place, Place::Segment(_)))
    {
        // There was no span where it was made, but there is one where it is first polled.
        (head.place, parent) = (Some(context.place), context.span);
    }
    let callsite = tail.callsite;
    match &head.place {
        Some(Place::Segment(segment)) if !callsite.rules.root => {
            head.span = if segment.recording { SpanId::random().get() } else { UNSAMPLED };
        }
        _ if callsite.rules.child_only => {
            head.place = None;
            if hub::may_capture(callsite) {
                errors::forget_alone();
            }
            return;
        }
        place => {
            let Some(segment) = start::segment_at(place.as_ref(), callsite, remote.as_deref()) else {
                head.place = None;
                return;
            };
            (*head, *tail) = root(callsite, segment);
            return;
        }
    }
    tail.phase = Phase::Begun { parent, start: Ticks::now() };
}
