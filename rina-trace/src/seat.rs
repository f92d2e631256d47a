//! The span of something that is entered many times and dropped where it likes: a future, a stream, a value.
//!
//! [`Head`] and [`Tail`] stand before and behind what they enclose, because fields are dropped in their order:
//! the head makes the span current while the inner future is dropped, so that what ends then ends inside of it;
//! the tail ends the span after that. Between polls the segment is owned by the head; during a poll by the
//! thread's stack: it moves, nothing is counted. Known by futures, streams and spans.

mod beginning;
mod ending;
mod visit;

use std::sync::Arc;

pub(crate) use self::beginning::{begin, none, root, wait};
pub(crate) use self::ending::Ending;
pub(crate) use self::visit::Visit;
use crate::callsite::Callsite;
use crate::clock::Ticks;
use crate::errors;
use crate::id::SpanId;
use crate::record::SpanRecord;
use crate::recorder::{self, OpenSegment};
use crate::remote::RemoteParent;
use crate::stack::poll::Entry;
use crate::stack::{self, NO_SPAN, Place, UNSAMPLED};
use crate::status::SpanStatus;

/// Where the span is: its segment, or before it has begun the place it was made in.
pub(crate) struct Head {
    place: Option<Place>,
    /// What goes into the cell of the thread; [`NO_SPAN`] before it has begun.
    span: u64,
}

/// What is known of the span besides.
pub(crate) struct Tail {
    callsite: &'static Callsite,
    phase: Phase,
}

enum Phase {
    /// Made, not polled. What was current then, and what came from outside.
    Waiting { parent: u64, remote: Option<Box<RemoteParent>> },
    /// Open, or in an unsampled segment.
    Begun { parent: u64, start: Ticks },
    /// Nothing to record, or recorded.
    Over,
}

impl Head {
    /// The segment and the span's id, if it is recorded.
    pub(crate) fn recorded(&self) -> Option<(&Arc<OpenSegment>, SpanId)> {
        match &self.place {
            Some(Place::Segment(segment)) => self.span_id().map(|id| (segment, id)),
            _ => None,
        }
    }

    /// The id of a span that has begun and is kept, wherever its segment is.
    #[inline]
    pub(crate) fn span_id(&self) -> Option<SpanId> {
        SpanId::from_u64(self.span).filter(|_| self.span != UNSAMPLED)
    }

    /// True if there is one.
    #[inline]
    pub(crate) fn is_recording(&self) -> bool {
        self.span != NO_SPAN && self.span != UNSAMPLED
    }

    /// The segment, kept or not.
    pub(crate) fn segment(&self) -> Option<&Arc<OpenSegment>> {
        match &self.place {
            Some(Place::Segment(segment)) if self.span != NO_SPAN => Some(segment),
            _ => None,
        }
    }

    /// What a thread enters to have the span current.
    pub(crate) fn context(&self) -> Option<stack::Context> {
        let span = self.span;
        self.place.clone().filter(|_| span != NO_SPAN).map(|place| stack::Context { place, span })
    }

    /// Makes the span current, until it is left.
    #[inline]
    pub(crate) fn enter(&mut self) -> Entry {
        let mut entry = Entry::NONE;
        if self.span != NO_SPAN {
            entry.enter_frame(&mut self.place, self.span);
        }
        entry
    }

    #[inline]
    pub(crate) fn leave(&mut self, entry: &mut Entry) {
        if entry.is_current() {
            entry.leave(&mut self.place);
        }
    }

    /// Takes all that is left of it, so that nothing happens when it is dropped.
    pub(crate) fn take(&mut self) -> Self {
        Self { place: self.place.take(), span: std::mem::replace(&mut self.span, NO_SPAN) }
    }
}

impl Tail {
    pub(crate) fn take(&mut self) -> Self {
        Self { callsite: self.callsite, phase: std::mem::replace(&mut self.phase, Phase::Over) }
    }

    pub(crate) fn callsite(&self) -> &'static Callsite {
        self.callsite
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn relabel(&mut self, callsite: &'static Callsite) {
        self.callsite = callsite;
    }

    /// Leaves a phase that has nothing to drop, which the compiler does not see.
    #[inline]
    fn leave_phase_for(&mut self, phase: Phase) {
        std::mem::forget(std::mem::replace(&mut self.phase, phase));
    }

    /// Parent and start of a span that is open.
    #[inline]
    fn begun(&self) -> Option<(u64, Ticks)> {
        match self.phase {
            Phase::Begun { parent, start } => Some((parent, start)),
            Phase::Waiting { .. } | Phase::Over => None,
        }
    }
}

/// Ends the span; a second time nothing happens.
pub(crate) fn finish(head: &mut Head, tail: &mut Tail, ending: Ending) {
    let (place, span) = (head.place.take(), std::mem::replace(&mut head.span, NO_SPAN));
    end(place, span, tail, ending);
}

/// The same for a span that is not kept, where nothing has failed that it could decide about.
fn finish_unkept(head: &mut Head, tail: &mut Tail) {
    let (place, begun) = (head.place.take(), tail.begun());
    head.span = NO_SPAN;
    tail.leave_phase_for(Phase::Over);
    if let (Some(Place::Segment(segment)), Some((parent, _))) = (place, begun)
        && parent != UNSAMPLED
    {
        segment.end_unrecorded();
    }
}

fn end(place: Option<Place>, span: u64, tail: &mut Tail, ending: Ending) {
    let begun = tail.begun();
    tail.phase = Phase::Over;
    let Some((parent, start)) = begun else { return };
    let Ending { status, cut_short, verdict } = ending;
    if recorder::any_failing()
        && let Some(Place::Segment(segment)) = &place
        && segment.has_failures()
    {
        errors::ended(segment, SpanId::from_u64(span).filter(|_| span != UNSAMPLED), parent, verdict);
    }
    if span == UNSAMPLED {
        if let Some(Place::Segment(segment)) = place.filter(|_| parent != UNSAMPLED) {
            segment.end_unrecorded();
        }
        return;
    }
    let (Some(Place::Segment(segment)), Some(id)) = (place, SpanId::from_u64(span)) else {
        return stack::here::unrecorded();
    };
    let (callsite, parent, end) = (tail.callsite, SpanId::from_u64(parent), Ticks::now());
    stack::end_span(&segment, id, || SpanRecord::new(id, parent, callsite, (start, end), status, cut_short));
}

/// What it encloses is dropped next, and shall find the span current.
impl Drop for Head {
    #[inline]
    fn drop(&mut self) {
        if self.span != NO_SPAN {
            self.enter_to_drop();
        }
    }
}

/// What it encloses is gone without having come to its end.
impl Drop for Tail {
    #[inline]
    fn drop(&mut self) {
        if let Phase::Begun { .. } = self.phase {
            self.cut_short();
        }
    }
}

// Apart, because mostly there is nothing to do.
impl Head {
    #[cold]
    fn enter_to_drop(&mut self) {
        if let Some(place) = self.place.take() {
            // Without a stack, at the end of the thread, the tail will count the span as unrecorded.
            let _ = stack::enter_to_drop(place, self.span);
        }
    }
}

impl Tail {
    #[cold]
    fn cut_short(&mut self) {
        let (place, span) =
            stack::leave_dropped().map_or((None, NO_SPAN), |left| (Some(left.place), left.span));
        end(place, span, self, Ending::cut_short(SpanStatus::Cancelled));
    }
}
