//! The response on its way: the span is current at each poll, and goes on in the body. Known by the service.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::Response;
use http_body::Body;
use pin_project_lite::pin_project;

use super::body::ServerBody;
use crate::integrations::server::Exchange;
use crate::seat::{Head, Tail, Visit};

pin_project! {
    /// The response of a [`Server`](super::Server). Dropped before it is there, the request is `cancelled`.
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F> {
        // The order is the order of dropping.
        head: Head,
        #[pin]
        inner: F,
        tail: Tail,
        // There as long as there is something to record.
        exchange: Option<Exchange>,
    }
}

impl<F> ResponseFuture<F> {
    pub(super) fn new((head, tail): (Head, Tail), inner: F, exchange: Option<Exchange>) -> Self {
        Self { head, inner, tail, exchange }
    }
}

impl<F, B, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Body,
{
    type Output = Result<Response<ServerBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Some(exchange) = this.exchange else {
            let (head, tail) = (this.head, this.tail);
            let passing = |body| ServerBody::new((head.take(), tail.take()), body);
            return this.inner.poll(context).map_ok(|response| response.map(passing));
        };
        let _hub = exchange.enter();
        let mut visit = Visit::new(this.head, this.tail);
        visit.enter_apart();
        let response = match this.inner.poll(context) {
            Poll::Pending => {
                visit.pause();
                return Poll::Pending;
            }
            Poll::Ready(Err(error)) => {
                visit.fields();
                exchange.ended(Some(std::any::type_name::<E>()), None);
                visit.finish(Some(exchange.status));
                return Poll::Ready(Err(error));
            }
            Poll::Ready(Ok(response)) => response,
        };
        let fields = visit.fields();
        let (code, is_empty) = (response.status(), response.body().is_end_stream());
        exchange.answered(code, None, &fields);
        exchange.told(response.headers(), &fields);
        let is_over = exchange.ends_with_head(code, is_empty, &fields);
        if is_over {
            visit.finish(Some(exchange.status));
        } else {
            visit.pause();
        }
        drop(visit);
        let seat = (this.head.take(), this.tail.take());
        let exchange = this.exchange.take().filter(|_| !is_over);
        let (parts, body) = response.into_parts();
        let body = match exchange {
            Some(exchange) => ServerBody::recording(seat, body, exchange, &parts.headers),
            None => ServerBody::new(seat, body),
        };
        Poll::Ready(Ok(Response::from_parts(parts, body)))
    }
}
