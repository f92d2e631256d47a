//! The header `sentry-trace`: `<trace id>-<span id>[-0|-1]`.
//!
//! Source: "sentry-trace Header" in <https://develop.sentry.dev/sdk/foundations/trace-propagation/>. Knows ids;
//! known by what reads and what writes headers.

use std::fmt;

use crate::id::{SpanId, TraceId};

/// One `sentry-trace`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SentryTrace {
    pub(crate) trace_id: TraceId,
    pub(crate) span_id: SpanId,
    /// `None`: the decision is left to the receiver.
    pub(crate) sampled: Option<bool>,
}

impl SentryTrace {
    /// Reads a header. Proxies merge duplicates with commas: the first that is valid counts.
    pub(crate) fn parse(header: &str) -> Option<Self> {
        header.split(',').find_map(Self::parse_one)
    }

    fn parse_one(text: &str) -> Option<Self> {
        let mut parts = text.trim_matches([' ', '\t']).split('-');
        let trace_id = TraceId::from_hex(parts.next()?)?;
        let span_id = SpanId::from_hex(parts.next()?)?;
        let sampled = match parts.next() {
            None => None,
            Some("0") => Some(false),
            Some("1") => Some(true),
            Some(_) => return None,
        };
        parts.next().is_none().then_some(Self { trace_id, span_id, sampled })
    }
}

impl fmt::Display for SentryTrace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flag = match self.sampled {
            None => "",
            Some(false) => "-0",
            Some(true) => "-1",
        };
        write!(f, "{}-{}{flag}", self.trace_id, self.span_id)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TRACE: &str = "771a43a4192642f0b136d5159a501700";
    const SPAN: &str = "1234567890abcdef";

    fn decision(header: &str) -> Option<bool> {
        SentryTrace::parse(header).unwrap().sampled
    }

    #[test]
    fn reads_the_three_decisions() {
        assert_eq!(decision(&format!("{TRACE}-{SPAN}")), None);
        assert_eq!(decision(&format!("{TRACE}-{SPAN}-0")), Some(false));
        assert_eq!(decision(&format!(" \t{TRACE}-{SPAN}-1\t ")), Some(true));
    }

    #[test]
    fn of_merged_duplicates_the_first_valid_counts() {
        assert_eq!(decision(&format!(",x, {TRACE}-{SPAN}-1 ,{TRACE}-{SPAN}-0")), Some(true));
    }

    #[test]
    fn malformed_headers_are_none() {
        let upper = TRACE.to_uppercase();
        for header in [
            "",
            "1",
            "-1",
            TRACE,
            SPAN,
            &format!("{TRACE}-"),
            &format!("{TRACE}{SPAN}"),
            &format!("{upper}-{SPAN}-1"),
            &format!("{TRACE}-{SPAN}-"),
            &format!("{TRACE}-{SPAN}-2"),
            &format!("{TRACE}-{SPAN}-01"),
            &format!("{TRACE}-{SPAN}-1-1"),
            &format!("00-{TRACE}-{SPAN}-01"),
            &format!("{}-{SPAN}-1", "0".repeat(32)),
            &format!("{TRACE}-{}-1", "0".repeat(16)),
            &format!("{TRACE} - {SPAN}-1"),
        ] {
            assert_eq!(SentryTrace::parse(header), None, "{header}");
        }
    }

    fn any_header() -> impl Strategy<Value = SentryTrace> {
        (1..u128::MAX, 1..u64::MAX, any::<Option<bool>>()).prop_map(|(trace, span, sampled)| SentryTrace {
            trace_id: TraceId::from_hex(&format!("{trace:032x}")).unwrap(),
            span_id: SpanId::from_u64(span).unwrap(),
            sampled,
        })
    }

    proptest! {
        #[test]
        fn parses_what_it_prints(header in any_header()) {
            prop_assert_eq!(SentryTrace::parse(&header.to_string()), Some(header));
        }

        #[test]
        fn never_panics(text in any::<String>(), valid in any_header(), at in 0..52_usize, put in any::<char>()) {
            let _ = SentryTrace::parse(&text);
            let mutated: String =
                valid.to_string().char_indices().map(|(i, c)| if i == at { put } else { c }).collect();
            let _ = SentryTrace::parse(&mutated);
        }
    }
}
