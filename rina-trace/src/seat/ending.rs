//! How the span of a seat ends. Known by all that end one.

use crate::errors::Verdict;
use crate::status::SpanStatus;

/// How a span ends, and what that says about what has failed within.
#[derive(Clone, Copy)]
pub(crate) struct Ending {
    pub(super) status: SpanStatus,
    pub(super) cut_short: bool,
    pub(super) verdict: Verdict,
}

impl Ending {
    /// With what its function said; `None`: its result tells nothing.
    #[inline]
    pub(crate) fn said(status: Option<SpanStatus>) -> Self {
        let verdict = if status.is_some() { Verdict::Settles } else { Verdict::Passes };
        Self { status: status.unwrap_or(SpanStatus::Ok), cut_short: false, verdict }
    }

    /// By a panic or by its caller.
    pub(crate) const fn cut_short(status: SpanStatus) -> Self {
        Self { status, cut_short: true, verdict: Verdict::Settles }
    }
}
