//! Sends events: through the client of `sentry` that the thread has, once each.

use std::cell::Cell;
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use sentry::protocol::Event;

use super::escape::note_alone;
use super::event::{self, How};
use crate::failure::{CapturedError, Chain, EscapedFailure, FailedSpan, Trace};
use crate::hub::Hub;
use crate::outcome::Failure;
use crate::recorder::OpenSegment;
use crate::stack::{self, Place, UNSAMPLED, here};
use crate::stats::Reason;

thread_local! {
    /// The event that is being sent is one of ours.
    static OURS: Cell<bool> = const { Cell::new(false) };
}

/// True once for each event that we send.
pub(super) fn is_ours() -> bool {
    OURS.try_with(Cell::take).unwrap_or(false)
}

/// Sends what has failed, unless the program has done so itself.
pub(super) fn send(segment: &Arc<OpenSegment>, failure: &EscapedFailure, how: How) {
    if !segment.was_told(&failure.chain) {
        send_now(segment, failure, how);
    }
}

fn send_now(segment: &Arc<OpenSegment>, failure: &EscapedFailure, how: How) {
    let EscapedFailure { span, chain, seen, trace, .. } = failure;
    if !is_let_through(&segment.hub, chain, Some(*span)) {
        return;
    }
    let mut event = event::of_chain(chain, *seen, trace, how);
    event.contexts.insert("trace".to_owned(), event::trace_context(&segment.trace, span));
    send_in(segment, span, event);
}

/// Sends an event as one of a span, which need not be current here.
pub(super) fn send_in(segment: &Arc<OpenSegment>, span: &FailedSpan, event: Event<'static>) {
    let current = if span.is_recorded { span.id.get() } else { UNSAMPLED };
    let entered = stack::enter(Place::Segment(Arc::clone(segment)), current);
    give(event);
    if let Ok(token) = entered {
        stack::leave(token);
    }
}

/// Sends what has failed outside of all segments.
pub(super) fn send_alone(hub: &Hub, chain: &Chain, trace: &Trace, how: How) {
    if is_let_through(hub, chain, None) {
        give(event::of_chain(chain, chain.0.len().saturating_sub(1), trace, how));
    }
}

fn give(event: Event<'static>) {
    let _ = OURS.try_with(|ours| ours.set(true));
    sentry::capture_event(event);
    // Not every client asks.
    is_ours();
}

/// What the program's filter says; one that panics has said nothing.
fn is_let_through(hub: &Hub, chain: &Chain, span: Option<FailedSpan>) -> bool {
    let Some(filter) = &hub.error_filter else { return true };
    let environment = hub.identity.environment.as_deref().unwrap_or_default();
    let error = CapturedError::new(chain, span);
    let is_let_through = catch_unwind(AssertUnwindSafe(|| filter(&error, environment))).unwrap_or(true);
    if !is_let_through {
        hub.sink.failures_lost(Reason::Ignored, 1);
    }
    is_let_through
}

/// Sends an error at once, because the program says so. If it has left functions before, it is an event of the
/// innermost of them; if it goes on, it is not sent again.
pub(crate) fn capture(error: &(dyn Error + '_), type_name: &'static str) {
    let hub = here::hub().filter(|hub| hub.sentry);
    let Some(hub) = hub else {
        // Somebody else's client, or none.
        sentry::capture_error(error);
        return;
    };
    let failure = Failure::named(type_name, error);
    let chain = Chain::of(&failure);
    let Some(segment) = stack::segment() else {
        send_alone(&hub, &chain, &Trace::of(&failure), How::GENERIC);
        note_alone(chain);
        return;
    };
    let escaped = segment.take_failure_of(&chain);
    if let Some(outermost) = chain.outermost() {
        segment.note_told(&outermost.shown, &outermost.text);
    }
    let escaped = if let Some(mut escaped) = escaped {
        escaped.go_on_as(chain);
        escaped
    } else {
        let current = stack::span_id();
        let (id, is_recorded) = (current.unwrap_or(segment.root), current.is_some());
        let span = FailedSpan { id, parent: None, callsite: None, is_recorded };
        EscapedFailure::new(span, chain, Trace::of(&failure), true)
    };
    send_now(&segment, &escaped, How::GENERIC);
}
