//! The trace on its way out of the process and into it, by headers of any carrier.
//!
//! Known by users, and by the spans, which print their own headers.

use crate::explain::explain;
use crate::hub::Hub;
use crate::id::{SpanId, TraceId};
use crate::link::SpanLink;
use crate::propagation::{
    Carrier, Continuation, Incoming, SentryTrace, TraceContext, TraceHeaders, TraceParent,
};
use crate::stack::{self, Context, Place, UNSAMPLED};

/// What another service continues the current trace by: `sentry-trace`, `baggage` and, if it is switched on,
/// `traceparent`.
///
/// Empty where no span is open. The sampling context in `baggage` is frozen by the first call in a trace.
///
/// ```
/// for (name, value) in rina_trace::trace_headers() {
///     // request.header(name, value)
/// #   let _: (&'static str, String) = (name, value);
/// }
/// ```
pub fn trace_headers() -> TraceHeaders {
    stack::capture().map(|context| headers_of(&context)).unwrap_or_default()
}

/// The same for a request to `url`; empty where `trace_propagation_targets` leave it out, and for Sentry itself.
///
/// ```
/// let headers = rina_trace::trace_headers_for("https://api.stripe.com/v1/charges");
/// # let _ = headers;
/// ```
pub fn trace_headers_for(url: &str) -> TraceHeaders {
    let context = stack::capture().filter(|context| context.place.hub().propagates_to(url));
    context.map(|context| headers_of(&context)).unwrap_or_default()
}

pub(crate) fn headers_of(context: &Context) -> TraceHeaders {
    let Place::Segment(segment) = &context.place else { return TraceHeaders::default() };
    let span_id = match context.span {
        UNSAMPLED => segment.root,
        span => SpanId::from_u64(span).unwrap_or(segment.root),
    };
    segment.freeze();
    headers(&segment.hub, &segment.trace, span_id)
}

/// The headers by which another service continues `trace` below `span_id`; its sampling context has been frozen.
pub(crate) fn headers(hub: &Hub, trace: &TraceContext, span_id: SpanId) -> TraceHeaders {
    let own = SentryTrace { trace_id: trace.trace_id, span_id, sampled: trace.sampled };
    let traceparent = hub.propagate_traceparent.then(|| {
        TraceParent { trace_id: trace.trace_id, span_id, sampled: trace.sampled == Some(true) }.to_string()
    });
    let baggage = trace.dsc.get().filter(|dsc| !dsc.is_empty()).map(ToString::to_string);
    TraceHeaders { sentry_trace: own.to_string(), baggage, traceparent }
}

/// Reads the trace that a request or a message came with.
///
/// Takes any carrier: pairs of name and value, maps, `http::HeaderMap`. Malformed headers, and those of another
/// organisation, continue nothing: the segment starts a trace of its own.
///
/// ```
/// let headers = [("sentry-trace", "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-1")];
/// let remote = rina_trace::continue_trace(headers);
/// # let _ = remote;
/// ```
pub fn continue_trace(headers: impl Carrier) -> RemoteParent {
    stack::here::hub().map_or(RemoteParent { continuation: None }, |hub| continue_at(&hub, &headers))
}

/// The same where it is known what the segment will be recorded by.
pub(crate) fn continue_at(hub: &Hub, headers: &impl Carrier) -> RemoteParent {
    let incoming = Incoming::read(headers, hub.org_policy());
    RemoteParent { continuation: accepted(incoming, "a trace", hub.identity.org_id.as_deref()) }
}

/// What can be continued; says why where it cannot.
pub(crate) fn accepted(incoming: Incoming, what: &str, our_org: Option<&str>) -> Option<Continuation> {
    match incoming {
        Incoming::Continued(continuation) => return Some(continuation),
        Incoming::Nothing => {}
        Incoming::Malformed(header) => {
            explain!("{what} is not continued: the header `{header}` cannot be read");
        }
        Incoming::OtherOrg(theirs) => {
            let theirs = theirs.as_deref().unwrap_or("not told");
            explain!("{what} is not continued: its organisation is {theirs}, ours {our_org:?}");
        }
    }
    None
}

/// A span of another service that continues here; made by [`continue_trace`].
#[derive(Debug, Clone)]
pub struct RemoteParent {
    continuation: Option<Continuation>,
}

impl RemoteParent {
    /// The trace that is continued; `None` if a new one starts.
    pub fn trace_id(&self) -> Option<TraceId> {
        self.continuation.as_ref().map(|continuation| continuation.trace_id)
    }

    /// The span that called, for one that does not go on in its trace; `None` if there was none.
    pub fn link(&self) -> Option<SpanLink> {
        let Continuation { trace_id, parent, sampled, .. } = self.continuation.as_ref()?;
        Some(SpanLink::new(*trace_id, *parent, *sampled))
    }

    pub(crate) fn continuation(&self) -> Option<&Continuation> {
        self.continuation.as_ref()
    }
}

/// What `continue_from` takes: a [`RemoteParent`], or any [`Carrier`] of headers.
#[diagnostic::on_unimplemented(
    message = "no trace can be continued from `{Self}`",
    note = "give the headers as pairs of name and value, a map, an `http::HeaderMap`, or what `rina_trace::continue_trace(..)` returned"
)]
pub trait ContinueFrom {
    /// Reads the trace.
    fn remote_parent(&self) -> RemoteParent;
}

impl ContinueFrom for RemoteParent {
    fn remote_parent(&self) -> RemoteParent {
        self.clone()
    }
}

impl ContinueFrom for &RemoteParent {
    fn remote_parent(&self) -> RemoteParent {
        (*self).clone()
    }
}

impl<C: Carrier> ContinueFrom for C {
    fn remote_parent(&self) -> RemoteParent {
        continue_trace(self)
    }
}
