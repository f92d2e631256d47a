//! The body of a response: its bytes are counted, and the request ends with it. Known by the future.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Buf;
use http::HeaderMap;
use http::header::CONTENT_LENGTH;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use super::exchange::{BODY_SIZE, Exchange};
use crate::record::{Attribute, AttributeKey, AttributeKind, Change};
use crate::seat::{self, Ending, Head, Tail, Visit};
use crate::stack;
use crate::status::SpanStatus;
use crate::value::IntoValue;

pin_project! {
    /// The body of a response of a [`Server`](super::Server). Dropped before its end, the request is `cancelled`.
    pub struct ServerBody<B> {
        // The order is the order of dropping.
        head: Head,
        #[pin]
        inner: B,
        tail: Tail,
        exchange: Option<Exchange>,
        // Bytes that were given away, and how many there are, if that is known.
        sent: u64,
        length: Option<u64>,
    }

    impl<B> PinnedDrop for ServerBody<B> {
        fn drop(this: Pin<&mut Self>) {
            this.dropped();
        }
    }
}

impl<B> ServerBody<B> {
    pub(super) fn new((head, tail): (Head, Tail), inner: B) -> Self {
        Self { head, inner, tail, exchange: None, sent: 0, length: None }
    }

    /// A server does not ask for the end of a body of which it has all bytes.
    fn dropped(self: Pin<&mut Self>) {
        let this = self.project();
        let Some(exchange) = this.exchange.take() else { return };
        if let (Some((segment, id)), Some(value)) = (this.head.recorded(), this.sent.to_value()) {
            let (kind, key) = (AttributeKind::Data, AttributeKey::Static(BODY_SIZE));
            let size = Attribute { kind, key, value };
            stack::change(segment, id, Change::Attribute(size));
        }
        if this.length.is_some_and(|length| *this.sent >= length) {
            seat::finish(this.head, this.tail, Ending::said(Some(exchange.status)));
        }
    }
}

impl<B: Body> ServerBody<B> {
    pub(super) fn recording(seat: (Head, Tail), inner: B, exchange: Exchange, headers: &HeaderMap) -> Self {
        let told = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let length = told.or_else(|| inner.size_hint().exact());
        let mut body = Self::new(seat, inner);
        (body.exchange, body.length) = (Some(exchange), length);
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
        let Some(exchange) = this.exchange.as_ref() else { return this.inner.poll_frame(context) };
        let _hub = exchange.enter();
        let mut visit = Visit::new(this.head, this.tail);
        visit.enter();
        let poll = this.inner.as_mut().poll_frame(context);
        let ended = match &poll {
            Poll::Pending => None,
            Poll::Ready(None) => Some(exchange.status),
            Poll::Ready(Some(Err(_))) => Some(SpanStatus::InternalError),
            Poll::Ready(Some(Ok(frame))) => {
                *this.sent += frame.data_ref().map_or(0, |data| data.remaining() as u64);
                this.inner.is_end_stream().then_some(exchange.status)
            }
        };
        if let Some(status) = ended {
            visit.fields().data(BODY_SIZE, this.sent.to_value());
            let has_failed = matches!(poll, Poll::Ready(Some(Err(_))));
            exchange.ended(has_failed.then(std::any::type_name::<B::Error>));
            visit.finish(Some(status));
            *this.exchange = None;
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
