//! Where finished segments go.
//!
//! Two implement it: the delivery to Sentry and the collector of tests. Known by the recorder, which calls it on
//! the thread of the traced function: a sink neither blocks nor runs code of the user.

use crate::segment::Segment;
use crate::stats::Reason;

/// Takes finished segments.
pub(crate) trait Sink: Send + Sync {
    /// Takes a segment by value; at once, whatever is to be done with it.
    fn deliver(&self, segment: Segment);

    /// Told of a segment that was not recorded because of sampling or `ignore_spans`.
    fn unsampled(&self, ignored: bool);

    /// Told of spans that could not be recorded: their thread was ending, or their guards were leaked.
    fn unrecorded(&self, spans: u64);

    /// Told of failures that no event will be sent of, though a function asked for it.
    fn failures_lost(&self, reason: Reason, failures: u64);
}
