//! Panics, where the client of `sentry` does not see them itself: noted by a hook, sent by the span that unwinds.
//!
//! The panic integration of `sentry` sends a panic while the stack is whole. A client that the program has made
//! without it would never hear of one. Where there is no span, a panic is none of our business.

use std::any::Any;
use std::backtrace::Backtrace;
use std::cell::RefCell;
use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::sync::{Arc, Once};

use sentry::integrations::panic::PanicIntegration;
use sentry::protocol::{Event, Exception};

use super::escape::At;
use super::event::{self, How};
use super::send;
use super::stacktrace;
use crate::callsite::Callsite;
use crate::failure::Trace;
use crate::id::SpanId;
use crate::recorder::OpenSegment;
use crate::stack;
use crate::value::Text;

struct Note {
    message: Text,
    trace: Backtrace,
}

thread_local! {
    static NOTE: RefCell<Option<Note>> = const { RefCell::new(None) };
}

/// Notes panics from now on that the client of their thread does not see.
pub(crate) fn note_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let next = take_hook();
        set_hook(Box::new(move |info| {
            note(info);
            next(info);
        }));
    });
}

fn note(info: &PanicHookInfo<'_>) {
    let is_seen = sentry::Hub::current().with_integration(|_: &PanicIntegration| true);
    if is_seen {
        let _ = NOTE.try_with(|own| own.borrow_mut().take());
    }
    if is_seen || stack::segment().is_none_or(|segment| !segment.hub.sentry) {
        return;
    }
    let note = Note { message: message(info.payload()), trace: Backtrace::force_capture() };
    let _ = NOTE.try_with(|own| *own.borrow_mut() = Some(note));
}

fn message(payload: &dyn Any) -> Text {
    match (payload.downcast_ref::<&'static str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => Text::from_static(text),
        (_, Some(text)) => Text::new(text),
        _ => Text::from_static("Box<dyn Any>"),
    }
}

/// A span is left by a panic: the first one sends what was noted.
#[cold]
pub(crate) fn unwinds(
    segment: &Arc<OpenSegment>,
    span: Option<SpanId>,
    parent: u64,
    callsite: &'static Callsite,
) {
    let note = NOTE.try_with(|own| own.borrow_mut().take()).ok().flatten();
    let Some(Note { message, trace }) = note else { return };
    let span = At::of(segment, span, parent).failed(segment, callsite);
    let exception = Exception {
        ty: "panic".to_owned(),
        value: Some(message.to_string()),
        mechanism: Some(How::unhandled("panic").mechanism()),
        stacktrace: stacktrace::of(&Trace::Here(trace)),
        ..Exception::default()
    };
    let mut event =
        Event { exception: vec![exception].into(), level: sentry::Level::Fatal, ..Event::default() };
    let trace = event::trace_context(&segment.trace, &span);
    event.contexts.insert("trace".to_owned(), trace);
    send::send_in(segment, &span, event);
}
