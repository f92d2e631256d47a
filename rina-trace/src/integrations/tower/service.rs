//! The service around another: it starts the segment of each request. Made by the layer.

use std::borrow::Cow;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::request::Parts;
use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use super::future::ResponseFuture;
use super::head::HttpHead;
use crate::callsite::{Callsite, Rules};
use crate::hub;
use crate::integrations::server::{self, Asks, Seen, Settings, Target};
use crate::name_source::NameSource;
use crate::seat;
use crate::segment::put;
use crate::stack;
use crate::value::IntoValue;

/// Each request is a segment, also where it was made by a program that is traced itself.
static REQUEST: Callsite = Callsite {
    op: "http.server",
    name: "request",
    file: file!(),
    line: line!(),
    rules: Rules::integration("auto.http.tower").root(),
};

/// A service whose requests are traced; made by [`ServerLayer`](super::ServerLayer).
#[derive(Clone)]
pub struct Server<S> {
    inner: S,
    settings: Arc<Settings>,
    asks: Asks<Parts>,
}

impl<S> Server<S> {
    pub(super) fn new(inner: S, settings: Arc<Settings>, asks: Asks<Parts>) -> Self {
        Self { inner, settings, asks }
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
        if parts.extensions.insert(Seen).is_some() {
            tell_route(target(&parts, &self.asks));
            return self.pass(Request::from_parts(parts, body));
        }
        let (head, target) = (HttpHead::of(&parts), target(&parts, &self.asks));
        let settings = (&self.settings, &self.asks);
        let (mut seat, exchange) = server::begin(hub, &REQUEST, (&parts, &head), settings, target);
        let inner = {
            let _hub = exchange.enter();
            server::within(&mut seat, |_| self.inner.call(Request::from_parts(parts, body)))
        };
        ResponseFuture::new(seat, inner, Some(exchange))
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

/// Names the request that is under way by its route, if nobody has named it better than by its path.
fn tell_route(target: Target<'_>) {
    let Some(segment) = stack::segment() else { return };
    let Target { name, route: Some(route), .. } = target else { return };
    if segment.name().1 == NameSource::Url {
        segment.update(|info| {
            info.name = Some((name.into(), NameSource::Route));
            if let Some(route) = route.to_value() {
                put(&mut info.data, "http.route".into(), route);
            }
        });
    }
}

fn target<'a>(request: &'a Parts, asks: &Asks<Parts>) -> Target<'a> {
    let asked = || asks.route(request).map(Cow::Owned);
    Target::of(&HttpHead::of(request), || matched(request).or_else(asked))
}

#[cfg(feature = "axum")]
fn matched(request: &Parts) -> Option<Cow<'_, str>> {
    let matched: &axum::extract::MatchedPath = request.extensions.get()?;
    Some(Cow::Borrowed(matched.as_str()))
}

#[cfg(not(feature = "axum"))]
fn matched(_: &Parts) -> Option<Cow<'_, str>> {
    None
}
