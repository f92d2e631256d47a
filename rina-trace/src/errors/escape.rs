//! Decides about a failure at each span that it may leave: does it go on, is it handled, or is it sent?
//!
//! By the results of functions alone: an `Err` that has the failure in it takes it along, an `Ok` has handled it,
//! and what returns no `Result` leaves it to the function around. Known by fields and by the ends of spans.

use std::cell::RefCell;
use std::sync::Arc;

use super::event::How;
use super::send;
use crate::callsite::{Callsite, ErrPolicy};
use crate::failure::{Chain, EscapedFailure, FailedSpan, Trace};
use crate::hub::Hub;
use crate::id::SpanId;
use crate::outcome::Failure;
use crate::recorder::OpenSegment;
use crate::stack::{self, UNSAMPLED, here};

/// A span that an error leaves.
#[derive(Clone, Copy)]
pub(crate) struct Exit {
    /// `None` where nothing is recorded.
    pub(crate) span: Option<SpanId>,
    /// What was current around it.
    pub(crate) parent: u64,
    pub(crate) callsite: &'static Callsite,
    /// It ran in a task of its own.
    pub(crate) is_detached: bool,
}

/// What the end of a span says about the failures within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing: it has no result that could.
    Passes,
    /// They are handled, or have become something else, such as a panic.
    Settles,
}

/// Where a span stands in its segment.
pub(super) struct At {
    span: SpanId,
    /// `None` for the root.
    parent: Option<SpanId>,
    /// What waits for it waits for nothing else. Where nothing is recorded, all wait for the root.
    is_alone: bool,
}

impl At {
    pub(super) fn of(segment: &OpenSegment, span: Option<SpanId>, parent: u64) -> Self {
        let is_root = span.map_or(parent != UNSAMPLED, |span| span == segment.root);
        let above = if parent == UNSAMPLED { Some(segment.root) } else { SpanId::from_u64(parent) };
        Self {
            span: span.unwrap_or(segment.root),
            parent: above.filter(|_| !is_root),
            is_alone: is_root || span.is_some(),
        }
    }

    pub(super) fn failed(&self, segment: &OpenSegment, callsite: &'static Callsite) -> FailedSpan {
        let is_recorded = self.is_alone && segment.recording;
        let parent = if self.span == segment.root { segment.trace.parent } else { self.parent };
        FailedSpan { id: self.span, parent, callsite: Some(callsite), is_recorded }
    }
}

/// A function has returned an `Err`; its span is current still.
#[cold]
pub(crate) fn escapes(exit: &Exit, failure: &Failure<'_>, is_expected: bool) {
    let Some(segment) = stack::segment() else { return escapes_alone(exit, failure, is_expected) };
    if !segment.hub.sentry {
        return;
    }
    let wants = !is_expected && wants_event(&segment.hub, exit.callsite);
    let keeps = !is_expected && (wants || segment.keeps_all_failures());
    if !keeps && !segment.has_failures() {
        return;
    }
    let at = At::of(&segment, exit.span, exit.parent);
    let mut within = if at.is_alone { segment.take_failures(at.span) } else { Vec::new() };
    if is_expected || (!keeps && within.is_empty()) {
        return settle(&segment, within);
    }
    let chain = Chain::of(failure);
    let same = if at.is_alone { take_same(&mut within, &chain) } else { segment.take_failure_of(&chain) };
    let new = |chain| {
        let failed = at.failed(&segment, exit.callsite);
        EscapedFailure::new(failed, chain, Trace::of(failure), wants)
    };
    let mut escaped = match same {
        Some(same) => going_on(same, chain),
        None if wants => new(chain),
        // Nobody says that what has failed within is what fails here, but nobody has handled it either.
        None => match within.iter().rposition(|failure| !failure.is_detached) {
            Some(last) => going_on(within.remove(last), chain),
            None if keeps => new(chain),
            None => return settle(&segment, within),
        },
    };
    escaped.is_wanted |= wants;
    // A function that fails with what has left a task has taken it over.
    escaped.is_detached = exit.is_detached || stack::is_carried_in(exit.parent);
    settle(&segment, within);
    go_on(&segment, at.parent, escaped);
}

