//! What a server has seen become of the failures within a request.

use std::error::Error;
use std::sync::Arc;

use sentry::protocol::{Event, Exception};

use super::escape::settle;
use super::event::How;
use super::send;
use crate::failure::{Chain, EscapedFailure, FailedSpan, Trace};
use crate::outcome::Failure;
use crate::recorder::{self, OpenSegment};
use crate::stack;

/// A response, or what was sent instead of its rest.
pub(crate) struct Answer<'a> {
    /// What has failed, such as `500 Internal Server Error`; `None`: nothing has.
    pub(crate) failed: Option<&'a str>,
    /// The error that the response was made of, where the server tells it.
    pub(crate) error: Option<&'a (dyn Error + 'a)>,
    /// Who says so, as a word on the wire.
    pub(crate) by: &'static str,
    /// An event is wanted whatever the functions within say.
    pub(crate) captures: bool,
}

/// The response is known: what its functions have failed with is sent if it has failed, else it was handled. Called
/// while the root span is current.
pub(crate) fn answered(answer: &Answer<'_>) {
    if answer.failed.is_none() && !recorder::any_failing() {
        return;
    }
    let Some(segment) = stack::segment().filter(|segment| segment.hub.sentry) else { return };
    let mut within = segment.take_failures(segment.root);
    let Some(kind) = answer.failed else { return settle(&segment, within) };
    let is_cause = |failure: &EscapedFailure| !failure.is_detached && (answer.captures || failure.is_wanted);
    // What has failed last is what the response is about.
    let cause = within.iter().rposition(is_cause).map(|at| within.remove(at));
    settle(&segment, within);
    match cause {
        Some(failure) => send::send(&segment, &failure, How::unhandled(answer.by)),
        None if answer.captures && !segment.info().told => match answer.error {
            Some(error) => send_error(&segment, error, answer.by),
            None => send_bare(&segment, kind, answer.by),
        },
        None => {}
    }
}

/// No function has failed, but the response was made of an error.
fn send_error(segment: &Arc<OpenSegment>, error: &(dyn Error + '_), by: &'static str) {
    let failure = Failure::named("dyn Error", error);
    let (id, parent, is_recorded) = (segment.root, segment.trace.parent, segment.recording);
    let root = FailedSpan { id, parent, callsite: None, is_recorded };
    let escaped = EscapedFailure::new(root, Chain::of(&failure), Trace::of(&failure), true);
    send::send(segment, &escaped, How::unhandled(by));
}

/// Nobody has told of an error, so the response is all that is known.
fn send_bare(segment: &Arc<OpenSegment>, kind: &str, by: &'static str) {
    let value = Some(segment.name().0.into_owned());
    let mechanism = Some(How::unhandled(by).mechanism());
    let exception = vec![Exception { ty: kind.to_owned(), value, mechanism, ..Exception::default() }].into();
    let event = Event { exception, level: sentry::Level::Error, ..Event::default() };
    sentry::capture_event(event);
}
