//! Calls to models below a function that says its conversation are of the same one.
//!
//! Done on the worker, behind the settling: a call ends before what is around it, and may have been told late.

use std::collections::HashMap;
use std::iter::once;

use super::Segment;
use crate::id::SpanId;
use crate::record::{Attribute, AttributeKey, AttributeKind, SpanRecord};
use crate::value::Value;

const KEY: &str = "gen_ai.conversation.id";

impl Segment {
    /// Tells the calls below. Most segments have none, and that is all that is looked at.
    pub(super) fn share_conversations(&mut self) {
        if !self.spans.iter().any(is_call) || !self.attributes.iter().any(|found| &*found.key == KEY) {
            return;
        }
        let own = |span: &SpanRecord| {
            let found = self.attributes_of(span).iter().find(|found| &*found.key == KEY);
            found.map(|found| found.value.clone())
        };
        let known =
            once(&self.root).chain(&self.spans).map(|span| (span.id, (span.parent, own(span)))).collect();
        for index in 0..self.spans.len() {
            let Some(span) = self.spans.get(index).filter(|span| is_call(span)) else { continue };
            if let Some(value) = inherited(span.id, &known) {
                self.tell(index, value);
            }
        }
    }

    /// The attributes of a span lie together, so they move behind all others.
    fn tell(&mut self, index: usize, value: Value) {
        let Some(span) = self.spans.get_mut(index) else { return };
        let (first, last) = span.attributes;
        let own = self.attributes.get(first as usize..last as usize).unwrap_or_default().to_vec();
        let start = self.attributes.len() as u32;
        self.attributes.extend(own);
        self.attributes.push(Attribute { kind: AttributeKind::Data, key: AttributeKey::Static(KEY), value });
        span.attributes = (start, self.attributes.len() as u32);
    }
}

fn is_call(span: &SpanRecord) -> bool {
    span.callsite.op().starts_with("gen_ai.")
}

/// The conversation of the next span around it that has one; `None` if it has one itself.
fn inherited(span: SpanId, known: &HashMap<SpanId, (Option<SpanId>, Option<Value>)>) -> Option<Value> {
    let &(mut parent, ref own) = known.get(&span)?;
    if own.is_some() {
        return None;
    }
    // No chain is longer than there are spans.
    for _ in 0..known.len() {
        let (next, value) = known.get(&parent?)?;
        if value.is_some() {
            return value.clone();
        }
        parent = *next;
    }
    None
}
