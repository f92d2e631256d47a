//! The link to `sentry`: its events carry our trace, and a span that it holds open is our parent.
//!
//! Works whoever made the client: as an integration of the client that we make, as an event processor on the
//! scope of one that was there before.

use std::sync::Arc;

use sentry::protocol::{self, Context, Event, Exception};
use sentry::{ClientOptions, Envelope, Integration};

use super::send::is_ours;
use crate::failure::FailedSpan;
use crate::propagation::Dsc;
use crate::recorder::OpenSegment;
use crate::stack;

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
    let (segment, is_ours) = (stack::segment(), is_ours());
    let mut span = None;
    if let Some(segment) = segment.as_ref().filter(|_| event.level >= sentry::Level::Error) {
        segment.update(|info| info.told = true);
        if !is_ours {
            span = told(segment, &event);
        }
    }
    if is_ignored(&event, ignore_errors) {
        return None;
    }
    let Some(segment) = segment else { return Some(event) };
    // Ours knows its span.
    if !is_ours {
        let context = match span {
            Some(span) => super::event::trace_context(&segment.trace, &span),
            None => trace_context(&segment),
        };
        event.contexts.insert("trace".to_owned(), context);
    }
    let info = segment.info();
    if event.request.is_none() {
        event.request = segment.request().map(|asked| (asked.0)());
    }
    if event.transaction.is_none() {
        event.transaction = Some(segment.name().0.into_owned());
    }
    if event.user.is_none() {
        event.user = info.user;
    }
    for (key, value) in info.tags {
        event.tags.entry(key.into_owned()).or_insert_with(|| value.to_string());
    }
    Some(event)
}

/// The program sends an error itself: it is not sent again where it leaves its functions. Gives the innermost span
/// that it has left, if that is known.
fn told(segment: &OpenSegment, event: &Event<'_>) -> Option<FailedSpan> {
    let error = event.exception.last()?;
    if error.mechanism.as_ref().is_some_and(|mechanism| mechanism.ty == "panic") {
        // An `unwrap` makes one failure of the other. Nobody knows how far it unwinds.
        segment.forget_failure_told_in(error.value.as_deref().unwrap_or_default());
        return None;
    }
    segment.note_told(&error.ty, error.value.as_deref().unwrap_or_default())
}

/// A log carries our trace and span, the latter as an attribute: logs of `sentry` 0.49 have no field for it yet.
///
/// Source: <https://develop.sentry.dev/sdk/telemetry/logs/#log-envelope-item-payload>
pub(crate) fn link_log(mut log: protocol::Log) -> protocol::Log {
    let Some(segment) = stack::segment() else { return log };
    let context = current(&segment);
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
    let context = current(&segment);
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

fn trace_context(segment: &OpenSegment) -> Context {
    Context::Trace(Box::new(current(segment)))
}

fn current(segment: &OpenSegment) -> protocol::TraceContext {
    let span = stack::span_id();
    protocol::TraceContext {
        trace_id: protocol::TraceId::from(segment.trace.trace_id.get().to_be_bytes()),
        span_id: protocol::SpanId::from(span.unwrap_or(segment.root).get().to_be_bytes()),
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
