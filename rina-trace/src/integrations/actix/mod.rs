//! Requests to a server of actix-web 4: one middleware makes a transaction of each.
//!
//! ```no_run
//! use actix_web::{App, HttpServer, web};
//! use rina_trace::actix::ServerMiddleware;
//!
//! # async fn example() -> std::io::Result<()> {
//! let traced = ServerMiddleware::new().ignore(["/health", "GET /metrics*"]);
//! let app = move || {
//!     App::new().wrap(traced.clone()).route("/users/{id}", web::get().to(async || "Ada"))
//! };
//! HttpServer::new(app).bind(("127.0.0.1", 8080))?.run().await
//! # }
//! ```
//!
//! It does what [`tower::ServerLayer`](crate::tower::ServerLayer) does: continues the trace of the request's headers;
//! names the transaction by the pattern of the resource (`GET /users/{id}`; by the path where none matches); ends it
//! with the last byte of the response, or as `cancelled` when the client has gone away before; has the status of the
//! response, unless the program has said one itself. A panic is `internal_error`, and goes on its way.
//!
//! # Where to put it
//!
//! Around the `App` and last, because the last `wrap` is the outermost. Inside of itself, as on a scope as well, it
//! does nothing.
//!
//! The pattern is that of the first resource that fits the path, whatever its guards say.
//!
//! # Clients that go away
//!
//! actix-web drops a handler whose client has reset the connection. One that has only closed its side is seen when there
//! is something to write: the handler runs to its end, and its request is no `cancelled` one before that.
//!
//! # Connections that go on
//!
//! A response that streams, such as server-sent events, ends with its stream. A `101 Switching Protocols` ends with
//! its head: what becomes of the connection afterwards is no request any more, and may go on for days.

mod body;
mod future;
mod head;
mod middleware;
mod service;

use actix_web::http::header::HeaderMap;

pub use self::body::ServerBody;
pub use self::future::ResponseFuture;
pub use self::middleware::ServerMiddleware;
pub use self::service::Server;
use crate::propagation::Carrier;

impl Carrier for HeaderMap {
    fn visit(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        for (name, value) in self {
            visit(name.as_str(), value.as_bytes());
        }
    }
}
