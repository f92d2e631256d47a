//! The span of a function that returns a future or a stream: it begins with the call, so that what the function
//! does before it returns is within it, and goes on in what is returned. Known by expanded code and by integrations.

use std::future::Future;

use futures_core::Stream;

use crate::callsite::Callsite;
use crate::fields::Fields;
use crate::future::{TracedFuture, TracedStream};
use crate::remote::RemoteParent;
use crate::seat::{self, Ending, Head, Tail};
use crate::stack::poll::Entry;
use crate::status::SpanStatus;

/// The span of a call that has not returned its future yet.
#[must_use]
#[doc(hidden)]
pub struct Opened {
    head: Head,
    tail: Tail,
    fields: Fields,
    entry: Entry,
}

impl Opened {
    pub(crate) fn new(callsite: &'static Callsite, remote: Option<Box<RemoteParent>>) -> Self {
        let (mut head, mut tail) = seat::wait(callsite, remote);
        seat::begin(&mut head, &mut tail);
        Self::of((head, tail))
    }

    /// Of a span that has begun.
    pub(crate) fn of((mut head, tail): (Head, Tail)) -> Self {
        let entry = head.enter();
        let fields = Fields::new(head.span_id());
        Self { head, tail, fields, entry }
    }

    /// Takes what is said before the body.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Goes on in the future that the function returned.
    pub fn future<F: Future>(mut self, inner: F, end: fn(&F::Output, &mut Fields)) -> TracedFuture<F> {
        let (head, tail) = self.go_on();
        TracedFuture::begun(head, tail, inner, end)
    }

    /// Goes on in the stream that the function returned.
    pub fn stream<S: Stream>(mut self, inner: S, end: fn(&S::Item, &mut Fields)) -> TracedStream<S> {
        let (head, tail) = self.go_on();
        TracedStream::begun(head, tail, inner, end)
    }

    /// What the span goes on in.
    pub(crate) fn go_on(&mut self) -> (Head, Tail) {
        self.leave();
        (self.head.take(), self.tail.take())
    }

    fn leave(&mut self) {
        self.head.leave(&mut self.entry);
    }
}

/// The body panicked.
impl Drop for Opened {
    fn drop(&mut self) {
        self.leave();
        seat::finish(&mut self.head, &mut self.tail, Ending::cut_short(SpanStatus::InternalError));
    }
}
