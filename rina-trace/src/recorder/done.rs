//! Calls that have ended on one thread, on their way to their segment.
//!
//! A call that ends touches only what its own thread has at hand; the segment, which others record into as well,
//! takes many at once. Known by the stack of the thread, which hands them over whenever it leaves the segment, and
//! by the recorder.

use crate::record::{Attribute, SpanRecord};

/// How many calls are handed over together: enough to make the lock cheap, few enough to stay in the cache.
const BATCH: usize = 64;

/// Ended calls of one segment, with their values in the same order.
pub(crate) struct Done {
    pub(super) spans: Vec<SpanRecord>,
    pub(super) attributes: Vec<Attribute>,
}

impl Done {
    pub(crate) const fn new() -> Self {
        Self { spans: Vec::new(), attributes: Vec::new() }
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
        if said.len() > from {
            self.attributes.extend(said.drain(from..));
        }
        let attributes = (first, self.attributes.len() as u32);
        self.spans.push(SpanRecord { attributes, ..record() });
    }

    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        self.spans.len() >= BATCH
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }
}
