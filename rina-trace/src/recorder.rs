//! Open segments: what is recorded until the root span ends, and what comes after it.
//!
//! Finished spans are taken many at once under one short lock, which no code of the user runs under. When the root
//! ends, everything goes to the sink by move. A span that ends later is sent as a follow-up in the same trace, see [`Late`].
//! Knows the hub; known by the spans, which record into it.

mod done;
mod failures;
mod info;
mod late;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) use self::done::Done;
use self::failures::Failures;
pub(crate) use self::failures::any_failing;
pub(crate) use self::info::Known;
use self::late::Late;
use crate::callsite::Callsite;
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
///
/// Most requests to a service that samples are not kept, so for one of those it is small: what is rarely needed is not
/// there before it is.
pub(crate) struct OpenSegment {
    pub(crate) hub: Arc<Hub>,
    pub(crate) trace: Arc<TraceContext>,
    /// The id of the root span, which an unsampled segment has too: it propagates it.
    pub(crate) root: SpanId,
    /// False: nothing is kept, and the threads that run in it know by one load.
    pub(crate) recording: bool,
    /// False: what is recorded is shown on this machine and not sent.
    sampled: bool,
    anchor: Anchor,
    over: AtomicBool,
    callsite: &'static Callsite,
    /// Its name is in the state, once there is one.
    known: Known,
    failures: Failures,
    /// There once there is something to keep.
    state: Mutex<Option<Box<State>>>,
}

#[derive(Default)]
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
    #[inline(never)]
    fn new(room: usize, name: Option<(Cow<'static, str>, NameSource)>) -> Self {
        let Buffers { spans, changes } = spare::take();
        let info = SegmentInfo { name, ..SegmentInfo::default() };
        Self { room, spans, changes, info, ..Self::default() }
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
        (hub, callsite): (Arc<Hub>, &'static Callsite),
        trace: TraceContext,
        (recording, sampled): (bool, bool),
        mut known: Known,
    ) -> Self {
        let state = recording.then(|| Box::new(State::new(hub.max_spans, known.name.take())));
        let anchor = if recording { Anchor::now() } else { Anchor::NONE };
        let (trace, state) = (Arc::new(trace), Mutex::new(state));
        let (over, failures, root) = (AtomicBool::new(false), Failures::default(), SpanId::random());
        Self { hub, trace, root, recording, sampled, anchor, over, callsite, known, failures, state }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Box<State>>> {
        // Nothing panics under the lock; if it did, a lost span would be no reason to lose the others.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept, for as long as it takes to look at it or to add to it.
    fn with<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        f(self.lock().get_or_insert_with(Box::default))
    }

    /// Takes a finished span; with the root, the segment is finished.
    pub(crate) fn finish(self: &Arc<Self>, record: SpanRecord) {
        if record.id == self.root {
            return self.close(record);
        }
        let follow_ups = self.with(|state| self.push(state, record));
        self.deliver(follow_ups);
    }

    /// Takes what has ended and was said on one thread; leaves the buffers to it.
    pub(crate) fn take_done(&self, done: &mut Done) {
        let follow_ups = self.with(|state| {
            state.take_changes(&mut done.changes);
            let mut follow_ups = Vec::new();
            if state.late.is_none() && state.spans.len() + done.spans.len() <= state.room {
                state.spans.append(&mut done.spans);
                return follow_ups;
            }
            for record in done.spans.drain(..) {
                follow_ups.extend(self.push(state, record));
            }
            follow_ups
        });
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

    #[cold]
    fn close(self: &Arc<Self>, root: SpanRecord) {
        // The root itself holds one. Whoever holds another may still record.
        let is_held = Arc::strong_count(self) > 1;
        let segment = self.with(|state| {
            if state.late.is_some() {
                return None;
            }
            let mut late = Late::new(Arc::clone(&self.trace), self.sampled, self.anchor, state.info.clone());
            if is_held {
                late.remember(&root, &state.spans);
                let open: Vec<_> =
                    state.changes.extract_if(.., |(span, _)| !late.is_finished(*span)).collect();
                late.change(open.into_iter());
            }
            state.late = Some(Box::new(late));
            self.over.store(true, Ordering::Relaxed);
            Some(Segment {
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
            })
        });
        if let Some(segment) = segment {
            self.hub.sink.deliver(segment);
        }
    }

    /// What is said about open spans by a thread that is not in the segment.
    pub(crate) fn change(&self, changes: impl ExactSizeIterator<Item = (SpanId, Change)>) {
        self.with(|state| state.change(changes));
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
        let Some(state) = state else { return };
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
