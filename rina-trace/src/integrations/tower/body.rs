//! The body of a response: its bytes are counted, and the request ends with it. Known by the future.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Buf;
use http::HeaderMap;
use http::header::CONTENT_LENGTH;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::integrations::server::{Exchange, Sending};
use crate::seat::{Head, Tail, Visit};
use crate::status::SpanStatus;

pin_project! {
    /// The body of a response of a [`Server`](super::Server). Dropped before its end, the request is `cancelled`.
    pub struct ServerBody<B> {
        // The order is the order of dropping.
        head: Head,
        #[pin]
        inner: B,
        tail: Tail,
        sending: Sending,
    }

    impl<B> PinnedDrop for ServerBody<B> {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            this.sending.dropped(this.head, this.tail);
        }
    }
}

impl<B> ServerBody<B> {
    pub(super) fn new((head, tail): (Head, Tail), inner: B) -> Self {
        Self { head, inner, tail, sending: Sending::OVER }
    }
}

impl<B: Body> ServerBody<B> {
    pub(super) fn recording(seat: (Head, Tail), inner: B, exchange: Exchange, headers: &HeaderMap) -> Self {
        let told = || headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok();
        let length = inner.size_hint().exact().or_else(told);
        let mut body = Self::new(seat, inner);
        body.sending = Sending::new(exchange, length);
        body
    }
}

impl<B: Body> Body for ServerBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let mut this = self.project();
        let Some(exchange) = this.sending.exchange() else { return this.inner.poll_frame(context) };
        let _hub = exchange.enter();
        let mut visit = Visit::new(this.head, this.tail);
        visit.enter_apart();
        let poll = this.inner.as_mut().poll_frame(context);
        let ended = match &poll {
            Poll::Pending => None,
            Poll::Ready(None) => Some(exchange.status),
            Poll::Ready(Some(Err(_))) => Some(SpanStatus::InternalError),
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(trailers) = frame.trailers_ref() {
                    exchange.told(trailers, &visit.fields());
                }
                // Nothing comes behind trailers, and servers do not ask.
                (frame.is_trailers() || this.inner.is_end_stream()).then_some(exchange.status)
            }
        };
        if let Poll::Ready(Some(Ok(frame))) = &poll {
            this.sending.sent(frame.data_ref().map_or(0, Buf::remaining));
        }
        let failed = matches!(poll, Poll::Ready(Some(Err(_)))).then(std::any::type_name::<B::Error>);
        this.sending.polled(ended, failed, visit);
        poll
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
