//! A request ends with the last byte of its response.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{App, HttpResponse, web};
use futures_util::{StreamExt, stream};
use rina_trace::actix::ServerMiddleware;
use rina_trace::span;
use tokio::sync::mpsc;

use super::{ask, captured, read_until, send, tree};

/// The tree of a request to `/` that `handler` answers, and what the client got.
fn answered(handler: fn() -> HttpResponse) -> (String, String) {
    let mut answer = String::new();
    let app = || {
        let traced = ServerMiddleware::new();
        move || App::new().wrap(traced.clone()).route("/", web::to(move || std::future::ready(handler())))
    };
    let traces = captured(app, async |at| answer = ask(at, "GET /", "Upgrade: websocket\r\n").await);
    (tree(&traces), answer)
}

/// Three pieces, each within a span: a late one would be no part of the request.
fn pieces() -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> {
    stream::iter(["one ", "two ", "three"]).map(|piece| {
        span!("function", "piece").finish();
        Ok(Bytes::from_static(piece.as_bytes()))
    })
}

const PIECES: &str = "├─ function \"piece\"\n├─ function \"piece\"\n└─ function \"piece\"\n";

#[test]
fn what_streams_is_open_until_its_end_whether_or_not_it_says_its_length() {
    let root = "http.server \"GET /\" http.response.status_code=200 http.response.body.size=13\n";
    let (tree, answer) = answered(|| HttpResponse::Ok().streaming(pieces()));
    assert_eq!(tree, format!("trace 1\n{root}{PIECES}"));
    assert!(answer.contains("three"), "{answer}");
    let (tree, answer) = answered(|| HttpResponse::Ok().no_chunking(13).streaming(pieces()));
    assert_eq!(tree, format!("trace 1\n{root}{PIECES}"));
    assert!(answer.ends_with("one two three"), "{answer}");
}

#[test]
fn a_response_without_a_body_ends_with_its_head() {
    let (tree, _) = answered(|| HttpResponse::Ok().finish());
    let root = "http.server \"GET /\" http.response.status_code";
    assert_eq!(tree, format!("trace 1\n{root}=200 http.response.body.size=0\n"));
    let (tree, _) = answered(|| HttpResponse::new(StatusCode::NO_CONTENT));
    assert_eq!(tree, format!("trace 1\n{root}=204\n"));
}

#[test]
fn a_connection_that_becomes_another_ends_with_the_head_too() {
    let (tree, answer) = answered(|| {
        let mut response = HttpResponse::SwitchingProtocols();
        response.upgrade("websocket").streaming(pieces())
    });
    assert!(answer.starts_with("HTTP/1.1 101"), "{answer}");
    let root = tree.lines().nth(1).unwrap();
    assert_eq!(root, "http.server \"GET /\" http.response.status_code=101");
}

#[test]
fn a_stream_that_fails_or_panics_is_an_error() {
    let (tree, _) = answered(|| {
        let fails = stream::iter([Ok(Bytes::from_static(b"one")), Err(std::io::Error::other("broken"))]);
        HttpResponse::Ok().streaming(fails)
    });
    let root = "trace 1\nhttp.server \"GET /\" [internal_error] http.response.status_code=200";
    assert_eq!(tree, format!("{root} http.response.body.size=3\n"));
    let (tree, _) = answered(|| {
        let panics = stream::once(async { panic!("of a body") });
        HttpResponse::Ok().streaming::<_, Infallible>(panics)
    });
    assert_eq!(tree, format!("{root}\n"));
}

type Receiver = Mutex<Option<mpsc::Receiver<&'static str>>>;

async fn events_of(receiver: web::Data<Receiver>) -> HttpResponse {
    let receiver = receiver.lock().unwrap().take().unwrap();
    let events = stream::unfold(receiver, |mut receiver| async {
        let event = receiver.recv().await?;
        Some((Ok::<_, Infallible>(Bytes::from(format!("data: {event}\n\n"))), receiver))
    });
    HttpResponse::Ok().content_type("text/event-stream").streaming(events)
}

#[test]
fn a_client_that_leaves_a_stream_of_events_has_cancelled_it() {
    let (events, receiver) = mpsc::channel(4);
    let receiver: Arc<Receiver> = Arc::new(Mutex::new(Some(receiver)));
    let app = move || {
        let traced = ServerMiddleware::new();
        move || {
            let app = App::new().wrap(traced.clone()).app_data(web::Data::from(Arc::clone(&receiver)));
            app.route("/", web::get().to(events_of))
        }
    };
    let traces = captured(app, async |at| {
        let mut connection = send(at, "GET /", "").await;
        for event in ["first", "second"] {
            events.send(event).await.unwrap();
            read_until(&mut connection, event).await;
        }
        drop(connection);
        // Until the server has seen it: what it writes to nobody ends the stream.
        while events.send("third").await.is_ok() {}
    });
    let line = tree(&traces).lines().nth(1).unwrap().to_owned();
    assert!(line.starts_with("http.server \"GET /\" [cancelled] http.response.status_code=200"), "{line}");
}

async fn waits(started: web::Data<mpsc::Sender<()>>) -> HttpResponse {
    let _open = span!("function", "waits");
    started.send(()).await.unwrap();
    std::future::pending().await
}

#[test]
fn a_client_that_leaves_before_the_answer_has_cancelled_it() {
    let (started, mut is_started) = mpsc::channel::<()>(1);
    let app = move || {
        let traced = ServerMiddleware::new();
        move || {
            let app = App::new().wrap(traced.clone()).app_data(web::Data::new(started.clone()));
            app.route("/", web::get().to(waits))
        }
    };
    let traces = captured(app, async |at| {
        let connection = send(at, "GET /", "").await;
        is_started.recv().await.unwrap();
        // A reset: actix-web answers one that has only stopped to send.
        connection.set_zero_linger().unwrap();
        drop(connection);
    });
    assert_eq!(tree(&traces).lines().nth(1).unwrap(), "http.server \"GET /\" [cancelled]");
}
