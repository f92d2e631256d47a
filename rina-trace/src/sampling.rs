//! stub
use std::sync::Arc;
use crate::id::TraceId; use crate::propagation::SampleRand; use crate::segment::NameSource;
pub struct SamplingContext<'a> { pub(crate) name: &'a str, pub(crate) op: &'a str, pub(crate) source: NameSource, pub(crate) trace_id: TraceId, pub(crate) parent_sampled: Option<bool>, pub(crate) parent_sample_rate: Option<f64> }
pub(crate) type Sampler = Arc<dyn Fn(&SamplingContext<'_>) -> Option<f64> + Send + Sync>;
#[derive(Clone)] pub(crate) struct Rules { pub(crate) sampler: Option<Sampler>, pub(crate) ops: Vec<(String, SampleRate)>, pub(crate) rate: Option<SampleRate> }
#[derive(Clone, Copy)] pub(crate) struct SampleRate(f64);
impl SampleRate { pub(crate) const ALL: Self = Self(1.0); pub(crate) fn new(r: f64) -> Result<Self, ()> { if (0.0..=1.0).contains(&r) { Ok(Self(r)) } else { Err(()) } } pub(crate) fn get(self) -> f64 { self.0 } }
impl std::str::FromStr for SampleRate { type Err = (); fn from_str(s: &str) -> Result<Self, ()> { Self::new(s.parse().map_err(|_| ())?) } }
#[derive(Debug)] pub(crate) enum Why { SamplerInvalid(f64), SamplerPanicked, Other }
pub(crate) struct Decision { pub(crate) sampled: Option<bool>, pub(crate) rate: Option<f64>, pub(crate) why: Why }
pub(crate) fn decide(rules: &Rules, explicit: Option<f64>, _c: &SamplingContext<'_>, rand: SampleRand) -> Decision { let r = explicit.or(rules.rate.map(SampleRate::get)); Decision { sampled: r.map(|r| rand.is_below(r)), rate: r, why: Why::Other } }
