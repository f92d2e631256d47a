//! A call under way: its span is current at each poll, and ends with the trailers of the response.
//!
//! Known by the client.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{HeaderMap, Response};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use super::super::grpc::Code;
use crate::seat::{Head, Tail, Visit};
use crate::status::SpanStatus;

pin_project! {
    /// The response to a call of a [`Client`](super::Client). Dropped before it is there, the call is `cancelled`.
    #[must_use = "futures do nothing unless polled"]
    pub struct CallFuture<F> {
        // The order is the order of dropping.
        head: Head,
        #[pin]
        inner: F,
        tail: Tail,
    }
}

impl<F> CallFuture<F> {
    pub(super) fn new((head, tail): (Head, Tail), inner: F) -> Self {
        Self { head, inner, tail }
    }
}

impl<F, B, E> Future for CallFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Body,
{
    type Output = Result<Response<CallBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut visit = Visit::new(this.head, this.tail);
        visit.enter();
        let response = match this.inner.poll(context) {
            Poll::Pending => {
                visit.pause();
                return Poll::Pending;
            }
            Poll::Ready(Err(error)) => {
                // The server was not reached, or went away.
                visit.finish(Some(SpanStatus::Unavailable));
                return Poll::Ready(Err(error));
            }
            Poll::Ready(Ok(response)) => response,
        };
        let code = response.status().as_u16();
        if let Some(status) = told(&visit, response.headers()) {
            visit.finish(Some(status));
        } else if code != 200 {
            // A proxy has answered.
            visit.finish(Some(SpanStatus::from_http(code)));
        } else if response.body().is_end_stream() {
            visit.finish(Some(SpanStatus::UnknownError));
        } else {
            visit.pause();
        }
        drop(visit);
        let (head, tail) = (this.head.take(), this.tail.take());
        Poll::Ready(Ok(response.map(|inner| CallBody { head, inner, tail })))
    }
}

pin_project! {
    /// The messages of the response to a call of a [`Client`](super::Client). Dropped before its end, the call is
    /// `cancelled`.
    pub struct CallBody<B> {
        // The order is the order of dropping.
        head: Head,
        #[pin]
        inner: B,
        tail: Tail,
    }
}

impl<B: Body> Body for CallBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let this = self.project();
        let mut visit = Visit::new(this.head, this.tail);
        visit.enter();
        let poll = this.inner.poll_frame(context);
        let ended = match &poll {
            Poll::Pending => None,
            // Without a status nobody knows how it has ended.
            Poll::Ready(None) => Some(SpanStatus::UnknownError),
            Poll::Ready(Some(Err(_))) => Some(SpanStatus::Unavailable),
            Poll::Ready(Some(Ok(frame))) => {
                let trailers = frame.trailers_ref();
                trailers.map(|trailers| told(&visit, trailers).unwrap_or(SpanStatus::UnknownError))
            }
        };
        match ended {
            Some(status) => visit.finish(Some(status)),
            None => visit.pause(),
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

/// The status, if it stands here; recorded.
fn told(visit: &Visit<'_>, headers: &HeaderMap) -> Option<SpanStatus> {
    let code = Code::of(headers)?;
    code.record(&visit.fields());
    Some(code.status())
}
