//! The layer around a channel, and the service that it makes: a span for each call. Known by users.

use std::task::{Context, Poll};

use http::{Request, Response, Uri};
use http_body::Body;
use tower_layer::Layer;
use tower_service::Service;

use super::call::{CallBody, CallFuture};
use crate::callsite::{Callsite, Rules};
use crate::fields::Fields;
use crate::integrations::{grpc, outgoing};
use crate::name_source::NameSource;
use crate::opened::Opened;
use crate::remote;
use crate::stack::{self, NO_SPAN};
use crate::value::IntoValue;

static CALL: Callsite = Callsite {
    op: "rpc",
    name: "call",
    file: file!(),
    line: line!(),
    rules: Rules::integration("auto.rpc.tonic"),
};

/// Makes a span of each call of a client; see the [module](super).
#[derive(Debug, Clone, Default)]
pub struct ClientLayer {
    origin: Option<Uri>,
}

impl ClientLayer {
    /// Calls to wherever the channel leads.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says where the channel leads, such as `https://orders.example.com`: a channel does not tell the services
    /// around it. Recorded as `server.address` and `server.port`, and what `trace_propagation_targets` look at.
    pub fn origin(mut self, origin: Uri) -> Self {
        self.origin = Some(origin);
        self
    }
}

impl<S> Layer<S> for ClientLayer {
    type Service = Client<S>;

    fn layer(&self, inner: S) -> Client<S> {
        Client { inner, origin: self.origin.clone() }
    }
}

/// A channel whose calls are traced; made by [`ClientLayer`].
#[derive(Clone)]
pub struct Client<S> {
    inner: S,
    origin: Option<Uri>,
}

impl<S: std::fmt::Debug> std::fmt::Debug for Client<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("inner", &self.inner).finish_non_exhaustive()
    }
}

impl<S, B, R> Service<Request<B>> for Client<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: Body,
{
    type Response = Response<CallBody<R>>;
    type Error = S::Error;
    type Future = CallFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let path = request.uri().path();
        let name = || grpc::Call::of(path).map_or(path, |call| call.name).to_owned();
        let mut opened = Opened::of(outgoing::open(&CALL, NameSource::Route, name));
        if stack::span() == NO_SPAN {
            return CallFuture::new(opened.go_on(), self.inner.call(request));
        }
        let target = self.origin.as_ref().filter(|_| request.uri().authority().is_none());
        let target = target.unwrap_or(request.uri());
        if opened.fields().is_kept() {
            opened.fields().name(name());
            record(path, target, opened.fields());
        }
        remote::trace_headers_for(&url(target, path)).apply(request.headers_mut());
        let inner = self.inner.call(request);
        CallFuture::new(opened.go_on(), inner)
    }
}

fn record(path: &str, target: &Uri, fields: &Fields) {
    if let Some(call) = grpc::Call::of(path) {
        call.record(fields);
    }
    fields.data("server.address", target.host().to_value());
    fields.data("server.port", target.port_u16().to_value());
}

/// The address of a call, or its path where nobody knows the rest.
fn url(target: &Uri, path: &str) -> String {
    let scheme = target.scheme_str().unwrap_or("http");
    let authority = target.authority().map(|authority| format!("{scheme}://{authority}")).unwrap_or_default();
    authority + path
}
