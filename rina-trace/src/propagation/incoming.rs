//! What a request, a message or the environment told this process of the trace it belongs to.
//!
//! Source: <https://develop.sentry.dev/sdk/foundations/trace-propagation/>. Knows the headers; known by what
//! starts segments.

use super::dsc::Dsc;
use super::headers::Carrier;
use super::org::OrgPolicy;
use super::sample_rand::SampleRand;
use super::sentry_trace::SentryTrace;
use super::traceparent::TraceParent;
use crate::id::{SpanId, TraceId};

/// What was told, and why a trace is not continued where it is not.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Incoming {
    /// The trace goes on here.
    Continued(Continuation),
    /// Nothing was told. Baggage alone is nothing.
    Nothing,
    /// The header of this name cannot be read.
    Malformed(&'static str),
    /// The trace is of another organisation, whose id is given if it was told.
    OtherOrg(Option<Box<str>>),
}

/// A trace that goes on here.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Continuation {
    pub(crate) trace_id: TraceId,
    /// The span that called.
    pub(crate) parent: SpanId,
    /// What the caller decided, if it did.
    pub(crate) sampled: Option<bool>,
    /// The frozen context, empty if the head of the trace told none. `None` if the caller does not speak Sentry:
    /// then this service is the first to make one.
    pub(crate) dsc: Option<Dsc>,
    pub(crate) sample_rand: SampleRand,
    /// The rate that the trace was sampled by, from 0.0 to 1.0.
    pub(crate) parent_sample_rate: Option<f64>,
}

impl Incoming {
    /// Reads the headers of a request, or the properties of a message.
    pub(crate) fn read(carrier: &(impl Carrier + ?Sized), policy: OrgPolicy<'_>) -> Self {
        let mut headers = Headers::default();
        carrier.visit(&mut |name, value| headers.take(name, value));
        headers.resolve(policy)
    }

    /// Reads the values of `SENTRY_TRACE` and `SENTRY_BAGGAGE`, which are those of the headers.
    pub(crate) fn from_env(trace: Option<&str>, baggage: Option<&str>, policy: OrgPolicy<'_>) -> Self {
        let mut headers = Headers::default();
        for (name, value) in [(SENTRY_TRACE, trace), (BAGGAGE, baggage)] {
            if let Some(value) = value {
                headers.take(name, value.as_bytes());
            }
        }
        headers.resolve(policy)
    }
}

pub(super) const SENTRY_TRACE: &str = "sentry-trace";
pub(super) const BAGGAGE: &str = "baggage";
pub(super) const TRACEPARENT: &str = "traceparent";

/// True for a header without which no trace is continued; names of HTTP are lower case.
#[cfg(any(feature = "actix", feature = "tower"))]
#[inline]
pub(crate) fn tells_trace(name: &str) -> bool {
    name == SENTRY_TRACE || name == TRACEPARENT
}

/// The headers as they are met, in any order.
#[derive(Default)]
struct Headers {
    sentry_trace: Met<SentryTrace>,
    traceparent: Met<TraceParent>,
    /// Several are one with commas between.
    baggage: String,
}

#[derive(Default)]
enum Met<T> {
    #[default]
    Absent,
    Malformed,
    Valid(T),
}

impl<T> From<Option<T>> for Met<T> {
    fn from(parsed: Option<T>) -> Self {
        parsed.map_or(Self::Malformed, Self::Valid)
    }
}

impl Headers {
    fn take(&mut self, name: &str, value: &[u8]) {
        let Ok(value) = std::str::from_utf8(value) else { return };
        if name.eq_ignore_ascii_case(SENTRY_TRACE) {
            // Of several the first valid one counts, as within one.
            if !matches!(self.sentry_trace, Met::Valid(_)) {
                self.sentry_trace = SentryTrace::parse(value).into();
            }
        } else if name.eq_ignore_ascii_case(BAGGAGE) {
            self.baggage.push_str(value);
            self.baggage.push(',');
        } else if name.eq_ignore_ascii_case(TRACEPARENT) {
            // W3C has no rule for which of two is right.
            let first = matches!(self.traceparent, Met::Absent);
            self.traceparent = TraceParent::parse(value).filter(|_| first).into();
        }
    }

