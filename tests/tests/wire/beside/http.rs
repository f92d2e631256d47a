//! sentry's layer for servers around ours and within it; tower-http's spans within ours.

use axum::Router;
use axum::routing::get as on_get;
use rina_trace::tower::ServerLayer;
use rina_trace::tracing::SpanLayer;
use sentry::integrations::tower::{NewSentryLayer, SentryHttpLayer};
use serde_json::Value;
use tower_http::trace::{DefaultMakeSpan, TraceLayer};
use tracing::Level;
use tracing::instrument::WithSubscriber;
use tracing_subscriber::layer::SubscriberExt;

use super::{outer, started};
use crate::edge::{ask, block_on, serving};

const TRACE: &str = "771a43a4192642f0b136d5159a501700";

async fn handle() {
    outer(|| sentry::capture_message("within", sentry::Level::Info));
}

/// What a request sends: its transactions and events.
fn sent(router: Router, headers: &str) -> (Vec<Value>, Vec<Value>) {
    let app = started();
    block_on(serving(router, async |at| ask(at, "GET /", headers).await));
    (app.transactions(), app.events())
}

fn router() -> Router {
    Router::new().route("/", on_get(handle))
}

#[test]
fn sentrys_layer_around_ours_and_within_it_makes_no_second_transaction() {
    for headers in ["".to_owned(), format!("sentry-trace: {TRACE}-b0e6f15b45c36b12-1\r\n")] {
        let theirs = || SentryHttpLayer::new().enable_transaction();
        let around = router().layer(ServerLayer::new()).layer(theirs()).layer(NewSentryLayer::new_from_top());
        let within = router().layer(theirs()).layer(NewSentryLayer::new_from_top()).layer(ServerLayer::new());
        for router in [around, within] {
            let (transactions, events) = sent(router, &headers);
            assert_eq!((transactions.len(), events.len()), (1, 1), "{transactions:#?}");
            let root = &transactions[0]["contexts"]["trace"];
            assert_eq!(transactions[0]["transaction"], "GET /");
            assert_eq!(events[0]["contexts"]["trace"]["trace_id"], root["trace_id"]);
            let parent = root.get("parent_span_id").and_then(Value::as_str);
            if headers.is_empty() {
                assert_eq!(parent, None, "nobody sends that span");
            } else {
                assert_eq!((&root["trace_id"], parent), (&TRACE.into(), Some("b0e6f15b45c36b12")));
            }
        }
    }
}

#[test]
fn the_span_of_tower_http_within_ours_is_left_out() {
    let app = started();
    let subscriber = tracing_subscriber::registry().with(SpanLayer::new().roots(true));
    let trace = TraceLayer::new_for_http().make_span_with(DefaultMakeSpan::new().level(Level::INFO));
    // One thread, so that the server's tasks have the subscriber.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tracing::subscriber::with_default(subscriber, || {
        let router = router().layer(trace).layer(ServerLayer::new());
        runtime.block_on(serving(router, async |at| ask(at, "GET /", "").await).with_current_subscriber());
    });
    let transactions = app.transactions();
    assert_eq!(transactions.len(), 1, "{transactions:#?}");
    let spans: Vec<_> =
        transactions[0]["spans"].as_array().unwrap().iter().map(|span| &span["description"]).collect();
    assert_eq!(spans, ["inner", "GET /outer"]);
}
