//! The span of a synchronous call: it changes the cell, and nothing else. Known by calls.

use super::{Place, SPAN, STACK, Stack, make_current, reap};
use crate::id::SpanId;
use crate::record::SpanRecord;

/// Makes a span current that is a call within the topmost frame.
#[inline]
pub(crate) fn enter_call(span: u64) {
    make_current(span);
}

/// Ends the call `span`, which was made within `parent`. False if the segment is not there any more. `record` must
/// neither run code of the user nor ask for the current span.
#[inline]
pub(crate) fn leave_call(span: u64, parent: u64, record: impl FnOnce() -> SpanRecord) -> bool {
    if SPAN.get() != span && !unwind_to(span) {
        return false;
    }
    make_current(parent);
    let top_is_dead = STACK.try_with(|stack| {
        let mut stack = stack.try_borrow_mut().ok()?;
        let Stack { frames, done, .. } = &mut *stack;
        let top = frames.last()?;
        let Place::Segment(segment) = &top.place else { return None };
        done.push(segment, record);
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

/// Makes the span current again if something entered within it was left behind, for what it says goes to the segment
/// of the topmost frame.
#[inline]
pub(crate) fn uncover(span: SpanId) {
    if SPAN.get() != span.get() {
        unwind_to(span.get());
    }
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