/// A span has ended: `verdict` on what has failed within.
#[cold]
pub(crate) fn ended(segment: &Arc<OpenSegment>, span: Option<SpanId>, parent: u64, verdict: Verdict) {
    let at = At::of(segment, span, parent);
    if !at.is_alone {
        return;
    }
    let within = segment.take_failures(at.span);
    match verdict {
        Verdict::Settles => settle(segment, within),
        Verdict::Passes => {
            for failure in within {
                go_on(segment, at.parent, failure);
            }
        }
    }
    if at.parent.is_none() {
        for failure in segment.take_orphaned_failures() {
            send_if_wanted(segment, &failure);
        }
    }
}

/// Leaves failures behind; those of other tasks nobody has handled.
pub(super) fn settle(segment: &Arc<OpenSegment>, failures: Vec<EscapedFailure>) {
    for failure in failures {
        if failure.is_detached {
            send_if_wanted(segment, &failure);
        }
    }
}

/// The failure waits for the span around the one that it has left; without one, and where that has ended, it is sent.
fn go_on(segment: &Arc<OpenSegment>, parent: Option<SpanId>, failure: EscapedFailure) {
    match parent {
        Some(parent) if !segment.has_ended(parent) => segment.keep_failure(parent, failure),
        _ => send_if_wanted(segment, &failure),
    }
}

fn send_if_wanted(segment: &Arc<OpenSegment>, failure: &EscapedFailure) {
    if failure.is_wanted {
        send::send(segment, failure, How::FUNCTION);
    }
}

/// The latest that goes on in `outer`: the same error rather than one whose text it tells.
fn take_same(within: &mut Vec<EscapedFailure>, outer: &Chain) -> Option<EscapedFailure> {
    let same = within.iter().rposition(|failure| outer.position_of(&failure.chain).is_some());
    let same = same.or_else(|| within.iter().rposition(|failure| outer.continues(&failure.chain)));
    same.map(|at| within.remove(at))
}

fn going_on(mut failure: EscapedFailure, outer: Chain) -> EscapedFailure {
    failure.go_on_as(outer);
    failure
}

fn wants_event(hub: &Hub, callsite: &Callsite) -> bool {
    match callsite.rules.err {
        ErrPolicy::Capture => true,
        ErrPolicy::Configured => hub.captures_errors,
        ErrPolicy::Record | ErrPolicy::Ignore => false,
    }
}

thread_local! {
    /// The last failure that was sent on this thread outside of all segments.
    static SENT_ALONE: RefCell<Option<Chain>> = const { RefCell::new(None) };
}

/// Outside of all segments nobody knows which function is the outermost: the innermost sends, and the others, which
/// see the same failure before anything else has begun, do not.
fn escapes_alone(exit: &Exit, failure: &Failure<'_>, is_expected: bool) {
    let Some(hub) = here::hub().filter(|hub| hub.sentry && !is_expected && wants_event(hub, exit.callsite))
    else {
        return;
    };
    let chain = Chain::of(failure);
    let is_sent = SENT_ALONE.try_with(|sent| {
        let mut sent = sent.borrow_mut();
        let is_same = sent.as_ref().is_some_and(|sent| chain.continues(sent));
        *sent = Some(chain.clone());
        is_same
    });
    if !is_sent.unwrap_or(false) {
        send::send_alone(&hub, &chain, &Trace::of(failure), How::FUNCTION);
    }
}

/// The program has sent an error itself, outside of all segments.
pub(super) fn note_alone(chain: Chain) {
    let _ = SENT_ALONE.try_with(|sent| *sent.borrow_mut() = Some(chain));
}

/// A function begins outside of all segments: what fails from here on is another failure.
#[cold]
pub(crate) fn forget_alone() {
    let _ = SENT_ALONE.try_with(|sent| sent.borrow_mut().take());
}
