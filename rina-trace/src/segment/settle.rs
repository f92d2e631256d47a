//! Brings what was said about spans while they were open to the spans, which have finished since.
//!
//! Done on the worker, before anyone looks at the segment.

use std::collections::HashMap;

use super::Segment;
use crate::id::SpanId;
use crate::record::{Attribute, Change, SpanRecord};

impl Segment {
    /// What is said later wins, but not before a panic or a cancellation. Ticks have their ratio from here on.
    pub(crate) fn settle(&mut self) {
        self.anchor.settle();
        let changes = std::mem::take(&mut self.changes);
        if changes.is_empty() {
            return;
        }
        let mut by_span: HashMap<SpanId, Vec<Change>> = HashMap::new();
        for (span, change) in changes {
            by_span.entry(span).or_default().push(change);
        }
        let Self { root, spans, attributes, .. } = self;
        for span in std::iter::once(root).chain(spans) {
            if let Some(changes) = by_span.remove(&span.id) {
                apply_to(span, attributes, changes);
            }
        }
    }
}

/// A span's attributes must lie together: they move to the end, where there is room for more.
fn apply_to(span: &mut SpanRecord, attributes: &mut Vec<Attribute>, changes: Vec<Change>) {
    let first = attributes.len();
    let (old_first, old_last) = span.attributes;
    for index in old_first as usize..old_last as usize {
        let Some(old) = attributes.get(index).cloned() else { break };
        attributes.push(old);
    }
    for change in changes {
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
    span.attributes = (first as u32, attributes.len() as u32);
}
