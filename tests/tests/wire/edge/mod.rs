//! The edge of a service: real servers on loopback behind `ServerLayer`, and clients that speak HTTP by hand.
//!
//! Trees come from captures; where events matter, from what a server in Sentry's place received. Nothing sleeps: a
//! test ends when the server is stopped and its last connection is gone.

mod bodies;
mod events;
mod overview;
mod routes;
mod statuses;

use std::future::IntoFuture;
use std::net::SocketAddr;

use axum::Router;
use rina_trace::Config;
use rina_trace::testing::{Traces, capture_async_with};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// Serves `router` while `talk` runs and until the last connection is gone.
pub async fn serving<R>(router: Router, talk: impl AsyncFnOnce(SocketAddr) -> R) -> R {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, router).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    let server = tokio::spawn(server.into_future());
    let told = talk(address).await;
    drop(stop);
    server.await.unwrap().unwrap();
    // The server does not wait until the last connection's task has dropped what it held.
    while tokio::runtime::Handle::current().metrics().num_alive_tasks() > 0 {
        tokio::task::yield_now().await;
    }
    told
}

/// What is recorded while `talk` talks to a server of `router`. The layer finds the capture that it is made in.
fn captured(router: impl FnOnce() -> Router, talk: impl AsyncFnOnce(SocketAddr)) -> Traces {
    captured_with(&Config::new().traces_sample_rate(1.0), router, talk)
}

fn captured_with(
    config: &Config,
    router: impl FnOnce() -> Router,
    talk: impl AsyncFnOnce(SocketAddr),
) -> Traces {
    block_on(capture_async_with(config, async { serving(router(), talk).await }))
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// The tree without what is the same in all of these tests.
fn tree(traces: &Traces) -> String {
    let known = ["http.request.method=", "http.route=", "url.path=", "network.", "server."];
    let is_said = |word: &&str| !known.iter().any(|key| word.starts_with(key));
    let short = |line: &str| line.split(' ').filter(is_said).collect::<Vec<_>>().join(" ") + "\n";
    traces.to_string().lines().map(short).collect()
}

/// One request on a connection of its own, and all that is answered.
async fn ask(address: SocketAddr, line: &str, more: &str) -> String {
    let mut connection = send(address, line, more).await;
    let mut answer = Vec::new();
    // A server that panics closes the connection as it likes.
    let _ = connection.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

pub async fn get(address: SocketAddr, path: &str) -> String {
    ask(address, &format!("GET {path}"), "").await
}

/// Sends a request and does not wait.
async fn send(address: SocketAddr, line: &str, more: &str) -> TcpStream {
    let mut connection = TcpStream::connect(address).await.unwrap();
    let request = format!("{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{more}\r\n");
    connection.write_all(request.as_bytes()).await.unwrap();
    connection
}

/// Reads until `text` has come.
async fn read_until(connection: &mut TcpStream, text: &str) {
    let mut read = String::new();
    while !read.contains(text) {
        let mut bytes = [0; 512];
        let count = connection.read(&mut bytes).await.unwrap();
        assert!(count > 0, "the connection ended after {read}");
        read += std::str::from_utf8(&bytes[..count]).unwrap();
    }
}
