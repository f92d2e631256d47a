//! Futures and streams of traced functions: their span is current at each poll and ends when they do.
//!
//! It ends when the future is ready, not when somebody gets round to dropping it; one that is dropped before is
//! `cancelled`. Known by expanded code, and by `span` for what is traced by hand.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use pin_project_lite::pin_project;

use crate::callsite::Callsite;
use crate::fields::Fields;
use crate::hub;
use crate::record::Change;
use crate::recorder;
use crate::remote::RemoteParent;
use crate::seat::{self, Head, Tail, Visit};
use crate::stack;

pin_project! {
    /// The future of a traced function.
    #[must_use = "futures do nothing unless polled"]
    #[doc(hidden)]
    pub struct TracedFuture<F: Future> {
        // The order is the order of dropping.
        head: Head,
        #[pin]
        inner: F,
        tail: Tail,
        // Looks at the output while the span is current, and says what there is to say.
        end: fn(&F::Output, &mut Fields),
    }
}

impl<F: Future> TracedFuture<F> {
    #[inline]
    pub(crate) fn waiting(
        callsite: &'static Callsite,
        remote: Option<Box<RemoteParent>>,
        inner: F,
        end: fn(&F::Output, &mut Fields),
    ) -> Self {
        let (head, tail) = seat::wait(callsite, remote);
        Self { head, inner, tail, end }
    }

    pub(crate) fn begun(head: Head, tail: Tail, inner: F, end: fn(&F::Output, &mut Fields)) -> Self {
        Self { head, inner, tail, end }
    }
}

impl<F: Future> Future for TracedFuture<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        seat::begin(this.head, this.tail);
        let mut visit = Visit::new(this.head, this.tail);
        visit.enter();
        let poll = this.inner.poll(context);
        if let Poll::Ready(output) = &poll {
            let mut fields = visit.fields();
            if visit.wants_end() {
                (this.end)(output, &mut fields);
            }
            visit.finish(fields.status);
        } else {
            visit.pause();
        }
        poll
    }
}

pin_project! {
    /// The stream of a traced function.
    #[must_use = "streams do nothing unless polled"]
    #[doc(hidden)]
    pub struct TracedStream<S: Stream> {
        head: Head,
        #[pin]
        inner: S,
        tail: Tail,
        end: fn(&S::Item, &mut Fields),
    }
}

impl<S: Stream> TracedStream<S> {
    pub(crate) fn begun(head: Head, tail: Tail, inner: S, end: fn(&S::Item, &mut Fields)) -> Self {
        Self { head, inner, tail, end }
    }
}

impl<S: Stream> Stream for TracedStream<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        let mut visit = Visit::new(this.head, this.tail);
        visit.enter();
        let poll = this.inner.poll_next(context);
        match &poll {
            Poll::Ready(Some(item)) => {
                let mut fields = visit.fields();
                if visit.wants_end() {
                    (this.end)(item, &mut fields);
                    // One that is well says nothing of those before it.
                    if let Some(status) = fields.status.filter(|status| status.is_error()) {
                        stack::change_current(Change::Status(status));
                    }
                }
                visit.pause();
            }
            Poll::Ready(None) => {
                visit.finish(None);
            }
            Poll::Pending => visit.pause(),
        }
        poll
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

impl Visit<'_> {
    /// True if somebody wants to know what came out.
    #[inline]
    pub(crate) fn wants_end(&self) -> bool {
        self.is_recording()
            || hub::may_capture(self.callsite())
            || (recorder::any_failing() && self.is_unrecorded_root())
    }
}
