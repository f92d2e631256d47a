//! Brings what was said about spans while they were open to the spans, which have finished since.
//!
//! Done on the worker, before anyone looks at the segment.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::iter::once;

use super::Segment;
use crate::id::SpanId;
use crate::record::{Attribute, Change, SpanRecord};

impl Segment {
    /// What is said later wins, but not before a panic or a cancellation. Ticks have their ratio from here on.
    pub(crate) fn settle(&mut self) {
        self.anchor.settle();
        let Self { root, spans, changes, attributes, .. } = self;
        if changes.is_empty() {
            return;
        }
        let places: HashMap<SpanId, usize, BuildHasherDefault<Random>> =
            once(root.id).chain(spans.iter().map(|span| span.id)).zip(0..).collect();
        // In the order of the spans, and of each in the order in which it was said. Mostly that is how they lie.
        // What is said about others, whose records are not here, goes to the end.
        changes.sort_by_key(|(span, _)| places.get(span).copied().unwrap_or(usize::MAX));
        attributes.reserve(changes.len());
        let mut changes = changes.drain(..).peekable();
        for span in once(root).chain(spans) {
            let first = attributes.len();
            while let Some((_, change)) = changes.next_if(|(about, _)| *about == span.id) {
                apply(span, attributes, first, change);
            }
            span.attributes = (first as u32, attributes.len() as u32);
        }
    }
}

fn apply(span: &mut SpanRecord, attributes: &mut Vec<Attribute>, first: usize, change: Change) {
    match change {
        Change::Attribute(new) => {
            let own = attributes.get_mut(first..).unwrap_or_default();
            match own.iter_mut().find(|old| old.kind == new.kind && old.key == new.key) {
                Some(old) => old.value = new.value,
                None => attributes.push(new),
            }
        }
        Change::Status(_) if span.cut_short => {}
        Change::Status(status) => span.status = status,
        Change::Name(name) => span.name = Some(Box::new(name)),
    }
}

/// Ids are random already.
#[derive(Default)]
struct Random(u64);

impl Hasher for Random {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, bits: u64) {
        self.0 = bits;
    }
}
