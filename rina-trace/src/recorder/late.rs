//! Spans that end after the root of their segment, and the follow-ups that they are sent in.
//!
//! A late span whose parent has ended goes out at once, with everything late below it: one follow-up transaction
//! in the same trace, whose parent is the span it was below. A late span whose parent is still open waits for it.
//! Known by the recorder alone.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{MAX_CHANGES, event_id};
use crate::clock::Anchor;
use crate::id::SpanId;
use crate::propagation::TraceContext;
use crate::record::{Change, SpanRecord};
use crate::segment::{Segment, SegmentInfo};

/// Ended spans that are remembered. One that is forgotten makes its children wait longer, no more.
const MAX_REMEMBERED: usize = 16 * 1024;

pub(super) struct Late {
    trace: Arc<TraceContext>,
    sampled: bool,
    anchor: Anchor,
    /// What was said about the segment: follow-ups have the same user and tags, and errors tell its name.
    pub(super) info: SegmentInfo,
    /// What was said about spans that are open still.
    changes: HashMap<SpanId, Vec<Change>>,
    change_count: usize,
    finished: HashSet<SpanId>,
    /// By the parent that they wait for.
    waiting: HashMap<Option<SpanId>, Vec<SpanRecord>>,
    waiting_count: usize,
}

impl Late {
    pub(super) fn new(
        trace: Arc<TraceContext>,
        sampled: bool,
        anchor: Anchor,
        mut info: SegmentInfo,
    ) -> Self {
        // They are the root's, not the follow-ups'.
        info.data = Vec::new();
        info.measurements = Vec::new();
        let (changes, finished, waiting) = (HashMap::new(), HashSet::new(), HashMap::new());
        Self { trace, sampled, anchor, info, changes, change_count: 0, finished, waiting, waiting_count: 0 }
    }

    /// Notes which spans have ended with the root or before it.
    pub(super) fn remember(&mut self, root: &SpanRecord, spans: &[SpanRecord]) {
        self.finished.extend(spans.iter().map(|span| span.id));
        self.finished.insert(root.id);
    }

    pub(super) fn is_finished(&self, span: SpanId) -> bool {
        self.finished.contains(&span)
    }

    /// Takes what is said about spans that are open; what is said about one that has ended is let go.
    pub(super) fn change(&mut self, changes: impl Iterator<Item = (SpanId, Change)>) {
        for (span, change) in changes {
            if self.change_count < MAX_CHANGES && !self.is_finished(span) {
                self.change_count += 1;
                self.changes.entry(span).or_default().push(change);
            }
        }
    }

    /// Takes the spans of a segment whose root never ended.
    pub(super) fn adopt(&mut self, spans: Vec<SpanRecord>) {
        for span in spans {
            self.wait(span);
        }
    }

    /// Takes a late span; gives back what can be sent now.
    pub(super) fn push(&mut self, span: SpanRecord, max_spans: usize) -> Vec<Segment> {
        let parent_has_ended = span.parent.is_none_or(|parent| self.is_finished(parent));
        if self.finished.len() >= MAX_REMEMBERED {
            self.finished.clear();
        }
        self.finished.insert(span.id);
        if parent_has_ended {
            return vec![self.follow_up(span)];
        }
        self.wait(span);
        if self.waiting_count > max_spans { self.take_all() } else { Vec::new() }
    }

    fn wait(&mut self, span: SpanRecord) {
        self.waiting_count += 1;
        self.waiting.entry(span.parent).or_default().push(span);
    }

    fn take_waiting(&mut self, parent: Option<SpanId>) -> Vec<SpanRecord> {
        let spans = self.waiting.remove(&parent).unwrap_or_default();
        self.waiting_count -= spans.len();
        spans
    }

    /// Everything that waits, each tree a follow-up.
    pub(super) fn take_all(&mut self) -> Vec<Segment> {
        let waiting: HashSet<SpanId> = self.waiting.values().flatten().map(|span| span.id).collect();
        let is_open = |parent: &Option<SpanId>| parent.is_none_or(|parent| !waiting.contains(&parent));
        let open: Vec<Option<SpanId>> = self.waiting.keys().copied().filter(is_open).collect();
        let tops: Vec<SpanRecord> = open.into_iter().flat_map(|parent| self.take_waiting(parent)).collect();
        tops.into_iter().map(|top| self.follow_up(top)).collect()
    }

    /// A span, and all that waits below it.
    fn follow_up(&mut self, root: SpanRecord) -> Segment {
        let (mut spans, mut parents) = (Vec::new(), vec![root.id]);
        while let Some(parent) = parents.pop() {
            let below = self.take_waiting(Some(parent));
            parents.extend(below.iter().map(|span| span.id));
            spans.extend(below);
        }
        spans.sort_by_key(|span| span.end);
        let mut changes = Vec::new();
        for span in std::iter::once(&root).chain(&spans) {
            let said = self.changes.remove(&span.id).unwrap_or_default();
            self.change_count -= said.len();
            changes.extend(said.into_iter().map(|change| (span.id, change)));
        }
        Segment {
            trace: Arc::clone(&self.trace),
            event_id: event_id(),
            anchor: self.anchor,
            root,
            spans,
            changes,
            attributes: Vec::new(),
            links: Vec::new(),
            // The name is the root's too.
            info: SegmentInfo { name: None, ..self.info.clone() },
            overflow: 0,
            sampled: self.sampled,
            follow_up: true,
        }
    }
}
