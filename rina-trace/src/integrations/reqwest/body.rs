//! The body of a response whose span ends with it: its bytes are counted, and somebody may watch them. Known by the future,
//! and by calls to models, whose answers come in it.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::fields::Fields;
use crate::seat::{self, Head, Tail, Visit};
use crate::status::SpanStatus;
use crate::value::IntoValue;

/// What is made of a body, besides that its bytes are counted.
pub(crate) trait Watch {
    /// Some of it has come.
    fn piece(&mut self, bytes: &Bytes);

    /// All of it has come, or it has failed; says on `fields` what is known by then, and how the span ends.
    fn end(&mut self, failed: Option<SpanStatus>, fields: &Fields) -> SpanStatus;

    /// Nobody wants the rest.
    fn leave(&mut self, head: &mut Head, tail: &mut Tail);
}

pin_project! {
    /// The body of a response to a request that is recorded.
    pub(crate) struct WatchedBody<W: Watch> {
        // The order is the order of dropping.
        head: Head,
        #[pin]
        inner: reqwest::Body,
        tail: Tail,
        watch: W,
        // Bytes that were given away.
        received: u64,
    }

    impl<W: Watch> PinnedDrop for WatchedBody<W> {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            this.watch.leave(this.head, this.tail);
        }
    }
}

impl<W: Watch> WatchedBody<W> {
    pub(crate) fn new((head, tail): (Head, Tail), inner: reqwest::Body, watch: W) -> Self {
        Self { head, inner, tail, watch, received: 0 }
    }
}

impl<W: Watch> Body for WatchedBody<W> {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        let mut this = self.project();
        let mut visit = Visit::new(this.head, this.tail);
        visit.enter();
        let poll = this.inner.as_mut().poll_frame(context);
        let (ended, failed) = match &poll {
            Poll::Pending => (false, None),
            Poll::Ready(None) => (true, None),
            Poll::Ready(Some(Err(error))) if error.is_timeout() => (true, Some(SpanStatus::DeadlineExceeded)),
            Poll::Ready(Some(Err(_))) => (true, Some(SpanStatus::InternalError)),
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(data) = frame.data_ref() {
                    *this.received += data.len() as u64;
                    this.watch.piece(data);
                }
                (this.inner.is_end_stream(), None)
            }
        };
        if ended {
            let fields = visit.fields();
            if failed.is_none() {
                fields.data("http.response.body.size", this.received.to_value());
            }
            let status = this.watch.end(failed, &fields);
            visit.finish(Some(status));
        } else {
            visit.pause();
        }
        poll
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// What the response means: a body that nobody watches.
impl Watch for SpanStatus {
    fn piece(&mut self, _: &Bytes) {}

    fn end(&mut self, failed: Option<SpanStatus>, _: &Fields) -> SpanStatus {
        failed.unwrap_or(*self)
    }

    /// A client that has seen enough has not failed: the request is what its response says.
    fn leave(&mut self, head: &mut Head, tail: &mut Tail) {
        seat::finish(head, tail, seat::Ending::said(Some(*self)));
    }
}
