//! The trace as it travels: what this process was told, and what it tells others.
//!
//! Each header is parsed and printed in one file; pure, no clock and no global. Knows ids and name sources;
//! known by sampling, the recorder, the envelope and the doors.

mod baggage;
mod dsc;
mod headers;
mod incoming;
mod org;
mod percent;
mod sample_rand;
mod sentry_trace;
mod traceparent;

use std::sync::OnceLock;

pub(crate) use baggage::merge as merge_baggage;
pub(crate) use dsc::{Dsc, DscFields};
pub use headers::{Carrier, TraceHeaders};
#[cfg(any(feature = "actix", feature = "tower"))]
pub(crate) use incoming::tells_trace;
pub(crate) use incoming::{Continuation, Incoming};
pub(crate) use org::OrgPolicy;
pub(crate) use sample_rand::SampleRand;
pub(crate) use sentry_trace::SentryTrace;
pub(crate) use traceparent::TraceParent;

use crate::id::{SpanId, TraceId};

/// The trace that a segment is part of; fixed when the segment starts.
#[derive(Debug)]
pub(crate) struct TraceContext {
    pub(crate) trace_id: TraceId,
    /// The span of another service, or of another segment, that called this one.
    pub(crate) parent: Option<SpanId>,
    /// `None` while nobody decided: tracing without performance.
    pub(crate) sampled: Option<bool>,
    /// What every rate of the trace is compared with.
    pub(crate) sample_rand: SampleRand,
    /// The effective rate, if one was applied here rather than inherited.
    pub(crate) sample_rate: Option<f64>,
    /// The dynamic sampling context, frozen when it first leaves the process, or as it came.
    pub(crate) dsc: OnceLock<Dsc>,
}

impl TraceContext {
    /// A trace of which no more is known.
    pub(crate) fn undecided(trace_id: TraceId, parent: Option<SpanId>, sampled: Option<bool>) -> Self {
        let (sample_rand, dsc) = (SampleRand::from_trace_id(trace_id), OnceLock::new());
        Self { trace_id, parent, sampled, sample_rand, sample_rate: None, dsc }
    }
}

#[cfg(test)]
impl TraceContext {
    /// The head of a sampled trace.
    pub(crate) fn sampled(trace_id: TraceId) -> Self {
        Self::undecided(trace_id, None, Some(true))
    }
}
