//! The span layer of `sentry` beside our attributes, in both nestings, with our client and with one of its own.

use std::sync::Arc;

use axum::Router;
use axum::routing::get as on_get;
use rina_trace::tower::ServerLayer;
use rina_trace::tracing::SpanLayer as OurSpanLayer;
use rina_trace::{Config, Guard, trace_headers};
use sentry::ClientOptions;
use sentry::integrations::tower::{NewSentryLayer, SentryHttpLayer};
use sentry::integrations::tracing::SpanLayer;
use sentry::test::TestTransport;
use serde_json::Value;
use tracing::info_span;
use tracing_subscriber::layer::Layer;

use super::{ids, outer, started, with};
use crate::app::alone;
use crate::edge::{ask, serving};
use crate::server::Server;

#[test]
fn with_our_client_there_is_one_transaction() {
    for within in [true, false] {
        let app = started();
        with(SpanLayer::new(), || {
            if within {
                outer(|| info_span!("theirs").in_scope(|| outer(|| ())));
            } else {
                info_span!("theirs").in_scope(|| outer(|| ()));
            }
        });
        let transactions = app.transactions();
        assert_eq!(transactions.len(), 1, "{transactions:#?}");
        assert_eq!(transactions[0]["transaction"], "GET /outer");
        let root = &transactions[0]["contexts"]["trace"];
        assert!(root.get("parent_span_id").is_none_or(Value::is_null), "nobody sends that span: {root}");
    }
}

#[test]
fn with_both_span_layers_each_span_is_sent_once() {
    let app = started();
    with(SpanLayer::new().and_then(OurSpanLayer::new()), || {
        outer(|| info_span!("theirs").in_scope(|| outer(|| ())));
    });
    let transactions = app.transactions();
    assert_eq!(transactions.len(), 1, "{transactions:#?}");
    let spans: Vec<_> =
        transactions[0]["spans"].as_array().unwrap().iter().map(|span| &span["description"]).collect();
    assert_eq!(spans.iter().filter(|name| **name == "theirs").count(), 1, "{spans:?}");
}

/// A program whose own client of `sentry` traces: what that sends, and what we send.
fn with_a_client_that_traces(f: impl FnOnce()) -> (Vec<Value>, Vec<Value>) {
    let _alone = alone();
    let server = Server::start();
    let transport = TestTransport::new();
    let options = ClientOptions::new().traces_sample_rate(1.0);
    let mut options = options.dsn(server.dsn().as_str());
    options.transport = Some(Arc::new(Arc::clone(&transport)));
    let _client = sentry::init(options);
    let guard: Guard = Config::new().traces_sample_rate(1.0).try_init().unwrap();
    f();
    assert!(guard.flush(std::time::Duration::from_secs(20)));
    let ours = server.envelopes().iter().filter_map(|sent| sent.payload("transaction").cloned()).collect();
    let theirs = transport.fetch_and_clear_envelopes();
    let theirs = theirs.iter().flat_map(|envelope| {
        envelope.items().filter_map(|item| match item {
            sentry::protocol::EnvelopeItem::Transaction(sent) => Some(serde_json::to_value(sent).unwrap()),
            _ => None,
        })
    });
    (theirs.collect(), ours)
}

#[test]
fn a_client_that_traces_is_above_us_in_one_trace() {
    let (theirs, ours) = with_a_client_that_traces(|| {
        with(SpanLayer::new(), || info_span!("theirs").in_scope(|| outer(|| ())));
    });
    assert_eq!((theirs.len(), ours.len()), (1, 1));
    let (trace, span) = ids(&theirs[0]);
    assert_eq!((ids(&ours[0]).0, &ours[0]["contexts"]["trace"]["parent_span_id"]), (trace, &span.into()));
}

#[test]
fn a_transaction_of_sentrys_server_layer_lies_between_the_caller_and_us() {
    let (trace, caller) = ("771a43a4192642f0b136d5159a501700", "b0e6f15b45c36b12");
    for header in [format!("sentry-trace: {trace}-{caller}-1\r\n"), String::new()] {
        let router = Router::new()
            .route("/", on_get(async || ()))
            .layer(ServerLayer::new())
            .layer(SentryHttpLayer::new().enable_transaction())
            .layer(NewSentryLayer::new_from_top());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (theirs, ours) = with_a_client_that_traces(|| {
            runtime.block_on(serving(router, async |at| ask(at, "GET /", &header).await));
        });
        assert_eq!((theirs.len(), ours.len()), (1, 1));
        let (root, between) = (&ours[0]["contexts"]["trace"], &theirs[0]["contexts"]["trace"]);
        assert_eq!(
            (&root["trace_id"], &root["parent_span_id"]),
            (&between["trace_id"], &between["span_id"]),
            "after {header:?}"
        );
        if !header.is_empty() {
            assert_eq!((&between["trace_id"], &between["parent_span_id"]), (&trace.into(), &caller.into()));
        }
    }
}

#[test]
fn a_client_that_traces_is_below_us_where_its_span_is_told_the_trace() {
    let mut within = None;
    let (theirs, ours) = with_a_client_that_traces(|| {
        with(SpanLayer::new(), || {
            let (_, ids) = outer(|| {
                let headers = trace_headers();
                info_span!("theirs", sentry.trace = headers.sentry_trace()).in_scope(|| outer(|| ()));
            });
            within = Some(ids);
        });
    });
    assert_eq!((theirs.len(), ours.len()), (1, 1), "{theirs:#?} {ours:#?}");
    let (trace, span) = within.unwrap();
    assert_eq!((ids(&theirs[0]).0, ids(&ours[0]).0), (trace.clone(), trace));
    assert_eq!(theirs[0]["contexts"]["trace"]["parent_span_id"], span);
}
