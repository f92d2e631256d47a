//! The service around another: it starts the segment of each request. Made by the middleware.

use std::borrow::Cow;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage};

use super::body::ServerBody;
use super::future::ResponseFuture;
use super::head::ActixHead;
use crate::callsite::{Callsite, Rules};
use crate::hub;
use crate::integrations::server::{self, Asks, Seen, Settings, Target};
use crate::seat;

/// Each request is a segment, also where it was made by a program that is traced itself.
static REQUEST: Callsite = Callsite {
    op: "http.server",
    name: "request",
    file: file!(),
    line: line!(),
    rules: Rules::integration("auto.http.actix").root(),
};

/// A service whose requests are traced; made by [`ServerMiddleware`](super::ServerMiddleware).
pub struct Server<S> {
    inner: S,
    settings: Arc<Settings>,
    asks: Asks<ServiceRequest>,
}

impl<S> Server<S> {
    pub(super) fn new(inner: S, settings: Arc<Settings>, asks: Asks<ServiceRequest>) -> Self {
        Self { inner, settings, asks }
    }
}

impl<S: std::fmt::Debug> std::fmt::Debug for Server<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("inner", &self.inner).finish_non_exhaustive()
    }
}

impl<S, B> Service<ServiceRequest> for Server<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<ServerBody<B>>;
    type Error = Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let hub = if hub::is_on() { self.settings.hub(&REQUEST) } else { None };
        let is_seen = hub.is_some() && request.extensions_mut().insert(Seen).is_some();
        let Some(hub) = hub.filter(|_| !is_seen) else {
            return ResponseFuture::new(seat::none(&REQUEST), self.inner.call(request), None);
        };
        let (mut seat, exchange) = {
            let head = ActixHead::of(&request);
            let route = || request.match_pattern().or_else(|| self.asks.route(&request));
            let target = Target::of(&head, || route().map(Cow::Owned));
            server::begin(hub, &REQUEST, (&request, &head), (&self.settings, &self.asks), target)
        };
        let inner = {
            let _hub = exchange.enter();
            server::within(&mut seat, |_| self.inner.call(request))
        };
        ResponseFuture::new(seat, inner, Some(exchange))
    }
}
