//! The header `traceparent` of W3C Trace Context, for services that do not speak Sentry.
//!
//! Source: <https://www.w3.org/TR/trace-context/#traceparent-header>. Knows ids; known by what reads and what
//! writes headers.

use std::fmt;

use crate::id::{SpanId, TraceId};

/// Version, trace id, span id, flags, and the three dashes between them.
const LENGTH: usize = 2 + 1 + 32 + 1 + 16 + 1 + 2;

/// The lowest bit of the flags: the caller may have recorded.
const SAMPLED: u8 = 1;

/// One `traceparent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TraceParent {
    pub(crate) trace_id: TraceId,
    pub(crate) span_id: SpanId,
    pub(crate) sampled: bool,
}

impl TraceParent {
    /// Reads version 00, and of later versions what version 00 knows of, as W3C asks; `ff` is no version.
    pub(crate) fn parse(header: &str) -> Option<Self> {
        let (known, rest) = header.trim_matches([' ', '\t']).split_at_checked(LENGTH)?;
        let mut parts = known.split('-');
        let version = byte(parts.next()?)?;
        let trace_id = TraceId::from_hex(parts.next()?)?;
        let span_id = SpanId::from_hex(parts.next()?)?;
        let flags = byte(parts.next()?)?;
        let rest_is_valid = match version {
            0 => rest.is_empty(),
            0xff => false,
            _ => rest.is_empty() || rest.starts_with('-'),
        };
        rest_is_valid.then_some(Self { trace_id, span_id, sampled: flags & SAMPLED != 0 })
    }

    /// The decision that a receiver inherits.
    ///
    /// Flag 00 decides nothing: W3C has it say that the caller did not record, not that nobody should, and
    /// Sentry's JavaScript SDK prints it also where the decision is deferred
    /// (`generateTraceparentHeader`, `@sentry/core`, `utils/tracing.js`).
    pub(crate) fn decision(self) -> Option<bool> {
        self.sampled.then_some(true)
    }
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{}-{}-{:02x}", self.trace_id, self.span_id, u8::from(self.sampled))
    }
}

/// Two lowercase hex digits.
fn byte(text: &str) -> Option<u8> {
    let is_lower_hex = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (text.len() == 2 && is_lower_hex).then(|| u8::from_str_radix(text, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const IDS: &str = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";

    fn decision(header: &str) -> Option<bool> {
        TraceParent::parse(header).unwrap().decision()
    }

    #[test]
    fn only_the_set_flag_decides() {
        assert_eq!(decision(&format!("00-{IDS}-01")), Some(true));
        assert_eq!(decision(&format!(" 00-{IDS}-03 ")), Some(true));
        assert_eq!(decision(&format!("00-{IDS}-00")), None);
        assert_eq!(decision(&format!("00-{IDS}-02")), None);
    }

    #[test]
    fn later_versions_may_say_more() {
        assert_eq!(decision(&format!("01-{IDS}-01")), Some(true));
        assert_eq!(decision(&format!("cc-{IDS}-01-what-the-future-will-be")), Some(true));
        assert_eq!(TraceParent::parse(&format!("cc-{IDS}-01.what")), None);
        assert_eq!(TraceParent::parse(&format!("00-{IDS}-01-what")), None);
        assert_eq!(TraceParent::parse(&format!("ff-{IDS}-01")), None);
    }

    #[test]
    fn malformed_headers_are_none() {
        for header in [
            "",
            IDS,
            &format!("00-{IDS}"),
            &format!("00-{IDS}-1"),
            &format!("00-{IDS}-0x"),
            &format!("00-{IDS}-0A"),
            &format!("0-{IDS}-01"),
            &format!("00-{}-01", IDS.to_uppercase()),
            &format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
            &format!("00-4bf92f3577b34da6a3ce929d0e0e4736-{}-01", "0".repeat(16)),
            &format!("00-{IDS}-01,00-{IDS}-01"),
            &format!("00-{IDS}-0ä"),
        ] {
            assert_eq!(TraceParent::parse(header), None, "{header}");
        }
    }

    fn any_header() -> impl Strategy<Value = TraceParent> {
        (1..u128::MAX, 1..u64::MAX, any::<bool>()).prop_map(|(trace, span, sampled)| TraceParent {
            trace_id: TraceId::from_hex(&format!("{trace:032x}")).unwrap(),
            span_id: SpanId::from_u64(span).unwrap(),
            sampled,
        })
    }

    proptest! {
        #[test]
        fn parses_what_it_prints(header in any_header()) {
            prop_assert_eq!(TraceParent::parse(&header.to_string()), Some(header));
        }

        #[test]
        fn never_panics(text in any::<String>(), valid in any_header(), at in 0..55_usize, put in any::<char>()) {
            let _ = TraceParent::parse(&text);
            let mutated: String =
                valid.to_string().char_indices().map(|(i, c)| if i == at { put } else { c }).collect();
            let _ = TraceParent::parse(&mutated);
        }
    }
}
