//! Where the middleware stands to one that retries, `reqwest-retry`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::routing::get;
use http::StatusCode;
use reqwest_middleware::ClientBuilder;
use reqwest_retry::RetryTransientMiddleware;
use reqwest_retry::policies::ExponentialBackoff;
use rina_trace::reqwest::ClientMiddleware;

use super::captured;

/// Fails twice.
fn flaky() -> Router {
    let asked = Arc::new(AtomicU64::new(0));
    Router::new().route(
        "/x",
        get(async move || match asked.fetch_add(1, Ordering::Relaxed) {
            0 | 1 => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::OK,
        }),
    )
}

fn retries() -> RetryTransientMiddleware<ExponentialBackoff> {
    let bounds = (std::time::Duration::from_millis(1), std::time::Duration::from_millis(2));
    let policy = ExponentialBackoff::builder().retry_bounds(bounds.0, bounds.1).build_with_max_retries(3);
    RetryTransientMiddleware::new_with_policy(policy)
}

/// Status of each request, and how often it was sent before.
fn spans(tree: &str) -> Vec<(bool, Option<&str>)> {
    tree.lines()
        .filter(|line| line.contains("http.client"))
        .map(|line| {
            let resent = line.split("http.request.resend_count=").nth(1);
            (line.contains(" [unavailable] "), resent.map(|rest| rest.split(' ').next().unwrap()))
        })
        .collect()
}

#[test]
fn behind_it_each_attempt_is_a_span() {
    let tree = captured(flaky(), async |at| {
        let client =
            ClientBuilder::new(reqwest::Client::new()).with(retries()).with(ClientMiddleware::new()).build();
        assert_eq!(client.get(format!("http://{at}/x")).send().await.unwrap().status(), StatusCode::OK);
    });
    assert_eq!(spans(&tree), [(true, None), (true, Some("1")), (false, Some("2"))], "{tree}");
}

#[test]
fn before_it_one_span_is_around_all() {
    let tree = captured(flaky(), async |at| {
        let client =
            ClientBuilder::new(reqwest::Client::new()).with(ClientMiddleware::new()).with(retries()).build();
        assert_eq!(client.get(format!("http://{at}/x")).send().await.unwrap().status(), StatusCode::OK);
    });
    assert_eq!(spans(&tree), [(false, None)], "{tree}");
}
