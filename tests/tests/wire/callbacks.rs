//! What the configuration leaves out or changes before it is sent.

use rina_trace::{NameSource, traced};
use serde_json::{Value, json};

use crate::app::App;

#[traced(op = "db.query", name = "leaf")]
fn leaf() {}

#[traced(op = "function", name = "middle")]
fn middle() {
    leaf();
}

#[traced(op = "http.server", name = "GET /orders")]
fn orders() {
    middle();
}

#[traced(op = "http.server", name = "GET /health")]
fn health() {
    middle();
}

fn losses(app: &App) -> Vec<(&'static str, u64)> {
    app.guard.stats().lost_by_reason().collect()
}

#[test]
fn a_root_that_is_ignored_is_not_recorded() {
    let app = App::start(|config| config.ignore_spans(["/health"]));
    health();
    orders();
    let sent = app.transactions();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["transaction"], "GET /orders");
    assert_eq!(losses(&app), [("ignored", 1)]);
    assert_eq!(
        app.reported(),
        [("ignored".into(), "span".into(), 1), ("ignored".into(), "transaction".into(), 1)]
    );
}

#[test]
fn what_was_below_an_ignored_span_goes_to_its_parent() {
    let app = App::start(|config| config.ignore_spans(["middle"]));
    orders();
    let sent = app.transactions();
    let spans = sent[0]["spans"].as_array().unwrap();
    assert_eq!(spans.len(), 1);
    assert_eq!(spans[0]["description"], "leaf");
    assert_eq!(spans[0]["parent_span_id"], sent[0]["contexts"]["trace"]["span_id"]);
    assert_eq!(losses(&app), [("ignored", 1)]);
    assert_eq!(app.reported(), [("ignored".into(), "span".into(), 1)]);
}

#[test]
fn spans_are_ignored_by_operation_too() {
    let app = App::start(|config| config.ignore_spans(["db."]));
    orders();
    let sent = app.transactions();
    assert_eq!(sent[0]["spans"].as_array().unwrap().len(), 1);
    assert_eq!(sent[0]["spans"][0]["description"], "middle");
}

#[test]
fn before_send_transaction_changes_a_segment() {
    let app = App::start(|config| {
        config.before_send_transaction(|mut segment| {
            assert_eq!((segment.name(), segment.spans().len()), ("GET /orders", 2));
            segment.set_name("renamed", NameSource::Task);
            segment.set_tag("by", "callback");
            segment.set_data("seen", true);
            segment.retain_spans(|span| span.op() != "db.query");
            Some(segment)
        })
    });
    orders();
    let sent = app.transactions();
    assert_eq!(
        (&sent[0]["transaction"], &sent[0]["transaction_info"]["source"]),
        (&json!("renamed"), &json!("task"))
    );
    assert_eq!(sent[0]["tags"]["by"], "callback");
    assert_eq!(sent[0]["contexts"]["trace"]["data"]["seen"], true);
    assert_eq!(sent[0]["spans"].as_array().unwrap().len(), 1);
    assert_eq!(losses(&app), [("before_send", 1)]);
}

#[test]
fn before_send_transaction_drops_a_segment() {
    let keep = |segment: &rina_trace::Segment| segment.name() != "GET /health";
    let app =
        App::start(|config| config.before_send_transaction(move |segment| keep(&segment).then_some(segment)));
    health();
    orders();
    let sent = app.transactions();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["transaction"], "GET /orders");
    assert_eq!(losses(&app), [("before_send", 3)]);
    assert_eq!(
        app.reported(),
        [("before_send".into(), "span".into(), 3), ("before_send".into(), "transaction".into(), 1)]
    );
}

#[test]
fn a_callback_that_panics_costs_its_segment_only() {
    let app = App::start(|config| {
        config.before_send_transaction(|segment| {
            assert_ne!(segment.name(), "GET /health", "the callback's own mistake");
            Some(segment)
        })
    });
    health();
    orders();
    let sent = app.transactions();
    assert_eq!(sent.len(), 1);
    assert_eq!(losses(&app), [("callback_error", 3)]);
}

#[test]
fn before_send_sees_each_event() {
    let app = App::start(|config| {
        config.before_send(|mut event| {
            event.server_name = Some("changed".into());
            (event.message.as_deref() != Some("drop")).then_some(event)
        })
    });
    #[traced(op = "function", name = "captures")]
    fn captures() {
        sentry::capture_message("drop", sentry::Level::Info);
        sentry::capture_message("keep", sentry::Level::Info);
    }
    captures();
    let events = app.events();
    assert_eq!(events.len(), 1);
    assert_eq!((&events[0]["message"], &events[0]["server_name"]), (&json!("keep"), &json!("changed")));
    assert_eq!(events[0]["transaction"], "captures");
}

#[test]
fn errors_are_ignored_by_type_and_by_text() {
    let app = App::start(|config| config.ignore_errors(["ParseFloat", "not found"]));
    #[traced(op = "function", name = "captures")]
    fn captures() {
        sentry::capture_error(&"x".parse::<f64>().unwrap_err());
        sentry::capture_error(&std::io::Error::other("the order was not found"));
        sentry::capture_error(&"x".parse::<u8>().unwrap_err());
    }
    captures();
    let events = app.events();
    let types: Vec<&Value> = events.iter().map(|event| &event["exception"]["values"][0]["type"]).collect();
    assert_eq!(types, ["ParseIntError"]);
}

#[test]
fn a_rate_for_events_holds_for_events_only() {
    let app = App::start(|config| config.sample_rate(0.0));
    #[traced(op = "function", name = "captures")]
    fn captures() {
        sentry::capture_message("x", sentry::Level::Info);
    }
    captures();
    assert_eq!((app.events().len(), app.transactions().len()), (0, 1));
}
