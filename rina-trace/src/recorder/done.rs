//! What has ended and what was said on one thread, on its way to the segment.
//!
//! A call that ends touches only what its own thread has at hand; the segment, which others record into as well,
//! takes many at once. Known by the stack of the thread, which hands them over whenever it leaves the segment, and
//! by the recorder.

use std::iter::once_with;

use super::OpenSegment;
use crate::id::SpanId;
use crate::record::{Change, SpanRecord};

/// How many spans are handed over together: enough to make the lock cheap, few enough to stay in the cache.
const BATCH: usize = 64;

/// The same for what is said while no span ends.
const MUCH: usize = 1024;

/// Ended spans of one segment, and what was said about its spans, ended or not.
pub(crate) struct Done {
    pub(super) spans: Vec<SpanRecord>,
    pub(super) changes: Vec<(SpanId, Change)>,
}

impl Done {
    pub(crate) const fn new() -> Self {
        Self { spans: Vec::new(), changes: Vec::new() }
    }

    /// Takes a span of `segment`. The record is made where it stays.
    #[inline]
    pub(crate) fn push(&mut self, segment: &OpenSegment, record: impl FnOnce() -> SpanRecord) {
        self.spans.push(record());
        if self.spans.len() >= BATCH || segment.is_over() {
            segment.take_done(self);
        }
    }

    /// Takes what is said about a span; true if it has become much, and should be handed over. It is made where it stays: `push` would make it elsewhere first,
    /// for the case that it cannot grow, and a copy right after that waits for the stores.
    #[inline]
    pub(crate) fn say(&mut self, span: SpanId, change: impl FnOnce() -> Change) -> bool {
        self.changes.extend(once_with(|| (span, change())));
        self.changes.len() >= MUCH
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.spans.is_empty() && self.changes.is_empty()
    }
}
