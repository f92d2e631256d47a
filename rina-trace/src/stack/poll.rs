//! The span of a future or a stream while it is polled.
//!
//! Mostly it is polled in a frame of its own segment. Then it is like a call: only the cell changes. Elsewhere it
//! brings its segment along in a frame of its own. Known by seats.

use super::{Frame, NO_SPAN, Place, SPAN, STACK, Stack, Token, make_current, reap, take_said};
use crate::clock::Ticks;
use crate::id::SpanId;
use crate::record::{Attribute, SpanRecord};

/// What is known of a span that said something and waits: its values too, because others speak meanwhile.
pub(crate) struct Kept {
    pub(crate) parent: u64,
    pub(crate) start: Ticks,
    pub(crate) said: Vec<Attribute>,
}

/// How many boxes a thread keeps for the next ones.
const MAX_KEPT: usize = 64;

/// A span that is current during a poll. It is written and read where it lies: a copy right after it was written
/// would wait for the stores.
pub(crate) struct Entry {
    /// The frame that was topmost then; `None` where there was no place, or once it is left.
    frame: Option<Token>,
    /// It was put on for this span.
    own: bool,
    /// What was current before.
    below: u64,
    /// Where the values begin that the span says meanwhile.
    pub(crate) from: usize,
}

impl Entry {
    /// Of a span that is not current.
    pub(crate) const NONE: Self = Self { frame: None, own: false, below: NO_SPAN, from: 0 };

    #[inline]
    pub(crate) fn is_current(&self) -> bool {
        self.frame.is_some()
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
            (self.frame, self.below, self.from) = (Some(top.token), SPAN.get(), stack.said.len());
            make_current(span);
            true
        });
        if !matches!(entered, Ok(true)) {
            self.enter_frame(place, span);
        }
    }

    /// The same with a frame of its own.
    #[inline(never)]
    fn enter_frame(&mut self, place: &mut Option<Place>, span: u64) {
        let _ = STACK.try_with(|stack| {
            let mut stack = stack.try_borrow_mut().ok()?;
            (self.own, self.below, self.from) = (true, SPAN.get(), stack.said.len());
            self.frame = Some(stack.put_on(place.take()?, span, false));
            Some(())
        });
    }

    /// Makes current again what was so before. True if the span has said something since it was entered, which
    /// lies there still.
    #[inline]
    pub(crate) fn leave(&mut self, place: &mut Option<Place>) -> bool {
        let mut has_spoken = false;
        let left = STACK.try_with(|stack| {
            let Ok(stack) = stack.try_borrow_mut() else { return false };
            let Some(top) = stack.frames.last() else { return false };
            if self.own || Some(top.token) != self.frame || top.dead {
                return false;
            }
            make_current(self.below);
            has_spoken = stack.said.len() > self.from;
            true
        });
        if !matches!(left, Ok(true)) {
            has_spoken = self.leave_frame(place);
        }
        self.frame = None;
        has_spoken
    }

    /// The same with the frame that the span has brought along, or with others to be taken off.
    #[inline(never)]
    fn leave_frame(&mut self, place: &mut Option<Place>) -> bool {
        let left = STACK.try_with(|stack| {
            let mut stack = stack.try_borrow_mut().ok()?;
            let has_spoken = stack.said.len() > self.from;
            let above = stack.uncover(self.frame?);
            if above.is_some() && self.own {
                *place = stack.take_off();
            } else if above.is_some() {
                make_current(self.below);
            }
            let dead = stack.frames.last().is_some_and(|top| top.dead);
            // Those above are dropped outside, where the stack is free: a segment may end with its last holder.
            Some((above, dead, has_spoken))
        });
        let Ok(Some((_above, dead, has_spoken))) = left else { return false };
        if dead {
            reap();
        }
        has_spoken
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
            let Stack { frames, said, done, .. } = &mut *stack;
            let top = frames.last()?;
            let Place::Segment(segment) = &top.place else { return None };
            if Some(top.token) != self.frame || segment.is_over() || segment.root == span {
                return None;
            }
            done.push(said, self.from, record);
            if done.is_full() {
                segment.take_done(done);
            }
            make_current(self.below);
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

/// Takes what was said since `from` away, for a span that goes on.
pub(crate) fn keep(from: usize, kept: &mut Vec<Attribute>) {
    take_said(from, |said| kept.extend(said));
}

/// Puts what a span said in earlier polls before what it has said since `from`. The box is used again.
#[cold]
pub(crate) fn bring_back(from: usize, mut kept: Box<Kept>) {
    let _ = STACK.try_with(|stack| {
        if let Ok(mut stack) = stack.try_borrow_mut() {
            let from = from.min(stack.said.len());
            stack.said.splice(from..from, kept.said.drain(..));
            if stack.kept.len() < MAX_KEPT {
                stack.kept.push(kept);
            }
        }
    });
}

/// An empty box for a span that goes on, of one that has ended if there is any.
#[cold]
#[expect(clippy::unnecessary_box_returns, reason = "it is the box that is used again")]
pub(crate) fn empty_kept() -> Box<Kept> {
    let kept = STACK.try_with(|stack| stack.try_borrow_mut().ok()?.kept.pop());
    let new = || Box::new(Kept { parent: NO_SPAN, start: Ticks::NONE, said: Vec::new() });
    kept.ok().flatten().unwrap_or_else(new)
}

impl Stack {
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
