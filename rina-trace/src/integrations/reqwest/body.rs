//! The body of a response: its bytes are counted, and the span of the request ends with it. Known by the future.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::seat::{self, Head, Tail, Visit};
use crate::status::SpanStatus;
use crate::value::IntoValue;

pin_project! {
    /// The body of a response to a request that is recorded.
    pub(super) struct ClientBody {
        // The order is the order of dropping.
        head: Head,
        #[pin]
        inner: reqwest::Body,
        tail: Tail,
        // What the response means.
        status: SpanStatus,
        // Bytes that were given away.
        received: u64,
    }

    impl PinnedDrop for ClientBody {
        /// A client that has seen enough has not failed: the request is what its response says.
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            seat::finish(this.head, this.tail, seat::Ending::said(Some(*this.status)));
        }
    }
}

impl ClientBody {
    pub(super) fn new((head, tail): (Head, Tail), inner: reqwest::Body, status: SpanStatus) -> Self {
        Self { head, inner, tail, status, received: 0 }
    }
}

impl Body for ClientBody {
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
        let ended = match &poll {
            Poll::Pending => None,
            Poll::Ready(None) => Some(*this.status),
            Poll::Ready(Some(Err(error))) if error.is_timeout() => Some(SpanStatus::DeadlineExceeded),
            Poll::Ready(Some(Err(_))) => Some(SpanStatus::InternalError),
            Poll::Ready(Some(Ok(frame))) => {
                *this.received += frame.data_ref().map_or(0, |data| data.len() as u64);
                this.inner.is_end_stream().then_some(*this.status)
            }
        };
        match ended {
            None => visit.pause(),
            Some(status) => {
                if !matches!(poll, Poll::Ready(Some(Err(_)))) {
                    visit.fields().data("http.response.body.size", this.received.to_value());
                }
                visit.finish(Some(status));
            }
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
