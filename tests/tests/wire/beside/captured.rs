//! Events of `tracing` by sentry's layers, logs and metrics by its own calls.

use rina_trace::tracing::SpanLayer;
use sentry::integrations::tracing::{BreadcrumbLayer, ErrorLayer, LogLayer};
use sentry::metrics;
use serde_json::Value;
use tracing::level_filters::LevelFilter;
use tracing::{error, info, info_span};
use tracing_subscriber::layer::Layer;

use super::{ids, inner, outer, started, with};

/// The same in one, with its spans left out.
#[allow(deprecated, reason = "programs have it")]
fn layer() -> impl Layer<tracing_subscriber::Registry> + Send + Sync {
    sentry::integrations::tracing::layer().span_filter(|_| false)
}

fn layers() -> impl Layer<tracing_subscriber::Registry> + Send + Sync {
    BreadcrumbLayer::new()
        .with_filter(LevelFilter::INFO)
        .and_then(ErrorLayer::new().with_filter(LevelFilter::ERROR))
        .and_then(LogLayer::new().with_filter(LevelFilter::INFO))
}

/// The entries of all items of a type that holds many.
fn entries(app: &crate::app::App, item_type: &str) -> Vec<Value> {
    let items = app.items(item_type);
    items.iter().flat_map(|(_, payload)| payload["items"].as_array().unwrap().clone()).collect()
}

#[test]
fn an_error_of_tracing_is_an_event_of_its_span_with_what_was_said_before() {
    error_and_breadcrumb(layers().boxed());
    error_and_breadcrumb(layer().boxed());
}

fn error_and_breadcrumb(layer: Box<dyn Layer<tracing_subscriber::Registry> + Send + Sync>) {
    let app = started();
    let ((), within) = with(layer, || {
        outer(|| {
            info!(items = 2, "before");
            error!("it broke");
        })
    });
    let (events, transactions) = (app.events(), app.transactions());
    assert_eq!((events.len(), transactions.len()), (1, 1));
    assert_eq!(ids(&events[0]), within);
    assert_eq!(within.0, ids(&transactions[0]).0);
    assert_eq!(within.1, transactions[0]["spans"][0]["span_id"]);
    // What other tests have said on the main hub may stand before it.
    let told = events[0]["breadcrumbs"]["values"].as_array().unwrap();
    let told = told.iter().find(|told| told["message"] == "before").unwrap();
    assert_eq!(told["data"]["items"], 2);
}

#[test]
fn an_event_within_a_span_of_tracing_is_of_that() {
    let app = started();
    let ((), (trace, _)) = with(layers().and_then(SpanLayer::new()), || {
        outer(|| info_span!("theirs").in_scope(|| error!("it broke")))
    });
    let (events, transactions) = (app.events(), app.transactions());
    let spans = transactions[0]["spans"].as_array().unwrap();
    let theirs = spans.iter().find(|span| span["description"] == "theirs").unwrap();
    assert_eq!(ids(&events[0]), (trace, theirs["span_id"].as_str().unwrap().to_owned()));
    assert_eq!((&theirs["op"], &theirs["origin"]), (&"function".into(), &"auto.tracing".into()));
}

#[test]
fn logs_carry_trace_and_span() {
    let app = started();
    let ((), (trace, span)) = with(layers(), || {
        outer(|| {
            info!("by tracing");
            sentry::logger_info!("by sentry");
        })
    });
    let logs = entries(&app, "log");
    let bodies: Vec<_> = logs.iter().map(|log| log["body"].as_str().unwrap()).collect();
    assert_eq!(bodies, ["by tracing", "by sentry"]);
    for log in &logs {
        assert_eq!(log["trace_id"], trace);
        assert_eq!(log["attributes"]["sentry.trace.parent_span_id"]["value"], span);
        assert!(log["attributes"].get("parent_span_id").is_none());
    }
}

#[test]
fn metrics_carry_trace_and_span() {
    let app = started();
    let ((), (trace, span)) = outer(|| metrics::counter("orders", 1).capture());
    let metrics = entries(&app, "trace_metric");
    assert_eq!(metrics.len(), 1);
    assert_eq!((&metrics[0]["trace_id"], &metrics[0]["span_id"]), (&trace.into(), &span.into()));
}

#[test]
fn what_is_captured_outside_is_of_none() {
    let app = started();
    let ((), (trace, _)) = inner(|| ());
    sentry::logger_info!("outside");
    metrics::counter("orders", 1).capture();
    let (logs, metrics) = (entries(&app, "log"), entries(&app, "trace_metric"));
    assert_eq!((logs.len(), metrics.len()), (1, 1));
    assert!(logs[0]["trace_id"] != trace && metrics[0]["trace_id"] != trace);
    assert!(logs[0]["attributes"].get("sentry.trace.parent_span_id").is_none());
}
