//! The service in Rust: axum, the layer of this crate, and a call further on with the headers of the trace.
//!
//! It does what the services of the other languages do, see `tests/peers/service.py`.

use std::collections::BTreeMap;

use axum::Router;
use axum::routing::get;
use http::HeaderMap;
use rina_trace::tower::ServerLayer;
use rina_trace::{Config, SamplingContext, trace_headers, traced};
use serde_json::{Value, json};

use super::way::Way;
use crate::edge::ask;

/// What has to be encoded in a header, and is told in the environment of this service.
pub const ODD: &str = "tëst, a=1;b %41";

/// The paths of this service, each with the rate by which it decides on what is its own to decide on.
pub const RATES: [(&str, f64); 3] = [("/hop", 1.0), ("/half", 0.5), ("/refuse", 0.0)];

pub fn deciding(config: Config) -> Config {
    config.release("rust@1").environment(ODD).propagate_traceparent(true).traces_sampler(
        |context: &SamplingContext<'_>| {
            let rate = RATES.iter().find(|(path, _)| context.name() == format!("GET {path}"));
            rate.filter(|_| context.parent_sampled().is_none()).map(|(_, rate)| *rate)
        },
    )
}

pub fn router() -> Router {
    let router = RATES.iter().fold(Router::new(), |router, (path, _)| router.route(path, get(hop)));
    router.layer(ServerLayer::new())
}

async fn hop(headers: HeaderMap) -> String {
    // Several of one name are one, with commas between.
    let header = |name: &str| {
        let values: Vec<_> = headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect();
        Some(values.join(",")).filter(|value| !value.is_empty())
    };
    let told: BTreeMap<_, _> = ["sentry-trace", "baggage", "traceparent"]
        .iter()
        .filter_map(|name| Some((name, header(name)?)))
        .collect();
    let trace = rina_trace::current().trace_id().map(|id| id.to_string());
    let mut hops = vec![json!({ "service": "rust", "trace": trace, "headers": told })];
    if let Some(next) = header("x-next") {
        hops.extend(call(&next).await);
    }
    rina_trace::capture_error(&std::fmt::Error);
    json!(hops).to_string()
}

#[traced(op = "http.client", name = "GET /hop")]
async fn call(next: &str) -> Vec<Value> {
    let told: String = trace_headers().iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    answer(next, &told).await
}

/// What the services of a way answer, whose addresses are given with a space between.
async fn answer(way: &str, more: &str) -> Vec<Value> {
    let (next, rest) = way.split_once(' ').unwrap_or((way, ""));
    let (address, path) = next.split_once('/').unwrap();
    let more = format!("x-next: {rest}\r\n{more}");
    let answer = ask(address.parse().unwrap(), &format!("GET /{path}"), &more).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    assert!(head.lines().next().is_some_and(|line| line.contains(" 200 ")), "{next} answers: {answer}");
    serde_json::from_str(body).unwrap()
}

/// Sends a request on its way, with these headers.
pub async fn send(way: &[String], headers: &str) -> Way {
    Way::read(&answer(&way.join(" "), headers).await)
}
