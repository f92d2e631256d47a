//! The current span of this thread.
//!
//! One plain cell answers the question that every traced call asks: is there a span, and is it kept? Beside it a
//! stack of frames holds the segments that the thread runs in. A frame is put on when a segment starts, a future
//! is polled or a span is entered by hand; the calls of traced functions within one frame only change the cell.
//!
//! A frame that is left takes those above it along: a guard that was leaked, or is held across an `await`, does
//! not stay current for whatever the thread does next. At the end of a thread, when the stack is gone, there is
//! no current span. Knows the recorder and the hub only as places; known by spans, futures and doors.

mod call;
mod frame;
pub(crate) mod here;
pub(crate) mod poll;
mod said;

use std::cell::{Cell, RefCell};
use std::num::NonZeroU32;
use std::sync::Arc;

pub(crate) use self::call::{enter_call, leave_call, uncover};
#[cfg(feature = "tracing")]
pub(crate) use self::frame::is_there;
use self::frame::reap;
pub(crate) use self::frame::{
    enter, enter_carried, enter_to_drop, is_carried_in, leave, leave_alone, leave_dropped,
};
pub(crate) use self::said::{change, change_current, end_span, say, say_int, say_text};
use crate::hub::Hub;
use crate::id::SpanId;
use crate::record::Change;
use crate::recorder::{Done, OpenSegment};

/// What a frame is in.
#[derive(Clone)]
pub(crate) enum Place {
    Segment(Arc<OpenSegment>),
    /// No span is open, but those that start belong to this hub: a capture of tests.
    #[cfg_attr(not(feature = "testing"), expect(dead_code, reason = "only captures make one"))]
    Hub(Arc<Hub>),
}

impl Place {
    pub(crate) fn hub(&self) -> &Arc<Hub> {
        match self {
            Self::Segment(segment) => &segment.hub,
            Self::Hub(hub) => hub,
        }
    }

    /// True if it is in this segment.
    #[inline]
    fn is(&self, segment: &Arc<OpenSegment>) -> bool {
        matches!(self, Self::Segment(own) if Arc::ptr_eq(own, segment))
    }
}

/// A place and the span that is open there; what a future, a task or a thread takes along.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) place: Place,
    /// [`NO_SPAN`], [`UNSAMPLED`], or the id of the span.
    pub(crate) span: u64,
}

/// In the cell: no span is open.
pub(crate) const NO_SPAN: u64 = 0;

/// In the cell: spans are open, and none of them is kept.
pub(crate) const UNSAMPLED: u64 = u64::MAX;

/// Names a frame, on its thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token(NonZeroU32);

struct Frame {
    place: Place,
    token: Token,
    /// What the frame put into the cell.
    span: u64,
    /// What was in the cell before.
    below: u64,
    /// Left by hand while a traced function ran in it; goes when that ends.
    dead: bool,
    /// Put on by a future that is being dropped.
    dropping: bool,
    /// Its span was brought to where it runs now: a task or a thread of its own.
    carried: bool,
}

struct Stack {
    frames: Vec<Frame>,
    last_token: u32,
    /// What has ended and was said in the topmost frame, and is not in its segment yet.
    done: Done,
}

impl Stack {
    /// Gives what is done to the segment of the topmost frame, before a frame of another becomes that.
    #[inline]
    fn hand_over(&mut self, next: Option<&Place>) {
        if !self.done.is_empty()
            && let Some(Frame { place: Place::Segment(segment), .. }) = self.frames.last()
            && !next.is_some_and(|next| next.is(segment))
        {
            give(segment, &mut self.done);
        }
    }

    /// Takes what is said about a span of the topmost frame's segment.
    #[inline(always)]
    fn say(&mut self, span: SpanId, change: impl FnOnce() -> Change) {
        if self.done.say(span, change) {
            self.hand_over_much();
        }
    }

    #[cold]
    fn hand_over_much(&mut self) {
        self.hand_over(None);
    }

    /// Puts a frame on, and makes its span current.
    #[inline(always)]
    fn put_on(&mut self, place: Place, span: u64, dropping: bool, carried: bool) -> Token {
        self.hand_over(Some(&place));
        self.last_token = self.last_token.wrapping_add(1);
        let token = Token(NonZeroU32::new(self.last_token).unwrap_or(NonZeroU32::MIN));
        self.frames.push(Frame { place, token, span, below: SPAN.get(), dead: false, dropping, carried });
        make_current(span);
        token
    }

    /// Takes the topmost frame off, and makes current again what was so before.
    #[inline]
    fn take_off(&mut self) -> Option<Place> {
        let Frame { place, below, .. } = self.frames.pop()?;
        make_current(below);
        if !self.done.is_empty()
            && let Place::Segment(segment) = &place
            && !self.is_in(segment)
        {
            give(segment, &mut self.done);
        }
        Some(place)
    }

    /// True if the topmost frame is in this segment.
    #[inline]
    fn is_in(&self, segment: &Arc<OpenSegment>) -> bool {
        self.frames.last().is_some_and(|top| top.place.is(segment))
    }
}

// Apart, so that the frames of a segment that is not recorded cost no more than they must.
#[inline(never)]
fn give(segment: &OpenSegment, done: &mut Done) {
    segment.take_done(done);
}

/// The thread ends in a frame that was never left: what has ended in it is in its segment all the same.
impl Drop for Stack {
    fn drop(&mut self) {
        self.hand_over(None);
    }
}

thread_local! {
    static SPAN: Cell<u64> = const { Cell::new(NO_SPAN) };
    static STACK: RefCell<Stack> =
        const { RefCell::new(Stack { frames: Vec::new(), last_token: 0, done: Done::new() }) };
}

/// Puts a span into the cell. `LocalKey::set` would be a call.
#[inline]
fn make_current(span: u64) {
    SPAN.with(|cell| cell.set(span));
}

/// What is in the cell.
#[inline]
pub(crate) fn span() -> u64 {
    SPAN.get()
}

/// The id of the current span, if it is kept.
pub(crate) fn span_id() -> Option<SpanId> {
    match SPAN.get() {
        NO_SPAN | UNSAMPLED => None,
        id => SpanId::from_u64(id),
    }
}

/// What a future, a task or a thread takes along from here.
#[inline]
pub(crate) fn capture() -> Option<Context> {
    let place = STACK.try_with(|stack| {
        let stack = stack.try_borrow().ok()?;
        stack.frames.last().map(|frame| frame.place.clone())
    });
    place.ok().flatten().map(|place| Context { place, span: SPAN.get() })
}

/// True if failures wait in the segment that the thread runs in.
pub(crate) fn has_failures() -> bool {
    let waiting = STACK.try_with(|stack| {
        let stack = stack.try_borrow().ok()?;
        stack.frames.last().map(|top| matches!(&top.place, Place::Segment(segment) if segment.has_failures()))
    });
    waiting.ok().flatten().unwrap_or(false)
}

/// The segment that the thread runs in, kept or not.
pub(crate) fn segment() -> Option<Arc<OpenSegment>> {
    match capture()?.place {
        Place::Segment(segment) => Some(segment),
        Place::Hub(_) => None,
    }
}
