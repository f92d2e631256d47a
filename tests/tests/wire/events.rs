//! What `sentry` captures within a span: it carries our trace.

use std::panic::catch_unwind;

use rina_trace::{TraceHeaders, User, current, trace_headers, traced};
use serde_json::{Value, json};

use crate::app::App;
use crate::baggage::members;

/// The events that a call sends, each with the header of its envelope.
fn events<R>(call: impl FnOnce() -> R) -> (R, Vec<(Value, Value)>, Vec<Value>) {
    let app = App::start(|config| config);
    let returned = call();
    (returned, app.items("event"), app.transactions())
}

#[traced(op = "db.query", name = "SELECT")]
fn fails_in_a_span(fail: fn()) -> (TraceHeaders, String) {
    fail();
    (trace_headers(), current().span_id().unwrap().to_string())
}

#[traced(op = "http.server", name = "GET /orders")]
fn request(fail: fn()) -> (TraceHeaders, String) {
    rina_trace::set_user(User { id: Some("42".into()), ..User::default() });
    rina_trace::add_transaction_tags([("user.plan", "team")]);
    fails_in_a_span(fail)
}

fn linked(call: fn()) -> Value {
    let ((headers, span_id), mut events, transactions) = events(|| request(call));
    assert_eq!((events.len(), transactions.len()), (1, 1));
    let (header, event) = events.remove(0);

    let trace = &event["contexts"]["trace"];
    assert_eq!(trace["trace_id"], transactions[0]["contexts"]["trace"]["trace_id"]);
    assert_eq!(trace["span_id"], span_id);
    assert_eq!(transactions[0]["spans"][0]["span_id"], span_id);

    let told = members(headers.baggage().unwrap());
    for (key, value) in header["trace"].as_object().unwrap() {
        assert_eq!(value, &told[&format!("sentry-{key}")]);
    }
    assert_eq!(header["trace"].as_object().unwrap().len(), told.len());
    // `sentry` writes it with hyphens here and without them there; the server takes both.
    assert_eq!(header["event_id"].as_str().unwrap().replace('-', ""), event["event_id"]);
    assert!(header["sent_at"].is_string() && header["sdk"]["name"].is_string(), "{header}");

    assert_eq!(event["transaction"], "GET /orders");
    assert_eq!(event["user"]["id"], "42");
    assert_eq!(event["tags"]["user.plan"], "team");
    assert_eq!((&event["environment"], &event["release"]), (&json!("test"), &json!("app@1.2.3")));
    event
}

#[test]
fn a_message_carries_the_trace() {
    let event = linked(|| {
        sentry::capture_message("look at this", sentry::Level::Warning);
    });
    assert_eq!((&event["message"], &event["level"]), (&json!("look at this"), &json!("warning")));
}

#[test]
fn an_error_carries_the_trace() {
    let event = linked(|| {
        sentry::capture_error(&"x".parse::<u8>().unwrap_err());
    });
    assert_eq!(event["exception"]["values"][0]["value"], "invalid digit found in string");
}

#[test]
fn an_error_that_is_captured_by_us_marks_its_span_too() {
    let event = linked(|| rina_trace::capture_error(&"x".parse::<u8>().unwrap_err()));
    assert_eq!(event["exception"]["values"][0]["type"], "ParseIntError");
}

#[test]
fn what_the_event_says_itself_goes_before() {
    #[traced(op = "http.server", name = "GET /request")]
    fn request() {
        rina_trace::set_user(User { id: Some("ours".into()), ..User::default() });
        rina_trace::add_transaction_tags([("plan", "ours"), ("more", "ours")]);
        sentry::with_scope(
            |scope| {
                scope.set_user(Some(User { id: Some("its".into()), ..User::default() }));
                scope.set_tag("plan", "its");
                scope.set_transaction(Some("its"));
            },
            || sentry::capture_message("x", sentry::Level::Info),
        );
    }
    let (_, events, _) = events(request);
    let (_, event) = &events[0];
    assert_eq!((&event["user"]["id"], &event["transaction"]), (&json!("its"), &json!("its")));
    assert_eq!(event["tags"], json!({ "plan": "its", "more": "ours" }));
}

#[test]
fn an_event_outside_of_a_span_is_left_alone() {
    let (_, events, _) = events(|| sentry::capture_message("alone", sentry::Level::Info));
    let (header, event) = &events[0];
    assert_eq!(header.get("trace"), None);
    assert_eq!(event.get("transaction"), None);
}

#[test]
fn an_event_of_an_unsampled_trace_carries_it_too() {
    let app = App::start(|config| config.traces_sample_rate(0.0));
    let (headers, _) = request(|| {
        sentry::capture_message("x", sentry::Level::Info);
    });
    let (header, event) = app.items("event").remove(0);
    let trace_id = &headers.sentry_trace().unwrap()[..32];
    assert_eq!(event["contexts"]["trace"]["trace_id"], trace_id);
    assert_eq!(
        (&header["trace"]["trace_id"], &header["trace"]["sampled"]),
        (&json!(trace_id), &json!("false"))
    );
    assert!(app.transactions().is_empty());
}

#[test]
fn a_panic_arrives_once_and_is_linked() {
    #[traced(op = "function", name = "panics")]
    fn panics() {
        panic!("of a traced function");
    }
    #[traced(op = "http.server", name = "GET /request")]
    fn request() {
        panics();
    }
    let (_, events, transactions) = events(|| catch_unwind(request).unwrap_err());
    assert_eq!((events.len(), transactions.len()), (1, 1));
    let (_, event) = &events[0];
    let (root, child) = (&transactions[0]["contexts"]["trace"], &transactions[0]["spans"][0]);
    assert_eq!(event["exception"]["values"][0]["value"], "of a traced function");
    assert_eq!(event["contexts"]["trace"]["trace_id"], root["trace_id"]);
    assert_eq!(event["contexts"]["trace"]["span_id"], child["span_id"]);
    assert_eq!(event["transaction"], "GET /request");
    assert_eq!((&root["status"], &child["status"]), (&json!("internal_error"), &json!("internal_error")));
}

#[test]
fn a_returned_error_is_captured_where_that_is_asked_for() {
    #[traced(op = "function", name = "captures", err = capture)]
    fn captures(text: &str) -> Result<u8, std::num::ParseIntError> {
        text.parse()
    }
    #[traced(op = "function", name = "records")]
    fn records(text: &str) -> Result<u8, std::num::ParseIntError> {
        text.parse()
    }
    #[traced(op = "http.server", name = "GET /request")]
    fn request() {
        captures("1").unwrap();
        captures("x").unwrap_err();
        records("x").unwrap_err();
    }
    let (_, events, transactions) = events(request);
    assert_eq!(events.len(), 1);
    let (_, event) = &events[0];
    let spans = transactions[0]["spans"].as_array().unwrap();
    assert_eq!(event["exception"]["values"][0]["type"], "ParseIntError");
    assert_eq!(event["contexts"]["trace"]["span_id"], spans[1]["span_id"]);
    let status: Vec<&Value> = spans.iter().map(|span| &span["status"]).collect();
    assert_eq!(status, ["ok", "internal_error", "internal_error"]);
}
