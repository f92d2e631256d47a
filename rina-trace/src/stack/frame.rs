//! Frames: put on when a segment comes to the thread, taken off when it goes. Known by all that enters one.

use std::num::NonZeroU32;

use super::{Context, Place, SPAN, STACK, Token, make_current};

/// Puts a frame on. Gives the place back where the thread is ending.
#[inline]
pub(crate) fn enter(place: Place, span: u64) -> Result<Token, Place> {
    push(place, span, false, false)
}

/// The same for a task or a thread that goes on in the span of another.
pub(crate) fn enter_carried(place: Place, span: u64) -> Result<Token, Place> {
    push(place, span, false, true)
}

/// True if what is called here has `span` around it only because that was brought along.
pub(crate) fn is_carried_in(span: u64) -> bool {
    let carried = STACK.try_with(|stack| {
        let stack = stack.try_borrow().ok()?;
        stack.frames.last().map(|top| top.carried && top.span == span)
    });
    carried.ok().flatten().unwrap_or(false)
}

/// The same, while what it encloses is dropped; [`leave_dropped`] takes it off.
pub(crate) fn enter_to_drop(place: Place, span: u64) -> Result<Token, Place> {
    push(place, span, true, false)
}

#[inline]
fn push(place: Place, span: u64, dropping: bool, carried: bool) -> Result<Token, Place> {
    let mut place = Some(place);
    let token = STACK.try_with(|stack| {
        let mut stack = stack.try_borrow_mut().ok()?;
        Some(stack.put_on(place.take()?, span, dropping, carried))
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
        if stack.frames.last().is_some_and(|top| top.token == token && top.span == SPAN.get()) {
            return stack.take_off();
        }
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
        Some(stack.frames.remove(index).place)
    });
    drop(removed);
}

/// True if the frame is on this thread's stack.
#[cfg(feature = "tracing")]
pub(crate) fn is_there(token: Token) -> bool {
    let found = STACK.try_with(|stack| {
        let stack = stack.try_borrow().ok()?;
        Some(stack.frames.iter().any(|frame| frame.token == token))
    });
    matches!(found, Ok(Some(true)))
}

/// Takes off the topmost frames that were left by hand, once nothing runs in them any more.
#[cold]
pub(super) fn reap() {
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
