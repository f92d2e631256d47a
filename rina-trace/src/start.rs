//! Starts segments: continues what came from outside, and asks the sampler.
//!
//! Once per request, not per span. Knows the hub and the recorder; known by calls and seats.

use std::sync::{Arc, OnceLock};

use crate::callsite::Callsite;
use crate::errors;
use crate::explain::{explain, is_debug, warn_once};
use crate::hub::{self, Hub};
use crate::id::{SpanId, TraceId};
use crate::name_source::NameSource;
use crate::propagation::{Continuation, TraceContext, TraceHeaders};
use crate::recorder::{Known, OpenSegment};
use crate::remote::{self, RemoteParent};
use crate::sampling::{self, Decision, SampleRate, SamplingContext, Why};
use crate::stack::{Place, here};

/// Starts a segment where the thread is; `None` where nothing is switched on.
pub(crate) fn segment(
    callsite: &'static Callsite,
    remote: Option<&RemoteParent>,
) -> Option<Arc<OpenSegment>> {
    Some(start(here::hub_or_explain(callsite)?, callsite, remote, Known::default()))
}

/// Starts a segment for what may have been made elsewhere.
pub(crate) fn segment_at(
    place: Option<&Place>,
    callsite: &'static Callsite,
    remote: Option<&RemoteParent>,
) -> Option<Arc<OpenSegment>> {
    match place {
        Some(place) => Some(start(Arc::clone(place.hub()), callsite, remote, Known::default())),
        None => segment(callsite, remote),
    }
}

/// Starts a segment of which more is known than its callsite tells.
pub(crate) fn start(
    hub: Arc<Hub>,
    callsite: &'static Callsite,
    remote: Option<&RemoteParent>,
    known: Known,
) -> Arc<OpenSegment> {
    let remote = remote.and_then(RemoteParent::continuation);
    // A request goes on in the trace that its headers tell; a client that sends no spans has none around it.
    let may_go_on = remote.is_some() || hub.process.is_some() || hub.sentry_traces || known.request.is_none();
    let found = if may_go_on { gone_on(&hub, remote) } else { None };
    let mut trace = found.unwrap_or_else(new_trace);
    let (name, source) = match &known.name {
        Some((name, source)) => (&**name, *source),
        None => (callsite.name(), NameSource::Custom),
    };
    let ignored = known.unwanted || hub::ignores(&hub.ignore_spans, callsite.op(), name);
    let kept = if ignored {
        trace.sampled = Some(false);
        false
    } else {
        let parent_rate = remote.or(hub.process.as_ref()).and_then(|incoming| incoming.parent_sample_rate);
        decide(&hub, callsite, (name, source), &mut trace, parent_rate)
    };
    if !kept {
        hub.sink.unsampled(ignored);
    }
    let recording = kept || (hub.records_unsampled && !ignored);
    Arc::new(OpenSegment::new((hub, callsite), trace, (recording, kept), known))
}

/// Asks the sampler; true if the segment is to be sent.
fn decide(
    hub: &Hub,
    callsite: &'static Callsite,
    (name, source): (&str, NameSource),
    trace: &mut TraceContext,
    parent_sample_rate: Option<f64>,
) -> bool {
    let context = SamplingContext {
        name,
        op: callsite.op(),
        source,
        trace_id: trace.trace_id,
        parent_sampled: trace.sampled,
        parent_sample_rate,
    };
    let explicit = callsite.rules.sample_rate.and_then(|rate| SampleRate::new(rate).ok());
    let decision = sampling::decide(&hub.rules, explicit, &context, trace.sample_rand);
    trace.sampled = decision.sampled;
    trace.sample_rate = decision.rate.or(parent_sample_rate);
    if is_debug() || matches!(decision.why, Why::InvalidRate(_) | Why::SamplerPanicked) {
        explain_decision(&context, &decision);
    }
    // A rate that was applied here goes before the one that came with the trace, for what is sent from here on.
    if let (Some(rate), Some(frozen)) = (decision.rate, trace.dsc.get_mut()) {
        *frozen = std::mem::take(frozen).with_sample_rate(rate);
    }
    decision.records()
}

#[cold]
fn explain_decision(context: &SamplingContext<'_>, decision: &Decision) {
    match decision.why {
        Why::InvalidRate(rate) => {
            warn_once!("`traces_sampler` answered {rate}, which is no share from 0.0 to 1.0: not sampled");
        }
        Why::SamplerPanicked => warn_once!("`traces_sampler` panicked: not sampled"),
        _ => {}
    }
    explain!("`{}` starts a segment: sampled {:?} by {:?}", context.name, decision.sampled, decision.why);
}

/// The trace that a segment goes on in, which came with `remote`, which `sentry` holds open, or which the process was
/// started in.
#[inline(never)]
fn gone_on(hub: &Hub, remote: Option<&Continuation>) -> Option<TraceContext> {
    match remote {
        Some(incoming) => Some(continued_here(hub, incoming)),
        None => errors::open_sentry_span(hub).or_else(|| hub.process.as_ref().map(continued)),
    }
}

/// The headers for a request that is made while no span is open, of the trace that it is part of all the same: that of
/// the process, that of `sentry`'s scope, whose events are in it, or one of its own. Nobody has decided on it here.
#[cfg_attr(not(feature = "reqwest"), expect(dead_code, reason = "only clients ask without a span"))]
pub(crate) fn headers_outside(hub: &Hub) -> TraceHeaders {
    let trace = hub.process.as_ref().map(continued).or_else(|| errors::trace_of_scope(hub));
    let trace = trace.unwrap_or_else(new_trace);
    hub.identity.freeze(&trace, "", NameSource::Url);
    remote::headers(hub, &trace, trace.parent.unwrap_or_else(SpanId::random))
}

fn new_trace() -> TraceContext {
    TraceContext::undecided(TraceId::random(), None, None)
}

/// The same where a transaction of `sentry` has continued it before us, and lies between.
fn continued_here(hub: &Hub, incoming: &Continuation) -> TraceContext {
    let mut trace = continued(incoming);
    let between = (hub.sentry && errors::sentry_traces()).then(|| errors::open_sentry_span(hub)).flatten();
    if let Some(between) = between.filter(|between| between.trace_id == trace.trace_id) {
        trace.parent = between.parent;
    }
    trace
}

fn continued(incoming: &Continuation) -> TraceContext {
    TraceContext {
        trace_id: incoming.trace_id,
        parent: Some(incoming.parent),
        sampled: incoming.sampled,
        sample_rand: incoming.sample_rand,
        sample_rate: None,
        dsc: incoming.dsc.clone().map_or_else(OnceLock::new, OnceLock::from),
    }
}
