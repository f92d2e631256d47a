//! The two names of a span on the wire: the trace it belongs to and itself.
//!
//! Printed as lowercase hex of fixed width, as in `sentry-trace` and `traceparent`; all zeros is no id there,
//! so none is ever made. Knows nothing; known by all.

use std::cell::RefCell;
use std::fmt;
use std::num::{NonZeroU64, NonZeroU128};

use rand::rngs::{SmallRng, SysRng};
use rand::{Rng, SeedableRng};

/// Names a trace: 16 bytes, shown as 32 lowercase hex digits, never zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TraceId(NonZeroU128);

/// Names a span within its trace: 8 bytes, shown as 16 lowercase hex digits, never zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SpanId(NonZeroU64);

thread_local! {
    // xoshiro256++: 256 bits of state per thread, seeded by the operating system, so neither threads nor
    // processes share a sequence. No secret depends on it.
    static RNG: RefCell<SmallRng> = RefCell::new(seeded());
}

fn seeded() -> SmallRng {
    // Without randomness from the system (early boot, a strict sandbox) the clock and an address have to do.
    SmallRng::try_from_rng(&mut SysRng).unwrap_or_else(|_| {
        let local = 0u8;
        let address = std::ptr::from_ref(&local).addr() as u64;
        let nanos = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos() as u64);
        SmallRng::seed_from_u64(nanos ^ address.rotate_left(32))
    })
}

/// 64 random bits. During the end of a thread, when its generator is gone, from a fresh one.
#[inline]
pub(crate) fn random_u64() -> u64 {
    RNG.try_with(|rng| rng.borrow_mut().next_u64()).unwrap_or_else(|_| seeded().next_u64())
}

impl TraceId {
    /// Makes a new id at random.
    pub(crate) fn random() -> Self {
        let bits = (u128::from(random_u64()) << 64) | u128::from(random_u64());
        Self(NonZeroU128::new(bits).unwrap_or(NonZeroU128::MIN))
    }

    /// Reads exactly 32 lowercase hex digits that are not all zero.
    pub(crate) fn from_hex(text: &str) -> Option<Self> {
        if text.len() != 32 || !is_lower_hex(text) {
            return None;
        }
        u128::from_str_radix(text, 16).ok().and_then(NonZeroU128::new).map(Self)
    }

    /// The 16 bytes as one number.
    pub fn get(self) -> u128 {
        self.0.get()
    }
}

impl SpanId {
    /// Makes a new id at random.
    #[inline]
    pub(crate) fn random() -> Self {
        Self(NonZeroU64::new(random_u64()).unwrap_or(NonZeroU64::MIN))
    }

    /// Reads exactly 16 lowercase hex digits that are not all zero.
    pub(crate) fn from_hex(text: &str) -> Option<Self> {
        if text.len() != 16 || !is_lower_hex(text) {
            return None;
        }
        u64::from_str_radix(text, 16).ok().and_then(NonZeroU64::new).map(Self)
    }

    #[inline]
    pub(crate) fn from_u64(bits: u64) -> Option<Self> {
        NonZeroU64::new(bits).map(Self)
    }

    /// The 8 bytes as one number.
    #[inline]
    pub fn get(self) -> u64 {
        self.0.get()
    }
}

fn is_lower_hex(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_what_it_reads() {
        let (trace, span) = (TraceId::random(), SpanId::random());
        assert_eq!(TraceId::from_hex(&trace.to_string()), Some(trace));
        assert_eq!(SpanId::from_hex(&span.to_string()), Some(span));
    }

    #[test]
    fn refuses_what_the_headers_refuse() {
        for text in ["", "0", &"0".repeat(16), "123456789ABCDEF0", "+23456789abcdef0", "123456789abcdef01"] {
            assert_eq!(SpanId::from_hex(text), None, "{text}");
        }
        assert_eq!(TraceId::from_hex(&"0".repeat(32)), None);
    }
}
