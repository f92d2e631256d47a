//! What a client records of its calls, and what goes out in their metadata.

use std::future::{Ready, ready};
use std::task::{Context, Poll};

use rina_trace::testing::capture_async_with;
use rina_trace::tonic::{ClientLayer, propagate};
use rina_trace::tower::ServerLayer;
use rina_trace::{Config, InSpan, span};
use tonic::transport::Channel;
use tonic_health::pb::health_client::HealthClient;
use tower_layer::Layer;
use tower_service::Service;

use super::{asking, captured, channel, traced_client, tree};
use crate::app::alone;

/// A server that leaves no transactions.
fn unseen() -> ServerLayer {
    ServerLayer::new().methods([])
}

#[test]
fn a_call_is_a_span_that_ends_with_the_trailers() {
    let traces = captured(unseen, async |at| {
        let work = async {
            let mut client = traced_client(at).await;
            client.check(asking("well")).await.unwrap();
            client.check(asking("5")).await.unwrap_err();
            let mut answers = client.watch(asking("15")).await.unwrap().into_inner();
            while let Ok(Some(_)) = answers.message().await {}
        };
        work.in_span(span!("function", "work")).await;
    });
    insta::assert_snapshot!(tree(&traces), @r#"
    trace 1
    function "work"
    ├─ rpc "grpc.health.v1.Health/Check" rpc.method="Check" rpc.response.status_code="OK"
    ├─ rpc "grpc.health.v1.Health/Check" [not_found] rpc.method="Check" rpc.response.status_code="NOT_FOUND"
    └─ rpc "grpc.health.v1.Health/Watch" [data_loss] rpc.method="Watch" rpc.response.status_code="DATA_LOSS"
    "#);
}

#[test]
fn what_is_given_up_is_cancelled() {
    let traces = captured(unseen, async |at| {
        let mut client = traced_client(at).await;
        let mut answers = client.watch(asking("waits")).await.unwrap().into_inner();
        answers.message().await.unwrap();
        drop(answers);
        let mut other = client.clone();
        let mut call = Box::pin(other.check(asking("waits")));
        let polled = futures_util::poll!(call.as_mut());
        assert!(polled.is_pending());
        drop(call);
    });
    let ends: Vec<_> =
        traces.segments().iter().map(|segment| (segment.name(), segment.status().to_string())).collect();
    assert_eq!(
        ends,
        [
            ("grpc.health.v1.Health/Watch", "cancelled".to_owned()),
            ("grpc.health.v1.Health/Check", "cancelled".to_owned())
        ]
    );
}

#[test]
fn a_server_that_is_not_there_is_unavailable() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config::new().traces_sample_rate(1.0);
    let traces = runtime.block_on(capture_async_with(&config, async {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let origin = format!("http://{address}");
        let channel = Channel::from_shared(origin.clone()).unwrap().connect_lazy();
        let layer = ClientLayer::new().origin(origin.parse().unwrap());
        HealthClient::new(layer.layer(channel)).check(asking("well")).await.unwrap_err();
    }));
    let told = traces.to_string();
    assert!(told.contains("rpc \"grpc.health.v1.Health/Check\" [unavailable]"), "{told}");
    assert!(told.contains("server.address=\"127.0.0.1\" server.port="), "{told}");
}

/// Answers with the headers that it was sent.
#[derive(Clone)]
struct Echo;

impl Service<http::Request<tonic::body::Body>> for Echo {
    type Response = http::Response<tonic::body::Body>;
    type Error = std::convert::Infallible;
    type Future = Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<tonic::body::Body>) -> Self::Future {
        let mut response = http::Response::new(tonic::body::Body::empty());
        *response.headers_mut() = request.headers().clone();
        response.headers_mut().insert("grpc-status", http::HeaderValue::from_static("0"));
        ready(Ok(response))
    }
}

/// The `sentry-trace` that a call carries.
fn carried(config: &Config, layer: &ClientLayer, uri: &str) -> Option<String> {
    let mut carried = None;
    rina_trace::testing::capture_with(config, || {
        let request = http::Request::post(uri).body(tonic::body::Body::empty()).unwrap();
        let response = layer.layer(Echo).call(request).into_future();
        let response = futures_util::FutureExt::now_or_never(response).unwrap().unwrap();
        carried = response.headers().get("sentry-trace").map(|value| value.to_str().unwrap().to_owned());
    });
    carried
}

#[test]
fn the_trace_goes_to_whom_it_may() {
    let all = Config::new().traces_sample_rate(1.0);
    let none = Config::new().traces_sample_rate(0.0);
    let some = Config::new().traces_sample_rate(1.0).trace_propagation_targets(["orders.example.com"]);
    let layer = ClientLayer::new();
    let ours = ClientLayer::new().origin(http::Uri::from_static("https://orders.example.com"));
    let theirs = ClientLayer::new().origin(http::Uri::from_static("https://example.org"));
    assert!(carried(&all, &layer, "/a.B/C").unwrap().ends_with("-1"));
    assert!(carried(&none, &layer, "/a.B/C").unwrap().ends_with("-0"));
    assert!(carried(&some, &ours, "/a.B/C").is_some());
    assert!(carried(&some, &layer, "http://orders.example.com/a.B/C").is_some());
    assert!(carried(&some, &theirs, "/a.B/C").is_none() && carried(&some, &layer, "/a.B/C").is_none());
}

#[test]
fn a_call_with_no_span_open_is_a_transaction_that_is_known_by_its_name() {
    let config = Config::new().traces_sample_rate(1.0).ignore_spans(["a.B/Left"]);
    let traces = rina_trace::testing::capture_with(&config, || {
        for path in ["/a.B/C", "/a.B/Left"] {
            let request = http::Request::post(path).body(tonic::body::Body::empty()).unwrap();
            let response = ClientLayer::new().layer(Echo).call(request).into_future();
            futures_util::FutureExt::now_or_never(response).unwrap().unwrap();
        }
    });
    assert_eq!((traces.segments().len(), traces.unsampled()), (1, 1));
    let segment = &traces.segments()[0];
    assert_eq!((segment.name(), segment.name_source()), ("a.B/C", rina_trace::NameSource::Route));
}

#[test]
fn an_interceptor_carries_the_trace_without_a_span() {
    let traces = captured(ServerLayer::new, async |at| {
        let channel = channel(at).await;
        let work = async {
            HealthClient::with_interceptor(channel, propagate).check(asking("well")).await.unwrap();
        };
        work.in_span(span!("function", "work")).await;
    });
    let told = tree(&traces);
    assert!(
        told.contains("trace 1, below function \"work\"\nhttp.server \"grpc.health.v1.Health/Check\""),
        "{told}"
    );
}

#[test]
fn without_rina_trace_calls_pass() {
    let _alone = alone();
    let request = http::Request::post("/a.B/C").body(tonic::body::Body::empty()).unwrap();
    let response = ClientLayer::new().layer(Echo).call(request).into_future();
    let response = futures_util::FutureExt::now_or_never(response).unwrap().unwrap();
    assert_eq!(response.headers().get("sentry-trace"), None);
}
