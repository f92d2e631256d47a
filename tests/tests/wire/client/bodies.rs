//! When the span of a request ends, and how.

use std::io;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::get;
use futures_util::{StreamExt, stream};
use rina_trace::traced;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::{captured, client};
use crate::app::App;
use crate::edge::{block_on, serving};

#[traced(name = "in between")]
async fn in_between() {}

/// Two pieces without a length.
fn pieces() -> Response {
    let pieces = stream::iter(["one ", "two"]).map(Ok::<_, io::Error>);
    Response::new(Body::from_stream(pieces))
}

#[test]
fn it_ends_with_the_last_byte_and_knows_when_the_first_came() {
    let app = App::start(|config| config);
    block_on(serving(Router::new().route("/x", get(async || pieces())), async |at| {
        super::caller(async {
            let response = client().get(format!("http://{at}/x")).send().await.unwrap();
            in_between().await;
            assert_eq!(response.text().await.unwrap(), "one two");
        })
        .await;
    }));
    let sent = &app.transactions()[0];
    let spans = sent["spans"].as_array().unwrap();
    let span = |op: &str| spans.iter().find(|span| span["op"] == op).unwrap();
    let time = |span: &serde_json::Value, key: &str| span[key].as_f64().unwrap();
    let (request, between) = (span("http.client"), span("function"));
    let first_byte = request["data"]["http.request.time_to_first_byte"].as_f64().unwrap();
    // A microsecond is what a time is told to.
    assert!(
        time(request, "start_timestamp") + first_byte <= time(between, "start_timestamp") + 2e-6,
        "{sent}"
    );
    assert!(time(request, "timestamp") >= time(between, "timestamp"), "{sent}");
    assert_eq!(request["data"]["http.response.body.size"], 7);
    // The span was not the parent of what its caller did before it read on.
    assert_eq!(between["parent_span_id"], request["parent_span_id"]);
}

#[test]
fn one_that_is_dropped_unread_is_what_its_response_says() {
    let tree = captured(Router::new().route("/x", get(async || pieces())), async |at| {
        drop(client().get(format!("http://{at}/x")).send().await.unwrap());
    });
    let line = tree.lines().nth(2).unwrap();
    assert!(line.starts_with("└─ http.client \"GET http://service/x\" http.request.method"), "{line}");
    assert!(line.ends_with("http.response.status_code=200"), "nobody knows the size: {line}");
}

#[test]
fn a_response_without_a_body_ends_with_its_head() {
    let router = Router::new().route("/x", get("four"));
    let tree = captured(router, async |at| {
        let response = client().head(format!("http://{at}/x")).send().await.unwrap();
        in_between().await;
        drop(response);
    });
    let lines: Vec<_> = tree.lines().skip(2).map(|line| line.split(' ').nth(1).unwrap()).collect();
    assert_eq!(lines, ["http.client", "function"], "{tree}");
    assert!(tree.contains(" http.response.body.size=0 "), "{tree}");
}

#[test]
fn a_request_that_is_dropped_before_its_answer_is_cancelled() {
    let (asked, is_asked) = oneshot::channel::<()>();
    let asked = std::sync::Arc::new(std::sync::Mutex::new(Some(asked)));
    let never = async move || {
        drop(asked.lock().unwrap().take());
        std::future::pending::<&str>().await
    };
    let router = Router::new().route("/x", get(never));
    let tree = captured(router, async |at| {
        let client = client();
        tokio::select! {
            _ = client.get(format!("http://{at}/x")).send() => panic!("answered"),
            _ = is_asked => {}
        }
    });
    assert!(tree.contains("http.client \"GET http://service/x\" [cancelled] "), "{tree}");
}

#[test]
fn nobody_there_is_unavailable_and_nobody_who_answers_is_too_late() {
    let tree = captured(Router::new(), async |_| {
        let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = nobody.local_addr().unwrap();
        drop(nobody);
        client().get(format!("http://{at}/x")).send().await.unwrap_err();

        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/y", silent.local_addr().unwrap());
        let error = client().get(url).timeout(Duration::from_millis(20)).send().await.unwrap_err();
        assert!(error.is_timeout());
    });
    let line = |path: &str| tree.lines().find(|line| line.contains(path)).unwrap();
    assert!(line("/x\"").contains(" [unavailable] "), "{tree}");
    assert!(line("/x\"").ends_with(" error.type=\"reqwest::error::Error\""), "{tree}");
    assert!(line("/y\"").contains(" [deadline_exceeded] "), "{tree}");
}

#[test]
fn a_body_that_breaks_off_is_an_error_and_stays_one() {
    let (read, is_read) = oneshot::channel::<()>();
    let is_read = std::sync::Arc::new(std::sync::Mutex::new(Some(is_read)));
    let broken = async move || {
        let is_read = is_read.lock().unwrap().take().unwrap();
        let breaks = async move {
            let _ = is_read.await;
            Err(io::Error::other("broken"))
        };
        let pieces = stream::once(async { Ok("one ") }).chain(stream::once(breaks));
        Response::new(Body::from_stream(pieces))
    };
    let tree = captured(Router::new().route("/x", get(broken)), async |at| {
        let response = client().get(format!("http://{at}/x")).send().await.unwrap();
        drop(read);
        let error = response.text().await.unwrap_err();
        assert!(error.is_decode() && !error.is_timeout(), "{error:?}");
    });
    assert!(tree.contains("http.client \"GET http://service/x\" [internal_error] "), "{tree}");
}
