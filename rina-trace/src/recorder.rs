//! Open segments: what is recorded until the root span ends, and what comes after it.
//!
//! Finished spans are taken many at once under one short lock, which no code of the user runs under. When the root
//! ends, everything goes to the sink by move. A span that ends later is sent as a follow-up in the same trace, see [`Late`].
//! Knows the hub; known by the spans, which record into it.

mod done;
mod failures;
mod late;

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) use self::done::Done;
use self::failures::Failures;
pub(crate) use self::failures::any_failing;
use self::late::Late;
use crate::clock::Anchor;
use crate::hub::Hub;
use crate::id::{SpanId, random_u64};
use crate::name_source::NameSource;
use crate::propagation::TraceContext;
use crate::record::{Change, SpanRecord};
use crate::segment::{Segment, SegmentInfo};
use crate::spare::{self, Buffers};

/// The most that one segment keeps of what is said about its spans, and how much more for each span it may keep.
const MAX_CHANGES: usize = 16 * 1024;
const CHANGES_PER_SPAN: usize = 16;

/// After how many spans that are not kept it is looked for what was said about them.
const MAX_LOST: usize = 1024;

/// A segment whose root span is open, or that has open spans below a root that has ended.
pub(crate) struct OpenSegment {
    pub(crate) hub: Arc<Hub>,
    pub(crate) trace: Arc<TraceContext>,
    /// The id of the root span, which an unsampled segment has too: it propagates it.
    pub(crate) root: SpanId,
    /// False: nothing is kept, and the threads that run in it know by one load.
    pub(crate) recording: bool,
    /// False: what is recorded is shown on this machine and not sent.
    sampled: bool,
    /// The name that the segment started with.
    pub(crate) name: &'static str,
    anchor: Anchor,
    over: AtomicBool,
    /// A server tells of its failures, whatever their functions say.
    keeps_failures: AtomicBool,
    failures: Failures,
    state: Mutex<State>,
}

struct State {
    /// How many spans are kept.
    room: usize,
    spans: Vec<SpanRecord>,
    changes: Vec<(SpanId, Change)>,
    info: SegmentInfo,
    overflow: u32,
    /// Spans that were not kept; something may have been said about them.
    lost: HashSet<SpanId>,
    /// There once the root has ended.
    late: Option<Box<Late>>,
}

impl State {
    fn new(room: usize) -> Self {
        let Buffers { spans, changes } = if room > 0 { spare::take() } else { Buffers::default() };
        let (info, lost) = (SegmentInfo::default(), HashSet::new());
        Self { room, spans, changes, info, overflow: 0, lost, late: None }
    }

    fn change(&mut self, changes: impl ExactSizeIterator<Item = (SpanId, Change)>) {
        if let Some(late) = &mut self.late {
            return late.change(changes);
        }
        let most = MAX_CHANGES + CHANGES_PER_SPAN.saturating_mul(self.room);
        if self.changes.len() + changes.len() > most && !self.lost.is_empty() {
            self.forget_lost();
        }
        let room = most.saturating_sub(self.changes.len());
        self.changes.extend(changes.take(room));
    }

    /// The same for many: mostly they are one block.
    fn take_changes(&mut self, changes: &mut Vec<(SpanId, Change)>) {
        if self.late.is_none() && self.changes.len() + changes.len() <= MAX_CHANGES {
            self.changes.append(changes);
        } else {
            self.change(changes.drain(..));
        }
    }

    /// Counts a span that is not kept. What was said about it is not kept either.
    fn lose(&mut self, span: SpanId) {
        self.overflow = self.overflow.saturating_add(1);
        self.lost.insert(span);
        if self.lost.len() >= MAX_LOST {
            self.forget_lost();
        }
    }

    fn forget_lost(&mut self) {
        let Self { changes, lost, .. } = self;
        changes.retain(|(span, _)| !lost.contains(span));
        lost.clear();
    }
}

