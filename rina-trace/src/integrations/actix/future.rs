//! The response on its way: the span is current at each poll, and goes on in the body. Known by the service.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::ServiceResponse;
use http::StatusCode;
use pin_project_lite::pin_project;

use super::body::ServerBody;
use crate::fields::Fields;
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

impl<F, B> Future for ResponseFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody,
{
    type Output = Result<ServiceResponse<ServerBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Some(exchange) = this.exchange else {
            let (head, tail) = (this.head, this.tail);
            let passing = |_: &mut _, body| ServerBody::passing((head.take(), tail.take()), body);
            return this.inner.poll(context).map_ok(|response| response.map_body(passing));
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
                // The server makes a response of it, behind our back.
                let code = error.as_response_error().status_code();
                answered(exchange, code.as_u16(), Some(&error), &visit.fields());
                visit.finish(Some(exchange.status));
                return Poll::Ready(Err(error));
            }
            Poll::Ready(Ok(response)) => response,
        };
        let fields = visit.fields();
        let size = response.response().body().size();
        let is_empty = matches!(size, BodySize::None | BodySize::Sized(0));
        let code = answered(exchange, response.status().as_u16(), response.response().error(), &fields);
        let is_over = exchange.ends_with_head(code, is_empty, &fields);
        if is_over {
            visit.finish(Some(exchange.status));
        } else {
            visit.pause();
        }
        drop(visit);
        let seat = (this.head.take(), this.tail.take());
        let exchange = this.exchange.take().filter(|_| !is_over);
        let body = |_: &mut _, body| match exchange {
            Some(exchange) => ServerBody::recording(seat, body, exchange),
            None => ServerBody::passing(seat, body),
        };
        Poll::Ready(Ok(response.map_body(body)))
    }
}

/// The head of the response is there.
fn answered(exchange: &mut Exchange, code: u16, error: Option<&Error>, fields: &Fields) -> StatusCode {
    // Its codes are those of another version of the crate; all of them are codes here, too.
    let code = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    exchange.answered(code, error.map(|error| error as &dyn std::error::Error), fields);
    code
}
