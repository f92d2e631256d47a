//! Calls that have ended on one thread, on their way to their segment.
//!
//! A call that ends touches only what its own thread has at hand; the segment, which others record into as well,
//! takes many at once. Known by the stack of the thread, which hands them over whenever it leaves the segment, and
//! by the recorder.

use super::MAX_CHANGES;
use crate::id::SpanId;
use crate::record::{Attribute, Change, SpanRecord};

/// How many calls are handed over together: enough to make the lock cheap, few enough to stay in the cache.
const BATCH: usize = 64;

/// Ended calls of one segment, with their values in the same order.
pub(crate) struct Done {
    pub(super) spans: Vec<SpanRecord>,
    pub(super) attributes: Vec<Attribute>,
    /// What was said about open spans, in that order.
    pub(super) changes: Vec<(SpanId, Change)>,
}

impl Done {
    pub(crate) const fn new() -> Self {
        Self { spans: Vec::new(), attributes: Vec::new(), changes: Vec::new() }
    }

    /// Takes a call, whose values are in `said` since `from`. The record is made where it stays.
    #[inline]
    pub(crate) fn push(
        &mut self,
        said: &mut Vec<Attribute>,
        from: usize,
        record: impl FnOnce() -> SpanRecord,
    ) {
        let first = self.attributes.len() as u32;
        match from {
            // One block, which is the rule: what encloses the call has said nothing.
            0 => self.attributes.append(said),
            _ => self.attributes.extend(said.drain(from..)),
        }
        let attributes = (first, self.attributes.len() as u32);
        self.spans.push(SpanRecord { attributes, ..record() });
    }

    /// Takes what is said about open spans.
    pub(crate) fn change(&mut self, changes: impl Iterator<Item = (SpanId, Change)>) {
        self.changes.extend(changes.take(MAX_CHANGES.saturating_sub(self.changes.len())));
    }

    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        self.spans.len() >= BATCH
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.spans.is_empty() && self.changes.is_empty()
    }
}
