//! The current span of this thread.
//!
//! One plain cell answers the question that every traced call asks: is there a span, and is it kept? Beside it a
//! stack of frames holds the segments that the thread runs in. A frame is put on when a segment starts, a future
//! is polled or a span is entered by hand; the calls of traced functions within one frame only change the cell.
//!
//! A frame that is left takes those above it along: a guard that was leaked, or is held across an `await`, does
//! not stay current for whatever the thread does next. At the end of a thread, when the stack is gone, there is
//! no current span. Knows the recorder and the hub only as places; known by spans, futures and doors.

pub(crate) mod here;
pub(crate) mod poll;

use std::cell::{Cell, RefCell};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::vec::Drain;

use crate::hub::Hub;
use crate::id::SpanId;
use crate::record::{Attribute, AttributeKind, Change, SpanRecord};
use crate::recorder::{Done, OpenSegment};
use crate::value::{Key, Value};

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
}

struct Stack {
    frames: Vec<Frame>,
    last_token: u32,
    /// What was said about spans that are open in calls of this thread, the innermost last.
    said: Vec<Attribute>,
    /// Calls that have ended in the topmost frame and are not in its segment yet.
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
            segment.take_done(&mut self.done);
        }
    }

    /// Puts a frame on, and makes its span current.
    #[inline]
    fn put_on(&mut self, place: Place, span: u64, dropping: bool) -> Token {
        self.hand_over(Some(&place));
        self.last_token = self.last_token.wrapping_add(1);
        let token = Token(NonZeroU32::new(self.last_token).unwrap_or(NonZeroU32::MIN));
        self.frames.push(Frame { place, token, span, below: SPAN.replace(span), dead: false, dropping });
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
            segment.take_done(&mut self.done);
        }
        Some(place)
    }

    /// True if the topmost frame is in this segment.
    #[inline]
    fn is_in(&self, segment: &Arc<OpenSegment>) -> bool {
        self.frames.last().is_some_and(|top| top.place.is(segment))
    }
}

/// The thread ends in a frame that was never left: what has ended in it is in its segment all the same.
impl Drop for Stack {
    fn drop(&mut self) {
        self.hand_over(None);
    }
}

/// The most values that one span says at a time, so that a loop cannot fill the memory.
const MAX_SAID: usize = 128;

