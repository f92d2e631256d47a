//! What `sentry` holds open by itself: a span that is our parent, a trace that its events carry.
//!
//! Known by what starts a segment.

use sentry::{TracesSamplingStrategy, TransactionOrSpan};

use crate::hub::Hub;
use crate::id::{SpanId, TraceId};
use crate::propagation::{SentryTrace, TraceContext};
use crate::stack::{self, NO_SPAN, UNSAMPLED};

/// The trace of a span that `sentry` holds open on this thread; our segment continues it.
pub(crate) fn open_sentry_span(hub: &Hub) -> Option<TraceContext> {
    if !hub.sentry || !matches!(stack::span(), NO_SPAN | UNSAMPLED) {
        return None;
    }
    let mut open = None;
    sentry::Hub::current().configure_scope(|scope| open = scope.get_span());
    let open = open?;
    // Its header is all that can be trusted: the span itself does not tell a decision from its absence.
    let (trace_id, span_id, sampled) = told(open.iter_headers())?;
    // A client that does not trace sends no spans, so nobody would ever find that one.
    let parent = if sentry_traces() { Some(span_id) } else { parent_of(&open) };
    Some(TraceContext::undecided(trace_id, parent, sampled))
}

/// The trace that `sentry` puts on the events of this scope while no span is open.
pub(crate) fn trace_of_scope(hub: &Hub) -> Option<TraceContext> {
    let mut trace = None;
    if hub.sentry {
        sentry::configure_scope(|scope| trace = told(scope.iter_trace_propagation_headers()));
    }
    let (trace_id, span_id, sampled) = trace?;
    Some(TraceContext::undecided(trace_id, Some(span_id), sampled))
}

fn told<N: AsRef<str>>(
    mut headers: impl Iterator<Item = (N, String)>,
) -> Option<(TraceId, SpanId, Option<bool>)> {
    let (_, header) = headers.find(|(name, _)| name.as_ref() == "sentry-trace")?;
    let SentryTrace { trace_id, span_id, sampled } = SentryTrace::parse(&header)?;
    Some((trace_id, span_id, sampled))
}

/// True if the client of `sentry` sends spans of its own.
pub(crate) fn sentry_traces() -> bool {
    sentry::Hub::current().client().is_some_and(|client| client_traces(&client))
}

/// The same of a client.
pub(crate) fn client_traces(client: &sentry::Client) -> bool {
    !matches!(client.options().traces_sampling_strategy, TracesSamplingStrategy::Disabled)
}

/// The span of another service that a transaction of `sentry` continues.
fn parent_of(open: &TransactionOrSpan) -> Option<SpanId> {
    let TransactionOrSpan::Transaction(transaction) = open else { return None };
    let parent = transaction.get_trace_context().parent_span_id?.to_string();
    SpanId::from_u64(u64::from_str_radix(&parent, 16).ok()?)
}
