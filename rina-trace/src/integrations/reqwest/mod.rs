//! Requests of reqwest: a middleware of the crate `reqwest-middleware` makes a span of each.
//!
//! ```
//! use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
//! use rina_trace::reqwest::ClientMiddleware;
//!
//! fn client() -> ClientWithMiddleware {
//!     ClientBuilder::new(reqwest::Client::new()).with(ClientMiddleware::new()).build()
//! }
//! ```
//!
//! For each request the middleware opens the span `http.client`, with the name and the values of [`crate::http`]; puts
//! the headers of the trace into it; and ends the span with the last byte of the response, or when the response is
//! dropped. So the length of the span is the time until the end of the body, and `http.request.time_to_first_byte` is
//! the time until its head, in seconds. `http.response.body.size` is what `content-length` says, else the bytes that
//! the program read, which are unpacked where reqwest unpacks them. The status is that of the response, see
//! [`SpanStatus::from_http`](crate::SpanStatus::from_http); of a request without one it is `deadline_exceeded` after a
//! timeout, `unavailable` where no connection could be made, `internal_error` else, and `cancelled` if it was dropped
//! before it was answered.
//!
//! # Where to put it
//!
//! Middleware runs in the order in which it is added. Added last, behind one that retries, each attempt is a span of
//! its own, the second with `http.request.resend_count` 1. Added before that, one span is around all attempts.
//! Redirects are followed by reqwest itself, within one span; it sends the headers along.
//!
//! A function with [`macro@crate::traced_http`] that uses such a client has two spans for one request: one of the two
//! will do.
//!
//! # Whom the trace is told
//!
//! All, or whom [`Config::trace_propagation_targets`](crate::Config::trace_propagation_targets) name. A request that
//! has a `sentry-trace` already keeps its own headers; members of others in `baggage` stay. Requests to the place that
//! the DSN names are Sentry's own, and get neither span nor headers.
//!
//! While no span is open, a request starts no transaction, for it would be one without a reason. But its headers go
//! out: with the trace that `sentry` puts on events meanwhile, or that the process was started in, and without a
//! decision, which is for the other service to make.

mod body;
mod middleware;
mod request;
mod response;
mod sending;

pub(crate) use self::body::{Watch, WatchedBody};
pub use self::middleware::ClientMiddleware;
pub(crate) use self::sending::with_body;
