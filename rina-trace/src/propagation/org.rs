//! Whether a trace of that organisation is continued by this one.
//!
//! Source: "Strict Trace Continuation" in <https://develop.sentry.dev/sdk/foundations/trace-propagation/>. Knows
//! nothing; known by incoming traces.

/// Which organisation we are of, and how much we insist on it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OrgPolicy<'a> {
    pub(crate) our_org: Option<&'a str>,
    /// A trace must name the organisation that we name.
    pub(crate) strict: bool,
}

impl OrgPolicy<'_> {
    /// Two different organisations never share a trace; one that is not told is different only in strict mode.
    pub(super) fn accepts(self, their_org: Option<&str>) -> bool {
        match (their_org, self.our_org) {
            (Some(theirs), Some(ours)) => theirs == ours,
            (None, None) => true,
            _ => !self.strict,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_trace_continuation() {
        for (theirs, our_org, loose, strict) in [
            (Some("1"), Some("1"), true, true),
            (None, Some("1"), true, false),
            (Some("1"), None, true, false),
            (None, None, true, true),
            (Some("1"), Some("2"), false, false),
        ] {
            let accepts = |strict| OrgPolicy { our_org, strict }.accepts(theirs);
            assert_eq!((accepts(false), accepts(true)), (loose, strict), "{theirs:?} {our_org:?}");
        }
    }
}
