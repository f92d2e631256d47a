//! Requests to a server built of `tower` services, such as axum's: one layer makes a transaction of each.
//!
//! ```
//! use rina_trace::tower::ServerLayer;
//!
//! let layer = ServerLayer::new().ignore(["/health", "GET /metrics*"]);
//! # let _ = layer;
//! // axum::Router::new().route("/users/{id}", get(user)).layer(layer)
//! ```
//!
//! For each request the layer continues the trace of its headers and opens the root span `http.server`, named by
//! method and route (`GET /users/{id}`; by the path where there is no route). Whatever runs inside is below it. It
//! ends with the last byte of the response, or as `cancelled` when the client has gone away before. The status is
//! that of the response, see [`SpanStatus::from_http`](crate::SpanStatus::from_http), unless the program has said
//! one itself; a panic is `internal_error`, and goes on its way.
//!
//! # Errors
//!
//! A response of 500 and above sends what a function within has failed with, and without such a failure the response
//! itself; where [`capture_server_errors`](ServerLayer::capture_server_errors) is off, only the failure of a function
//! that says `err = capture`. It is one event, of the innermost function. Every other response has handled what failed within. So it is with a body
//! that fails on its way. A panic is an event by itself.
//!
//! # Where to put it
//!
//! Outermost, so that the other layers are within the span; a layer that makes a response of a panic belongs inside
//! of it.
//!
//! With axum and the feature `axum`, `Router::layer` is the place: there the route is known from the start. A layer
//! around a whole `Router` runs before the route is looked for, and names the transaction by its path; put
//! [`ServerLayer`] on the router as well then: inside of itself it opens nothing and only tells the route. What the
//! sampler and `ignore_spans` see is the name at the start, and what the `baggage` of a request says that goes out
//! in between is frozen.
//!
//! # Connections that go on
//!
//! A response that streams, such as server-sent events, ends with its stream. A `101 Switching Protocols` ends with
//! its head: what becomes of the connection afterwards is no request any more, and may go on for days. Give the
//! task of a WebSocket spans of its own; they continue the trace, as late spans, if it was made with
//! [`in_current_span`](crate::in_current_span).

mod body;
mod future;
mod head;
mod layer;
mod service;

pub use self::body::ServerBody;
pub use self::future::ResponseFuture;
pub use self::layer::ServerLayer;
pub use self::service::Server;
