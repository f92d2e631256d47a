//! Where finished segments go.
//!
//! Two implement it: the delivery to Sentry and the collector of tests. Known by the recorder, which calls it on
//! the thread of the traced function: a sink neither blocks nor runs code of the user.

use crate::segment::Segment;

/// Takes finished segments.
pub(crate) trait Sink: Send + Sync {
    /// Takes a segment by value; at once, whatever is to be done with it.
    fn deliver(&self, segment: Segment);

    /// Told of a segment that was not recorded because of sampling or `ignore_spans`.
    fn unsampled(&self, ignored: bool);

    /// Told of spans that could not be recorded: their thread was ending, or their guards were leaked.
    fn unrecorded(&self, spans: u64);
}
