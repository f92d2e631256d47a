//! Spans that end after the root of their segment, and the follow-ups that they are sent in.
//!
//! A late span whose parent has ended goes out at once, with everything late below it: one follow-up transaction
//! in the same trace, whose parent is the span it was below. A late span whose parent is still open waits for it.
//! Known by the recorder alone.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::event_id;
use crate::clock::Anchor;
use crate::id::SpanId;
use crate::propagation::TraceContext;
use crate::record::{Attribute, Change, SpanRecord};
use crate::segment::{Segment, SegmentInfo};

/// Ended spans that are remembered. One that is forgotten makes its children wait longer, no more.
const MAX_REMEMBERED: usize = 16 * 1024;

pub(super) struct Late {
    trace: Arc<TraceContext>,
    sampled: bool,
    anchor: Anchor,
    /// What was said about the segment: follow-ups have the same user and tags.
    pub(super) info: SegmentInfo,
    /// What was said about spans that are open still.
    pub(super) changes: Vec<(SpanId, Change)>,
    finished: HashSet<SpanId>,
    waiting: Vec<LateSpan>,
}

struct LateSpan {
    record: SpanRecord,
    attributes: Vec<Attribute>,
}

impl Late {
    pub(super) fn new(
        trace: Arc<TraceContext>,
        sampled: bool,
        anchor: Anchor,
        mut info: SegmentInfo,
    ) -> Self {
        // They are the root's, not the follow-ups'.
        info.name = None;
        info.data = Vec::new();
        let (changes, finished, waiting) = (Vec::new(), HashSet::new(), Vec::new());
        Self { trace, sampled, anchor, info, changes, finished, waiting }
    }

    /// Notes which spans have ended with the root or before it.
    pub(super) fn remember(&mut self, root: &SpanRecord, spans: &[SpanRecord]) {
        self.finished.extend(spans.iter().map(|span| span.id));
        self.finished.insert(root.id);
    }

    pub(super) fn is_finished(&self, span: SpanId) -> bool {
        self.finished.contains(&span)
    }

    /// Takes the spans of a segment whose root never ended.
    pub(super) fn adopt(&mut self, spans: Vec<SpanRecord>, attributes: &[Attribute]) {
        for record in spans {
            let (first, last) = record.attributes;
            let attributes = attributes.get(first as usize..last as usize).unwrap_or_default().to_vec();
            self.waiting.push(LateSpan { record, attributes });
        }
    }

    /// Takes a late span; gives back what can be sent now.
    pub(super) fn push(
        &mut self,
        record: SpanRecord,
        attributes: Vec<Attribute>,
        max_spans: usize,
    ) -> Vec<Segment> {
        let id = record.id;
        let parent_has_ended = record.parent.is_none_or(|parent| self.is_finished(parent));
        if self.finished.len() >= MAX_REMEMBERED {
            self.finished.clear();
        }
        self.finished.insert(id);
        self.waiting.push(LateSpan { record, attributes });
        if self.waiting.len() > max_spans {
            return self.take_all();
        }
        if parent_has_ended { vec![self.take_below(id)].into_iter().flatten().collect() } else { Vec::new() }
    }

    /// Everything that waits, each tree a follow-up.
    pub(super) fn take_all(&mut self) -> Vec<Segment> {
        let waiting: HashSet<SpanId> = self.waiting.iter().map(|span| span.record.id).collect();
        let is_top = |span: &LateSpan| span.record.parent.is_none_or(|parent| !waiting.contains(&parent));
        let tops: Vec<SpanId> =
            self.waiting.iter().filter(|span| is_top(span)).map(|span| span.record.id).collect();
        tops.into_iter().filter_map(|top| self.take_below(top)).collect()
    }

    /// One waiting span and all that waits below it.
    fn take_below(&mut self, top: SpanId) -> Option<Segment> {
        let parents: HashMap<SpanId, Option<SpanId>> =
            self.waiting.iter().map(|span| (span.record.id, span.record.parent)).collect();
        let is_below = |mut id: SpanId| {
            // Each step goes up one parent; more steps than spans there cannot be.
            for _ in 0..=parents.len() {
                if id == top {
                    return true;
                }
                match parents.get(&id) {
                    Some(Some(parent)) => id = *parent,
                    _ => return false,
                }
            }
            false
        };
        let all = std::mem::take(&mut self.waiting);
        let (taken, left): (Vec<_>, Vec<_>) = all.into_iter().partition(|span| is_below(span.record.id));
        self.waiting = left;
        let ids: HashSet<SpanId> = taken.iter().map(|span| span.record.id).collect();
        let changes = std::mem::take(&mut self.changes);
        let (changes, left) = changes.into_iter().partition(|(span, _)| ids.contains(span));
        self.changes = left;
        self.follow_up(top, taken, changes)
    }

    fn follow_up(
        &self,
        top: SpanId,
        taken: Vec<LateSpan>,
        changes: Vec<(SpanId, Change)>,
    ) -> Option<Segment> {
        let mut attributes = Vec::new();
        let mut spans = Vec::with_capacity(taken.len());
        let mut root = None;
        for mut span in taken {
            let first = attributes.len() as u32;
            attributes.append(&mut span.attributes);
            span.record.attributes = (first, attributes.len() as u32);
            if span.record.id == top { root = Some(span.record) } else { spans.push(span.record) }
        }
        Some(Segment {
            trace: Arc::clone(&self.trace),
            event_id: event_id(),
            anchor: self.anchor,
            root: root?,
            spans,
            attributes,
            changes,
            info: self.info.clone(),
            overflow: 0,
            sampled: self.sampled,
            follow_up: true,
        })
    }
}