impl OpenSegment {
    pub(crate) fn new(
        hub: Arc<Hub>,
        trace: TraceContext,
        root: SpanId,
        recording: bool,
        sampled: bool,
        name: &'static str,
    ) -> Self {
        let room = if recording { hub.max_spans } else { 0 };
        let (trace, anchor, state) = (Arc::new(trace), Anchor::now(), Mutex::new(State::new(room)));
        let (over, keeps_failures) = (AtomicBool::new(false), AtomicBool::new(false));
        let failures = Failures::default();
        Self { hub, trace, root, recording, sampled, name, anchor, over, keeps_failures, failures, state }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics under the lock; if it did, a lost span would be no reason to lose the others.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a finished span; with the root, the segment is finished.
    pub(crate) fn finish(self: &Arc<Self>, record: SpanRecord) {
        if record.id == self.root {
            return self.close(record);
        }
        let mut state = self.lock();
        let follow_ups = self.push(&mut state, record);
        drop(state);
        self.deliver(follow_ups);
    }

    /// Takes what has ended and was said on one thread; leaves the buffers to it.
    pub(crate) fn take_done(&self, done: &mut Done) {
        let mut state = self.lock();
        state.take_changes(&mut done.changes);
        if state.late.is_none() && state.spans.len() + done.spans.len() <= state.room {
            return state.spans.append(&mut done.spans);
        }
        let mut follow_ups = Vec::new();
        for record in done.spans.drain(..) {
            follow_ups.extend(self.push(&mut state, record));
        }
        drop(state);
        self.deliver(follow_ups);
    }

    /// Takes one span; gives back what can be sent, if the root has ended.
    fn push(&self, state: &mut State, record: SpanRecord) -> Vec<Segment> {
        if let Some(late) = &mut state.late {
            return late.push(record, self.hub.max_spans);
        }
        if state.spans.len() < state.room {
            state.spans.push(record);
        } else {
            state.lose(record.id);
        }
        Vec::new()
    }

    /// True once the root has ended: what ends now is late.
    #[inline]
    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// The root of a segment that is not recorded has ended.
    pub(crate) fn end_unrecorded(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Failures are kept until the root has ended, also those that no function wants an event of.
    #[cfg_attr(
        not(any(feature = "actix", feature = "tower")),
        expect(dead_code, reason = "only servers ask for it")
    )]
    pub(crate) fn keep_all_failures(&self) {
        self.keeps_failures.store(true, Ordering::Relaxed);
    }

    pub(crate) fn keeps_all_failures(&self) -> bool {
        self.keeps_failures.load(Ordering::Relaxed)
    }

    #[cold]
    fn close(self: &Arc<Self>, root: SpanRecord) {
        let mut state = self.lock();
        if state.late.is_some() {
            return;
        }
        let mut late = Late::new(Arc::clone(&self.trace), self.sampled, self.anchor, state.info.clone());
        // The root itself holds one. Whoever holds another may still record.
        if Arc::strong_count(self) > 1 {
            late.remember(&root, &state.spans);
            let open: Vec<_> = state.changes.extract_if(.., |(span, _)| !late.is_finished(*span)).collect();
            late.change(open.into_iter());
        }
        state.late = Some(Box::new(late));
        self.over.store(true, Ordering::Relaxed);
        let segment = Segment {
            trace: Arc::clone(&self.trace),
            event_id: event_id(),
            anchor: self.anchor,
            root,
            spans: std::mem::take(&mut state.spans),
            changes: std::mem::take(&mut state.changes),
            attributes: Vec::new(),
            links: Vec::new(),
            info: std::mem::take(&mut state.info),
            overflow: state.overflow,
            sampled: self.sampled,
            follow_up: false,
        };
        drop(state);
        self.hub.sink.deliver(segment);
    }

    /// What is said about open spans by a thread that is not in the segment.
    pub(crate) fn change(&self, changes: impl ExactSizeIterator<Item = (SpanId, Change)>) {
        self.lock().change(changes);
    }

    /// Says something about the segment as a whole; too late once it is sent.
    pub(crate) fn update(&self, update: impl FnOnce(&mut SegmentInfo)) {
        let mut state = self.lock();
        if state.late.is_none() {
            update(&mut state.info);
        }
    }

    /// Freezes the sampling context of a trace that starts here, as it is now.
    pub(crate) fn freeze(&self) {
        if self.trace.dsc.get().is_none() {
            let named = self.info().name;
            let (name, source) = named.unwrap_or((self.name.into(), NameSource::Custom));
            self.hub.identity.freeze(&self.trace, &name, source);
        }
    }

    /// A copy of what was said about the segment as a whole.
    pub(crate) fn info(&self) -> SegmentInfo {
        let state = self.lock();
        state.late.as_ref().map_or_else(|| state.info.clone(), |late| late.info.clone())
    }

    fn deliver(&self, segments: Vec<Segment>) {
        for segment in segments {
            self.hub.sink.deliver(segment);
        }
    }
}

/// The last holder is gone: what was waiting for an open span waits no longer.
impl Drop for OpenSegment {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut late = match state.late.take() {
            Some(late) => late,
            // The root was leaked, so it never ended; what ended below it goes out all the same.
            None if !state.spans.is_empty() => {
                let info = std::mem::take(&mut state.info);
                let mut late = Box::new(Late::new(Arc::clone(&self.trace), self.sampled, self.anchor, info));
                late.adopt(std::mem::take(&mut state.spans));
                late.change(state.changes.drain(..));
                late
            }
            None => return,
        };
        let follow_ups = late.take_all();
        self.deliver(follow_ups);
    }
}

/// A random UUID of version 4.
fn event_id() -> u128 {
    let random = (u128::from(random_u64()) << 64) | u128::from(random_u64());
    (random & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62)
}
