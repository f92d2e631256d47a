//! Where a segment starts and whether it is kept: `root`, `child_only`, `sample_rate`, `continue_from`.

use rina_trace::testing::{capture, capture_async, capture_with};
use rina_trace::{Config, traced};

#[traced(name = "child")]
fn child() {}

#[traced(name = "own", root)]
fn own() {
    child();
}

#[traced(name = "own", root)]
async fn own_async() {
    child();
}

#[traced(name = "outer")]
async fn outer() {
    own();
    own_async().await;
    child();
}

#[tokio::test]
async fn a_root_starts_a_trace_within_another() {
    insta::assert_snapshot!(capture_async(outer()).await, @r#"
    trace 1
    function "outer"
    └─ function "child"
    trace 2
    function "own"
    └─ function "child"
    trace 3
    function "own"
    └─ function "child"
    "#);
}

#[traced(name = "often", child_only)]
fn often() {
    child();
}

#[traced(name = "often", child_only)]
async fn often_async() {
    child();
}

#[traced(name = "request")]
async fn request() {
    often();
    often_async().await;
}

#[tokio::test]
async fn child_only_does_nothing_where_no_span_is_open() {
    let traces = capture_async(async {
        often();
        often_async().await;
        request().await;
    })
    .await;
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "child"
    trace 2
    function "child"
    trace 3
    function "request"
    ├─ function "often"
    │  └─ function "child"
    └─ function "often"
       └─ function "child"
    "#);
}

#[traced(name = "never", sample_rate = 0.0)]
fn never() {
    child();
    always();
}

#[traced(name = "never", sample_rate = 0.0)]
async fn never_async() {
    child();
    tokio::task::yield_now().await;
    child();
}

#[traced(name = "always", sample_rate = 1.0)]
fn always() {}

#[tokio::test]
async fn below_a_segment_that_is_not_kept_nothing_is() {
    let traces = capture_async(async {
        never();
        never_async().await;
    })
    .await;
    insta::assert_snapshot!(traces, @"");
    assert_eq!((traces.unsampled(), traces.unrecorded()), (2, 0));
}

#[test]
fn the_rate_of_a_function_goes_before_that_of_the_configuration() {
    let traces = capture_with(&Config::new().traces_sample_rate(0.0), || {
        always();
        child();
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "always"
    "#);
    assert_eq!(traces.unsampled(), 1);
}

#[traced(name = "own", root, sample_rate = 1.0)]
fn kept_root() {}

#[traced(name = "never", sample_rate = 0.0)]
fn never_around_a_root() {
    kept_root();
    child();
}

#[test]
fn a_root_below_a_segment_that_is_not_kept_is_asked_for_itself() {
    insta::assert_snapshot!(capture(never_around_a_root), @r#"
    trace 1
    function "own"
    "#);
}

type Headers<'a> = [(&'a str, &'a str); 1];

#[traced(name = "handler", continue_from = headers)]
fn handler(headers: &Headers<'_>) -> String {
    let _ = headers;
    rina_trace::current().trace_id().unwrap().to_string()
}

#[traced(name = "handler", continue_from = headers)]
async fn async_handler(headers: &Headers<'_>) {
    let _ = headers;
    tokio::task::yield_now().await;
    child();
}

const TRACE: &str = "771a43a4192642f0b136d5159a501700";

#[tokio::test]
async fn a_trace_of_another_service_is_continued() {
    let kept = format!("{TRACE}-b0e6f15b45c36b12-1");
    let traces = capture_async(async {
        assert_eq!(handler(&[("sentry-trace", &kept)]), TRACE);
        async_handler(&[("sentry-trace", &kept)]).await;
    })
    .await;
    insta::assert_snapshot!(traces, @r#"
    trace 1, continued from span 1
    function "handler"
    trace 1, continued from span 1
    function "handler"
    └─ function "child"
    "#);
}

#[test]
fn what_cannot_be_read_continues_nothing() {
    let traces = capture(|| assert_ne!(handler(&[("sentry-trace", "771a43a4")]), TRACE));
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "handler"
    "#);
}

#[test]
fn the_decision_comes_with_the_trace() {
    let dropped = format!("{TRACE}-b0e6f15b45c36b12-0");
    let traces = capture(|| handler(&[("sentry-trace", &dropped)]));
    insta::assert_snapshot!(traces, @"");
    assert_eq!(traces.unsampled(), 1);
}

#[traced(name = "request")]
fn request_around_handler() {
    handler(&[("sentry-trace", &format!("{TRACE}-b0e6f15b45c36b12-1"))]);
}

#[test]
fn within_a_segment_the_parent_is_at_hand() {
    insta::assert_snapshot!(capture(request_around_handler), @r#"
    trace 1
    function "request"
    └─ function "handler"
    "#);
}
