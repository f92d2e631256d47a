//! Errors that a server answers with a failed response, and what fails on the way to it.

use std::convert::Infallible;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use axum::routing::get as on_get;
use http::{Request, StatusCode};
use rina_trace::tower::ServerLayer;
use rina_trace::traced;
use serde_json::{Value, json};
use tower_http::catch_panic::CatchPanicLayer;
use tower_layer::Layer;
use tower_service::Service;

use super::{NotFound, Rejected, assert_of, chain, functions, mechanism};
use crate::app::App;
use crate::edge::{block_on, get, serving};

fn sent(router: Router) -> (Vec<Value>, Vec<Value>) {
    let app = App::start(|config| config);
    block_on(serving(router, async |at| get(at, "/").await));
    (app.events(), app.transactions())
}

#[track_caller]
fn one(router: Router) -> (Value, Value) {
    let (mut events, mut transactions) = sent(router);
    assert_eq!((events.len(), transactions.len()), (1, 1), "{events:#?}");
    (events.remove(0), transactions.remove(0))
}

fn capturing() -> ServerLayer {
    ServerLayer::new()
}

#[traced(op = "db.query", name = "find", err = capture)]
async fn find() -> Result<u8, NotFound> {
    Err(NotFound("cart"))
}

struct Failed(StatusCode);

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

/// A handler that makes a response of an error.
#[traced(name = "handler")]
async fn handler(code: StatusCode) -> Result<String, Failed> {
    let found = find().await.map_err(Rejected).map_err(|_| Failed(code))?;
    Ok(found.to_string())
}

fn answering(code: StatusCode, layer: ServerLayer) -> Router {
    Router::new().route("/", on_get(move || handler(code))).layer(layer)
}

#[test]
fn an_error_that_became_a_response_is_sent_with_its_chain() {
    for layer in [ServerLayer::new(), capturing()] {
        let (event, transaction) = one(answering(StatusCode::BAD_GATEWAY, layer));
        assert_eq!(chain(&event)[0], ("NotFound", "there is no cart"));
        assert_of(&event, &transaction, "find");
        assert_eq!(mechanism(&event), ("auto.http.tower", false));
        assert_eq!((&event["request"]["method"], &event["transaction"]), (&json!("GET"), &json!("GET /")));
        assert!(!functions(&event).is_empty());
    }
}

#[test]
fn other_responses_have_handled_it() {
    for code in [StatusCode::OK, StatusCode::NOT_FOUND, StatusCode::CONFLICT] {
        assert_eq!(sent(answering(code, capturing())).0.len(), 0, "{code}");
    }
}

