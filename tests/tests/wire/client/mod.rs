//! Requests to other services: reqwest behind `ClientMiddleware`, and functions with `#[traced_http]`.
//!
//! The services are real ones on loopback. Trees come from captures; where it matters what is filtered or when a span
//! ended, from what a server in Sentry's place received.

mod attribute;
mod bodies;
pub mod headers;
mod outbound;
mod requests;
mod retries;

use std::net::SocketAddr;

use axum::Router;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use rina_trace::reqwest::ClientMiddleware;
use rina_trace::testing::{Traces, capture_async_with};
use rina_trace::{Config, traced};

use crate::edge::{block_on, serving};

fn client() -> ClientWithMiddleware {
    client_with(ClientMiddleware::new())
}

fn client_with(middleware: ClientMiddleware) -> ClientWithMiddleware {
    ClientBuilder::new(reqwest::Client::new()).with(middleware).build()
}

/// Runs `talk` in a span, beside a service of `router`.
#[traced(op = "http.server", name = "GET /caller")]
async fn caller<R>(talk: impl Future<Output = R>) -> R {
    talk.await
}

/// What is recorded while a caller talks to a service. The tree calls its address `service`.
fn captured(router: Router, talk: impl AsyncFnOnce(SocketAddr)) -> String {
    captured_with(&Config::new().traces_sample_rate(1.0), router, talk).1
}

fn captured_with(config: &Config, router: Router, talk: impl AsyncFnOnce(SocketAddr)) -> (Traces, String) {
    let mut address = None;
    let traces = block_on(capture_async_with(config, async {
        let talk = async |at: SocketAddr| {
            address = Some(at);
            caller(talk(at)).await;
        };
        serving(router, talk).await;
    }));
    let tree = tree(&traces, address.unwrap());
    (traces, tree)
}

/// The tree without what is the same in all of these tests, or another each time.
fn tree(traces: &Traces, address: SocketAddr) -> String {
    let known = ["server.", "network.", "http.request.time_to_first_byte="];
    let is_said = |word: &&str| !known.iter().any(|key| word.starts_with(key));
    let short = |line: &str| line.split(' ').filter(is_said).collect::<Vec<_>>().join(" ") + "\n";
    traces.to_string().replace(&address.to_string(), "service").lines().map(short).collect()
}
