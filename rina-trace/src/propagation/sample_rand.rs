//! The one random number of a trace, which every service compares its own rate with.
//!
//! Source: "Propagated Random Value" in <https://develop.sentry.dev/sdk/telemetry/traces/>. Knows trace ids;
//! known by what is read from and written to headers, and by sampling.

use std::fmt;
use std::ops::Range;

use crate::id::TraceId;

const MILLION: u32 = 1_000_000;

/// A number from 0.000000 to 0.999999, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SampleRand(u32);

impl SampleRand {
    /// The same number for the same trace, so that services that were told none agree.
    pub(crate) fn from_trace_id(trace_id: TraceId) -> Self {
        Self::within(trace_id, 0..MILLION)
    }

    /// A number that would have led to the decision that was made elsewhere: below `rate` if `sampled`,
    /// otherwise not below it. Any number where none would: rate 0, and sampled nevertheless.
    pub(crate) fn consistent_with(trace_id: TraceId, rate: f64, sampled: bool) -> Self {
        let below = count_below(rate);
        let range = if sampled { 0..below } else { below..MILLION };
        Self::within(trace_id, if range.is_empty() { 0..MILLION } else { range })
    }

    /// Reads a number of at least 0 and less than 1; digits after the sixth are cut off, never rounded up, so
    /// that what was below a rate stays below it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let number = text.trim_ascii().parse::<f64>().ok().filter(|number| (0.0..1.0).contains(number))?;
        // By the digits, because `number * 1e6` may fall just below the whole number that is meant.
        let number = number.to_string();
        let digits = number.split_once('.').map_or("", |(_, digits)| digits);
        let digits: String = digits.chars().chain(std::iter::repeat('0')).take(6).collect();
        digits.parse().ok().map(Self)
    }

    /// Whether `rate` says that the trace is sampled.
    pub(crate) fn is_below(self, rate: f64) -> bool {
        f64::from(self.0) / f64::from(MILLION) < rate
    }

    fn within(trace_id: TraceId, range: Range<u32>) -> Self {
        let width = u128::from(range.end.saturating_sub(range.start));
        let offset = (u128::from(hash(trace_id)) * width) >> 64;
        Self(range.start.saturating_add(u32::try_from(offset).unwrap_or(0)))
    }
}

impl fmt::Display for SampleRand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0.{:06}", self.0)
    }
}

/// How many of the numbers are below `rate`.
fn count_below(rate: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to a million")]
    let mut count = (rate.clamp(0.0, 1.0) * f64::from(MILLION)).ceil() as u32;
    // The product may have been rounded past a whole number.
    while count < MILLION && SampleRand(count).is_below(rate) {
        count += 1;
    }
    while count > 0 && !SampleRand(count - 1).is_below(rate) {
        count -= 1;
    }
    count
}

/// Spreads an id over all bits: ids of other makers may hold a time or a version. The finalizer of `SplitMix64`.
fn hash(trace_id: TraceId) -> u64 {
    let id = trace_id.get();
    #[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
    let mut bits = (id as u64) ^ ((id >> 64) as u64).rotate_left(32);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn trace_id(text: &str) -> TraceId {
        TraceId::from_hex(text).unwrap()
    }

    #[test]
    fn reads_numbers_and_cuts_them_to_six_digits() {
        for (text, read) in [
            ("0.394217", "0.394217"),
            (" 0.5 ", "0.500000"),
            ("0", "0.000000"),
            ("0.0", "0.000000"),
            (".25", "0.250000"),
            ("0.9999999", "0.999999"),
            ("5e-7", "0.000000"),
            ("1.5e-5", "0.000015"),
            ("0.8797118928358763", "0.879711"),
        ] {
            let parsed = SampleRand::parse(text).map(|rand| rand.to_string());
            assert_eq!(parsed.as_deref(), Some(read), "{text}");
        }
        for text in ["", "1", "1.0", "-0.1", "nan", "inf", "a", "0.1.2", "0,5"] {
            assert_eq!(SampleRand::parse(text), None, "{text}");
        }
    }

    #[test]
    fn same_trace_same_number_other_trace_other_number() {
        let first = trace_id("771a43a4192642f0b136d5159a501700");
        let second = trace_id("771a43a4192642f0b136d5159a501701");
        assert_eq!(SampleRand::from_trace_id(first), SampleRand::from_trace_id(first));
        assert_ne!(SampleRand::from_trace_id(first), SampleRand::from_trace_id(second));
    }

    #[test]
    fn numbers_are_spread_evenly() {
        let numbers = (0..10_000).map(|_| SampleRand::from_trace_id(TraceId::random()));
        let below = numbers.filter(|number| number.is_below(0.25)).count();
        // Ten standard deviations.
        assert!((2_067..2_933).contains(&below), "{below} of 10000 are below 0.25");
    }

    #[test]
    fn contradictions_get_any_number() {
        let id = trace_id("771a43a4192642f0b136d5159a501700");
        assert_eq!(SampleRand::consistent_with(id, 0.0, true), SampleRand::from_trace_id(id));
        assert_eq!(SampleRand::consistent_with(id, 1.0, false), SampleRand::from_trace_id(id));
    }

    proptest! {
        #[test]
        fn parses_what_it_prints(millionths in 0..MILLION) {
            let rand = SampleRand(millionths);
            prop_assert_eq!(SampleRand::parse(&rand.to_string()), Some(rand));
        }

        #[test]
        fn never_rounds_up(number in 0.0..1.0_f64) {
            let rand = SampleRand::parse(&number.to_string()).unwrap();
            prop_assert!(f64::from(rand.0) / 1e6 <= number, "{} from {}", rand, number);
        }

        #[test]
        fn agrees_with_the_decision(id in 1..u128::MAX, rate in 1e-9..0.999_999_f64, sampled: bool) {
            let rand = SampleRand::consistent_with(trace_id(&format!("{id:032x}")), rate, sampled);
            prop_assert_eq!(rand.is_below(rate), sampled);
        }

        #[test]
        fn never_panics(text in any::<String>()) {
            let _ = SampleRand::parse(&text);
        }
    }
}
