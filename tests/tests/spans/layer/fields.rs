//! What the fields of a span say: values by their types, names of old, operation, name and status.

use std::fmt::Debug;

use rina_trace::traced;
use tracing::field::{Empty, debug};
use tracing::{Span, info_span};

use super::captured;

#[traced(name = "root")]
fn root<R>(f: impl FnOnce() -> R) -> R {
    f()
}

/// The lines below the root.
fn recorded<R>(f: impl FnOnce() -> R) -> String {
    let traces = captured(|| root(|| drop(f()))).to_string();
    traces.lines().skip(2).map(|line| line.to_owned() + "\n").collect()
}

#[derive(Debug)]
#[allow(dead_code, reason = "printed by Debug")]
struct Order(u8);

#[test]
fn values_have_their_types() {
    let spans = recorded(|| {
        info_span!(
            "theirs",
            yes = true,
            int = -1_i64,
            uint = u64::MAX,
            small = 7_u64,
            float = 0.5,
            text = "a",
            debug = ?Order(1),
            display = %"b",
            tags.plan = "team",
            nothing = Empty,
            maybe = None::<u32>,
        )
    });
    insta::assert_snapshot!(spans, @r#"└─ function "theirs" yes=true int=-1 uint=18446744073709551615 small=7 float=0.5 text="a" debug="Order(1)" display="b" #plan="team""#);
}

#[test]
fn old_names_are_the_present_ones() {
    let spans = recorded(|| {
        info_span!(
            "theirs",
            otel.name = "GET /users",
            otel.kind = "CLIENT",
            http.method = "GET",
            http.url = "http://a/users",
            http.status_code = %404,
            net.peer.name = "a",
        )
    });
    insta::assert_snapshot!(spans, @r#"└─ http.client "GET /users" [not_found] sentry.kind="client" http.request.method="GET" url.full="http://a/users" http.response.status_code=404 server.address="a""#);
}

#[test]
fn the_operation_is_what_is_said_or_shown() {
    let spans = recorded(|| {
        drop(info_span!("said", sentry.op = "cache.get", db.system = "redis"));
        drop(info_span!("said too", op = "shipping.label"));
        drop(info_span!("query", db.system = "postgresql", db.statement = "SELECT 1"));
        drop(info_span!("database", db.system.name = "redis"));
        drop(info_span!("served", otel.kind = "server", http.request.method = "GET"));
        drop(info_span!("call", rpc.service = "greeter", rpc.grpc.status_code = 5));
        drop(info_span!("message", otel.kind = "producer", messaging.system = "kafka"));
        drop(info_span!(target: "async_graphql::graphql", "execute"));
    });
    insta::assert_snapshot!(spans, @r#"
    ├─ cache.get "said" db.system.name="redis"
    ├─ shipping.label "said too"
    ├─ db.query "query" db.system.name="postgresql" db.query.text="SELECT 1"
    ├─ db "database" db.system.name="redis"
    ├─ http.server "served" sentry.kind="server" http.request.method="GET"
    ├─ rpc "call" [not_found] rpc.service="greeter" rpc.response.status_code="5"
    ├─ queue.publish "message" sentry.kind="producer" messaging.system="kafka"
    └─ graphql "execute"
    "#);
}

#[test]
fn what_is_recorded_later_counts_as_well() {
    let spans = recorded(|| {
        let span = info_span!("theirs", op = Empty, otel.name = Empty, http.status_code = Empty, n = Empty);
        span.record("n", 1).record("n", 2).record("op", "http.client");
        span.record("otel.name", "renamed").record("http.status_code", 503);
    });
    insta::assert_snapshot!(spans, @r#"└─ http.client "renamed" [unavailable] n=2 http.response.status_code=503"#);
}

#[test]
fn the_status_is_what_is_said_before_what_a_code_means() {
    let error = "x".parse::<u8>().unwrap_err();
    let error: &(dyn std::error::Error + 'static) = &error;
    let spans = recorded(|| {
        drop(info_span!("failed", otel.status_code = "ERROR"));
        drop(info_span!("fine", otel.status_code = "Ok", http.status_code = 500));
        drop(info_span!("error", error));
        drop(info_span!("not", error = false));
    });
    insta::assert_snapshot!(spans, @r#"
    ├─ function "failed" [internal_error]
    ├─ function "fine" http.response.status_code=500
    ├─ function "error" [internal_error] error="invalid digit found in string"
    └─ function "not" error=false
    "#);
}

#[test]
fn a_field_may_make_spans_while_it_is_printed() {
    struct Nested;

    impl Debug for Nested {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            info_span!("nested").in_scope(|| f.write_str("printed"))
        }
    }

    let spans = recorded(|| {
        let span = info_span!("theirs", made = ?Nested, later = Empty);
        span.record("later", debug(Nested));
    });
    // Whether `tracing` lets the inner ones through depends on who has asked for them before.
    assert!(spans.contains(r#"function "theirs" made="printed" later="printed""#), "{spans}");
}

#[test]
fn what_it_follows_from_is_linked() {
    let spans = recorded(|| {
        let first = info_span!("first");
        let second = info_span!("second");
        second.follows_from(&first);
        second.follows_from(info_span!("third").id());
        Span::none().follows_from(&first);
    });
    assert!(spans.contains(r#"function "second" -> function "first" -> function "third""#), "{spans}");
}