    fn resolve(self, policy: OrgPolicy<'_>) -> Incoming {
        let (header, dsc) = match (self.sentry_trace, self.traceparent) {
            (Met::Malformed, _) => return Incoming::Malformed(SENTRY_TRACE),
            (Met::Absent, Met::Malformed) => return Incoming::Malformed(TRACEPARENT),
            (Met::Absent, Met::Absent) => return Incoming::Nothing,
            (Met::Valid(header), _) => (header, Some(Dsc::parse(&self.baggage))),
            (Met::Absent, Met::Valid(header)) => {
                let (trace_id, span_id) = (header.trace_id, header.span_id);
                // Between us and a caller that spoke Sentry somebody may have taken `sentry-trace` away; or the
                // baggage is of another trace, and then it says nothing of this one.
                let dsc = Dsc::parse(&self.baggage);
                let same = dsc.get("trace_id").and_then(TraceId::from_hex) == Some(trace_id);
                (SentryTrace { trace_id, span_id, sampled: header.decision() }, same.then_some(dsc))
            }
        };
        let their_org = dsc.as_ref().and_then(|dsc| dsc.get("org_id"));
        if !policy.accepts(their_org) {
            return Incoming::OtherOrg(their_org.map(Into::into));
        }
        Incoming::Continued(Continuation::new(header, dsc))
    }
}

impl Continuation {
    fn new(header: SentryTrace, dsc: Option<Dsc>) -> Self {
        let SentryTrace { trace_id, span_id, sampled } = header;
        let told = |key| dsc.as_ref().and_then(|dsc| dsc.get(key));
        let parent_sample_rate = told("sample_rate").and_then(rate);
        let told_rand = told("sample_rand").and_then(SampleRand::parse);
        let sample_rand = told_rand.unwrap_or_else(|| match (parent_sample_rate, sampled) {
            (Some(rate), Some(sampled)) => SampleRand::consistent_with(trace_id, rate, sampled),
            _ => SampleRand::from_trace_id(trace_id),
        });
        let dsc = dsc.map(|dsc| {
            // The one thing that is added to a frozen context, as JavaScript (`utils/tracing.js`) and Python
            // (`PropagationContext`) do, so that all services below compare with the same number. An empty one
            // stays empty: it would be sent on without what Sentry requires.
            let lacks = told_rand.is_none() && !dsc.is_empty();
            if lacks { dsc.with("sample_rand", &sample_rand.to_string()) } else { dsc }
        });
        Self { trace_id, parent: span_id, sampled, dsc, sample_rand, parent_sample_rate }
    }
}

