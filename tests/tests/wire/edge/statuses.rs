//! How a request has ended.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get as on_get;
use http::StatusCode;
use rina_trace::SpanStatus;
use rina_trace::tower::ServerLayer;
use tower_http::catch_panic::CatchPanicLayer;

use super::{captured, get, tree};
use crate::app::App;

/// The line of the root of a request to `router`.
fn root(router: impl FnOnce() -> Router) -> String {
    let traces = captured(router, async |at| drop(get(at, "/").await));
    assert_eq!(traces.segments().len(), 1, "{traces}");
    tree(&traces).lines().nth(1).unwrap().to_owned()
}

fn answering<R: IntoResponse + Clone + Send + Sync + 'static>(answer: R) -> String {
    root(|| Router::new().route("/", on_get(async || answer)).layer(ServerLayer::new()))
}

#[test]
fn the_code_says_the_status() {
    for (code, status) in [
        (200, ""),
        (302, ""),
        (401, " [unauthenticated]"),
        (404, " [not_found]"),
        (422, " [invalid_argument]"),
        (500, " [internal_error]"),
        (503, " [unavailable]"),
    ] {
        let line = answering(StatusCode::from_u16(code).unwrap());
        let expected = format!("http.server \"GET /\"{status} http.response.status_code={code} ");
        assert!(line.starts_with(&expected), "{line}");
    }
}

#[test]
fn codes_that_nobody_wants_to_see_are_left_out_at_the_end() {
    let router = || {
        let router = Router::new().route("/", on_get("x")).route("/moved", on_get(StatusCode::FOUND));
        router.layer(ServerLayer::new().ignore_status_codes([404]).ignore_status_codes(300..=399))
    };
    let traces = captured(router, async |at| {
        for path in ["/", "/moved", "/none"] {
            get(at, path).await;
        }
    });
    assert_eq!((traces.segments().len(), traces.unsampled()), (1, 2), "{traces}");
    let app = App::start(|config| config);
    super::block_on(super::serving(router(), async |at| get(at, "/none").await));
    assert!(app.transactions().is_empty());
    let lost = |category: &str| ("event_processor".to_owned(), category.to_owned(), 1);
    assert_eq!(app.reported(), [lost("span"), lost("transaction")]);
}

#[test]
fn what_the_program_says_of_it_goes_before() {
    let handler = async || {
        rina_trace::current().set_status(SpanStatus::ResourceExhausted);
        rina_trace::set_transaction_name("Sell a plan", rina_trace::NameSource::Task);
    };
    let line = root(|| Router::new().route("/", on_get(handler)).layer(ServerLayer::new()));
    assert!(
        line.starts_with("http.server \"Sell a plan\" [resource_exhausted] http.response.status_code=200"),
        "{line}"
    );
}

async fn panics() -> StatusCode {
    panic!("of a handler");
}

#[test]
fn a_panic_goes_on_its_way_and_is_an_error() {
    let line = root(|| Router::new().route("/", on_get(panics)).layer(ServerLayer::new()));
    assert_eq!(line, "http.server \"GET /\" [internal_error]");
}

#[test]
fn a_panic_that_becomes_a_response_has_a_code() {
    let router =
        || Router::new().route("/", on_get(panics)).layer(CatchPanicLayer::new()).layer(ServerLayer::new());
    let line = root(router);
    assert!(
        line.starts_with("http.server \"GET /\" [internal_error] http.response.status_code=500"),
        "{line}"
    );
}

#[test]
fn a_panic_in_a_layer_is_an_error_too() {
    async fn broken(_: Request, _: Next) -> Response {
        panic!("of a layer");
    }
    let line =
        root(|| Router::new().route("/", on_get("x")).layer(from_fn(broken)).layer(ServerLayer::new()));
    assert_eq!(line, "http.server \"GET /\" [internal_error]");
}
