//! Brings what was said about spans while they were open to the spans, which have finished since.
//!
//! Done on the worker, before anyone looks at the segment.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::iter::once;

use super::Segment;
use crate::id::SpanId;
use crate::link::{MAX_LINKS, SpanLink};
use crate::record::{Attribute, AttributeKey, AttributeKind, Change, SpanRecord};
use crate::value::Value;

impl Segment {
    /// What is said later wins, but not before a panic or a cancellation. Ticks have their ratio from here on.
    pub(crate) fn settle(&mut self) {
        self.anchor.settle();
        let Self { root, spans, changes, attributes, links, .. } = self;
        sort(changes, || once(root.id).chain(spans.iter().map(|span| span.id)));
        attributes.reserve(changes.len());
        let mut spans = once(root).chain(spans);
        let mut span: Option<&mut SpanRecord> = None;
        for (about, change) in changes.drain(..) {
            if span.as_ref().is_none_or(|span| span.id != about) {
                let first = attributes.len() as u32;
                span = spans.find(|span| span.id == about);
                if let Some(span) = &mut span {
                    span.attributes = (first, first);
                }
            }
            // The rest is about others, whose records are not here.
            let Some(span) = &mut span else { break };
            match change {
                Change::Link(link) => take_link(span, attributes, links, *link),
                change => apply(span, attributes, change),
            }
        }
        self.share_conversations();
    }
}

/// Brings what is said into the order of the spans, and for each of them into the order in which it was said; what is
/// about none of them to the end.
fn sort<I: Iterator<Item = SpanId>>(changes: &mut [(SpanId, Change)], spans: impl Fn() -> I) {
    let (mut ids, mut last) = (spans(), None);
    let mut is_next = |about| {
        last == Some(about) || {
            last = ids.find(|id| *id == about);
            last.is_some()
        }
    };
    // So it is where no span has others below it.
    if changes.iter().all(|(about, _)| is_next(*about)) {
        return;
    }
    let places: HashMap<SpanId, usize, BuildHasherDefault<Random>> = spans().zip(0..).collect();
    changes.sort_by_key(|(about, _)| places.get(about).copied().unwrap_or(usize::MAX));
}

fn apply(span: &mut SpanRecord, attributes: &mut Vec<Attribute>, change: Change) {
    match change {
        // Whoever has told the answer need not know what the attribute says of answers.
        Change::Attribute(new)
            if span.callsite.rules.outputs == Some(false) && *new.key == *"gen_ai.output.messages" => {}
        Change::Attribute(new) => {
            let own = attributes.get_mut(span.attributes.0 as usize..).unwrap_or_default();
            match own.iter_mut().find(|old| old.kind == new.kind && old.key == new.key) {
                Some(old) => old.value = new.value,
                None => {
                    attributes.push(new);
                    span.attributes.1 += 1;
                }
            }
        }
        Change::Status(_) if span.cut_short => {}
        Change::Status(status) => span.status = status,
        Change::Name(name) => span.name = Some(Box::new(name)),
        Change::Link(_) => {}
    }
}

/// Where it is recorded how many links of a span were too many.
const LINKS_DROPPED: &str = "links.dropped";

/// Keeps a link, or counts it on its span.
fn take_link(
    span: &mut SpanRecord,
    attributes: &mut Vec<Attribute>,
    links: &mut Vec<(SpanId, SpanLink)>,
    link: SpanLink,
) {
    // What is said about a span comes in one piece.
    let own = links.iter().rev().take_while(|(of, _)| *of == span.id);
    if own.count() < MAX_LINKS {
        return links.push((span.id, link));
    }
    let so_far = attributes.get(span.attributes.0 as usize..).unwrap_or_default();
    let so_far = so_far.iter().find(|found| &*found.key == LINKS_DROPPED).map(|found| &found.value);
    let value = Value::Int(if let Some(Value::Int(count)) = so_far { count + 1 } else { 1 });
    let (kind, key) = (AttributeKind::Data, AttributeKey::Static(LINKS_DROPPED));
    apply(span, attributes, Change::Attribute(Attribute { kind, key, value }));
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