#[test]
fn a_handler_without_a_result() {
    #[traced(name = "handler")]
    async fn handler() -> Response {
        match find().await {
            Ok(found) => found.to_string().into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
    let (event, transaction) = one(Router::new().route("/", on_get(handler)).layer(capturing()));
    assert_eq!(chain(&event), [("NotFound", "there is no cart")]);
    assert_of(&event, &transaction, "find");
}

/// Where the server tells of failures, it tells which it was, though no function asks for it.
#[test]
fn a_server_that_captures_needs_no_word_of_its_functions() {
    #[traced(op = "db.query", name = "find")]
    async fn find() -> Result<u8, NotFound> {
        Err(NotFound("cart"))
    }
    async fn handler() -> Result<String, StatusCode> {
        find().await.map(|found| found.to_string()).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
    }
    let router = |layer| Router::new().route("/", on_get(handler)).layer(layer);
    let (event, transaction) = one(router(capturing()));
    assert_eq!(chain(&event), [("NotFound", "there is no cart")]);
    assert_of(&event, &transaction, "find");
    assert_eq!(sent(router(ServerLayer::new().capture_server_errors(false))).0.len(), 0);
}

#[test]
fn of_a_request_that_is_not_sampled() {
    let app = App::start(|config| config.traces_sample_rate(0.0));
    block_on(serving(answering(StatusCode::BAD_GATEWAY, capturing()), async |at| get(at, "/").await));
    let events = app.items("event");
    assert_eq!(events.len(), 1);
    let (header, event) = &events[0];
    assert_eq!(chain(event)[0], ("NotFound", "there is no cart"));
    assert_eq!(header["trace"]["trace_id"], event["contexts"]["trace"]["trace_id"]);
    assert_eq!(event["request"]["method"], "GET");
}

/// A layer that panics before it asks the handler.
#[derive(Clone)]
struct Panics<S>(S);

impl<S: Service<Request<Body>, Error = Infallible>> Service<Request<Body>> for Panics<S> {
    type Response = S::Response;
    type Error = Infallible;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, _: Request<Body>) -> S::Future {
        panic!("of a layer");
    }
}

#[derive(Clone)]
struct PanicLayer;

impl<S> Layer<S> for PanicLayer {
    type Service = Panics<S>;

    fn layer(&self, inner: S) -> Panics<S> {
        Panics(inner)
    }
}

#[test]
fn a_panic_in_a_layer_inside_of_ours() {
    let router = || Router::new().route("/", on_get(StatusCode::OK)).layer(PanicLayer);
    for router in [router().layer(capturing()), router().layer(CatchPanicLayer::new()).layer(capturing())] {
        let (event, transaction) = one(router);
        assert_eq!((chain(&event), mechanism(&event)), (vec![("panic", "of a layer")], ("panic", false)));
        assert_eq!(event["contexts"]["trace"]["span_id"], transaction["contexts"]["trace"]["span_id"]);
    }
}

#[test]
fn a_panic_with_an_error_is_one_event() {
    async fn handler() -> String {
        find().await.unwrap().to_string()
    }
    let router = Router::new().route("/", on_get(handler)).layer(CatchPanicLayer::new()).layer(capturing());
    let (event, _) = one(router);
    assert_eq!((chain(&event)[0].0, mechanism(&event)), ("panic", ("panic", false)));
}

fn streaming(next: impl Fn(u8) -> Result<Bytes, std::io::Error> + Clone + Send + Sync + 'static) -> Router {
    let handler = async move || {
        let next = next.clone();
        Body::from_stream(futures_util::stream::iter(0..3).map_items(next))
    };
    Router::new().route("/", on_get(handler)).layer(capturing())
}

trait MapItems: futures_util::Stream + Sized {
    fn map_items<T>(self, f: impl FnMut(Self::Item) -> T) -> impl futures_util::Stream<Item = T> {
        futures_util::StreamExt::map(self, f)
    }
}

impl<S: futures_util::Stream> MapItems for S {}

#[test]
fn a_panic_in_a_body_that_streams() {
    let router = streaming(|n| if n == 1 { panic!("of a stream") } else { Ok(Bytes::from_static(b"x")) });
    let (event, transaction) = one(router);
    assert_eq!((chain(&event), mechanism(&event)), (vec![("panic", "of a stream")], ("panic", false)));
    assert_eq!(transaction["contexts"]["trace"]["status"], "internal_error");
}

#[test]
fn an_error_in_a_body_that_streams() {
    #[traced(name = "row", err = capture)]
    fn row(n: u8) -> Result<Bytes, std::io::Error> {
        if n == 1 { Err(std::io::Error::other("the disk is gone")) } else { Ok(Bytes::from_static(b"x")) }
    }
    let (event, transaction) = one(streaming(row));
    assert_eq!(chain(&event).last().unwrap().1, "the disk is gone");
    let spans = transaction["spans"].as_array().unwrap();
    let failed = spans.iter().find(|span| span["status"] == "internal_error").unwrap();
    assert_eq!(event["contexts"]["trace"]["span_id"], failed["span_id"]);
    assert_eq!(mechanism(&event), ("auto.http.tower", false));

    // Nobody traced knows of this one.
    let router = streaming(|n| if n == 1 { Err(std::io::Error::other("gone")) } else { Ok(Bytes::new()) });
    let (event, transaction) = one(router);
    assert_eq!(chain(&event), [("axum_core::error::Error", "GET /")]);
    assert_eq!(event["contexts"]["trace"]["span_id"], transaction["contexts"]["trace"]["span_id"]);
}
