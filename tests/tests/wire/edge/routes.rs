//! How requests are named, and which are taken, wherever the layer stands.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{any, get as on_get};
use http::{HeaderMap, Method};
use rina_trace::testing::capture_async;
use rina_trace::tower::ServerLayer;
use rina_trace::{Config, NameSource, traced};
use tower_layer::Layer;
use tower_service::Service;

use super::{ask, block_on, captured, captured_with, get, tree};
use crate::app::alone;

#[traced(op = "function", name = "handler")]
async fn handler() -> &'static str {
    "well"
}

fn users() -> Router {
    Router::new().route("/users/{id}", on_get(handler))
}

#[test]
fn a_request_is_named_by_the_route_that_it_matched() {
    let traces =
        captured(|| users().layer(ServerLayer::new()), async |at| drop(get(at, "/users/7?page=2").await));
    let port = traces.to_string();
    let port = port.split("server.port=").nth(1).unwrap().split([' ', '\n']).next().unwrap();
    assert_eq!(
        traces.to_string().replace(port, "PORT"),
        "trace 1\n\
         http.server \"GET /users/{id}\" http.request.method=\"GET\" http.route=\"/users/{id}\" url.path=\"/users/7\" \
         url.query=\"page=2\" network.protocol.version=\"1.1\" server.address=\"127.0.0.1\" server.port=PORT \
         http.response.status_code=200 http.response.body.size=4\n\
         └─ function \"handler\"\n"
    );
    assert_eq!(traces.segments()[0].name_source(), NameSource::Route);
}

/// The names and sources of the transactions of requests to these paths.
fn names(router: impl FnOnce() -> Router, paths: &[&str]) -> Vec<String> {
    let traces = captured(router, async |at| {
        for path in paths {
            get(at, path).await;
        }
    });
    let name = |segment: &rina_trace::Segment| {
        let source = if segment.name_source() == NameSource::Route { "route" } else { "url" };
        let route = segment.data().find(|(key, _)| *key == "http.route").map(|(_, route)| route.to_string());
        assert_eq!(route.is_some(), source == "route");
        format!("{} {source}", segment.name())
    };
    traces.segments().iter().map(name).collect()
}

#[test]
fn nested_routers_have_the_whole_route_and_what_matched_none_its_path() {
    let router = || {
        let inner = users().nest("/deep", users());
        let apart = users().layer(ServerLayer::new());
        let router = Router::new().nest("/api", inner).nest_service("/apart", apart);
        router.fallback(handler).layer(ServerLayer::new())
    };
    assert_eq!(
        names(router, &["/api/users/1", "/api/deep/users/2", "/apart/users/3", "/none/4?q=1"]),
        [
            "GET /api/users/{id} route",
            "GET /api/deep/users/{id} route",
            "GET /apart/users/{id} route",
            "GET /none/4 url"
        ]
    );
}

#[test]
fn a_path_is_no_longer_than_other_texts() {
    let path = format!("/{}", "a".repeat(20_000));
    let names = names(|| Router::new().layer(ServerLayer::new()), &[&path]);
    assert!(names[0].len() < 8 * 1024 + 10 && names[0].ends_with("... url"), "{}", names[0].len());
}

#[test]
fn a_layer_around_a_router_is_told_the_route_by_one_inside() {
    let outside = |router: Router| Router::new().fallback_service(ServerLayer::new().layer(router));
    assert_eq!(names(|| outside(users()), &["/users/1"]), ["GET /users/1 url"]);
    assert_eq!(
        names(|| outside(users().layer(ServerLayer::new())), &["/users/1"]),
        ["GET /users/{id} route"]
    );
}

#[traced(op = "middleware", name = "gate")]
async fn gate(request: Request, next: Next) -> Response {
    next.run(request).await
}

#[test]
fn a_request_is_a_transaction_of_its_own_whatever_is_outside_of_the_layer() {
    let outside = || users().layer(ServerLayer::new()).layer(from_fn(gate));
    let traces = captured_spans(outside);
    assert_eq!(traces, ["middleware gate, 0 below", "http.server GET /users/{id}, 1 below"]);
}

fn captured_spans(router: impl FnOnce() -> Router) -> Vec<String> {
    // What is outside of the layer is in no capture by itself.
    let traces = block_on(capture_async(async {
        let mut router = router();
        let request = http::Request::get("/users/1").body(Body::empty()).unwrap();
        let response = router.call(request).await.unwrap();
        assert_eq!(axum::body::to_bytes(response.into_body(), 99).await.unwrap(), "well");
    }));
    let print = |segment: &rina_trace::Segment| {
        format!("{} {}, {} below", segment.op(), segment.name(), segment.spans().len())
    };
    traces.segments().iter().map(print).collect()
}

#[test]
fn what_is_inside_of_the_layer_is_below_the_request() {
    let inside = || users().layer(from_fn(gate)).layer(ServerLayer::new());
    let traces = captured(inside, async |at| drop(get(at, "/users/1").await));
    assert_eq!(
        tree(&traces),
        "trace 1\n\
         http.server \"GET /users/{id}\" http.response.status_code=200 http.response.body.size=4\n\
         └─ middleware \"gate\"\n   \
            └─ function \"handler\"\n"
    );
}

