//! A request ends with the last byte of its response.

use std::io;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::get as on_get;
use futures_util::{StreamExt, stream};
use http::StatusCode;
use rina_trace::span;
use rina_trace::tower::ServerLayer;
use tokio::sync::{mpsc, oneshot};

use super::{ask, captured, get, read_until, send, tree};

fn router(handler: impl Fn() -> Response + Clone + Send + Sync + 'static) -> impl FnOnce() -> Router {
    move || Router::new().route("/", on_get(async move || handler())).layer(ServerLayer::new())
}

fn response(code: u16, body: impl Into<Body>) -> Response {
    Response::builder().status(code).body(body.into()).unwrap()
}

/// Three pieces, each within a span: a late one would be no part of the request.
fn pieces() -> Body {
    Body::from_stream(stream::iter(["one ", "two ", "three"]).map(|piece| {
        span!("function", "piece").finish();
        Ok::<_, io::Error>(piece)
    }))
}

const PIECES: &str = "├─ function \"piece\"\n├─ function \"piece\"\n└─ function \"piece\"\n";

#[test]
fn what_streams_is_open_until_its_end() {
    let traces = captured(router(|| response(200, pieces())), async |at| {
        assert!(get(at, "/").await.contains("three"));
    });
    let root = "http.server \"GET /\" http.response.status_code=200 http.response.body.size=13\n";
    assert_eq!(tree(&traces), format!("trace 1\n{root}{PIECES}"));
}

#[test]
fn a_stream_that_says_its_length_ends_with_its_last_byte() {
    let handler = || Response::builder().header("content-length", "13").body(pieces()).unwrap();
    let traces = captured(router(handler), async |at| assert!(get(at, "/").await.ends_with("one two three")));
    let root = "http.server \"GET /\" http.response.status_code=200 http.response.body.size=13\n";
    assert_eq!(tree(&traces), format!("trace 1\n{root}{PIECES}"));
}

#[test]
fn a_response_without_a_body_ends_with_its_head() {
    for (code, size) in [(200, " http.response.body.size=0"), (204, ""), (304, "")] {
        let traces = captured(router(move || response(code, "")), async |at| drop(get(at, "/").await));
        let expected = format!("trace 1\nhttp.server \"GET /\" http.response.status_code={code}{size}\n");
        assert_eq!(tree(&traces), expected);
    }
}

#[test]
fn a_connection_that_becomes_another_ends_with_the_head_too() {
    let handler = || {
        let head = Response::builder().status(StatusCode::SWITCHING_PROTOCOLS);
        head.header("connection", "upgrade").header("upgrade", "websocket").body(Body::empty()).unwrap()
    };
    let traces = captured(router(handler), async |at| {
        let upgrade = "Upgrade: websocket\r\n";
        assert!(ask(at, "GET /", upgrade).await.starts_with("HTTP/1.1 101"));
    });
    assert_eq!(tree(&traces), "trace 1\nhttp.server \"GET /\" http.response.status_code=101\n");
}

#[test]
fn a_client_that_leaves_before_the_answer_has_cancelled_it() {
    let (started, mut is_started) = mpsc::channel::<()>(1);
    let router = move || {
        let handler = async move || {
            let _open = span!("function", "waits");
            started.send(()).await.unwrap();
            std::future::pending::<()>().await;
        };
        Router::new().route("/", on_get(handler)).layer(ServerLayer::new())
    };
    let traces = captured(router, async |at| {
        let connection = send(at, "GET /", "").await;
        is_started.recv().await.unwrap();
        drop(connection);
    });
    assert_eq!(tree(&traces).lines().nth(1).unwrap(), "http.server \"GET /\" [cancelled]");
}

#[test]
fn a_client_that_leaves_a_stream_of_events_has_cancelled_it() {
    let (events, receiver) = mpsc::channel::<&str>(4);
    let receiver = std::sync::Mutex::new(Some(receiver));
    let handler = move || {
        let receiver = receiver.lock().unwrap().take().unwrap();
        let events = stream::unfold(receiver, |mut receiver| async {
            let event = receiver.recv().await?;
            Some((Ok::<_, io::Error>(format!("data: {event}\n\n")), receiver))
        });
        let body = Body::from_stream(events);
        Response::builder().header("content-type", "text/event-stream").body(body).unwrap()
    };
    let handler = std::sync::Arc::new(handler);
    let traces = captured(router(move || handler()), async |at| {
        let mut connection = send(at, "GET /", "").await;
        for event in ["first", "second"] {
            events.send(event).await.unwrap();
            read_until(&mut connection, event).await;
        }
        drop(connection);
        events.closed().await;
    });
    assert_eq!(
        tree(&traces),
        "trace 1\nhttp.server \"GET /\" [cancelled] http.response.status_code=200 http.response.body.size=27\n"
    );
}

#[test]
fn a_stream_that_fails_or_panics_is_an_error() {
    let failing =
        || response(200, Body::from_stream(stream::iter([Ok("one"), Err(io::Error::other("broken"))])));
    let panicking = || {
        let pieces =
            stream::iter([1, 0]).map(|by| Ok::<_, io::Error>(format!("{}", 1_u32.checked_div(by).unwrap())));
        response(200, Body::from_stream(pieces))
    };
    for (handler, sent) in [(failing as fn() -> Response, 3), (panicking, 1)] {
        let traces = captured(router(handler), async |at| drop(get(at, "/").await));
        let root = tree(&traces);
        assert!(root.contains("\"GET /\" [internal_error] http.response.status_code=200"), "{root}");
        assert!(sent == 1 || root.contains("body.size=3"), "{root}");
    }
}

#[test]
fn a_body_that_nobody_wants_is_cancelled_in_process_too() {
    use tower_service::Service;
    let (sender, receiver) = oneshot::channel();
    let traces = super::block_on(rina_trace::testing::capture_async(async {
        let mut router = router(|| response(200, pieces()))();
        let response = router.call(http::Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
        let mut body = response.into_body().into_data_stream();
        sender.send(body.next().await.unwrap().unwrap()).unwrap();
    }));
    assert_eq!(super::block_on(receiver).unwrap(), "one ");
    assert!(tree(&traces).contains("\"GET /\" [cancelled]"), "{traces}");
    assert!(tree(&traces).contains("http.response.body.size=4\n└─ function \"piece\"\n"), "{traces}");
}
