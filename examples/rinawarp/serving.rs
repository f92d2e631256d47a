//! Serves a router on a free port of loopback, with a root span around every request.
//!
//! Knows axum and nothing of what is served; known by `main` and by both services.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::map_request;
use axum::response::IntoResponse;
use axum::serve::ListenerExt;
use rina_trace::tower::ServerLayer;
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
        .layer(map_request(move |request: Request| async move {
            rina_trace::add_transaction_tags([("service", name)]);
            request
        }))
        .layer(ServerLayer::new());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    // The pieces of a stream go out one by one, and do not wait until the one before has been acknowledged.
    let listener = listener.tap_io(|connection| {
        let _ = connection.set_nodelay(true);
    });
    let (stop, stopped) = oneshot::channel();
    let server = axum::serve(listener, router).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    Ok(Running { address, stop, server: tokio::spawn(server.into_future()) })
}