#[test]
fn head_and_options_are_left_out_with_all_that_runs_within_unless_asked_for() {
    let router = |layer: ServerLayer| Router::new().route("/x", any(handler)).layer(layer);
    let talk = async |at| {
        for method in ["HEAD", "OPTIONS", "POST", "BREW"] {
            assert!(ask(at, &format!("{method} /x"), "").await.starts_with("HTTP/1.1 200"));
        }
    };
    let traces = captured(|| router(ServerLayer::new()), talk);
    let names = |traces: &rina_trace::testing::Traces| -> Vec<String> {
        traces.segments().iter().map(|segment| segment.name().to_owned()).collect()
    };
    assert_eq!((names(&traces), traces.unsampled()), (vec!["POST /x".to_owned()], 3));
    let traces = captured(|| router(ServerLayer::new().methods([Method::HEAD])), talk);
    assert_eq!(
        tree(&traces),
        "trace 1\nhttp.server \"HEAD /x\" http.response.status_code=200\n└─ function \"handler\"\n"
    );
}

#[test]
fn what_is_ignored_leaves_no_span_behind() {
    let router = || {
        let layer = ServerLayer::new().ignore(["/health", "GET /metrics*"]);
        Router::new().fallback(handler).layer(layer)
    };
    let talk = async |at| {
        for line in ["GET /health", "GET /metrics/cpu", "POST /metrics/cpu", "GET /healthy"] {
            ask(at, line, "").await;
        }
    };
    let traces = captured(router, talk);
    let names: Vec<&str> = traces.segments().iter().map(rina_trace::Segment::name).collect();
    assert_eq!((names, traces.unsampled()), (vec!["POST /metrics/cpu", "GET /healthy"], 2));
}

#[test]
fn sampler_and_ignore_spans_know_the_name() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sees = Arc::clone(&seen);
    let config = Config::new().ignore_spans(["GET /none"]).traces_sampler(move |context| {
        sees.lock().unwrap().push((context.name().to_owned(), context.op().to_owned(), context.source()));
        Some(1.0)
    });
    let router = || users().layer(ServerLayer::new());
    let traces = captured_with(&config, router, async |at| {
        get(at, "/users/1").await;
        get(at, "/none").await;
    });
    assert_eq!((traces.segments().len(), traces.unsampled()), (1, 1));
    assert_eq!(*seen.lock().unwrap(), [("GET /users/{id}".into(), "http.server".into(), NameSource::Route)]);
}

/// A service that is no axum's.
#[derive(Clone)]
struct Plain;

impl Service<http::Request<()>> for Plain {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Infallible>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<()>) -> Self::Future {
        assert_eq!(request.uri().path(), "/a/7");
        std::future::ready(Ok(http::Response::new(Body::empty())))
    }
}

#[test]
fn other_routers_say_their_routes_themselves_and_may_break() {
    let call = |layer: ServerLayer| {
        let traces = block_on(capture_async(async move {
            let request =
                http::Request::get("http://host/a/7").version(http::Version::HTTP_2).body(()).unwrap();
            layer.layer(Plain).call(request).await.unwrap();
        }));
        assert!(
            traces.to_string().contains("network.protocol.version=\"2\" server.address=\"host\""),
            "{traces}"
        );
        traces.segments()[0].name().to_owned()
    };
    assert_eq!(call(ServerLayer::new().route(|_| Some("/a/:id".to_owned()))), "GET /a/:id");
    assert_eq!(call(ServerLayer::new().route(|_| None)), "GET /a/7");
    assert_eq!(call(ServerLayer::new().route(|_| panic!("of the user's own"))), "GET /a/7");
}

const TRACE: &str = "771a43a4192642f0b136d5159a501700";

#[test]
fn the_trace_goes_on_and_its_sampling_context_stays_as_it_is() {
    async fn told(headers: HeaderMap) -> String {
        assert!(headers.contains_key("baggage"));
        let told = rina_trace::trace_headers();
        format!("{} | {}", told.sentry_trace().unwrap(), told.baggage().unwrap_or("none"))
    }
    let router = || Router::new().route("/a", on_get(told)).layer(ServerLayer::new());
    let traces = captured(router, async |at| {
        let headers = format!(
            "sentry-trace: {TRACE}-b0e6f15b45c36b12-1\r\nbaggage: sentry-trace_id={TRACE},sentry-public_key=theirs,\
             sentry-sample_rate=0.25,sentry-sampled=true\r\n"
        );
        let answer = ask(at, "GET /a", &headers).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(!head.contains("sentry-trace") && !head.contains("baggage"), "{head}");
        assert!(body.starts_with(TRACE), "{body}");
        assert!(body.contains("sentry-public_key=theirs") && !body.contains("sentry-transaction"), "{body}");
        assert!(ask(at, "GET /a", "sentry-trace: nonsense\r\nbaggage: sentry-x=y\r\n").await.contains(" | "));
    });
    let traces = tree(&traces);
    assert!(traces.starts_with("trace 1, continued from span 1\nhttp.server \"GET /a\""), "{traces}");
    assert!(traces.contains("\ntrace 2\nhttp.server"), "{traces}");
}

#[test]
fn without_rina_trace_requests_pass() {
    let _alone = alone();
    let router = users().layer(ServerLayer::new());
    let answer = block_on(super::serving(router, async |at| get(at, "/users/1").await));
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("well"), "{answer}");
}
