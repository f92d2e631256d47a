//! The trace as it travels: what this process was told, and what it tells others.
//!
//! Each header is parsed and printed in one file; pure, no clock and no global. Known by sampling, the recorder
//! and the envelope.

mod baggage;

use std::sync::OnceLock;

pub(crate) use baggage::Dsc;

use crate::id::{SpanId, TraceId};

/// The trace that a segment is part of; fixed when the segment starts.
#[derive(Debug)]
pub(crate) struct TraceContext {
    pub(crate) trace_id: TraceId,
    /// The span of another service, or of another segment, that called this one.
    pub(crate) parent: Option<SpanId>,
    /// `None` while nobody decided: tracing without performance.
    pub(crate) sampled: Option<bool>,
    /// The dynamic sampling context, frozen when it first leaves the process, or as it came.
    pub(crate) dsc: OnceLock<Dsc>,
}
