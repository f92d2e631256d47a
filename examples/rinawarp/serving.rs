//! Serves a router on a free port of loopback, with a root span around every request.
//!
//! Knows axum and nothing of what is served; known by `main` and by both services.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use rina_trace::{NameSource, SpanStatus, traced};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower_http::catch_panic::CatchPanicLayer;

/// A service that answers on `address` until it is stopped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

impl Running {
    /// Takes no more requests, and waits for those that are under way.
    ///
    /// # Errors
    ///
    /// The server failed or panicked.
    pub(crate) async fn stop(self) -> io::Result<()> {
        let _ = self.stop.send(());
        self.server.await?
    }
}

/// Starts to serve `router` as the service `name`.
///
/// # Errors
///
/// Loopback has no free port.
pub(crate) async fn start(name: &'static str, router: Router) -> io::Result<Running> {
    let router = router
        // Inside the span, which so learns that the answer became a 500.
        .layer(CatchPanicLayer::custom(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()))
        .layer(from_fn_with_state(name, trace_request));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel();
    let server = axum::serve(listener, router).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    Ok(Running { address, stop, server: tokio::spawn(server.into_future()) })
}

/// The root span of a request: it continues the trace of the caller, if the headers name one.
#[traced(
    op = "http.server",
    continue_from = rina_trace::continue_trace(request.headers()),
    data(http.request.method = request.method().as_str(), url.path = request.uri().path()),
)]
async fn trace_request(State(service): State<&'static str>, request: Request, next: Next) -> Response {
    name_transaction(request.method(), request.extensions().get(), request.uri().path());
    rina_trace::add_transaction_tags([("service", service)]);
    let response = next.run(request).await;
    record_status(response.status());
    response
}

/// By the route, so that Sentry counts all users as one page; by the path where no route matched.
fn name_transaction(method: &Method, route: Option<&MatchedPath>, path: &str) {
    if let Some(route) = route.map(MatchedPath::as_str) {
        rina_trace::current().set("http.route", route);
        rina_trace::set_transaction_name(format!("{method} {route}"), NameSource::Route);
    } else {
        rina_trace::set_transaction_name(format!("{method} {path}"), NameSource::Url);
    }
}

/// Puts the status code of a response on the current span, and what it means for the span.
pub(crate) fn record_status(code: StatusCode) {
    let span = rina_trace::current();
    span.set("http.response.status_code", code.as_u16());
    span.set_status(span_status(code));
}

/// Source: <https://develop.sentry.dev/sdk/foundations/transport/event-payloads/span/>
fn span_status(code: StatusCode) -> SpanStatus {
    match code.as_u16() {
        ..400 => SpanStatus::Ok,
        401 => SpanStatus::Unauthenticated,
        403 => SpanStatus::PermissionDenied,
        404 => SpanStatus::NotFound,
        409 => SpanStatus::AlreadyExists,
        413 => SpanStatus::FailedPrecondition,
        429 => SpanStatus::ResourceExhausted,
        499 => SpanStatus::Cancelled,
        400..=499 => SpanStatus::InvalidArgument,
        501 => SpanStatus::Unimplemented,
        503 => SpanStatus::Unavailable,
        504 => SpanStatus::DeadlineExceeded,
        _ => SpanStatus::InternalError,
    }
}
