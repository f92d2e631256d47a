//! The service around another: it starts the segment of each request. Made by the layer.

use std::sync::Arc;
use std::task::{Context, Poll};

use http::request::Parts;
use http::{Method, Request, Response};
use http_body::Body;
use tower_service::Service;

use super::exchange::{Exchange, ORIGIN};
use super::future::ResponseFuture;
use super::layer::Settings;
use super::request::{self, Target};
use crate::callsite::{Callsite, Rules};
use crate::hub::{self, Hub};
use crate::name_source::NameSource;
use crate::opened::Opened;
use crate::remote;
use crate::seat;
use crate::segment::put;
use crate::stack;
use crate::start::{self, Known};
use crate::status::SpanStatus;
use crate::value::IntoValue;

/// Each request is a segment, also where it was made by a program that is traced itself.
static REQUEST: Callsite = Callsite {
    op: "http.server",
    name: "request",
    file: file!(),
    line: line!(),
    rules: Rules::integration(ORIGIN).root(),
};

/// A request that a layer outside of this one has seen.
#[derive(Clone)]
struct Seen;

/// A service whose requests are traced; made by [`ServerLayer`](super::ServerLayer).
#[derive(Clone)]
pub struct Server<S> {
    inner: S,
    settings: Arc<Settings>,
}

impl<S> Server<S> {
    pub(super) fn new(inner: S, settings: Arc<Settings>) -> Self {
        Self { inner, settings }
    }
}

impl<S: std::fmt::Debug> std::fmt::Debug for Server<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("inner", &self.inner).finish_non_exhaustive()
    }
}

impl<S, B, R> Service<Request<B>> for Server<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: Body,
{
    type Response = Response<super::ServerBody<R>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        if !hub::is_on() {
            return self.pass(request);
        }
        let Some(hub) = self.settings.hub(&REQUEST) else { return self.pass(request) };
        let (mut parts, body) = request.into_parts();
        if parts.extensions.get::<Seen>().is_some() {
            tell_route(&parts, &self.settings);
            return self.pass(Request::from_parts(parts, body));
        }
        parts.extensions.insert(Seen);
        let (mut opened, exchange) = open(hub, &parts, &self.settings);
        let inner = {
            let _hub = exchange.enter();
            self.inner.call(Request::from_parts(parts, body))
        };
        ResponseFuture::new(opened.go_on(), inner, Some(exchange))
    }
}

impl<S> Server<S> {
    fn pass<B>(&mut self, request: Request<B>) -> ResponseFuture<S::Future>
    where
        S: Service<Request<B>>,
    {
        ResponseFuture::new(seat::none(&REQUEST), self.inner.call(request), None)
    }
}

/// Starts the segment of a request; its span is current until it goes on.
fn open(hub: Arc<Hub>, request: &Parts, settings: &Arc<Settings>) -> (Opened, Exchange) {
    let remote = remote::continue_at(&hub, &request.headers);
    let target = Target::of(request, settings);
    let (has_client, tells_who) = (hub.sentry, hub.identity.scrub.sends_personal());
    let known = Known { name: &target.name, source: target.source(), unwanted: settings.leaves_out(request) };
    let segment = start::start(hub, &REQUEST, Some(&remote), &known);
    let client = if tells_who { request::client_address(request, settings) } else { None };
    if settings.captures && has_client {
        segment.keep_all_failures();
    }
    let asked = has_client.then(|| request::asked(request, client));
    let mut opened = Opened::of(seat::root(&REQUEST, Arc::clone(&segment)));
    if let Some(fields) = opened.start() {
        request::record(request, &target, client, fields);
    }
    let source = target.source();
    segment.update(|info| {
        info.name = Some((target.name.into(), source));
        info.request = asked;
    });
    let own = (settings.isolates && has_client)
        .then(|| Arc::new(sentry::Hub::new_from_top(sentry::Hub::current())));
    let (is_head, settings) = (request.method == Method::HEAD, Arc::clone(settings));
    (opened, Exchange { hub: own, is_head, settings, status: SpanStatus::InternalError })
}

/// Names the request that is under way by its route, if nobody has named it better than by its path.
fn tell_route(request: &Parts, settings: &Settings) {
    let Some(segment) = stack::segment() else { return };
    let Target { name, route: Some(route) } = Target::of(request, settings) else { return };
    segment.update(|info| {
        if info.name.as_ref().is_some_and(|(_, source)| *source == NameSource::Url) {
            info.name = Some((name.into(), NameSource::Route));
            if let Some(route) = route.to_value() {
                put(&mut info.data, "http.route".into(), route);
            }
        }
    });
}
