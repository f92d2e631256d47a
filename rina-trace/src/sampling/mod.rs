//! Whether a segment is recorded: rules and what is known of the segment in, decision out.
//!
//! Source: "Sampling" in <https://develop.sentry.dev/sdk/telemetry/traces/>. Pure; knows trace ids and the random
//! number of the trace; known by what starts segments.

mod context;
mod op;
mod rate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

pub use context::SamplingContext;
pub(crate) use op::OpRates;
pub use rate::{InvalidRate, SampleRate};

use crate::propagation::SampleRand;

/// The user's own rule; `None` leaves it to the next one.
pub(crate) type Sampler = Arc<dyn Fn(&SamplingContext<'_>) -> Option<f64> + Send + Sync>;

/// What the configuration says of sampling.
#[derive(Clone, Default)]
pub(crate) struct Rules {
    pub(crate) sampler: Option<Sampler>,
    pub(crate) ops: OpRates,
    pub(crate) rate: Option<SampleRate>,
}

/// What becomes of a segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Decision {
    /// What is told to other services; `None` while nobody decided.
    pub(crate) sampled: Option<bool>,
    /// The rate that was applied here, which takes the place of the one that came with the trace. `None` if the
    /// decision was inherited, or none was made.
    pub(crate) rate: Option<f64>,
    pub(crate) why: Why,
}

impl Decision {
    /// Whether spans are recorded. Not where no rule is set, whatever the caller decided: its decision only
    /// passes through.
    pub(crate) fn records(self) -> bool {
        self.sampled == Some(true) && self.why != Why::NoRule
    }
}

/// The rule that decided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Why {
    /// The rate of the callsite itself.
    Explicit,
    Sampler,
    /// The caller's decision.
    Parent,
    /// The rate of an operation.
    Op,
    /// The rate for all.
    Rate,
    /// No rule is set, or none applies: tracing without performance.
    NoRule,
    /// The sampler gave this, which is no rate: not sampled.
    InvalidRate(f64),
    /// The sampler panicked: not sampled.
    SamplerPanicked,
}

impl Rules {
    /// Whether anything is set that could sample. Rate 0 is set: it tells others not to sample.
    pub(crate) fn is_set(&self) -> bool {
        self.sampler.is_some() || !self.ops.is_empty() || self.rate.is_some()
    }
}

