//! The span of a future or a stream while it is polled.
//!
//! Mostly it is polled in a frame of its own segment. Then it is like a call: only the cell changes. Elsewhere it
//! brings its segment along in a frame of its own. Known by seats.

use super::{Frame, NO_SPAN, Place, SPAN, STACK, Stack, Token, make_current, reap};
use crate::id::SpanId;
use crate::record::SpanRecord;

/// A span that is current during a poll. It is written and read where it lies: a copy right after it was written
/// would wait for the stores.
pub(crate) struct Entry {
    /// The frame that was topmost then; `None` where there was no place, or once it is left.
    frame: Option<Token>,
    /// It was put on for this span.
    own: bool,
    /// What was current before.
    below: u64,
}

impl Entry {
    /// Of a span that is not current.
    pub(crate) const NONE: Self = Self { frame: None, own: false, below: NO_SPAN };

    #[inline]
    pub(crate) fn is_current(&self) -> bool {
        self.frame.is_some()
    }

    /// True if it came here by itself, and not from within `parent`: polled by a task of its own.
    #[inline]
    pub(crate) fn is_apart_from(&self, parent: u64) -> bool {
        self.own && self.below != parent
    }

    /// Makes the span current, unless there is no place, or the thread is ending.
    #[inline(always)]
    pub(crate) fn enter(&mut self, place: &mut Option<Place>, span: u64) {
        let entered = STACK.try_with(|stack| {
            let Ok(stack) = stack.try_borrow_mut() else { return false };
            let (Some(Place::Segment(own)), Some(top)) = (&*place, stack.frames.last()) else { return false };
            if !top.place.is(own) {
                return false;
            }
            (self.frame, self.below) = (Some(top.token), SPAN.get());
            make_current(span);
            true
        });
        if !matches!(entered, Ok(true)) {
            self.enter_frame(place, span);
        }
    }

    /// The same by a call, for spans that are not kept: they are many more than others, and take less of the
    /// processor's cache so.
    #[inline(never)]
    pub(crate) fn enter_called(&mut self, place: &mut Option<Place>, span: u64) {
        self.enter(place, span);
    }

    /// The same with a frame of its own.
    #[inline(never)]
    pub(crate) fn enter_frame(&mut self, place: &mut Option<Place>, span: u64) {
        let _ = STACK.try_with(|stack| {
            let mut stack = stack.try_borrow_mut().ok()?;
            (self.own, self.below) = (true, SPAN.get());
            self.frame = Some(stack.put_on(place.take()?, span, false, false));
            Some(())
        });
    }

    /// Makes current again what was so before.
    #[inline]
    pub(crate) fn leave(&mut self, place: &mut Option<Place>) {
        if self.own {
            self.leave_frame(place);
        } else if !self.leave_cell() {
            self.leave_frames(place);
        }
        self.frame = None;
    }

    /// The same by a call, for spans that are not kept.
    #[inline(never)]
    pub(crate) fn leave_called(&mut self, place: &mut Option<Place>) {
        self.leave(place);
    }

    /// The same where only the cell was changed; false where it was not, and nothing is done.
    #[inline]
    fn leave_cell(&self) -> bool {
        let left = STACK.try_with(|stack| {
            let Ok(stack) = stack.try_borrow_mut() else { return false };
            let Some(top) = stack.frames.last() else { return false };
            if Some(top.token) != self.frame || top.dead {
                return false;
            }
            make_current(self.below);
            true
        });
        matches!(left, Ok(true))
    }

    /// The same with the frame that the span has brought along.
    #[inline(never)]
    fn leave_frame(&mut self, place: &mut Option<Place>) {
        let left = STACK.try_with(|stack| {
            let Ok(mut stack) = stack.try_borrow_mut() else { return false };
            if !stack.is_alone(self.frame) {
                return false;
            }
            // The frame has it, so there is nothing to drop, which the compiler does not see.
            std::mem::forget(std::mem::replace(place, stack.take_off()));
            true
        });
        if !matches!(left, Ok(true)) {
            self.leave_frames(place);
        }
    }

    /// The same with others that are to be taken off.
    #[cold]
    fn leave_frames(&mut self, place: &mut Option<Place>) {
        let left = STACK.try_with(|stack| {
            let mut stack = stack.try_borrow_mut().ok()?;
            let above = stack.uncover(self.frame?);
            if above.is_some() && self.own {
                *place = stack.take_off();
            } else if above.is_some() {
                make_current(self.below);
            }
            let dead = stack.frames.last().is_some_and(|top| top.dead);
            // Those above are dropped outside, where the stack is free: a segment may end with its last holder.
            Some((above, dead))
        });
        let Ok(Some((_above, dead))) = left else { return };
        if dead {
            reap();
        }
    }

    /// The same at the end of the span, with its record. False, and nothing is done, if the span cannot just lie
    /// down with the other spans of the thread. `record` must neither run code of the user nor ask for the current
    /// span.
    #[inline]
    pub(crate) fn end(&mut self, span: SpanId, record: impl FnOnce() -> SpanRecord) -> bool {
        if self.own {
            return false;
        }
        let ended = STACK.try_with(|stack| {
            let mut stack = stack.try_borrow_mut().ok()?;
            let Stack { frames, done, .. } = &mut *stack;
            let top = frames.last()?;
            let Place::Segment(segment) = &top.place else { return None };
            if Some(top.token) != self.frame || segment.is_over() || segment.root == span {
                return None;
            }
            make_current(self.below);
            done.push(segment, record);
            Some(top.dead)
        });
        let Ok(Some(dead)) = ended else { return false };
        self.frame = None;
        if dead {
            reap();
        }
        true
    }
}

impl Stack {
    /// True if the frame is topmost, and the one below is none that [`reap`] would take off next.
    #[inline]
    fn is_alone(&self, frame: Option<Token>) -> bool {
        match &*self.frames {
            [.., below, top] => Some(top.token) == frame && !below.dead,
            [top] => Some(top.token) == frame,
            [] => false,
        }
    }

    /// Makes the frame topmost, and gives those above it. `None` if it is gone.
    #[inline]
    pub(super) fn uncover(&mut self, frame: Token) -> Option<Vec<Frame>> {
        match self.frames.last() {
            Some(top) if top.token == frame => Some(Vec::new()),
            _ => self.uncover_below(frame),
        }
    }

    #[cold]
    fn uncover_below(&mut self, frame: Token) -> Option<Vec<Frame>> {
        let index = self.frames.iter().rposition(|found| found.token == frame)?;
        self.hand_over(None);
        Some(self.frames.split_off(index + 1))
    }
}
