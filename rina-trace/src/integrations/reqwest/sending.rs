//! A request under way: its span is current at each poll, and goes on in the body of the response. Known by the
//! middleware.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use http::response::Builder;
use http::{Method, StatusCode};
use pin_project_lite::pin_project;
use reqwest::{Body, Request, Response, ResponseBuilderExt};
use reqwest_middleware::{Error, Result};

use super::body::WatchedBody;
use super::middleware::{BoxFuture, Settings};
use crate::fields::Fields;
use crate::http as told;
use crate::outcome::Failure;
use crate::seat::{Head, Tail, Visit};
use crate::status::SpanStatus;
use crate::value::{IntoValue, Value};

/// What is kept of a request until it is answered.
pub(super) struct Exchange {
    start: Instant,
    /// A response to `HEAD` tells of a body and has none.
    is_head: bool,
    settings: Arc<Settings>,
}

pin_project! {
    /// The response of a request that is recorded. Dropped before it is there, the request is `cancelled`.
    #[must_use = "futures do nothing unless polled"]
    pub(super) struct Sending<'a> {
        // The order is the order of dropping.
        head: Head,
        inner: BoxFuture<'a, Result<Response>>,
        tail: Tail,
        exchange: Exchange,
    }
}

impl<'a> Sending<'a> {
    pub(super) fn new(
        (head, tail): (Head, Tail),
        inner: BoxFuture<'a, Result<Response>>,
        exchange: Exchange,
    ) -> Self {
        Self { head, inner, tail, exchange }
    }
}

impl Future for Sending<'_> {
    type Output = Result<Response>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut visit = Visit::new(this.head, this.tail);
        visit.enter();
        let response = match this.inner.as_mut().poll(context) {
            Poll::Pending => {
                visit.pause();
                return Poll::Pending;
            }
            Poll::Ready(Err(error)) => {
                let mut fields = visit.fields();
                failed(&error, &mut fields);
                visit.finish(fields.status);
                return Poll::Ready(Err(error));
            }
            Poll::Ready(Ok(response)) => response,
        };
        let mut fields = visit.fields();
        this.exchange.answered(&response, &mut fields);
        let status = fields.status.unwrap_or(SpanStatus::Ok);
        if this.exchange.ends_with_head(&response) {
            // Whatever its head says of one.
            fields.data("http.response.body.size", Some(Value::Int(0)));
            visit.finish(Some(status));
            return Poll::Ready(Ok(response));
        }
        visit.pause();
        drop(visit);
        let seat = (this.head.take(), this.tail.take());
        Poll::Ready(Ok(with_body(response, |inner| Body::wrap(WatchedBody::new(seat, inner, status)))))
    }
}

impl Exchange {
    pub(super) fn new(request: &Request, settings: Arc<Settings>) -> Self {
        Self { start: Instant::now(), is_head: request.method() == Method::HEAD, settings }
    }

    /// Records the head of the response.
    fn answered(&self, response: &Response, fields: &mut Fields) {
        fields.data("http.request.time_to_first_byte", self.start.elapsed().as_secs_f64().to_value());
        told::record(response, fields);
        fields.data("network.protocol.version", told::version(response.version()).to_value());
        if let Some(peer) = response.remote_addr() {
            fields.data("network.peer.address", peer.ip().to_string().to_value());
            fields.data("network.peer.port", peer.port().to_value());
        }
        for name in &self.settings.headers {
            if let Some(value) = response.headers().get(name) {
                told::header(fields, name, value.as_bytes());
            }
        }
    }

    /// True if nothing comes behind the head.
    fn ends_with_head(&self, response: &Response) -> bool {
        let code = response.status();
        self.is_head
            || code.is_informational()
            || matches!(code, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
            || response.content_length() == Some(0)
    }
}

/// Records that there is no response, and why.
fn failed(error: &Error, fields: &mut Fields) {
    fields.failure(&match error {
        Error::Reqwest(error) => Failure::of::<reqwest::Error>(Some(error)),
        Error::Middleware(_) => Failure::of::<Error>(Some(error)),
    });
    if error.is_timeout() {
        fields.status = Some(SpanStatus::DeadlineExceeded);
    } else if error.is_connect() {
        fields.status = Some(SpanStatus::Unavailable);
    }
    told::record(error, fields);
}

/// The same response with another body. Its URL is no part of what the crate `http` knows, and would be lost.
pub(crate) fn with_body(response: Response, change: impl FnOnce(Body) -> Body) -> Response {
    let url = response.url().clone();
    let (mut parts, body) = http::Response::<Body>::from(response).into_parts();
    if let Ok(with_url) = Builder::new().url(url).body(()) {
        parts.extensions.extend(with_url.into_parts().0.extensions);
    }
    http::Response::from_parts(parts, change(body)).into()
}
