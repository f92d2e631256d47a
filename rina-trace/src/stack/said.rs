//! What is said about spans, and their ends: it waits on the thread, and goes to the segment with others.
//!
//! Known by fields and seats, and by those who speak of a span that somebody else holds.

use std::sync::Arc;
use std::vec::Drain;

use super::{STACK, Stack, here, span_id};
use crate::id::SpanId;
use crate::record::{Attribute, AttributeKey, AttributeKind, Change, SpanRecord};
use crate::recorder::OpenSegment;
use crate::value::Value;

/// The most values that one span says at a time, so that a loop cannot fill the memory.
const MAX_SAID: usize = 128;

/// Ends a span of `segment` that said its values since `from`. `record` must neither run code of the user nor
/// ask for the current span.
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
            stack.said.push(Attribute { kind, key: AttributeKey::Static(key), value });
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