thread_local! {
    static SPAN: Cell<u64> = const { Cell::new(NO_SPAN) };
    static STACK: RefCell<Stack> =
        const { RefCell::new(Stack { frames: Vec::new(), last_token: 0, said: Vec::new(), done: Done::new() }) };
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

/// Makes a span current that is a call within the topmost frame.
#[inline]
pub(crate) fn enter_call(span: u64) {
    make_current(span);
}

/// Ends the call `span`, which was made within `parent` and said its values since `from`. False if the segment is
/// not there any more. `record` must neither run code of the user nor ask for the current span.
#[inline]
pub(crate) fn leave_call(span: u64, parent: u64, from: usize, record: impl FnOnce() -> SpanRecord) -> bool {
    if SPAN.get() != span && !unwind_to(span) {
        return false;
    }
    make_current(parent);
    let top_is_dead = STACK.try_with(|stack| {
        let mut stack = stack.try_borrow_mut().ok()?;
        let Stack { frames, said, done, .. } = &mut *stack;
        let top = frames.last()?;
        let Place::Segment(segment) = &top.place else { return None };
        done.push(said, from, record);
        if done.is_full() || segment.is_over() {
            segment.take_done(done);
        }
        Some(top.dead)
    });
    match top_is_dead {
        Ok(Some(dead)) => {
            if dead {
                reap();
            }
            true
        }
        _ => false,
    }
}

/// Ends a span of `segment` that said its values since `from`. `record` as in [`leave_call`].
#[inline]
pub(crate) fn end_span(
    segment: &Arc<OpenSegment>,
    span: SpanId,
    from: usize,
    record: impl FnOnce() -> SpanRecord,
) {
    let mut record = Some(record);
    let ended = STACK.try_with(|stack| {
        let mut stack = stack.try_borrow_mut().ok()?;
        let record = record.take()?;
        let (is_in, is_root) = (stack.is_in(segment), span == segment.root);
        if is_root {
            // What has ended on this thread goes with the segment.
            stack.hand_over(None);
        }
        let Stack { said, done, .. } = &mut *stack;
        if is_in && !is_root && !segment.is_over() {
            done.push(said, from, record);
            if done.is_full() {
                segment.take_done(done);
            }
        } else {
            segment.finish(record(), since(said, from));
        }
        Some(())
    });
    match (ended, record) {
        (Ok(Some(())), _) => {}
        // The stack is gone at the end of the thread; the segment is there.
        (Err(_), Some(record)) => segment.finish(record(), Vec::new().drain(..)),
        _ => here::unrecorded(),
    }
}

/// Says something about an open span, by what was said since `from`, and besides.
pub(crate) fn change(
    segment: &Arc<OpenSegment>,
    span: SpanId,
    from: Option<usize>,
    besides: impl Iterator<Item = Change>,
) {
    let _ = STACK.try_with(|stack| {
        let Ok(mut stack) = stack.try_borrow_mut() else { return };
        let is_in = stack.is_in(segment);
        let Stack { said, done, .. } = &mut *stack;
        let from = from.unwrap_or(said.len());
        let changes = since(said, from).map(Change::Attribute).chain(besides).map(|change| (span, change));
        // In the order in which it is said: what this thread said before lies there still.
        if is_in { done.change(changes) } else { segment.change(changes) }
    });
}

/// The same about the current span.
pub(crate) fn change_current(from: usize, besides: impl Iterator<Item = Change>) {
    let Some(span) = span_id() else { return };
    let _ = STACK.try_with(|stack| {
        let Ok(mut stack) = stack.try_borrow_mut() else { return };
        let Stack { said, done, .. } = &mut *stack;
        done.change(since(said, from).map(Change::Attribute).chain(besides).map(|change| (span, change)));
    });
}

/// Says something about a span whose values begin at `from`. `value` runs no code of the user.
#[inline]
pub(crate) fn say(
    from: usize,
    kind: AttributeKind,
    key: &'static str,
    value: impl FnOnce() -> Option<Value>,
) {
    let _ = STACK.try_with(|stack| {
        if let Ok(mut stack) = stack.try_borrow_mut()
            && stack.said.len() < from + MAX_SAID
            && let Some(value) = value()
        {
            stack.said.push(Attribute { kind, key: Key::Borrowed(key), value });
        }
    });
}

#[inline(never)]
pub(crate) fn say_int(from: usize, kind: AttributeKind, key: &'static str, number: i64) {
    say(from, kind, key, || Some(Value::Int(number)));
}

#[inline(never)]
pub(crate) fn say_text(from: usize, kind: AttributeKind, key: &'static str, text: &'static str) {
    say(from, kind, key, || Some(Value::from_static(text)));
}

/// Where the values of a span begin that has said nothing yet.
#[inline]
pub(crate) fn said_so_far() -> usize {
    STACK.try_with(|stack| stack.try_borrow().map_or(0, |stack| stack.said.len())).unwrap_or(0)
}

/// Gives what was said since `from` to `take`, which runs no code of the user.
#[inline]
pub(crate) fn take_said<R>(from: usize, take: impl FnOnce(Drain<'_, Attribute>) -> R) -> Option<R> {
    let taken = STACK.try_with(|stack| {
        let mut stack = stack.try_borrow_mut().ok()?;
        Some(take(since(&mut stack.said, from)))
    });
    taken.ok().flatten()
}

#[inline]
fn since(said: &mut Vec<Attribute>, from: usize) -> Drain<'_, Attribute> {
    let from = from.min(said.len());
    said.drain(from..)
}

/// Puts a frame on. Gives the place back where the thread is ending.
#[inline]
pub(crate) fn enter(place: Place, span: u64) -> Result<Token, Place> {
    push(place, span, false)
}

/// The same, while what it encloses is dropped; [`leave_dropped`] takes it off.
pub(crate) fn enter_to_drop(place: Place, span: u64) -> Result<Token, Place> {
    push(place, span, true)
}

#[inline]
fn push(place: Place, span: u64, dropping: bool) -> Result<Token, Place> {
    let mut place = Some(place);
    let token = STACK.try_with(|stack| {
        let mut stack = stack.try_borrow_mut().ok()?;
        Some(stack.put_on(place.take()?, span, dropping))
    });
    match (token, place) {
        (Ok(Some(token)), _) => Ok(token),
        (_, Some(place)) => Err(place),
        // Cannot be: the place is taken only where a token is made.
        (_, None) => Ok(Token(NonZeroU32::MIN)),
    }
}

/// Takes the frame off, and all above it. `None` if it is gone already, with one below it.
#[inline]
pub(crate) fn leave(token: Token) -> Option<Place> {
    let left = STACK.try_with(|stack| {
        let mut stack = stack.try_borrow_mut().ok()?;
        let above = stack.uncover(token)?;
        let place = stack.take_off()?;
        let dead = stack.frames.last().is_some_and(|top| top.dead);
        // Those above are dropped outside, where the stack is free: a segment may end with its last holder.
        Some((place, above, dead))
    });
    let (place, _above, dead) = left.ok().flatten()?;
    if dead {
        reap();
    }
    Some(place)
}

/// Takes off the topmost frame that [`enter_to_drop`] put on. Drops nest, so it is the right one.
pub(crate) fn leave_dropped() -> Option<Context> {
    let token = STACK.try_with(|stack| {
        let stack = stack.try_borrow().ok()?;
        stack.frames.iter().rev().find(|frame| frame.dropping).map(|frame| (frame.token, frame.span))
    });
    let (token, span) = token.ok().flatten()?;
    leave(token).map(|place| Context { place, span })
}

/// Takes out the frame of a span that was entered by hand, from wherever it is, and leaves those above it.
pub(crate) fn leave_alone(token: Token) {
    let removed = STACK.try_with(|stack| {
        let mut stack = stack.try_borrow_mut().ok()?;
        stack.hand_over(None);
        let index = stack.frames.iter().rposition(|frame| frame.token == token)?;
        // What is current within the frame: its own span, or a traced function that still runs in it.
        let within = stack.frames.get(index + 1).map_or(SPAN.get(), |above| above.below);
        let frame = stack.frames.get_mut(index)?;
        if within != frame.span {
            frame.dead = true;
            return None;
        }
        let below = frame.below;
        match stack.frames.get_mut(index + 1) {
            Some(above) => above.below = below,
            None => make_current(below),
        }
        Some(stack.frames.remove(index))
    });
    drop(removed);
}

/// Takes off the topmost frames that were left by hand, once nothing runs in them any more.
#[cold]
fn reap() {
    let dead = STACK.try_with(|stack| {
        let mut stack = stack.try_borrow_mut().ok()?;
        stack.hand_over(None);
        let mut dead = Vec::new();
        while stack.frames.last().is_some_and(|top| top.dead && top.span == SPAN.get()) {
            let Some(top) = stack.frames.pop() else { break };
            make_current(top.below);
            dead.push(top);
        }
        Some(dead)
    });
    drop(dead);
}

/// Makes the frame topmost in which the call `span` was current, if something entered within it was left behind.
#[cold]
fn unwind_to(span: u64) -> bool {
    let above = STACK.try_with(|stack| {
        let mut stack = stack.try_borrow_mut().ok()?;
        stack.hand_over(None);
        let index = stack.frames.iter().rposition(|frame| frame.below == span)?;
        Some(stack.frames.split_off(index))
    });
    let found = above.is_ok_and(|above| above.is_some());
    if found {
        make_current(span);
    }
    found
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

/// The segment that the thread runs in, kept or not.
pub(crate) fn segment() -> Option<Arc<OpenSegment>> {
    match capture()?.place {
        Place::Segment(segment) => Some(segment),
        Place::Hub(_) => None,
    }
}
