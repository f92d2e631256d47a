//! What a service downstream is told of the trace.

use std::cell::RefCell;

use rina_trace::testing::capture_with;
use rina_trace::{Config, NameSource, TraceHeaders, trace_headers, traced};

use crate::baggage::{sentry, sentry_trace};

/// What one call of a traced function tells.
fn told(config: &Config, f: fn() -> TraceHeaders) -> (TraceHeaders, rina_trace::testing::Traces) {
    let told = RefCell::new(TraceHeaders::default());
    let traces = capture_with(config, || *told.borrow_mut() = f());
    (told.into_inner(), traces)
}

fn config() -> Config {
    Config::new()
        .dsn("https://the-key@o1.ingest.sentry.io/42")
        .release("app@1.2.3")
        .environment("staging")
        .traces_sample_rate(1.0)
}

#[traced(op = "http.server", name = "GET /users/{id}")]
fn root() -> TraceHeaders {
    trace_headers()
}

#[traced(op = "http.server", name = "GET /above")]
fn above() -> TraceHeaders {
    root()
}

#[test]
fn the_head_of_a_trace_tells_all_it_knows() {
    let (headers, traces) = told(&config(), root);
    let (trace_id, span_id, flag) = sentry_trace(&headers);
    assert_eq!(trace_id, traces.segments()[0].trace_id().to_string());
    assert_eq!(span_id.len(), 16);
    assert_eq!(flag.as_deref(), Some("1"));
    assert_eq!(headers.traceparent(), None);

    let mut members = sentry(&headers);
    let sample_rand = members.remove("sample_rand").unwrap();
    assert!(sample_rand.starts_with("0.") && sample_rand.len() == 8, "{sample_rand}");
    let members: Vec<(&str, &str)> = members.iter().map(|(key, value)| (&**key, &**value)).collect();
    assert_eq!(
        members,
        [
            ("environment", "staging"),
            ("org_id", "1"),
            ("public_key", "the-key"),
            ("release", "app@1.2.3"),
            ("sample_rate", "1"),
            ("sampled", "true"),
            ("trace_id", &*trace_id),
            ("transaction", "GET /users/{id}"),
        ]
    );
}

#[test]
fn the_parent_downstream_is_the_span_that_is_current() {
    let (headers, traces) = told(&config(), above);
    let child = traces.segments()[0].spans().next().unwrap();
    assert_eq!(sentry_trace(&headers).1, child.id().to_string());
    assert_eq!(sentry(&headers)["transaction"], "GET /above");
}

#[test]
fn the_sampling_context_is_frozen_by_the_first_who_is_told() {
    #[traced(op = "http.server", name = "GET /before")]
    fn renamed() -> TraceHeaders {
        let first = trace_headers();
        rina_trace::set_transaction_name("after", NameSource::Route);
        let second = trace_headers();
        assert_eq!(first.baggage(), second.baggage());
        second
    }
    let (headers, traces) = told(&config(), renamed);
    assert_eq!(sentry(&headers)["transaction"], "GET /before");
    assert_eq!(traces.segments()[0].name(), "after");
}

#[test]
fn a_url_is_not_told_as_a_name() {
    #[traced(op = "http.server", name = "GET /request")]
    fn by_url() -> TraceHeaders {
        rina_trace::set_transaction_name("/users/4711", NameSource::Url);
        trace_headers()
    }
    let (headers, _) = told(&config(), by_url);
    assert_eq!(sentry(&headers).get("transaction"), None);
}

#[test]
fn traceparent_is_told_where_it_is_switched_on() {
    let (headers, _) = told(&config().propagate_traceparent(true), root);
    let (trace_id, span_id, _) = sentry_trace(&headers);
    assert_eq!(headers.traceparent().unwrap(), format!("00-{trace_id}-{span_id}-01"));
    let (headers, _) = told(&config().propagate_traceparent(true).traces_sample_rate(0.0), root);
    assert!(headers.traceparent().unwrap().ends_with("-00"), "{headers:?}");
}

#[test]
fn a_span_by_hand_has_headers_of_its_own() {
    #[traced(op = "http.server", name = "GET /request")]
    fn by_hand() -> TraceHeaders {
        let span = rina_trace::span!("http.client", "GET /charges");
        let (headers, id) = (span.headers(), span.id().unwrap());
        assert_eq!(sentry_trace(&headers).1, id.to_string());
        assert_ne!(sentry_trace(&trace_headers()).1, id.to_string());
        headers
    }
    told(&config(), by_hand).0.sentry_trace().unwrap();
}

#[test]
fn an_unsampled_trace_says_so() {
    let (headers, traces) = told(&config().traces_sample_rate(0.0), above);
    assert_eq!(traces.segments().len(), 0);
    assert_eq!(sentry_trace(&headers).2.as_deref(), Some("0"));
    let members = sentry(&headers);
    assert_eq!((&*members["sampled"], &*members["sample_rate"]), ("false", "0"));
    assert_eq!(members["transaction"], "GET /above");
}

#[test]
fn without_a_rate_nobody_decides_and_the_trace_goes_on_all_the_same() {
    let config = Config::new().dsn("https://the-key@host/1").release("app@1").environment("production");
    let (headers, traces) = told(&config, above);
    assert_eq!(traces.segments().len(), 0);
    assert_eq!(sentry_trace(&headers).2, None);
    let keys: Vec<String> = sentry(&headers).into_keys().collect();
    assert_eq!(keys, ["environment", "public_key", "release", "sample_rand", "trace_id"]);
}

#[test]
fn without_a_dsn_there_is_no_sampling_context() {
    let (headers, traces) = told(&Config::new().traces_sample_rate(1.0), root);
    assert_eq!(traces.segments().len(), 1);
    assert_eq!(sentry_trace(&headers).2.as_deref(), Some("1"));
    assert_eq!(headers.baggage(), None);
}

#[test]
fn outside_of_a_span_nothing_is_told() {
    let (headers, _) = told(&config(), trace_headers);
    assert_eq!(headers.iter().count(), 0);
}

#[test]
fn headers_of_http_keep_what_others_have_put_there() {
    #[traced(op = "http.server", name = "GET /request")]
    fn merged() -> TraceHeaders {
        let mut map = http::HeaderMap::new();
        map.insert("baggage", "other=1,sentry-release=old".parse().unwrap());
        map.append("baggage", "more=2;secure".parse().unwrap());
        map.insert("sentry-trace", "of an earlier attempt".parse().unwrap());
        trace_headers().apply(&mut map);
        assert_eq!(map.get_all("sentry-trace").iter().count(), 1);
        assert_eq!(map["sentry-trace"], trace_headers().sentry_trace().unwrap());
        let values: Vec<&str> = map.get_all("baggage").iter().map(|value| value.to_str().unwrap()).collect();
        let members = crate::baggage::members(&values.join(","));
        assert_eq!((&*members["other"], &*members["more"]), ("1", "2;secure"));
        assert_eq!((&*members["sentry-release"], &*members["sentry-public_key"]), ("app@1.2.3", "the-key"));
        trace_headers()
    }
    told(&config(), merged).0.sentry_trace().unwrap();
}