/// Decides on a segment. `explicit` is the rate of its callsite.
///
/// The first that has an answer: `explicit`, the sampler, the caller's decision, the rate of the operation, the
/// rate for all. A rate is compared with the one number of the trace, so that services with the same rate agree.
pub(crate) fn decide(
    rules: &Rules,
    explicit: Option<SampleRate>,
    context: &SamplingContext<'_>,
    sample_rand: SampleRand,
) -> Decision {
    let by_rate = |rate: SampleRate, why| {
        let rate = rate.get();
        Decision { sampled: Some(sample_rand.is_below(rate)), rate: Some(rate), why }
    };
    let unsampled = |why| Decision { sampled: Some(false), rate: None, why };

    if let Some(rate) = explicit {
        return by_rate(rate, Why::Explicit);
    }
    // The sampler is the user's code; what it leaves broken is its own.
    match rules.sampler.as_deref().map(|sampler| catch_unwind(AssertUnwindSafe(|| sampler(context)))) {
        Some(Ok(Some(given))) => {
            let rate = SampleRate::new(given);
            return rate
                .map_or_else(|_| unsampled(Why::InvalidRate(given)), |rate| by_rate(rate, Why::Sampler));
        }
        Some(Err(_)) => return unsampled(Why::SamplerPanicked),
        Some(Ok(None)) | None => {}
    }
    let inherited = Decision { sampled: context.parent_sampled, rate: None, why: Why::Parent };
    if inherited.sampled.is_some() && rules.is_set() {
        return inherited;
    }
    let by_op = rules.ops.get(context.op).map(|rate| by_rate(rate, Why::Op));
    let by_any = || rules.rate.map(|rate| by_rate(rate, Why::Rate));
    by_op.or_else(by_any).unwrap_or(Decision { why: Why::NoRule, ..inherited })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TraceId;
    use crate::name_source::NameSource;

    fn context(parent_sampled: Option<bool>) -> SamplingContext<'static> {
        SamplingContext {
            name: "chat",
            op: "gen_ai.chat",
            source: NameSource::Custom,
            trace_id: TraceId::from_hex("771a43a4192642f0b136d5159a501700").unwrap(),
            parent_sampled,
            parent_sample_rate: None,
        }
    }

    fn rate(rate: f64) -> Option<SampleRate> {
        SampleRate::new(rate).ok()
    }

    fn rules(sampler: impl Fn(&SamplingContext<'_>) -> Option<f64> + Send + Sync + 'static) -> Rules {
        Rules { sampler: Some(Arc::new(sampler)), ..Rules::default() }
    }

    /// With 0.5 as the number of the trace.
    fn decided(rules: &Rules, explicit: Option<SampleRate>, parent: Option<bool>) -> Decision {
        decide(rules, explicit, &context(parent), SampleRand::parse("0.5").unwrap())
    }

    #[test]
    fn the_first_rule_with_an_answer_decides() {
        let mut rules = Rules { rate: rate(0.4), ..rules(|_| Some(0.6)) };
        rules.ops.set("gen_ai.*", SampleRate::new(0.7).unwrap()).unwrap();

        let explicit = decided(&rules, rate(0.1), Some(true));
        assert_eq!(explicit, Decision { sampled: Some(false), rate: Some(0.1), why: Why::Explicit });
        let by_sampler = decided(&rules, None, Some(false));
        assert_eq!(by_sampler, Decision { sampled: Some(true), rate: Some(0.6), why: Why::Sampler });
        rules.sampler = Some(Arc::new(|_| None));
        let inherited = decided(&rules, None, Some(false));
        assert_eq!(inherited, Decision { sampled: Some(false), rate: None, why: Why::Parent });
        let by_op = decided(&rules, None, None);
        assert_eq!(by_op, Decision { sampled: Some(true), rate: Some(0.7), why: Why::Op });
        rules.ops = OpRates::default();
        let by_rate = decided(&rules, None, None);
        assert_eq!(by_rate, Decision { sampled: Some(false), rate: Some(0.4), why: Why::Rate });
    }

    #[test]
    fn the_number_of_the_trace_must_be_below_the_rate() {
        for (given, sampled) in [(0.0, false), (0.5, false), (0.500_001, true), (1.0, true)] {
            let rules = Rules { rate: rate(given), ..Rules::default() };
            assert_eq!(decided(&rules, None, None).sampled, Some(sampled), "{given}");
        }
    }

    #[test]
    fn rate_zero_still_follows_the_parent() {
        let rules = Rules { rate: rate(0.0), ..Rules::default() };
        assert!(decided(&rules, None, Some(true)).records());
        assert_eq!(decided(&rules, None, None).sampled, Some(false));
        let rules = Rules { rate: rate(1.0), ..Rules::default() };
        assert_eq!(decided(&rules, None, Some(false)).sampled, Some(false));
    }

    #[test]
    fn without_rules_the_parents_flag_passes_through_and_nothing_is_recorded() {
        for parent in [None, Some(true), Some(false)] {
            let decision = decided(&Rules::default(), None, parent);
            assert_eq!(decision, Decision { sampled: parent, rate: None, why: Why::NoRule });
            assert!(!decision.records());
        }
        assert!(decided(&Rules::default(), rate(1.0), None).records());
    }

    #[test]
    fn a_broken_sampler_samples_nothing() {
        for given in [f64::NAN, -0.1, 1.5, f64::INFINITY] {
            let rules = Rules { rate: rate(1.0), ..rules(move |_| Some(given)) };
            let decision = decided(&rules, None, Some(true));
            assert_eq!((decision.sampled, decision.rate), (Some(false), None));
            assert!(matches!(decision.why, Why::InvalidRate(_)));
        }
        let rules = Rules { rate: rate(1.0), ..rules(|_| panic!("of the user's own")) };
        let decision = decided(&rules, None, Some(true));
        assert_eq!(decision, Decision { sampled: Some(false), rate: None, why: Why::SamplerPanicked });
    }

    #[test]
    fn the_sampler_sees_the_segment() {
        let rules = rules(|context| {
            assert_eq!((context.name(), context.op()), ("chat", "gen_ai.chat"));
            Some(context.inherit_or_sample_with(0.25))
        });
        assert_eq!(decided(&rules, None, None).rate, Some(0.25));
        assert_eq!(decided(&rules, None, Some(true)).rate, Some(1.0));
    }
}
