//! A stream of chunks: its span is current at each poll, each chunk is asked what it knows, and the span ends behind the last.
//!
//! Dropped before, it is `cancelled` with what has come so far, unless the model had said all. Known by expanded code.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use pin_project_lite::pin_project;

use super::live::{Live, Look, Tell};
use super::streaming::Streaming;
use crate::seat::{Head, Tail, Visit};

pin_project! {
    /// The stream of a function that asks a model.
    #[must_use = "streams do nothing unless polled"]
    #[doc(hidden)]
    pub struct Chunks<S: Stream> {
        // The order is the order of dropping.
        head: Head,
        #[pin]
        inner: S,
        tail: Tail,
        streaming: Streaming,
        look: Look<S::Item>,
        tell: Tell<S::Item>,
    }

    impl<S: Stream> PinnedDrop for Chunks<S> {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            let mut visit = Visit::new(this.head, this.tail);
            visit.enter();
            let is_decided = this.streaming.is_decided();
            this.streaming.record(&visit.fields());
            // What is not ended here is cut short behind the stream itself.
            if is_decided { visit.finish(None) } else { visit.pause() }
        }
    }
}

impl<S: Stream> Chunks<S> {
    pub(super) fn new(live: Live, inner: S, look: Look<S::Item>, tell: Tell<S::Item>) -> Self {
        let streaming = Streaming::new(&live);
        let Live { head, tail, .. } = live;
        Self { head, inner, tail, streaming, look, tell }
    }
}

impl<S: Stream> Stream for Chunks<S> {
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
                    (this.look)(item, &mut fields);
                    this.streaming.failed(fields.status);
                }
                if let Some(reply) = this.streaming.piece() {
                    (this.tell)(item, &mut fields, reply);
                }
                visit.pause();
            }
            Poll::Ready(None) => {
                this.streaming.record(&visit.fields());
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
