//! What is said about spans, and their ends: it waits on the thread, and goes to the segment with others.
//!
//! Known by fields and seats, and by those who speak of a span that somebody else holds.

use std::sync::Arc;

use super::{STACK, here, span_id};
use crate::id::SpanId;
use crate::record::{Attribute, AttributeKey, AttributeKind, Change, SpanRecord};
use crate::recorder::OpenSegment;
use crate::value::Value;

/// Ends a span of `segment`. `record` must neither run code of the user nor ask for the current span.
#[inline]
pub(crate) fn end_span(segment: &Arc<OpenSegment>, span: SpanId, record: impl FnOnce() -> SpanRecord) {
    let mut record = Some(record);
    let ended = STACK.try_with(|stack| {
        let mut stack = stack.try_borrow_mut().ok()?;
        let record = record.take()?;
        let (is_in, is_root) = (stack.is_in(segment), span == segment.root);
        if is_root {
            // What has ended on this thread goes with the segment.
            stack.hand_over(None);
        }
        if is_in && !is_root {
            stack.done.push(segment, record);
        } else {
            segment.finish(record());
        }
        Some(())
    });
    match (ended, record) {
        (Ok(Some(())), _) => {}
        // The stack is gone at the end of the thread; the segment is there.
        (Err(_), Some(record)) => segment.finish(record()),
        _ => here::unrecorded(),
    }
}

/// Says something about an open span.
pub(crate) fn change(segment: &Arc<OpenSegment>, span: SpanId, change: Change) {
    let _ = STACK.try_with(|stack| {
        let Ok(mut stack) = stack.try_borrow_mut() else { return };
        // In the order in which it is said: what this thread said before lies there still.
        if stack.is_in(segment) {
            stack.say(span, || change);
        } else {
            segment.change(std::iter::once((span, change)));
        }
    });
}

/// The same about the current span.
pub(crate) fn change_current(new: Change) {
    if let (Some(segment), Some(span)) = (super::segment(), span_id()) {
        change(&segment, span, new);
    }
}

/// Says something about a span that is current. `change` is made where it stays, and runs no code of the user.
#[inline(always)]
fn say_in_place(span: SpanId, change: impl FnOnce() -> Change) {
    let _ = STACK.try_with(|stack| {
        if let Ok(mut stack) = stack.try_borrow_mut() {
            stack.say(span, change);
        }
    });
}

#[inline(never)]
pub(crate) fn say(span: SpanId, change: Change) {
    say_in_place(span, || change);
}

#[inline(never)]
pub(crate) fn say_int(span: SpanId, kind: AttributeKind, key: &'static str, number: i64) {
    say_in_place(span, || attribute(kind, key, Value::Int(number)));
}

#[inline(never)]
pub(crate) fn say_text(span: SpanId, kind: AttributeKind, key: &'static str, text: &'static str) {
    say_in_place(span, || attribute(kind, key, Value::from_static(text)));
}

#[inline(always)]
fn attribute(kind: AttributeKind, key: &'static str, value: Value) -> Change {
    Change::Attribute(Attribute { kind, key: AttributeKey::Static(key), value })
}
