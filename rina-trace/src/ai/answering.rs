//! The future of a function of `#[traced_ai]`: its span is current at each poll, and is handed on with its output.
//!
//! As [`crate::future`], but for its end, which the output decides about. Known by expanded code.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use pin_project_lite::pin_project;

use super::live::Live;
use crate::callsite::Callsite;
use crate::remote::RemoteParent;
use crate::seat::{self, Head, Tail, Visit};

pin_project! {
    /// The future of a function that asks a model.
    #[must_use = "futures do nothing unless polled"]
    #[doc(hidden)]
    pub struct Answering<F: Future, O> {
        // The order is the order of dropping.
        head: Head,
        #[pin]
        inner: F,
        tail: Tail,
        // When the span began, if it is kept.
        start: Option<Instant>,
        hand: fn(F::Output, Live) -> O,
    }
}

impl<F: Future, O> Answering<F, O> {
    #[inline]
    pub(super) fn waiting(
        callsite: &'static Callsite,
        remote: Option<Box<RemoteParent>>,
        inner: F,
        hand: fn(F::Output, Live) -> O,
    ) -> Self {
        let (head, tail) = seat::wait(callsite, remote);
        Self { head, inner, tail, start: None, hand }
    }

    pub(super) fn begun(live: Live, inner: F, hand: fn(F::Output, Live) -> O) -> Self {
        let Live { head, tail, start, .. } = live;
        Self { head, inner, tail, start, hand }
    }
}

impl<F: Future, O> Future for Answering<F, O> {
    type Output = O;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<O> {
        let this = self.project();
        seat::begin(this.head, this.tail);
        let mut visit = Visit::new(this.head, this.tail);
        visit.enter();
        if visit.is_recording() {
            this.start.get_or_insert_with(Instant::now);
        }
        let poll = this.inner.poll(context);
        visit.pause();
        drop(visit);
        poll.map(|output| {
            let live = Live::new(this.head.take(), this.tail.take(), *this.start);
            (this.hand)(output, live)
        })
    }
}
