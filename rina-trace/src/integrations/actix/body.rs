//! The body of a response: its bytes are counted, and the request ends with it. Known by the future.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;
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

impl<B: MessageBody> ServerBody<B> {
    pub(super) fn passing((head, tail): (Head, Tail), inner: B) -> Self {
        Self { head, inner, tail, sending: Sending::OVER }
    }

    pub(super) fn recording((head, tail): (Head, Tail), inner: B, exchange: Exchange) -> Self {
        let length = match inner.size() {
            BodySize::Sized(length) => Some(length),
            BodySize::None | BodySize::Stream => None,
        };
        Self { head, inner, tail, sending: Sending::new(exchange, length) }
    }
}

impl<B: MessageBody> MessageBody for ServerBody<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.inner.size()
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, B::Error>>> {
        let this = self.project();
        let Some(exchange) = this.sending.exchange() else { return this.inner.poll_next(context) };
        let _hub = exchange.enter();
        let mut visit = Visit::new(this.head, this.tail);
        visit.enter_apart();
        let poll = this.inner.poll_next(context);
        let ended = match &poll {
            Poll::Pending | Poll::Ready(Some(Ok(_))) => None,
            Poll::Ready(None) => Some(exchange.status),
            Poll::Ready(Some(Err(_))) => Some(SpanStatus::InternalError),
        };
        if let Poll::Ready(Some(Ok(bytes))) = &poll {
            this.sending.sent(bytes.len());
        }
        let failed = matches!(poll, Poll::Ready(Some(Err(_)))).then(std::any::type_name::<B::Error>);
        this.sending.polled(ended, failed, visit);
        poll
    }
}
