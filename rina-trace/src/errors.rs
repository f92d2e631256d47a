//! The link to `sentry`: its events carry our trace, and a span that it holds open is our parent.
//!
//! Works whoever made the client: as an integration of the client that we make, as an event processor on the
//! scope of one that was there before. Known by the configuration, and by what captures errors.

use std::sync::Arc;

use sentry::protocol::{self, Context, Event, Exception, Mechanism};
use sentry::{ClientOptions, Envelope, Integration, TracesSamplingStrategy, TransactionOrSpan};

use crate::hub::Hub;
use crate::id::{SpanId, TraceId};
use crate::outcome::Failure;
use crate::propagation::{Dsc, SentryTrace, TraceContext};
use crate::recorder::OpenSegment;
use crate::stack::{self, NO_SPAN, UNSAMPLED};

/// Sends an event for a failure; it carries the current span.
pub(crate) fn capture(failure: &Failure<'_>) {
    match failure.error {
        Some(error) => sentry::capture_error(error),
        None => sentry::capture_message(failure.type_name, sentry::Level::Error),
    };
}

/// Sends an event for a failure of the segment as a whole, of which no event has told yet: `kind`, such as
/// `500 Internal Server Error`, seen by `mechanism`.
#[cfg_attr(
    not(any(feature = "actix", feature = "tower")),
    expect(dead_code, reason = "only servers see failures without an error")
)]
pub(crate) fn capture_untold(kind: &str, mechanism: &str) {
    let Some(info) = stack::segment().map(|segment| segment.info()).filter(|info| !info.told) else { return };
    let mechanism = Mechanism { ty: mechanism.to_owned(), handled: Some(false), ..Mechanism::default() };
    let value = info.name.map(|(name, _)| name.into_owned());
    let exception =
        Exception { ty: kind.to_owned(), value, mechanism: Some(mechanism), ..Exception::default() };
    let (exception, level) = (vec![exception].into(), sentry::Level::Error);
    sentry::capture_event(Event { exception, level, ..Event::default() });
}

/// The same, where the error is known that made the segment fail.
#[cfg(feature = "actix")]
pub(crate) fn capture_untold_error(error: &dyn std::error::Error) {
    if stack::segment().is_some_and(|segment| !segment.info().told) {
        sentry::capture_error(error);
    }
}

/// Puts our trace on every event of the client.
pub(crate) struct Link {
    pub(crate) ignore_errors: Arc<[String]>,
}

impl Integration for Link {
    fn name(&self) -> &'static str {
        "rina-trace"
    }

    fn process_event(&self, event: Event<'static>, _: &ClientOptions) -> Option<Event<'static>> {
        link(event, &self.ignore_errors)
    }
}

/// Completes an event with what the current span and its segment know; `None` where it is not wanted.
pub(crate) fn link(mut event: Event<'static>, ignore_errors: &[String]) -> Option<Event<'static>> {
    let segment = stack::segment();
    if let Some(segment) = segment.as_ref().filter(|_| event.level >= sentry::Level::Error) {
        segment.update(|info| info.told = true);
    }
    if is_ignored(&event, ignore_errors) {
        return None;
    }
    let Some(segment) = segment else { return Some(event) };
    let context = trace_context(&segment);
    event.contexts.insert("trace".to_owned(), Context::Trace(Box::new(context)));
    let info = segment.info();
    if event.request.is_none() {
        event.request = info.request.map(|asked| (asked.0)());
    }
    if event.transaction.is_none() {
        let name = info.name.as_ref().map_or(segment.name, |(name, _)| name);
        event.transaction = Some(name.to_owned());
    }
    if event.user.is_none() {
        event.user = info.user;
    }
    for (key, value) in info.tags {
        event.tags.entry(key.into_owned()).or_insert_with(|| value.to_string());
    }
    Some(event)
}

/// A log carries our trace and span, the latter as an attribute: logs of `sentry` 0.49 have no field for it yet.
///
/// Source: <https://develop.sentry.dev/sdk/telemetry/logs/#log-envelope-item-payload>
pub(crate) fn link_log(mut log: protocol::Log) -> protocol::Log {
    let Some(segment) = stack::segment() else { return log };
    let context = trace_context(&segment);
    log.trace_id = Some(context.trace_id);
    // `sentry` 0.49 writes the id of its own span by another key.
    log.attributes.remove("parent_span_id");
    let span = protocol::LogAttribute(context.span_id.to_string().into());
    log.attributes.insert("sentry.trace.parent_span_id".to_owned(), span);
    log
}

/// A metric carries our trace and span.
pub(crate) fn link_metric(mut metric: protocol::Metric) -> protocol::Metric {
    let Some(segment) = stack::segment() else { return metric };
    let context = trace_context(&segment);
    (metric.trace_id, metric.span_id) = (context.trace_id, Some(context.span_id));
    metric
}

fn is_ignored(event: &Event<'_>, ignore: &[String]) -> bool {
    let matches = |exception: &Exception| {
        let value = exception.value.as_deref().unwrap_or_default();
        ignore.iter().any(|pattern| exception.ty.contains(&**pattern) || value.contains(&**pattern))
    };
    !ignore.is_empty() && event.exception.iter().any(matches)
}

fn trace_context(segment: &OpenSegment) -> protocol::TraceContext {
    let span = stack::span_id();
    protocol::TraceContext {
        trace_id: protocol::TraceId::from(segment.trace.trace_id.get().to_be_bytes()),
        span_id: protocol::SpanId::from(span.unwrap_or(segment.root).get().to_be_bytes()),
        parent_span_id: None,
        ..protocol::TraceContext::default()
    }
}

/// The sampling context for an envelope of `sentry`: of the segment that its event was captured in.
pub(crate) fn dsc_for(envelope: &Envelope) -> Option<Dsc> {
    let segment = stack::segment()?;
    let ours = segment.trace.trace_id.to_string();
    let event = envelope.event()?;
    let Some(Context::Trace(trace)) = event.contexts.get("trace") else { return None };
    if trace.trace_id.to_string() != ours {
        return None;
    }
    segment.freeze();
    segment.trace.dsc.get().filter(|dsc| !dsc.is_empty()).cloned()
}

/// The trace of a span that `sentry` holds open on this thread; our segment continues it.
pub(crate) fn open_sentry_span(hub: &Hub) -> Option<TraceContext> {
    if !hub.sentry || !matches!(stack::span(), NO_SPAN | UNSAMPLED) {
        return None;
    }
    let mut open = None;
    sentry::configure_scope(|scope| open = scope.get_span());
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
    let client = sentry::Hub::current().client();
    client.is_some_and(|client| {
        !matches!(client.options().traces_sampling_strategy, TracesSamplingStrategy::Disabled)
    })
}

/// The span of another service that a transaction of `sentry` continues.
fn parent_of(open: &TransactionOrSpan) -> Option<SpanId> {
    let TransactionOrSpan::Transaction(transaction) = open else { return None };
    let parent = transaction.get_trace_context().parent_span_id?.to_string();
    SpanId::from_u64(u64::from_str_radix(&parent, 16).ok()?)
}
