//! Spans made with `span!`.

use rina_trace::testing::{capture, capture_async};
use rina_trace::{InSpan, SpanStatus, current, span, traced};
use tokio::task::yield_now;

#[traced(name = "leaf")]
fn leaf() {}

#[traced(name = "outer")]
fn outer() {
    let key = "user:1";
    let span = span!("cache.get", "user", cache.key = key, "cache.hit" = false);
    span.set("cache.hit", true).tag("plan", "free");
    leaf();
    span.in_scope(leaf);
    span.set_status(SpanStatus::NotFound).set_name("user again");
    span.finish();
    drop(span!("cache.get", format!("user {}", 2)));
}

#[test]
fn values_tags_status_and_name() {
    insta::assert_snapshot!(capture(outer), @r#"
    trace 1
    function "outer"
    ├─ cache.get "user again" [not_found] cache.key=[user:1] cache.hit=true #plan="free"
    │  └─ function "leaf"
    ├─ function "leaf"
    └─ cache.get "user 2"
    "#);
}

#[test]
fn without_a_parent_it_starts_a_segment() {
    let traces = capture(|| {
        let span = span!("queue.process", "job", attempt = 1);
        assert!(span.is_recording() && span.id().is_some() && span.trace_id().is_some());
        span.in_scope(leaf);
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    queue.process "job" attempt=1
    └─ function "leaf"
    "#);
}

#[test]
fn its_headers_name_it_as_the_parent() {
    capture(|| {
        let span = span!("http.client", "GET /");
        let headers: Vec<_> = span.headers().into_iter().collect();
        let (trace, id) = (span.trace_id().unwrap(), span.id().unwrap());
        assert_eq!(headers.first(), Some(&("sentry-trace", format!("{trace}-{id}-1"))));
        // It is not current where it was made.
        assert_eq!(rina_trace::trace_headers().into_iter().count(), 0);
        span.in_scope(|| {
            let current: Vec<_> = rina_trace::trace_headers().into_iter().collect();
            assert_eq!(current, headers);
        });
    });
}

#[test]
fn another_service_continues_below_it() {
    let traces = capture(|| {
        let client = span!("http.client", "GET /");
        let remote = rina_trace::continue_trace(client.headers());
        assert_eq!(remote.trace_id(), client.trace_id());
        server(remote);
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    http.client "GET /"
    trace 1, below http.client "GET /"
    http.server "GET /server"
    "#);
}

#[traced(op = "http.server", name = "GET /server", continue_from = remote)]
#[expect(clippy::needless_pass_by_value, reason = "as a handler takes it")]
fn server(remote: rina_trace::RemoteParent) {
    let _ = remote;
}

#[traced(name = "outer")]
async fn gives_to_futures() {
    async {
        leaf();
        yield_now().await;
        current().set("said", "within");
        leaf();
    }
    .in_span(span!("function", "future", n = 1))
    .await;
    rina_trace::spawn(async { leaf() }.in_span(span!("function", "task"))).await.unwrap();
    leaf();
}

#[tokio::test]
async fn a_future_takes_it_along() {
    insta::assert_snapshot!(capture_async(gives_to_futures()).await, @r#"
    trace 1
    function "outer"
    ├─ function "future" n=1 said="within"
    │  ├─ function "leaf"
    │  └─ function "leaf"
    ├─ function "task"
    │  └─ function "leaf"
    └─ function "leaf"
    "#);
}

#[tokio::test]
async fn where_nothing_is_kept_it_does_nothing() {
    let traces =
        rina_trace::testing::capture_async_with(&rina_trace::Config::new().traces_sample_rate(0.0), async {
            let mut evaluated = false;
            let mut value = || {
                evaluated = true;
                1
            };
            let span = span!("function", "unsampled", n = value());
            assert!(!span.is_recording() && span.id().is_none());
            // The trace goes on, and says that it is not kept.
            let header = span.headers().into_iter().next().unwrap().1;
            assert!(header.ends_with("-0"), "{header}");
            async { leaf() }.in_span(span).await;
            assert!(!evaluated);
        })
        .await;
    insta::assert_snapshot!(traces, @"");
    assert_eq!(traces.unsampled(), 1);
}
