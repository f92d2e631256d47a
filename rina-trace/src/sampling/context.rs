//! What a sampler is told of the segment that is about to start.
//!
//! Knows ids and name sources; made by what starts segments, read by the user's sampler.

use crate::id::TraceId;
use crate::name_source::NameSource;

/// What `Config::traces_sampler` decides by: a segment that is about to start.
#[derive(Debug, Clone)]
pub struct SamplingContext<'a> {
    pub(crate) name: &'a str,
    pub(crate) op: &'a str,
    pub(crate) source: NameSource,
    pub(crate) trace_id: TraceId,
    pub(crate) parent_sampled: Option<bool>,
    pub(crate) parent_sample_rate: Option<f64>,
}

impl<'a> SamplingContext<'a> {
    /// The name at the start, such as `GET /users/{id}`; it may change later.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// The operation of the root span, such as `http.server`.
    pub fn op(&self) -> &'a str {
        self.op
    }

    /// Where the name comes from.
    pub fn source(&self) -> NameSource {
        self.source
    }

    /// The trace that the segment is part of.
    pub fn trace_id(&self) -> TraceId {
        self.trace_id
    }

    /// What the caller decided; `None` if there is no caller, or it left the decision to us.
    pub fn parent_sampled(&self) -> Option<bool> {
        self.parent_sampled
    }

    /// The rate that the trace was sampled by so far, from 0.0 to 1.0, if that was told.
    pub fn parent_sample_rate(&self) -> Option<f64> {
        self.parent_sample_rate
    }

    /// The rate that leads to the caller's decision, so that traces stay whole; `fallback` if there is none.
    ///
    /// It is the caller's rate where that was told: Sentry extrapolates by it.
    pub fn inherit_or_sample_with(&self, fallback: f64) -> f64 {
        let by_flag = self.parent_sampled.map(|sampled| if sampled { 1.0 } else { 0.0 });
        self.parent_sample_rate.or(by_flag).unwrap_or(fallback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inherits_the_rate_then_the_decision_then_nothing() {
        let inherited = |parent_sampled, parent_sample_rate| {
            let (name, op, source) = ("", "", NameSource::Custom);
            let trace_id = TraceId::random();
            let context = SamplingContext { name, op, source, trace_id, parent_sampled, parent_sample_rate };
            context.inherit_or_sample_with(0.1).to_string()
        };
        assert_eq!(inherited(Some(true), Some(0.25)), "0.25");
        assert_eq!(inherited(Some(true), None), "1");
        assert_eq!(inherited(Some(false), None), "0");
        assert_eq!(inherited(None, None), "0.1");
    }
}