fn rate(text: &str) -> Option<f64> {
    text.trim_ascii().parse().ok().filter(|rate| (0.0..=1.0).contains(rate))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "771a43a4192642f0b136d5159a501700";
    const HEADER: &str = "771a43a4192642f0b136d5159a501700-1234567890abcdef-1";
    const PARENT: &str = "00-771a43a4192642f0b136d5159a501700-fedcba0987654321-01";

    fn read(headers: &[(&str, &str)]) -> Incoming {
        Incoming::read(headers, OrgPolicy::default())
    }

    fn continued(headers: &[(&str, &str)]) -> Continuation {
        match read(headers) {
            Incoming::Continued(continuation) => continuation,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn names_are_of_any_case_and_several_baggage_headers_are_one() {
        let continuation = continued(&[
            ("Baggage", "other=1,sentry-release=1,sentry-sample_rand=0.1234567"),
            ("Sentry-Trace", HEADER),
            ("BAGGAGE", "sentry-release=2,sentry-sample_rate=0.25,sentry-unknown=x"),
        ]);
        assert_eq!(continuation.trace_id.to_string(), TRACE);
        assert_eq!(continuation.parent.to_string(), "1234567890abcdef");
        assert_eq!(continuation.sampled, Some(true));
        assert_eq!(continuation.parent_sample_rate, Some(0.25));
        assert_eq!(continuation.sample_rand.to_string(), "0.123456");
        assert_eq!(
            continuation.dsc.unwrap().to_string(),
            "sentry-release=2,sentry-sample_rand=0.1234567,sentry-sample_rate=0.25,sentry-unknown=x"
        );
    }

    #[test]
    fn nothing_comes_of_nothing_or_of_baggage_alone() {
        assert_eq!(read(&[("accept", "*/*")]), Incoming::Nothing);
        assert_eq!(read(&[("baggage", "sentry-trace_id=1,sentry-org_id=2")]), Incoming::Nothing);
        let latin: [(&str, &[u8]); 1] = [("sentry-trace", b"\xe4")];
        assert_eq!(Incoming::read(&latin, OrgPolicy::default()), Incoming::Nothing);
    }

    #[test]
    fn sentry_trace_wins_even_if_it_is_malformed() {
        let both = continued(&[("traceparent", PARENT), ("sentry-trace", HEADER)]);
        assert_eq!(both.parent.to_string(), "1234567890abcdef");
        assert_eq!(
            read(&[("traceparent", PARENT), ("sentry-trace", "x")]),
            Incoming::Malformed("sentry-trace")
        );
        assert_eq!(continued(&[("sentry-trace", "x"), ("sentry-trace", HEADER)]).sampled, Some(true));
    }

    #[test]
    fn sentry_trace_without_sentrys_baggage_freezes_an_empty_context() {
        let continuation = continued(&[("sentry-trace", HEADER), ("baggage", "other=1")]);
        assert_eq!(continuation.dsc, Some(Dsc::default()));
        assert_eq!(continuation.sample_rand, SampleRand::from_trace_id(continuation.trace_id));
    }

    #[test]
    fn traceparent_alone_continues_and_leaves_the_context_to_us() {
        let continuation = continued(&[("traceparent", PARENT)]);
        assert_eq!(continuation.parent.to_string(), "fedcba0987654321");
        assert_eq!((continuation.sampled, continuation.dsc), (Some(true), None));
        let other = continued(&[("traceparent", PARENT), ("baggage", "sentry-trace_id=1,sentry-org_id=2")]);
        assert_eq!(other.dsc, None);
        let baggage = format!("sentry-trace_id={TRACE},sentry-sample_rand=0.5");
        let same = continued(&[("traceparent", PARENT), ("baggage", &baggage)]);
        assert_eq!(same.dsc.unwrap().to_string(), baggage);
        assert_eq!(read(&[("traceparent", "x")]), Incoming::Malformed("traceparent"));
        assert_eq!(
            read(&[("traceparent", PARENT), ("traceparent", PARENT)]),
            Incoming::Malformed("traceparent")
        );
    }

    #[test]
    fn a_missing_or_invalid_random_number_is_filled_in_and_sent_on() {
        for (flag, rand, below) in
            [("1", "", true), ("0", "", false), ("0", ",sentry-sample_rand=1.5", false)]
        {
            let header = format!("{TRACE}-1234567890abcdef-{flag}");
            let baggage = format!("sentry-trace_id={TRACE},sentry-sample_rate=0.3{rand}");
            let continuation = continued(&[("sentry-trace", &header), ("baggage", &baggage)]);
            assert_eq!(continuation.sample_rand.is_below(0.3), below);
            let sent_on = continuation.dsc.unwrap();
            assert_eq!(sent_on.get("sample_rand"), Some(&*continuation.sample_rand.to_string()));
        }
    }

    #[test]
    fn rates_that_are_none_are_not_the_parents() {
        for (rate, read) in [("0", Some(0.0)), ("1.0", Some(1.0)), ("2", None), ("NaN", None), ("-1", None)] {
            let baggage = format!("sentry-sample_rate={rate}");
            let continuation = continued(&[("sentry-trace", HEADER), ("baggage", &baggage)]);
            assert_eq!(continuation.parent_sample_rate, read, "{rate}");
        }
    }

    #[test]
    fn a_trace_of_another_organisation_is_not_continued() {
        let headers = [("sentry-trace", HEADER), ("baggage", "sentry-org_id=1")];
        let read = |our_org, strict| Incoming::read(&headers, OrgPolicy { our_org, strict });
        assert!(matches!(read(Some("1"), true), Incoming::Continued(_)));
        assert_eq!(read(Some("2"), false), Incoming::OtherOrg(Some("1".into())));
        assert_eq!(read(None, true), Incoming::OtherOrg(Some("1".into())));
        let unnamed = [("traceparent", PARENT)];
        let strict = OrgPolicy { our_org: Some("1"), strict: true };
        assert_eq!(Incoming::read(&unnamed, strict), Incoming::OtherOrg(None));
    }

    #[test]
    fn the_environment_speaks_like_headers() {
        let policy = OrgPolicy::default();
        let baggage = "sentry-sample_rand=0.1";
        let from_headers = read(&[("sentry-trace", HEADER), ("baggage", baggage)]);
        assert_eq!(Incoming::from_env(Some(HEADER), Some(baggage), policy), from_headers);
        assert_eq!(Incoming::from_env(None, Some(baggage), policy), Incoming::Nothing);
        assert_eq!(Incoming::from_env(Some(""), None, policy), Incoming::Malformed("sentry-trace"));
    }
}
